"""The plain shape every spreadsheet is read into, whatever file it came from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import TypeAlias

from core.exceptions import DomainError
from core.text.vietnamese import clean_line

MAX_ROWS = 5_000
MAX_COLUMNS = 60

Value: TypeAlias = str | int | float | bool | date | datetime | time | None


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: `value` exactly as stored, `text` as a person reads it (NFC, spaces squeezed, dates dd/mm/yyyy)."""

    value: Value
    address: str
    text: str
    merged_from: str = ""  # address of the anchor whose value fills this cell; empty for a cell of its own
    is_formula: bool = False
    is_error: bool = False

    @property
    def is_merged(self) -> bool:
        return bool(self.merged_from)


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet. Rows are rectangular; empty rows and columns after the last value are gone."""

    title: str
    rows: list[list[Cell]]
    is_hidden: bool = False
    notes: tuple[str, ...] = ()  # sentences for the user, e.g. that hidden rows were read too

    @property
    def width(self) -> int:
        return len(self.rows[0]) if self.rows else 0


class GridBuilder:
    """Collects cells one by one, refusing the first value outside the caps, then fills merged ranges."""

    def __init__(self) -> None:
        self.cells: dict[tuple[int, int], Cell] = {}
        self.last_row = 0
        self.last_column = 0

    def add(self, row: int, column: int, value: Value, *, text: str | None = None, **flags: bool) -> None:
        address = address_of(row, column)
        if row > MAX_ROWS or column > MAX_COLUMNS:
            raise DomainError(
                f"Bảng có dữ liệu ở ô {address}, vượt mức 5.000 dòng × {MAX_COLUMNS} cột. "
                "Hãy xóa phần thừa hoặc chia thành nhiều tệp."
            )
        self.cells[row, column] = Cell(value, address, text_of(value) if text is None else text, **flags)
        self.last_row = max(self.last_row, row)
        self.last_column = max(self.last_column, column)

    def fill(self, ranges: list[tuple[int, int, int, int]]) -> None:
        """Copy each anchor over its range (top, left, bottom, right), inside the used area only.

        Ranges of a sound workbook do not overlap, so no more cells can be filled than the area holds.
        """
        budget = self.last_row * self.last_column
        for top, left, bottom, right in ranges:
            anchor = self.cells.get((top, left))
            bottom, right = min(bottom, self.last_row), min(right, self.last_column)
            budget -= max(bottom - top + 1, 0) * max(right - left + 1, 0)
            if budget < 0:
                raise DomainError("Các ô gộp trong bảng chồng lên nhau. Hãy mở tệp trong Excel, lưu lại rồi tải lên.")
            if anchor is None:
                continue
            for row in range(top, bottom + 1):
                for column in range(left, right + 1):
                    if (row, column) != (top, left):
                        self.cells[row, column] = Cell(
                            anchor.value,
                            address_of(row, column),
                            anchor.text,
                            merged_from=anchor.address,
                            is_formula=anchor.is_formula,
                            is_error=anchor.is_error,
                        )

    def rows(self) -> list[list[Cell]]:
        return [
            [
                self.cells.get((row, column)) or Cell(None, address_of(row, column), "")
                for column in range(1, self.last_column + 1)
            ]
            for row in range(1, self.last_row + 1)
        ]


_LETTERS: dict[int, str] = {}


def column_letters(column: int) -> str:
    if column not in _LETTERS:
        letters, rest = "", column
        while rest:
            rest, digit = divmod(rest - 1, 26)
            letters = chr(65 + digit) + letters
        if column > 16_384:
            return letters
        _LETTERS[column] = letters
    return _LETTERS[column]


def address_of(row: int, column: int) -> str:
    return f"{column_letters(column)}{row}"


def text_of(value: Value) -> str:
    """What a Vietnamese reader would write for the value: 17,5 with a comma, 05/02/2026, có/không."""
    if value is None:
        return ""
    if isinstance(value, str):
        return clean_line(value)
    if isinstance(value, bool):
        return "có" if value else "không"
    if isinstance(value, datetime):
        return value.strftime("%d/%m/") + f"{value.year:04d}" + value.strftime(" %H:%M")
    if isinstance(value, date):
        return value.strftime("%d/%m/") + f"{value.year:04d}"
    if isinstance(value, time):
        return value.strftime("%H:%M")
    if isinstance(value, float):
        return format(Decimal(f"{value:.15g}"), "f").replace(".", ",")
    return str(value)
