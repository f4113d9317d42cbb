"""Where the pages of a sheet end: Excel knows no “keep with the next row”, so its breaks are set by hand.

A break stands only before a row of the list or the heading of its group; totals, note and signature have none, so the
last rows go over with them (no page holds a signature alone). Heights are those written into the sheet.
"""

from dataclasses import dataclass
from typing import Literal

Part = Literal["front", "group", "row", "subtotal", "tail"]

MOST_BREAKS = 1_000  # Excel keeps 1,026 of a sheet; of a longer list only the last one is set


@dataclass(frozen=True, slots=True)
class _Place:
    """A row that may begin a page, and the height used above it on its page."""

    row: int
    above: float


class Pages:
    """Takes the height of each row from the top down; `breaks` are the rows a page ends with.

    `room` is the height of a page, `repeated` what stands again above the rows of every page after the first.
    """

    def __init__(self, *, room: float, repeated: float = 0):
        self.room, self.repeated = room, repeated
        self.breaks: list[int] = []
        self._row, self._used, self._last = 0, 0.0, "front"
        self._place: _Place | None = None  # the last row a page may begin with
        self._tail: _Place | None = None  # where the end of the list begins: only when no row can go over with it

    def add(self, height: float, part: Part) -> None:
        """The next row."""
        self._row += 1
        if part in ("group", "row") and self._last not in ("front", "group"):
            self._place = _Place(self._row, self._used)
        elif part == "tail" and self._last != "tail":
            self._tail = _Place(self._row, self._used)
        self._used += height
        self._last = part
        if self._used > self.room and self._place:
            self._end_before(self._place)
        if self._used > self.room and self._tail:
            self._end_before(self._tail)

    @property
    def last_breaks(self) -> list[int]:
        """All breaks, or of a list of very many pages the last one, which keeps its end together."""
        return self.breaks if len(self.breaks) <= MOST_BREAKS else self.breaks[-1:]

    def _end_before(self, place: _Place) -> None:
        self.breaks.append(place.row - 1)
        gone = place.above
        self._used += self.repeated - gone
        if self._tail and self._tail.row > place.row:
            self._tail = _Place(self._tail.row, self._tail.above + self.repeated - gone)
        else:
            self._tail = None
        self._place = None
