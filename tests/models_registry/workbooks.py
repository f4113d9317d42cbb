"""Workbooks as offices make them, built in memory and read back through the real reader."""

import io
from collections.abc import Mapping, Sequence

from openpyxl import Workbook

from core.spreadsheets import Grid, read_grids


def workbook(
    sheets: Mapping[str, Sequence[Sequence[object]]], merges: Mapping[str, Sequence[str]] | None = None
) -> bytes:
    book = Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for number, row in enumerate(rows, start=1):
            for column, value in enumerate(row, start=1):
                if value is not None:
                    sheet.cell(number, column, value)
        for area in (merges or {}).get(title, ()):
            sheet.merge_cells(area)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def grids_of(rows: Sequence[Sequence[object]], *merges: str, title: str = "Danh sách") -> list[Grid]:
    return read_grids(workbook({title: rows}, {title: merges}))
