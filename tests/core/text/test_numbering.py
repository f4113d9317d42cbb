"""When two numbers of papers are one."""

import datetime as dt

import pytest

from core.text.numbering import number_key

DAY = dt.date(2026, 11, 20)


def key(number, on=DAY, issuer="Ban Thường vụ Đảng ủy", symbol="QĐ/ĐU"):
    return number_key(number, issuer=issuer, symbol=symbol, on=on)


@pytest.mark.parametrize(
    "number",
    [
        "125",
        "125-QĐ/ĐU",
        "0125-QĐ/ĐU",
        "125 - QĐ / ĐU",
        "125–qđ/đu",
        "125-QD/DU",
        "125-QĐ",
        "Số 125-QĐ/ĐU",
        "125/QĐ-ĐU",
    ],
)
def test_one_number_in_many_spellings(number):
    assert key(number) == "ban thuong vu dang uy|qddu|125|2026"


@pytest.mark.parametrize("number", ["126-QĐ/ĐU", "12-QĐ/ĐU", "125-QĐ/TU", "125A-QĐ/ĐU", "1250", "QĐ 125"])
def test_other_numbers_symbols_and_forms_are_others(number):
    assert key(number) != key("125-QĐ/ĐU")


def test_another_year_or_issuer_has_numbers_of_its_own_and_none_has_no_key():
    assert key("125", on=dt.date(2027, 1, 2)) != key("125")
    assert key("125", issuer="Ban Thường vụ Tỉnh ủy") != key("125")
    assert (key(""), key("  ")) == ("", "")
