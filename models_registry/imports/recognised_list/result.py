"""What reading a list gives: plain values, to be shown, decided on and written by others."""

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date

from core.text.periods import Period
from core.text.vietnamese import fold, fold_name

OLD_LETTERS = "encoding"  # text of an old font: the row is refused, its reader converts it


@dataclass(frozen=True, slots=True)
class Problem:
    """What a person has to decide about a row: `needs` is unit, kind, sector, name or period.

    OLD_LETTERS: nothing can be decided, the row is refused.
    """

    cell_address: str
    message_vi: str
    needs: str


@dataclass(frozen=True, slots=True)
class Decision:
    """A paper by which models were recognised, as far as the list names it."""

    number: str = ""
    on: date | None = None


@dataclass(frozen=True, slots=True)
class ListRow:
    """One model of the list. Texts keep the office's wording (NFC, single blanks); `raw` has every cell by heading.

    `kind` is MODEL or INDIVIDUAL, `level` MEETS, WARD or PROVINCE. Problems need a decision; warnings are for reading.
    """

    sheet: str
    row_number: int
    ordinal: str
    unit_raw: str
    name: str
    sector_number: int | None
    kind: str | None
    person_name: str
    period: Period
    note: str
    raw: dict[str, str] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    warnings: tuple[str, ...] = ()
    level: str | None = None
    decision: Decision = Decision()

    def without_problem(self, needs: str, **values) -> "ListRow":
        return replace(self, problems=tuple(p for p in self.problems if p.needs != needs), **values)


@dataclass(frozen=True, slots=True)
class UnreadRow:
    """A line with text that is neither a model nor anything a list is known to have."""

    sheet: str
    row_number: int
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class SheetReading:
    """Where the rows of one sheet came from: heading rows counted from 1, meaning → column letters."""

    title: str
    heading_rows: tuple[int, ...]
    columns: dict[str, str]


@dataclass(frozen=True, slots=True)
class RecognisedList:
    sheets: tuple[SheetReading, ...]
    rows: tuple[ListRow, ...]
    unread: tuple[UnreadRow, ...] = ()
    notes: tuple[str, ...] = ()
    decision: Decision = Decision()

    @property
    def sheet(self) -> str:
        return self.sheets[0].title

    @property
    def heading_rows(self) -> tuple[int, ...]:
        return self.sheets[0].heading_rows

    @property
    def columns(self) -> dict[str, str]:
        return self.sheets[0].columns

    @property
    def kind_missing_everywhere(self) -> bool:
        """No row could be told: one choice for all is more help than a question per row."""
        return all(row.kind is None for row in self.rows)

    @property
    def sector_missing_everywhere(self) -> bool:
        return all(row.sector_number is None for row in self.rows)

    def with_notes(self, notes: Iterable[str]) -> "RecognisedList":
        return replace(self, notes=tuple(dict.fromkeys(notes)))

    def with_default_kind(self, kind: str) -> "RecognisedList":
        rows = tuple(row if row.kind else row.without_problem("kind", kind=kind) for row in self.rows)
        return replace(self, rows=rows)

    def with_default_sector(self, number: int) -> "RecognisedList":
        rows = tuple(
            row if row.sector_number else row.without_problem("sector", sector_number=number) for row in self.rows
        )
        return replace(self, rows=rows)


def row_key(cycle_year: int, row: ListRow, nth: int = 0) -> str:
    """Finds the same row in whatever file: year, folded raw unit, folded name, and which of its twins it is."""
    facts = "\x1f".join((str(cycle_year), fold(row.unit_raw), fold_name(row.name), str(nth)))
    return hashlib.sha256(facts.encode()).hexdigest()


def row_keys(cycle_year: int, rows: Iterable[ListRow]) -> list[str]:
    """The keys of rows in order; rows alike in unit and name are told apart by number."""
    seen: Counter[str] = Counter()
    keys = []
    for row in rows:
        first = row_key(cycle_year, row)
        keys.append(row_key(cycle_year, row, seen[first]))
        seen[first] += 1
    return keys
