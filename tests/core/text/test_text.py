"""Text as people type it: one form to store, one to find by, one to order by."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.text.vietnamese import (
    SORT_KEY_BYTES,
    clean_line,
    clean_text,
    fold,
    fold_name,
    is_no_name,
    looks_like_old_encoding,
    nfc,
    person_sort_key,
    quoted,
    search_terms,
    sort_key,
)

VIETNAMESE = st.text(alphabet="aăâbcdđeêghiklmnoôơpqrstuưvxyàảãáạằẳẵắặầẩẫấậờởỡớợĐÂƯ 0123456789-–“”", max_size=60)


@pytest.mark.parametrize(
    ("typed", "line"),
    [
        ("  Tổ   dân\tphố\n5 ", "Tổ dân phố 5"),
        ("Dân\u200b vận\ufeff khéo\u202e", "Dân vận khéo"),
        ("Bo\u0302\u0323 Ti\u0301n", "Bộ Tín"),
        ("Hoà\x00\x0b Bình", "Hoà Bình"),
        ("a\ue000b\ufffec", "abc"),
        ("\u3164\u115f", ""),
    ],
)
def test_line_is_cleaned(typed, line):
    assert clean_line(typed) == line


def test_text_keeps_its_lines_and_loses_empty_ones():
    assert clean_text("  Một \r\nHai\u2028Ba\r\r\n\n\n\nBốn\t\x07 ") == "Một\nHai\nBa\n\nBốn"


def test_spelling_is_kept_as_typed():
    assert clean_line("Uỷ ban, Hoà Bình, Đảng") == "Uỷ ban, Hoà Bình, Đảng"


@given(st.text())
def test_cleaning_is_done_once_and_for_all(text):
    for clean in (clean_line, clean_text):
        cleaned = clean(text)
        assert clean(cleaned) == cleaned
        assert unicodedata.is_normalized("NFC", cleaned)
        assert not any(unicodedata.category(sign) in {"Cf", "Cs", "Co"} for sign in cleaned)
    assert "\n" not in clean_line(text)


@given(VIETNAMESE)
def test_composed_and_decomposed_text_are_one(text):
    apart = unicodedata.normalize("NFD", text)
    assert clean_line(apart) == clean_line(text)
    assert fold(apart) == fold(text)
    assert sort_key(apart) == sort_key(text)


def test_stacked_marks_cost_no_time():
    assert nfc("a" + "\u0301\u0323" * 500_000) == nfc("a" + "\u0301\u0323" * 4)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Uỷ ban", "Ủy ban"),
        ("Hoà Bình", "HÒA BÌNH"),
        ("Thuý", "thúy"),
        ("Ðảng ủy", "Đảng uỷ"),
        ("ðảng", "đảng"),
        ("“Dân vận khéo”", '"dan van kheo"'),
        ("Chi bộ ‘5’", "chi bo '5'"),
        ("Quý I – 2026", "quy i - 2026"),
        ("  Minh\u00a0Tân 10", "minh tan 10"),
        ("ＭＩＮＨ", "minh"),
    ],
)
def test_spellings_of_one_name_fold_to_one(one, other):
    assert fold(one) == fold(other)


@given(st.text())
def test_folding_is_done_once_and_for_all(text):
    folded = fold(text)
    assert fold(folded) == folded


def test_name_folds_without_quotes_and_leading_words():
    assert fold_name("Mô hình: “Camera an ninh – ngõ phố bình yên”.") == "camera an ninh - ngo pho binh yen"
    assert fold_name("MÔ HÌNH Thu gom rác") == fold_name("“Thu gom rác”") == "thu gom rac"
    assert fold_name("Mô hình") == "mo hinh"
    assert fold_name("Mô hình hóa bài giảng") == "hoa bai giang"


def test_search_splits_into_folded_words():
    assert search_terms("  Tổ dân phố “Minh Tân 10”, dan DK-2026-071 ") == [
        "to",
        "dan",
        "pho",
        "minh",
        "tan",
        "10",
        "dk-2026-071",
    ]
    assert search_terms(" “” , ") == []
    assert len(search_terms(" ".join(str(number) for number in range(99)))) == 10


@pytest.mark.parametrize(
    "ordered",
    [
        ["Minh Tân", "Minh Tân 1", "Minh Tân 2", "Minh Tân 02", "Minh Tân 10", "Minh Tân 21", "Minh Tâng"],
        ["Dương", "Đồng", "Ê đê", "Hà"],
        ["an", "ăn", "ân", "bà", "Đà", "em"],
        ["ma", "mà", "mả", "mã", "má", "mạ"],
        ["9 Tam Thuận", "10 Tân Chính"],
        ["An Bình", "Anh"],
        ["Tổ 2A", "Tổ 10", "Tổ 10A", "Tổ 10B"],
        ["hoa", "Hoa", "hòa"],
    ],
)
def test_order_is_the_vietnamese_one(ordered):
    keys = [sort_key(name) for name in ordered]
    assert sorted(keys) == keys
    assert len(set(keys)) == len(keys)


def test_punctuation_does_not_order():
    assert sort_key("“Dân vận” khéo.") == sort_key("Dân vận khéo")


@given(st.integers(0, 10**30), st.integers(0, 10**30))
def test_numbers_are_ordered_by_value(one, other):
    if one != other:
        assert (sort_key(f"Tổ {one}") < sort_key(f"Tổ {other}")) == (one < other)


@given(st.text())
def test_any_text_has_a_key_that_fits(text):
    assert len(sort_key(text)) <= SORT_KEY_BYTES
    assert len(person_sort_key(text)) <= SORT_KEY_BYTES


def test_key_fits_after_a_long_name():
    assert len(sort_key("Tuyên truyền vận động nhân dân " * 9)) == SORT_KEY_BYTES
    assert sort_key("a" * 200 + "b") == sort_key("a" * 200 + "c")


def test_people_are_ordered_by_given_name_then_middle_then_family():
    ordered = ["An", "Trần An", "Lê Bá An", "Lê Văn An", "Trần Văn An", "Lê Văn Anh", "Vũ Hà", "Lê Văn Hà", "Lê Hạ"]
    alphabetically = sorted(ordered)
    assert sorted(alphabetically, key=person_sort_key) == ordered


@pytest.mark.parametrize(
    "debris",
    ["M« h×nh D©n vËn khÐo", "§¶ng bé ph­êng Yªn B¸i", "®oµn thÓ", "Moâ hình Daân vaän kheùo", "Chi boä toå daân phoá"],
)
def test_old_encodings_are_noticed(debris):
    assert looks_like_old_encoding(debris)


@pytest.mark.parametrize(
    "sound",
    [
        "",
        "Mô hình “Dân vận khéo” của Chi bộ tổ dân phố Minh Tân 10",
        "Diện tích 10 m², 25 °C, mái 5 m³ – 50 ± 2",
        "Phòng họp «Hoa Ban» của ông Citroën",
        "Ðảng ủy phường, Đoàn Thanh niên © 2026",
        "UỶ BAN NHÂN DÂN, HOÀ BÌNH, QUÝ, THUÝ, LOA, ĐÊM",
    ],
)
def test_sound_text_is_not_suspected(sound):
    assert not looks_like_old_encoding(sound)


@given(VIETNAMESE)
def test_vietnamese_in_unicode_is_never_suspected(text):
    assert not looks_like_old_encoding(text.replace("â", "a").replace("Â", "A"))


def test_a_name_is_quoted_once():
    assert [quoted(name) for name in ("Ngõ hoa", "“Dân vận khéo 1+10” phụ trách hộ", 'Quỹ "Nghĩa tình"')] == [
        "“Ngõ hoa”", "“Dân vận khéo 1+10” phụ trách hộ", 'Quỹ "Nghĩa tình"',
    ]  # fmt: skip


@pytest.mark.parametrize("clean", [clean_line, clean_text])
@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("Ðảng ủy", "Đảng ủy"),
        ("CAO ÐẲNG, TÐKT", "CAO ĐẲNG, TĐKT"),
        ("Ɖoàn ðội, ɖường hoa", "Đoàn đội, đường hoa"),
        ("D©n vËn khÐo", "D©n vËn khÐo"),  # TCVN3: a letter of an old font, which the form asks to type anew
    ],
)
def test_other_letters_typed_for_the_vietnamese_d_are_stored_as_it(clean, typed, stored):
    assert clean(typed) == stored
    assert fold("Ɖường hoa") == fold("Ðường hoa") == fold("đường hoa") == "duong hoa"


@pytest.mark.parametrize("name", ["...", "----", "aaaa", "Đ đ đ", "1111", "12/2026", "“ ”", "a.a.a", "!!!1", ""])
def test_signs_digits_and_one_letter_over_and_over_are_no_name(name):
    assert is_no_name(name)


@pytest.mark.parametrize("name", ["An", "5S", "Tổ 5", "Ô", "A1", "3 không, 3 sạch"])
def test_short_names_are_names(name):
    assert not is_no_name(name)
