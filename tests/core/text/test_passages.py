"""Copied passages: found by few fingerprints whenever there are twelve words in a row, and shown as written."""

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from core.text.passages import LEAST, common_runs, fingerprints, words_of

VOCABULARY = [f"chữ{number}" for number in range(400)]


def some_words(chance, count):
    return [chance.choice(VOCABULARY) for _ in range(count)]


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000), st.integers(0, 60), st.integers(0, 60), st.integers(LEAST, 40))
def test_twelve_words_in_a_row_always_share_a_fingerprint_and_are_found(seed, before, after, length):
    chance = random.Random(seed)
    shared = some_words(chance, length)
    mine = words_of(" ".join([*some_words(chance, before), *shared, *some_words(chance, after)]))
    theirs = words_of(", ".join([*some_words(chance, after), *shared, *some_words(chance, before)]).upper())
    assert fingerprints(mine) & fingerprints(theirs)
    assert any(first <= before and last >= before + length - 1 for first, last in common_runs(mine, theirs))


def test_eleven_words_are_no_passage():
    shared = " ".join(VOCABULARY[: LEAST - 1])
    assert common_runs(words_of(f"một {shared} hai"), words_of(f"ba {shared} bốn")) == []


def test_a_passage_is_shown_as_written_and_what_is_explained_ends_it():
    mine = words_of("Hoà giải: “Vận động từng hộ, chia nhóm theo ngõ, mỗi nhóm một đảng viên phụ trách.” Xong")
    theirs = words_of("vận động TỪNG hộ chia nhóm theo ngõ – mỗi nhóm một đảng viên phụ trách, rồi thôi")
    [(first, last)] = common_runs(mine, theirs)
    assert mine.passage(first, last) == "Vận động từng hộ, chia nhóm theo ngõ, mỗi nhóm một đảng viên phụ trách"
    assert common_runs(mine, theirs, explained={first + 5}) == []


def test_a_text_of_one_word_costs_little():
    text = words_of("a " * 2_500)
    assert common_runs(text, text) == [(0, 2_499)]
    assert len(fingerprints(text)) == 1
