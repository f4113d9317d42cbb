"""The seventy models of the sample, written down in many makes of lists, are read back as the same seventy."""

from functools import lru_cache
from pathlib import Path

import pytest

from core.spreadsheets import read_grids
from core.text.vietnamese import fold
from models_registry.imports.recognised_list import read_recognised_list
from tests.models_registry.imports.list_maker import ListMaker, Model
from tests.models_registry.imports.workbooks import workbook

SAMPLE = Path(__file__).parents[4] / "fixtures" / "danh-sach-mo-hinh-2025.xlsx"


@lru_cache
def models() -> tuple[Model, ...]:
    found = read_recognised_list(read_grids(SAMPLE.read_bytes()), year=2025)
    return tuple(
        Model(row.unit_raw, row.name, row.sector_number, row.kind or "MODEL", row.period.raw, row.note)
        for row in found.rows
    )


def check(seed: int) -> None:
    make = ListMaker(list(models()), seed)
    found = read_recognised_list(read_grids(workbook(*make.book())), year=2025)
    read = [(fold(row.unit_raw), row.name, row.sector_number, row.kind, row.note) for row in found.rows]
    written = [(fold(model.unit), model.name, model.sector, model.kind, model.note) for model in make.models]
    assert read == written, make.makes
    assert [row.period.is_understood for row in found.rows] == [True] * 70, make.makes
    assert [problem.message_vi for row in found.rows for problem in row.problems] == [], make.makes
    assert found.unread == (), make.makes


@pytest.mark.parametrize("seed", range(40))
def test_the_same_models_in_many_makes(seed):
    check(seed)


@pytest.mark.deep
def test_the_same_models_in_two_thousand_makes():
    for seed in range(40, 2_000):
        check(seed)
