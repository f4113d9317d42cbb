"""Near names: the same judgement whoever is asked first, however the name is typed, whatever narrows the rows."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.text.nearness import NEAR_FROM, are_near, folded_similarity, prefilter, similarity, trigrams
from core.text.vietnamese import fold_name

WORDS = st.sampled_from(["tổ", "dân", "phố", "camera", "an", "ninh", "đường", "thuỷ", "hoà", "uỷ", "ban", "mẫu", "5"])
NAMES = st.lists(WORDS, min_size=1, max_size=7).map(" ".join)


@settings(max_examples=60, deadline=None)
@given(NAMES, NAMES)
def test_nearness_is_symmetric_bounded_and_full_only_for_oneself(one, other):
    assert similarity(one, other) == similarity(other, one)
    assert 0 <= similarity(one, other) <= 1
    assert similarity(one, one) == 1


@settings(max_examples=60, deadline=None)
@given(NAMES)
def test_spelling_quotes_case_and_the_leading_words_do_not_matter(name):
    old_tone = name.replace("uỷ", "ủy").replace("oà", "òa")
    bare = "".join(sign for sign in unicodedata.normalize("NFD", name) if not unicodedata.combining(sign))
    for spelled in (
        f"Mô hình “{name}”", f"MÔ HÌNH: {name.upper()}.", old_tone, bare.replace("đ", "d"),
        unicodedata.normalize("NFD", name),
    ):  # fmt: skip
        assert similarity(name, spelled) == 1


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [
        ("Tổ dân phố văn minh", "Tổ dân phố khuyến học", False),
        ("Camera an ninh", "Mô hình “Camera an ninh” tổ 5", True),
        ("Tuyến đường hoa thanh niên", "Đường hoa thanh niên", True),
        ("Uỷ ban thân thiện", "mô hình Ủy ban thân thiện", True),
        ("Tổ dân phố văn minh", "Chợ không tiền mặt", False),
        ("", "", False),
    ],
)
def test_what_a_reader_would_call_near(one, other, near):
    assert are_near(one, other) is near


@settings(max_examples=120, deadline=None)
@given(NAMES, NAMES)
def test_the_prefilter_loses_nothing_near(one, other):
    one, other = fold_name(one), fold_name(other)
    pieces = [value for _, value in prefilter(one, "name_fold").children]
    if folded_similarity(one, other) >= NEAR_FROM:
        assert any(piece in other for piece in pieces)


def test_nothing_is_near_a_name_without_letters():
    assert prefilter("“ … ”", "name_fold") is None
    assert trigrams("...") == frozenset()
