"""What became of a text, word by word."""

import random
import time

from django.template import Context, Template
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html

from core.text.vietnamese import nfc
from core.text.wording import Change, Run, has_changes, word_changes

SAME, REMOVED, ADDED = Change.SAME, Change.REMOVED, Change.ADDED
WORDS = st.text(alphabet=["a", "ồ", "o", "\u0302", "\u0300", "1", " ", ",", ".", "\n", "“", "🌱"], max_size=60)


def told(old, new):
    return [(run.change, run.text) for run in word_changes(old, new)]


def spelled(runs, without):
    return "".join(run.text for run in runs if run.change != without)


def test_changed_words_stand_beside_each_other_with_their_punctuation():
    assert told("Thu gom rác, phân loại tại nhà.", "Thu gom rác thải, phân loại tại nguồn.") == [
        (SAME, "Thu gom rác "), (ADDED, "thải"), (SAME, ", phân loại tại "), (REMOVED, "nhà"), (ADDED, "nguồn"),
        (SAME, "."),
    ]  # fmt: skip


def test_a_lone_comma_does_not_split_a_rewritten_phrase():
    assert told("một, hai, ba", "bốn, năm, sáu") == [(REMOVED, "một, hai, ba"), (ADDED, "bốn, năm, sáu")]


def test_a_date_or_a_number_is_one_word():
    assert told("từ 01/01/2025, 1.200 hộ", "từ 15/01/2026, 1.250 hộ") == [
        (SAME, "từ "), (REMOVED, "01/01/2025, 1.200 "), (ADDED, "15/01/2026, 1.250 "), (SAME, "hộ"),
    ]  # fmt: skip


def test_encoding_and_blanks_are_no_change_but_line_breaks_are():
    assert told("Hòa  bình", "Ho\u0300a bình") == [(SAME, "Hòa bình")]
    assert told("một\nhai", "một hai") == [(SAME, "một "), (REMOVED, "\n"), (SAME, "hai")]
    assert not has_changes(word_changes("một  hai", "một hai"))


def test_nothing_from_nothing():
    assert word_changes("", "") == []
    assert word_changes("", "mới") == [Run(ADDED, "mới")]
    assert word_changes("cũ", "") == [Run(REMOVED, "cũ")]


@settings(max_examples=80, deadline=None)
@given(WORDS, WORDS)
def test_the_runs_spell_both_texts(old, new):
    runs = word_changes(old, new)
    assert spelled(runs, REMOVED) == nfc(new)
    assert spelled(runs, ADDED).replace(" ", "") == nfc(old).replace(" ", "")


def test_long_texts_of_any_make_are_compared_in_time():
    chance = random.Random(7)
    words = [f"từ{number}" for number in range(300)]
    old = [chance.choice(words) for _ in range(9000)]
    new = [chance.choice(words) if chance.random() < 0.1 else word for word in old]
    other = [chance.choice(words) for _ in range(9000)]
    start = time.process_time()
    kept = sum(len(run.text.split()) for run in word_changes(" ".join(old), " ".join(new)) if run.change == SAME)
    for pair in ((" ".join(old), " ".join(other)), ("a b " * 12000, "b a a " * 8000), ("a " * 25000, "b " * 25000)):
        word_changes(*pair)
    assert kept > 7900
    assert time.process_time() - start < 3


def test_the_component_says_in_words_what_its_colours_show():
    page = Template("{% word_diff old new %}").render(Context({"old": "rác <b> cũ", "new": "rác <b> mới\n"}))
    (part,) = html.fragment_fromstring(page, create_parent="div").findall("p")
    assert [(mark.tag, mark.text_content()) for mark in part if mark.tag in ("ins", "del")] == [
        ("del", "[bỏ: cũ] "), ("ins", "[thêm: mới\n] "),
    ]  # fmt: skip
    assert part.text_content().startswith("rác <b> ")


def test_a_line_break_alone_is_shown_as_a_sign():
    page = Template("{% word_diff old new %}").render(Context({"old": "một\nhai", "new": "một hai"}))
    assert '<del><span class="vh">[bỏ: </span><span aria-hidden="true">¶</span>' in page
