"""A list as plain data: what is in it, not how it looks. One description serves the screen, Excel and PDF."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby
from typing import Literal

from core.text.formatting import date_vi, datetime_vi, decimal_vi, integer_vi
from reports.documents.imprint import Imprint
from reports.documents.letterhead import Letterhead, Recipients, Signature

Kind = Literal["text", "integer", "decimal", "date", "center"]


@dataclass(frozen=True, slots=True)
class Column:
    """`width` in percent of the table; neighbours with the same `group_heading` get it as one cell above them."""

    key: str
    heading: str
    width: float
    kind: Kind = "text"
    group_heading: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """A cell that leads somewhere on the screen; in files only its text is written. `url` is ours, never typed."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Total:
    """A bold line: the label spans the columns up to the first value. Without values it spans all."""

    label: str
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Group:
    """Rows under a heading line (“I. …”); a table without groups has one Group with an empty heading."""

    heading: str
    rows: Iterable[Sequence[object]]
    subtotal: Total | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """`groups`, the rows in them and `totals` may be generators: each renderer reads them once, in order.

    `title_lines`: the kind of paper, its subject, then lines in brackets (italic). `file_stem`: name without ending.
    """

    title_lines: Sequence[str]
    columns: Sequence[Column]
    groups: Iterable[Group]
    totals: Iterable[Total] = ()
    filter_line: str = ""
    note: str = ""
    letterhead: Letterhead | None = None
    signature: Signature | None = None
    recipients: Recipients | None = None
    imprint: Imprint | None = None
    orientation: Literal["landscape", "portrait"] = "landscape"
    file_stem: str = "danh-sach"
    empty_text: str = "Không có dòng nào."

    def __post_init__(self) -> None:
        keys = [column.key for column in self.columns]
        if not keys or len(set(keys)) != len(keys):
            raise ValueError("a table needs columns with different keys")


@dataclass(frozen=True, slots=True)
class Piece:
    """A cell as drawn: `column` is None for headings and labels that span several."""

    value: object
    column: Column | None = None
    span: int = 1


@dataclass(frozen=True, slots=True)
class Line:
    kind: Literal["group", "row", "subtotal", "total", "empty"]
    pieces: Sequence[Piece]


def lines_of(table: Table) -> Iterator[Line]:
    """Everything below the heading row in the order it is drawn, for every renderer alike."""
    width = len(table.columns)
    count = 0
    for group in table.groups:
        if group.heading:
            yield Line("group", [Piece(group.heading, span=width)])
        for row in group.rows:
            count += 1
            yield Line("row", [Piece(value, column) for value, column in zip(row, table.columns, strict=True)])
        if group.subtotal:
            yield _total_line("subtotal", group.subtotal, table.columns)
    if not count:
        yield Line("empty", [Piece(table.empty_text, span=width)])
    for total in table.totals:
        yield _total_line("total", total, table.columns)


def _total_line(kind: Literal["subtotal", "total"], total: Total, columns: Sequence[Column]) -> Line:
    unknown = set(total.values) - {column.key for column in columns}
    if unknown:
        raise ValueError(f"no such columns: {sorted(unknown)}")
    first = next((at for at, column in enumerate(columns) if column.key in total.values), len(columns))
    label = [Piece(total.label, span=first)] if first else []
    return Line(kind, [*label, *(Piece(total.values.get(column.key), column) for column in columns[first:])])


def heading_rows(columns: Sequence[Column]) -> tuple[list[tuple[str, int, int]], list[str]]:
    """The heading cells as (text, columns, rows) of the first row, and the texts of a second row if there is one."""
    two_levels = any(column.group_heading for column in columns)
    first, second = [], []
    for heading, run in groupby(columns, key=lambda column: column.group_heading):
        members = list(run)
        if heading:
            first.append((heading, len(members), 1))
            second.extend(column.heading for column in members)
        else:
            first.extend((column.heading, 1, 2 if two_levels else 1) for column in members)
    return first, second


def shown(value: object, kind: Kind = "text", dates=date_vi) -> str:
    """The value as read by people: 17,5 · 1.400 · 05/02/2026 · x."""
    if isinstance(value, Link):
        return value.text
    if value is None or value is False:
        return ""
    if value is True:
        return "x"
    if isinstance(value, datetime):
        return datetime_vi(value)
    if isinstance(value, date):
        return dates(value)
    if isinstance(value, int):
        return integer_vi(value) if kind in ("integer", "decimal") else str(value)
    if isinstance(value, (Decimal, float)):
        return decimal_vi(value)
    return str(value)
