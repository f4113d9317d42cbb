"""Finding the heading of a table in a sheet that nobody made for us.

A heading is one to three rows, merged or not, anywhere in the sheet, its columns in any order. What a column is about
is told by the words of its heading, from the widest level down to its own: the path of the column.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from core.spreadsheets import Cell
from core.text.vietnamese import fold

MAX_DEPTH = 3
MAX_WORDS = 25  # longer texts are titles, notes or data
_YEARS = range(1900, 2101)
_BREAKS = re.compile(r"[\W_]+")
_ROW_OF_ADDRESS = re.compile(r"\d+$")


@lru_cache(maxsize=20_000)
def words(text: str) -> str:
    """Folded words with single blanks, all punctuation gone: “Tên mô hình (x)” → ten mo hinh x."""
    return _BREAKS.sub(" ", fold(text)).strip()


class Vocabulary:
    """Phrases of headings and what they mean. A phrase counts anywhere in a heading, with “=” only as the whole of it.

    A whole phrase wins, then the phrase that stands first in the heading, then the longest one: “Đơn vị tính” is no
    “Đơn vị”, and “Đơn vị có mô hình” speaks of units. `tails` are cut from the end before a whole phrase is compared.
    """

    def __init__(self, phrases: Mapping[str, Sequence[str]], tails: Iterable[str] = ()):
        self.whole: dict[str, str] = {}
        self.within: list[tuple[str, str]] = []
        for meaning, entries in phrases.items():
            for entry in entries:
                if entry.startswith("="):
                    self.whole[entry[1:]] = meaning
                else:
                    self.within.append((entry, meaning))
        self.tails = sorted(tails, key=len, reverse=True)
        self._known: dict[str, str | None] = {}

    def meaning_of(self, heading: str) -> str | None:
        """Of folded words."""
        if heading not in self._known:
            self._known[heading] = self._find(heading)
        return self._known[heading]

    def mentions(self, heading: str, meaning: str) -> bool:
        """Whether a phrase of this meaning stands anywhere in the heading, beside what it is mainly about."""
        if heading.count(" ") >= MAX_WORDS:
            return False
        phrases = [*self.within, *((phrase, known) for phrase, known in self.whole.items() if " " in phrase)]
        return any(known == meaning and f" {phrase} " in f" {heading} " for phrase, known in phrases)

    def _find(self, heading: str) -> str | None:
        if not heading or heading.count(" ") >= MAX_WORDS:
            return None
        if meaning := self.whole.get(heading) or self.whole.get(self._without_tails(heading)):
            return meaning
        padded = f" {heading} "
        hits = [
            (place, -len(phrase), meaning)
            for phrase, meaning in self.within
            if (place := padded.find(f" {phrase} ")) >= 0
        ]
        return min(hits)[2] if hits else None

    def _without_tails(self, heading: str) -> str:
        while tail := next((tail for tail in self.tails if heading.endswith(f" {tail}")), None):
            heading = heading[: -len(tail) - 1]
        return heading


@dataclass(frozen=True, slots=True)
class Heading:
    """`top` counts from 0, `depth` takes in blank rows; `paths`: each column's folded words, widest level first."""

    top: int
    depth: int
    paths: tuple[tuple[str, ...], ...]

    @property
    def below(self) -> int:
        return self.top + self.depth


def heading_at(rows: Sequence[Sequence[Cell]], top: int, vocabulary: Vocabulary) -> Heading | None:
    """The heading that would begin in this row, as deep as it goes; None when the row cannot begin one."""
    if any(isinstance(cell.value, int) and cell.value not in _YEARS for cell in rows[top]):
        return None  # a bare number stands in rows, not over them; spares folding thousands of rows
    own = {words(cell.text) for cell in rows[top] if cell.text and not cell.merged_from}
    if len(own) < 2 or sum(vocabulary.meaning_of(text) is not None for text in own) < 2:
        return None
    levels = [rows[top]]
    last = top
    while len(levels) < MAX_DEPTH:
        following = next((row for row in (last + 1, last + 2) if row < len(rows) and _fresh(rows[row])), None)
        if following is None or not _continues(levels[-1], rows[following], vocabulary):
            break
        levels.append(rows[following])
        last = following
    return Heading(top, last - top + 1, _paths(levels))


def row_of(address: str) -> int:
    """The row number, from 1, of a cell's address."""
    return int(_ROW_OF_ADDRESS.search(address).group())


def _fresh(row: Sequence[Cell]) -> dict[int, str]:
    """Texts that begin in this row, by column: not those hanging down from a merged cell above."""
    return {
        column: words(cell.text)
        for column, cell in enumerate(row)
        if cell.text and not (cell.merged_from and row_of(cell.merged_from) < row_of(cell.address))
    }


def _continues(above: Sequence[Cell], row: Sequence[Cell], vocabulary: Vocabulary) -> bool:
    """Whether this row is one more level of the heading above: all its texts are headings or parts of a wider one."""
    fresh = _fresh(row)
    if len({row[column].merged_from or row[column].address for column in fresh}) < 2:
        return False
    return all(
        vocabulary.meaning_of(text) or (_is_part(above, column, fresh) and text.count(" ") < MAX_WORDS)
        for column, text in fresh.items()
    )


def _is_part(above: Sequence[Cell], column: int, fresh: Mapping[int, str]) -> bool:
    """Whether the cell above spans several columns, merged or left blank beside a text."""
    anchor = above[column].merged_from or above[column].address
    neighbours = [above[beside] for beside in (column - 1, column + 1) if 0 <= beside < len(above)]
    if any(cell.text and (cell.merged_from or cell.address) == anchor for cell in neighbours):
        return True
    if above[column].text:
        return column + 1 < len(above) and not above[column + 1].text and column + 1 in fresh
    return _owner(above, column, fresh) is not None


def _owner(above: Sequence[Cell], column: int, fresh: Mapping[int, str]) -> int | None:
    """Column of the text left of a blank cell that speaks for it too: every column between has a text below."""
    while column > 0 and not above[column].text and column in fresh:
        column -= 1
    return column if above[column].text and column in fresh else None


def _paths(rows: Sequence[Sequence[Cell]]) -> tuple[tuple[str, ...], ...]:
    levels = [[words(cell.text) for cell in row] for row in rows]
    for row, level, lower in zip(rows, levels, levels[1:], strict=False):
        below = {column: text for column, text in enumerate(lower) if text}
        for column, text in enumerate(level):
            if not text and (owner := _owner(row, column, below)) is not None:
                level[column] = level[owner]
    return tuple(tuple(dict.fromkeys(filter(None, texts))) for texts in zip(*levels, strict=True))
