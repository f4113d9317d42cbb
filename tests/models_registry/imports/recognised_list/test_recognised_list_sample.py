"""The office's own list of 2025, as it is and rearranged."""

import csv
from collections import Counter
from functools import lru_cache
from pathlib import Path

import openpyxl
from hypothesis import given, settings
from hypothesis import strategies as st

from core.spreadsheets import read_grids
from models_registry.imports.recognised_list import read_recognised_list, row_keys
from organizations.units.matching import KnownUnit, UnitMatcher
from tests.models_registry.imports.workbooks import grids_of

FIXTURES = Path(__file__).parents[4] / "fixtures"
SAMPLE = FIXTURES / "danh-sach-mo-hinh-2025.xlsx"


@lru_cache
def sample():
    return read_recognised_list(read_grids(SAMPLE.read_bytes()), year=2025)


def facts(found) -> list[tuple]:
    return [
        (row.ordinal, row.unit_raw, row.name, row.sector_number, row.kind, row.period, row.note, len(row.problems))
        for row in found.rows
    ]


def test_seventy_models_by_field():
    found = sample()
    assert [row.ordinal for row in found.rows] == [str(number) for number in range(1, 71)]
    assert Counter(row.sector_number for row in found.rows) == {1: 8, 2: 14, 3: 35, 4: 10, 5: 3}
    assert Counter(row.kind for row in found.rows) == {"MODEL": 67, "INDIVIDUAL": 2, None: 1}
    assert (found.unread, found.notes, found.decision.number) == ((), (), "")
    assert (found.sheet, found.heading_rows) == ("DS 2025", (7, 8))
    assert found.columns == {
        "ordinal": "A",
        "unit": "B",
        "name": "C",
        "kind_tick": "D, E",
        "period": "F",
        "note": "G",
    }


def test_only_row_33_asks_for_its_kind():
    asked = [(row.ordinal, problem) for row in sample().rows for problem in row.problems]
    assert [(ordinal, p.needs, p.cell_address, p.message_vi) for ordinal, p in asked] == [
        ("33", "kind", "D44", "Ô D44, E44: chưa đánh dấu tập thể hay cá nhân.")
    ]
    assert all(row.period.is_understood for row in sample().rows)


def test_only_row_17_has_an_unknown_unit():
    with (FIXTURES / "don-vi-mau.tsv").open(encoding="utf-8") as lines:
        units = [KnownUnit(n, r["ma"], (r["ten"],)) for n, r in enumerate(csv.DictReader(lines, delimiter="\t"))]
    matcher = UnitMatcher(units)
    found = {row.ordinal: matcher.match(row.unit_raw).key for row in sample().rows}
    assert [ordinal for ordinal, key in found.items() if key is None] == ["17"]
    assert len(set(found.values())) == 68  # two units have two models each, written in one merged cell
    assert (found["20"], found["41"]) == (found["21"], found["42"])


def test_names_keep_the_office_wording():
    names = {row.ordinal: row.name for row in sample().rows}
    assert names["1"] == "“Dân vận khéo 1+10” đảng viên phụ trách các hộ gia đình"
    assert names["28"] == '"Lắng nghe dân nói và xây dựng văn hóa giữ gìn môi trường sống”'
    assert names["7"] == "đảng viên đỡ đầu hộ dân"


def test_row_keys_do_not_depend_on_the_file():
    keys = row_keys(2025, sample().rows)
    assert len(set(keys)) == 70
    upper = [[cell.upper() if isinstance(cell, str) else cell for cell in row] for row in table()]
    assert row_keys(2025, read_recognised_list(grids_of(upper), year=2025).rows) == keys
    assert set(keys).isdisjoint(row_keys(2026, sample().rows))


@lru_cache
def table() -> list[list]:
    """The sample's cells, units written into every row they stand for."""
    sheet = openpyxl.load_workbook(SAMPLE).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    for row in (31, 53):
        rows[row - 1][1] = rows[row - 2][1]
    return rows


def test_units_left_blank_instead_of_merged():
    rows = [list(row) for row in table()]
    rows[30][1] = rows[52][1] = None
    found = read_recognised_list(grids_of(rows), year=2025)
    assert facts(found) == facts(sample())
    assert [row.ordinal for row in found.rows if row.warnings] == ["21", "42"]


@settings(derandomize=True, max_examples=12, deadline=None)
@given(st.permutations(range(7)), st.sets(st.integers(8, 84), max_size=12), st.sets(st.integers(0, 7), max_size=3))
def test_columns_in_any_order_and_blank_rows_and_columns_anywhere(order, blank_rows, blank_columns):
    rows = []
    for number, row in enumerate(table()):
        shuffled = [row[column] for column in order]
        # titles and groups stand in the first column, whatever it is for
        if number < 6 or (row[0] and not row[1]):
            shuffled = [row[0], *[None] * 6]
        for column in sorted(blank_columns):
            shuffled.insert(column, None)
        if number in blank_rows:
            rows.append([])
        rows.append(shuffled)
    # two headings of kinds that are no neighbours do not share one wide heading; each tells by itself
    found = read_recognised_list(grids_of(rows), year=2025)
    assert facts(found) == facts(sample())
