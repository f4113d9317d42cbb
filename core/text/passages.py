"""Passages two texts have in common, word for word but for accents, case and punctuation.

A text is remembered by few fingerprints, chosen so that two texts sharing LEAST words in a row always share one
(winnowing): what is copied is found by an index, and then read and shown from the texts themselves.
"""

import re
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b

from core.text.vietnamese import fold, nfc

LEAST = 12  # words in a row that make a passage
PIECE = 8  # words of one fingerprint
WINDOW = LEAST - PIECE + 1  # of so many neighbouring pieces one is remembered
MOST_STARTS = 50  # places of one piece compared; a text of one word a thousand times costs no more
_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Words:
    """A text as words to compare (`folded`), with where each stands in `text`."""

    text: str
    folded: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]

    def passage(self, first: int, last: int) -> str:
        """The text from one word to another, as written."""
        return self.text[self.spans[first][0] : self.spans[last][1]]


def words_of(text: str) -> Words:
    text = nfc(text)
    found = list(_WORD.finditer(text))
    return Words(text, tuple(_folded(match.group()) for match in found), tuple(match.span() for match in found))


@lru_cache(maxsize=16_384)
def _folded(word: str) -> str:
    return fold(word)


def fingerprints(words: Words) -> set[int]:
    """Signed 64-bit numbers, about one for three words; none for a text shorter than a piece."""
    hashes = [_hash(" ".join(piece)) for piece in _pieces(words)]
    if not hashes:
        return set()
    return {min(hashes[at : at + WINDOW]) for at in range(max(1, len(hashes) - WINDOW + 1))}


def _pieces(words: Words) -> list[tuple[str, ...]]:
    return [words.folded[at : at + PIECE] for at in range(len(words.folded) - PIECE + 1)]


def _hash(piece: str) -> int:
    return int.from_bytes(blake2b(piece.encode(), digest_size=8).digest(), "big", signed=True)


def common_runs(mine: Words, theirs: Words, explained: Collection[int] = ()) -> list[tuple[int, int]]:
    """(first, last) words of `mine` that stand in `theirs` in a row, LEAST or more, longest stretches, in order.

    Words at the positions `explained` end a run.
    """
    starts = defaultdict(list)
    for at, piece in enumerate(_pieces(theirs)):
        if len(starts[piece]) < MOST_STARTS:
            starts[piece].append(at)
    free = [at not in explained for at in range(len(mine.folded))]
    runs, at = [], 0
    while at <= len(mine.folded) - LEAST:
        length = max((_length(mine, at, theirs, there, free) for there in starts.get(_piece(mine, at), ())), default=0)
        if length >= LEAST:
            runs.append((at, at + length - 1))
        at += length if length >= LEAST else 1
    return runs


def _piece(words: Words, at: int) -> tuple[str, ...]:
    return words.folded[at : at + PIECE]


def _length(mine: Words, at: int, theirs: Words, there: int, free: list[bool]) -> int:
    length = 0
    most = min(len(mine.folded) - at, len(theirs.folded) - there)
    while length < most and free[at + length] and mine.folded[at + length] == theirs.folded[there + length]:
        length += 1
    return length
