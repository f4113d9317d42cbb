"""Writing exchange workbooks: rejected rows with their reasons, lists to fill in and send back."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from core import clock

CELL_LIMIT = 32_767  # characters Excel keeps in a cell
_UNWRITABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_BREAKS = str.maketrans("\r\v\f\x1c\x1d\x1e\x1f", "\n\n\n    ")  # they part words, so they are not just dropped
_LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_FORBIDDEN_IN_TITLE = re.compile(r"[\\/?*\[\]:]")
_FIRST_DATE = date(1900, 3, 1)  # before it Excel's calendar is a day off


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula of our own making, the one thing a cell computes: “=SUM(D2:I2)”. Never built from typed text."""

    text: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """`widths` in characters, one per heading; rows may be any iterable, read once."""

    title: str
    headings: Sequence[str]
    rows: Iterable[Sequence[object]]
    widths: Sequence[int] = ()


def safe_text(text: str) -> str:
    """Text as a cell can hold it: no control characters, no half characters, line ends as \\n."""
    return _UNWRITABLE.sub("", text.replace("\r\n", "\n").translate(_BREAKS))[:CELL_LIMIT]


def put(cell: Any, value: object) -> None:
    """Set an openpyxl cell: dates and numbers stay what they are, every text is text even when it begins with “=”."""
    if isinstance(value, datetime):
        value = (clock.local(value) if value.tzinfo else value).replace(tzinfo=None)
        cell.number_format = "dd/mm/yyyy hh:mm"
    elif isinstance(value, date) and value >= _FIRST_DATE:
        cell.number_format = "dd/mm/yyyy"
    elif isinstance(value, date):
        value = f"{value:%d/%m/}{value.year:04d}"
    if isinstance(value, bool):
        value = "x" if value else ""
    if isinstance(value, Formula):
        cell.value = value.text
    elif isinstance(value, str):
        cell.value = _LOOKS_ESCAPED.sub("_x005F_", safe_text(value)) or None
        if cell.value is not None:
            cell.data_type = "s"  # openpyxl would make “=1+1” a formula and “#REF!” an error
    else:
        cell.value = value


def write_workbook(sheets: Iterable[Sheet]) -> bytes:
    """The .xlsx of the sheets: bold frozen headings, filter, wrapped text, A4. Rows are streamed; memory stays flat."""
    from openpyxl import Workbook  # noqa: PLC0415 (a tenth of a second that few requests need)
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415
    from openpyxl.styles import Alignment, Font, PatternFill  # noqa: PLC0415
    from openpyxl.utils import get_column_letter  # noqa: PLC0415
    from openpyxl.worksheet.properties import PageSetupProperties  # noqa: PLC0415

    book = Workbook(write_only=True)
    book.properties.creator = ""
    plain, bold = Font(name="Times New Roman", size=12), Font(name="Times New Roman", size=12, bold=True)
    wrapped, shade = Alignment(wrap_text=True, vertical="top"), PatternFill("solid", fgColor="F2F2F2")
    titles: set[str] = set()
    for sheet in sheets:
        page = book.create_sheet(_title(sheet.title, titles))
        page.freeze_panes = "A2"
        page.page_setup.orientation, page.page_setup.paperSize = "landscape", 9  # A4
        page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
        page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        page.print_title_rows = "1:1"
        for number, _ in enumerate(sheet.headings):
            width = sheet.widths[number] if number < len(sheet.widths) else 24
            page.column_dimensions[get_column_letter(number + 1)].width = width

        def cells(values: Iterable[object], font: Font, page: Any = page, *, shaded: bool = False) -> Iterable[Any]:
            for value in values:
                cell = WriteOnlyCell(page)
                put(cell, value)
                cell.font, cell.alignment = font, wrapped
                if shaded:
                    cell.fill = shade
                yield cell

        count = 1
        page.append(list(cells(sheet.headings, bold, shaded=True)))
        for row in sheet.rows:
            page.append(list(cells(row, plain)))
            count += 1
        if sheet.headings:
            page.auto_filter.ref = f"A1:{get_column_letter(len(sheet.headings))}{count}"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _title(title: str, taken: set[str]) -> str:
    """A name Excel accepts for a sheet, different from those before."""
    base = _FORBIDDEN_IN_TITLE.sub(" ", safe_text(title)).strip(" '")[:28] or "Trang"
    name, number = base, 1
    while name.casefold() in taken:
        number += 1
        name = f"{base[:25]} ({number})"
    taken.add(name.casefold())
    return name
