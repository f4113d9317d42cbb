"""Word by word, what became of a text: what stayed, what was taken out, what was put in.

    word_changes("Đoạn đường sạch", "Tuyến đường sạch, đẹp")
    → [Run(REMOVED, "Đoạn "), Run(ADDED, "Tuyến "), Run(SAME, "đường sạch"), Run(ADDED, ", đẹp")]

The runs without REMOVED spell the new text exactly, the runs without ADDED the old one up to blanks within a line.
In templates: {% word_diff old new %}, or components/word_diff.html with the runs.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import pairwise

from core.text.vietnamese import nfc

_WORD = r"[\w\u0300-\u036f]+(?:(?<=\d)[/.,:-](?=\d)[\w\u0300-\u036f]+)*"  # a date or a number is one word
_TOKEN = re.compile(rf"\n[^\S\n]*|{_WORD}[^\S\n]*|[^\w\s][^\S\n]*|[^\S\n]+")
_SHORT = 300  # words of both sides compared exhaustively; longer stretches are first cut at phrases they share
_PHRASE = 3  # words


class Change(StrEnum):
    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True)
class Run:
    """A stretch of words of one fate, with its punctuation, blanks and line breaks."""

    change: Change
    text: str

    @property
    def is_break(self) -> bool:
        """Whether it holds nothing one could see: line breaks or blanks alone."""
        return not self.text.strip()


def word_changes(old: str, new: str) -> list[Run]:
    """How `old` became `new`, in reading order; [] when both are empty.

    Blanks alone are no change. Texts of 50,000 signs take well under a second, also when nothing is alike: where long
    stretches share no phrase of three words, one stands wholly removed and the other wholly added.
    """
    olds, news = _TOKEN.findall(nfc(old)), _TOKEN.findall(nfc(new))
    runs = []
    at_old = at_new = 0
    for start_old, start_new, length in (*_joined(olds, news), (len(olds), len(news), 0)):
        runs += [
            Run(Change.REMOVED, "".join(olds[at_old:start_old])),
            Run(Change.ADDED, "".join(news[at_new:start_new])),
            Run(Change.SAME, "".join(news[start_new : start_new + length])),
        ]
        at_old, at_new = start_old + length, start_new + length
    return [run for run in runs if run.text]


def has_changes(runs: list[Run]) -> bool:
    return any(run.change != Change.SAME for run in runs)


def _joined(olds: list[str], news: list[str]) -> list[tuple[int, int, int]]:
    """Matching stretches as (start in old, start in new, length), in order, none touching the next in both."""
    whole = [token.rstrip(" \t\xa0") for token in olds], [token.rstrip(" \t\xa0") for token in news]
    joined: list[tuple[int, int, int]] = []
    for start_old, start_new, length in _matches(*whole, 0, 0):
        if joined and sum(joined[-1][::2]) == start_old and joined[-1][1] + joined[-1][2] == start_new:
            before = joined.pop()
            start_old, start_new, length = before[0], before[1], before[2] + length
        if length:
            joined.append((start_old, start_new, length))
    return [match for match in joined if not _is_island(match, *whole)]


def _is_island(match: tuple[int, int, int], olds: list[str], news: list[str]) -> bool:
    """A lone comma kept between two rewritten phrases only makes them harder to read."""
    start_old, start_new, length = match
    inside = start_old > 0 and start_old + length < len(olds) and start_new > 0 and start_new + length < len(news)
    return inside and length == 1 and olds[start_old] in (",", ";", "")


def _matches(olds: list[str], news: list[str], at_old: int, at_new: int) -> Iterator[tuple[int, int, int]]:
    head = _common(olds, news)
    tail = _common(olds[head:][::-1], news[head:][::-1])
    yield at_old, at_new, head
    middle_old, middle_new = olds[head : len(olds) - tail], news[head : len(news) - tail]
    if middle_old and middle_new:
        yield from _inner(middle_old, middle_new, at_old + head, at_new + head)
    yield at_old + len(olds) - tail, at_new + len(news) - tail, tail


def _inner(olds: list[str], news: list[str], at_old: int, at_new: int) -> Iterator[tuple[int, int, int]]:
    if len(olds) + len(news) <= _SHORT:
        for match in SequenceMatcher(None, olds, news, autojunk=False).get_matching_blocks():
            yield at_old + match.a, at_new + match.b, match.size
        return
    anchors = _anchors(olds, news)
    if not anchors:
        return
    cuts = [(0, 0), *anchors, (len(olds), len(news))]
    for (from_old, from_new), (to_old, to_new) in pairwise(cuts):
        yield from _matches(olds[from_old:to_old], news[from_new:to_new], at_old + from_old, at_new + from_new)


def _common(left: list[str], right: list[str]) -> int:
    return next((at for at, (a, b) in enumerate(zip(left, right, strict=False)) if a != b), min(len(left), len(right)))


def _anchors(olds: list[str], news: list[str]) -> list[tuple[int, int]]:
    """Where phrases stand that occur once on either side: the longest series in the same order on both."""
    places = _lone_phrases(olds), _lone_phrases(news)
    pairs = sorted((at, places[1][phrase]) for phrase, at in places[0].items() if phrase in places[1])
    ends: list[int] = []  # the smallest last place of a series of each length, and which pair it is
    owners: list[int] = []
    before: list[int | None] = []
    for order, (_, at_new) in enumerate(pairs):
        length = bisect_left(ends, at_new)
        before.append(owners[length - 1] if length else None)
        ends[length : length + 1] = [at_new]
        owners[length : length + 1] = [order]
    series, order = [], owners[-1] if owners else None
    while order is not None:
        series.append(pairs[order])
        order = before[order]
    return series[::-1]


def _lone_phrases(words: list[str]) -> dict[tuple[str, ...], int]:
    phrases = list(zip(*(words[shift:] for shift in range(_PHRASE)), strict=False))
    counts = Counter(phrases)
    return {phrase: at for at, phrase in enumerate(phrases) if counts[phrase] == 1}
