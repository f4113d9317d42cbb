"""Workbooks to fill in and send back: everything locked but the cells to fill, each with its rule."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeAlias

from core.spreadsheets.grid import column_letters
from core.spreadsheets.writing import put, safe_text

ASIDE = "Ô này chỉ nhận"


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a few words without commas."""

    options: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Steps:
    """A number from 0 to `most` by halves."""

    most: Decimal


@dataclass(frozen=True, slots=True)
class Words:
    longest: int


Rule: TypeAlias = Choice | Steps | Words


@dataclass(frozen=True, slots=True)
class Entry:
    """A cell to fill in, with what stands in it."""

    value: object
    rule: Rule


@dataclass(frozen=True, slots=True)
class EntrySheet:
    """One page: a line of words, bands over columns, headings, rows. The first column is hidden and holds codes.

    `bands` are (text, columns) from the left; `widths` one per heading.
    """

    title: str
    code: str
    words: str
    bands: Sequence[tuple[str, int]]
    headings: Sequence[str]
    rows: Iterable[Sequence[object]]
    widths: Sequence[int]
    frozen_columns: int = 1


BESIDE = 10  # columns that can be read beside each other on paper
FIRST_ROW = 4  # below words, bands and headings


def write_entry_workbook(sheet: EntrySheet) -> bytes:
    """The .xlsx, protected without a password: against a slip of the hand, not against its owner."""
    from openpyxl import Workbook  # noqa: PLC0415 (a tenth of a second that few requests need)
    from openpyxl.styles import Font, PatternFill  # noqa: PLC0415 (few requests need it)

    book = Workbook()
    book.properties.creator = ""
    page = book.active
    page.title = safe_text(sheet.title)[:28]
    plain, bold = Font(name="Times New Roman", size=12), Font(name="Times New Roman", size=12, bold=True)
    look = _Look(plain, bold, PatternFill("solid", fgColor="F2F2F2"), PatternFill("solid", fgColor="FFF8E1"))
    _heads(page, sheet, look)
    rules: dict[tuple[int, Rule], list[int]] = {}
    last = FIRST_ROW - 1
    for last, row in enumerate(sheet.rows, start=FIRST_ROW):
        for column, value in enumerate(row, start=1):
            _fill(page.cell(last, column), value, look)
            if isinstance(value, Entry):
                rules.setdefault((column, value.rule), []).append(last)
    for (column, rule), numbers in rules.items():
        page.add_data_validation(_validation(rule, column, numbers))
    _protect(page, sheet, last)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@dataclass(frozen=True)
class _Look:
    plain: Any
    bold: Any
    shade: Any
    open: Any


def _heads(page: Any, sheet: EntrySheet, look: _Look) -> None:
    from openpyxl.styles import Alignment  # noqa: PLC0415 (few requests need it)

    put(page.cell(1, 1), sheet.code)
    put(page.cell(1, 2), sheet.words)
    page.cell(1, 2).font = look.plain
    column = 1
    for text, width in sheet.bands:
        cell = page.cell(2, column)
        put(cell, text)
        cell.font, cell.alignment = look.bold, Alignment(wrap_text=True, vertical="center", horizontal="center")
        for place in range(column, column + width):
            page.cell(2, place).fill = look.shade
            page.cell(2, place).border = _line()
        if width > 1:
            page.merge_cells(start_row=2, start_column=column, end_row=2, end_column=column + width - 1)
        column += width
    for column, text in enumerate(sheet.headings, start=1):
        cell = page.cell(3, column)
        put(cell, text)
        cell.font, cell.fill, cell.border = look.bold, look.shade, _line()
        cell.alignment = Alignment(wrap_text=True, vertical="center")
        page.column_dimensions[column_letters(column)].width = sheet.widths[column - 1]
    page.row_dimensions[2].height, page.row_dimensions[3].height = 52, 34
    page.column_dimensions["A"].hidden = True


def _fill(cell: Any, value: object, look: _Look) -> None:
    from openpyxl.styles import Alignment, Protection  # noqa: PLC0415 (few requests need it)

    is_open = isinstance(value, Entry)
    put(cell, value.value if is_open else value)
    cell.font, cell.border = look.plain, _line()
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    if is_open:
        cell.fill, cell.protection = look.open, Protection(locked=False)
        if isinstance(value.rule, Steps):
            cell.number_format = "General"


def _line() -> Any:
    from openpyxl.styles import Border, Side  # noqa: PLC0415 (few requests need it)

    thin = Side(style="thin", color="BFBFBF")
    return Border(left=thin, right=thin, top=thin, bottom=thin)


def _validation(rule: Rule, column: int, rows: Sequence[int]) -> Any:
    from openpyxl.worksheet.datavalidation import DataValidation  # noqa: PLC0415 (few requests need it)

    letters, first = column_letters(column), f"{column_letters(column)}{rows[0]}"
    if isinstance(rule, Choice):
        kind = {"type": "list", "formula1": '"' + ",".join(rule.options) + '"'}
        words = f"{ASIDE}: {', '.join(rule.options)}"
    elif isinstance(rule, Steps):
        most = format(rule.most.normalize(), "f")
        formula = f"AND(ISNUMBER({first}),{first}>=0,{first}<={most},MOD({first}*2,1)=0)"
        kind = {"type": "custom", "formula1": formula}
        words = f"{ASIDE} số từ 0 đến {most.replace('.', ',')}, theo bước 0,5"
    else:
        kind = {"type": "textLength", "operator": "lessThanOrEqual", "formula1": str(rule.longest)}
        words = f"{ASIDE} tối đa {rule.longest} ký tự"
    made = DataValidation(allow_blank=True, showErrorMessage=True, errorTitle="Chưa nhận", error=words, **kind)
    made.add(" ".join(f"{letters}{start}:{letters}{end}" for start, end in _runs(rows)))
    return made


def _runs(numbers: Sequence[int]) -> list[tuple[int, int]]:
    """Rising numbers as stretches without a gap."""
    found: list[tuple[int, int]] = []
    for number in numbers:
        if found and number == found[-1][1] + 1:
            found[-1] = (found[-1][0], number)
        else:
            found.append((number, number))
    return found


def _protect(page: Any, sheet: EntrySheet, last: int) -> None:
    page.freeze_panes = f"{column_letters(sheet.frozen_columns + 1)}{FIRST_ROW}"
    page.protection.sheet = True
    page.protection.formatColumns = page.protection.formatRows = False  # widths and heights stay free
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", 8  # A3
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = max(1, len(sheet.headings) // BESIDE), 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
    page.print_title_rows, page.print_title_cols = "2:3", f"B:{column_letters(sheet.frozen_columns)}"
    page.print_area = f"B1:{column_letters(len(sheet.headings))}{max(last, FIRST_ROW)}"
