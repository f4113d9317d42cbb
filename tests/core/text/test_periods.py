"""Periods in the wording of offices."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.text.periods import Period, PeriodError, read_period, read_period_between

YEAR = (date(2025, 1, 1), date(2025, 12, 31))


def days(text: str) -> tuple[date | None, date | None, bool]:
    period = read_period(text, year=2025)
    return period.starts_on, period.ends_on, period.ongoing


@pytest.mark.parametrize(
    "text",
    [
        "Năm 2025",
        "2025",
        "Cả năm",
        "cả năm 2025",
        "12 tháng",
        "Quý I - Quý IV/2025",
        "Quý I-IV/2025",
        "Quý 1-4/2025",
        "từ quý I/2025 đến hết quý IV/2025",
        "Từ tháng 01/2025 đến tháng 12/2025",
        "từ tháng 1 đến tháng 12 năm 2025",
        "Từ tháng 1/2025 đến tháng 12",
        "T1-T12/2025",
        "tháng 1-12/2025",
        "01-12/2025",
        "01/2025 – 12/2025",
        "01/01/2025-31/12/2025",
        "Từ ngày 01/01 đến hết ngày 31/12/2025",
        "Từ đầu năm đến cuối năm 2025",
        "Thường xuyên trong năm 2025",
    ],
)
def test_the_whole_year(text):
    assert days(text) == (*YEAR, False)


@pytest.mark.parametrize(
    "text", ["Thường xuyên", "THƯỜNG  XUYÊN", "Hằng năm", "hằng tuần", "Duy trì thường xuyên", "lâu dài"]
)
def test_without_end(text):
    assert days(text) == (None, None, True)


@pytest.mark.parametrize(
    ("text", "starts_on", "ends_on"),
    [
        ("15/3/2025 - 30/11/2025", (2025, 3, 15), (2025, 11, 30)),
        ("15.3.2025 - 30.11.2025", (2025, 3, 15), (2025, 11, 30)),
        ("từ 15/3 đến 30/11/2025", (2025, 3, 15), (2025, 11, 30)),
        ("từ ngày 15 đến ngày 30 tháng 11 năm 2025", (2025, 11, 15), (2025, 11, 30)),
        ("15-30/11/2025", (2025, 11, 15), (2025, 11, 30)),
        ("15/3/25", (2025, 3, 15), (2025, 3, 15)),
        ("2025-03-15", (2025, 3, 15), (2025, 3, 15)),
        ("45731", (2025, 3, 15), (2025, 3, 15)),
        ("3/2025", (2025, 3, 1), (2025, 3, 31)),
        ("Tháng 3, 6, 9/2025", (2025, 3, 1), (2025, 9, 30)),
        ("tháng 5 - 8", (2025, 5, 1), (2025, 8, 31)),
        ("Từ tháng 02 đến 11/2025", (2025, 2, 1), (2025, 11, 30)),
        ("Tháng 6/2025 đến cuối năm", (2025, 6, 1), (2025, 12, 31)),
        ("Quý II", (2025, 4, 1), (2025, 6, 30)),
        ("Quý I, II, III/2025", (2025, 1, 1), (2025, 9, 30)),
        ("6 tháng đầu năm 2025", (2025, 1, 1), (2025, 6, 30)),
        ("06 tháng cuối năm", (2025, 7, 1), (2025, 12, 31)),
        ("9 tháng đầu năm 2025", (2025, 1, 1), (2025, 9, 30)),
        ("2023 – 2025", (2023, 1, 1), (2025, 12, 31)),
        ("Giai đoạn 2021-2025", (2021, 1, 1), (2025, 12, 31)),
        ("2 năm (2024-2025)", (2024, 1, 1), (2025, 12, 31)),
        ("Năm học 2024 - 2025", (2024, 9, 1), (2025, 5, 31)),
        ("Từ tháng 9/2024 đến tháng 5/2025", (2024, 9, 1), (2025, 5, 31)),
        ("Từ tháng 11 đến tháng 3/2025", (2024, 11, 1), (2025, 3, 31)),
        ("Từ 20/11/2024 - 15/01", (2024, 11, 20), (2025, 1, 15)),
        ("29/02/2024", (2024, 2, 29), (2024, 2, 29)),
    ],
)
def test_from_and_to(text, starts_on, ends_on):
    assert days(text) == (date(*starts_on), date(*ends_on), False)


@pytest.mark.parametrize(
    ("text", "starts_on"),
    [
        ("từ 3/2025", (2025, 3, 1)),
        ("Từ năm 2023 đến nay", (2023, 1, 1)),
        ("1/2025 - nay", (2025, 1, 1)),
        ("Thường xuyên từ 2023", (2023, 1, 1)),
        ("Bắt đầu ngày 15/3/2025", (2025, 3, 15)),
    ],
)
def test_a_start_without_end_goes_on(text, starts_on):
    assert days(text) == (date(*starts_on), None, True)


@pytest.mark.parametrize("text", ["đến 30/11/2025", "Trước 30/11/2025", "hoàn thành trước ngày 30/11/2025"])
def test_an_end_without_start(text):
    assert days(text) == (None, date(2025, 11, 30), False)


@pytest.mark.parametrize("text", ["", "Theo kế hoạch", "6 tháng", "cuối năm 2025", "1+10", "x" * 400])
def test_what_is_not_understood_is_kept(text):
    assert read_period(f"  {text} ", year=2025) == Period(raw=text)


@pytest.mark.parametrize(
    ("text", "clause"),
    [
        ("31/02/2026", "ngày 31/02/2026 không có thật"),
        ("29/02/2025", "ngày 29/02/2025 không có thật"),
        ("Từ 30/2 đến 5/3/2025", "ngày 30/02/2025 không có thật"),
        ("tháng 13/2025", "tháng 13/2025 không có thật"),
        ("15/3/0000", "ngày 15/03/0 không có thật"),
        ("Từ tháng 9/2025 đến tháng 5/2025", "ngày kết thúc 31/05/2025 trước ngày bắt đầu 01/09/2025"),
    ],
)
def test_impossible_periods_are_named(text, clause):
    with pytest.raises(PeriodError, match=f"^{clause}$"):
        read_period(text, year=2025)


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("15/03/2025", "30/11/2025", (date(2025, 3, 15), date(2025, 11, 30), False)),
        ("3/2025", "11/2025", (date(2025, 3, 1), date(2025, 11, 30), False)),
        ("Quý I", "Quý IV", (*YEAR, False)),
        ("3/2025", "", (date(2025, 3, 1), None, True)),
        ("", "11/2025", (None, date(2025, 11, 30), False)),
        ("01/01/2025", "nay", (date(2025, 1, 1), None, True)),
        ("3/2025", "Thường xuyên", (date(2025, 3, 1), None, True)),
        ("", "", (None, None, False)),
    ],
)
def test_two_columns(start, end, expected):
    period = read_period_between(start, end, year=2025)
    assert (period.starts_on, period.ends_on, period.ongoing) == expected


def test_two_columns_in_the_wrong_order_are_named():
    with pytest.raises(PeriodError, match="trước ngày bắt đầu"):
        read_period_between("11/2025", "3/2025", year=2025)


DATES = st.dates(date(2000, 1, 1), date(2049, 12, 31))


@settings(derandomize=True, max_examples=300)
@given(DATES, DATES, st.sampled_from(["{} - {}", "Từ {} đến {}", "từ ngày {} đến ngày {}", "{}-{}"]))
def test_any_two_days_are_read_back(first, second, wording):
    first, second = sorted((first, second))
    text = wording.format(f"{first:%d/%m/%Y}", f"{second.day}/{second.month}/{second.year}")
    assert days(text) == (first, second, False)


@settings(derandomize=True, max_examples=500)
@given(st.text(alphabet="0123456789/-. ,tháng quýnămđế IVtừ()", max_size=60) | st.text(max_size=40))
def test_no_text_breaks_the_reader(text):
    try:
        period = read_period(text, year=2025)
    except PeriodError as error:
        assert str(error)  # noqa: PT017 (either outcome is lawful)
        return
    if period.starts_on and period.ends_on:
        assert period.ends_on - period.starts_on >= timedelta(0)
