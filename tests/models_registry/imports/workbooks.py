"""Workbooks as offices make them, built in memory and read back through the real reader.

`outline` writes a row of a list as (number in front, unit, name, field, kind, what it needs).
"""

import io
from collections.abc import Mapping, Sequence

from openpyxl import Workbook

from core.spreadsheets import Grid, read_grids
from models_registry.imports.recognised_list import RecognisedList, read_recognised_list

M, P = "MODEL", "INDIVIDUAL"


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


def outline(found: RecognisedList) -> list[tuple]:
    return [
        (row.ordinal, row.unit_raw, row.name, row.sector_number, row.kind, "+".join(p.needs for p in row.problems))
        for row in found.rows
    ]


def read(rows, *merges, title="Danh sách", year=2025) -> RecognisedList:
    return read_recognised_list(grids_of(rows, *merges, title=title), year=year)
