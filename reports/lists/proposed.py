"""“Danh sách đề nghị công nhận”: one locked version, from its frozen rows alone (decision 24)."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import groupby, pairwise

from evaluation import scoring
from evaluation.enums import ListKind
from evaluation.models import ProposalItem
from models_registry.enums import Level

from ..documents import Column, Group, Total
from .asked import Asked, Built, Tally
from .heads import (
    named,
    sector_heading,
    sector_subtotal,
    sectors_in_words,
    ticks,
)
from .locked import nothing, paper_of, table_of

SLUG = "de-nghi"
COLUMNS = (
    Column("at", "TT", 4, "center"),
    Column("unit", "Đơn vị", 14),
    Column("name", "Tên mô hình, điển hình", 19),
    Column("model", "Tập thể", 5.5, "center", "Loại"),
    Column("person", "Cá nhân", 5.5, "center", "Loại"),
    Column("achievement", "Thành tích nổi bật", 26),
    Column("mean", "Bình quân", 7.5, "decimal", "Điểm"),
    Column("median", "Trung vị", 7.5, "decimal", "Điểm"),
    Column("spread", "Chênh lệch", 7.5, "decimal", "Điểm"),
    Column("sheets", "Số phiếu", 6, "integer", "Điểm"),
    Column("level", "Mức đề nghị", 9),
)
WITHOUT_POINTS = (  # a set of criteria may have none (decision 80)
    *COLUMNS[:2],
    Column("name", "Tên mô hình, điển hình", 26),
    *COLUMNS[3:5],
    Column("achievement", "Thành tích nổi bật", 38),
    Column("sheets", "Số phiếu", 8, "integer"),
    Column("level", "Mức đề nghị", 10),
)


def build(asked: Asked) -> Built:
    paper = paper_of(asked, ListKind.RECOGNITION)
    if paper is None:
        subject = f"mô hình, điển hình “Dân vận khéo” đề nghị công nhận năm {asked.year}"
        return nothing(asked, SLUG, ListKind.RECOGNITION, COLUMNS, subject)
    tally = Tally()
    has_points = not paper.rows or any(row.mean is not None for row in paper.rows)
    columns = COLUMNS if has_points else WITHOUT_POINTS
    table = table_of(asked, SLUG, paper, columns, _groups(paper.rows, tally, columns), _totals(tally))
    return Built(table, tally, paper.words)


def _groups(items: Sequence[ProposalItem], tally: Tally, columns: Sequence[Column]) -> Iterator[Group]:
    """By field where the list itself stands in the order of fields; never in another order than the one locked."""
    if any(one.sector_number > other.sector_number for one, other in pairwise(items)):
        yield Group("", (_row(item, tally, columns) for item in items))
        return
    for number, members in groupby(items, key=lambda item: item.sector_number):
        yield Group(sector_heading(number), (_row(item, tally, columns) for item in members))
        model, person = tally.of(number, "model"), tally.of(number, "person")
        yield Group("", (), sector_subtotal(number, model, person))


def _row(item: ProposalItem, tally: Tally, columns: Sequence[Column]) -> tuple:
    model, person = ticks(item.kind)
    slot = "model" if model else "person"
    level, province = ("level", item.level), ["province"] * item.to_province
    tally.add((item.sector_number, slot), slot, ("sector", item.sector_number), level, *province)
    level_words = Level(item.level).label + (", đề nghị cấp tỉnh" if item.to_province else "")
    name = named(item.label.get("name", ""), item.label.get("person", ""))
    cells = {
        "at": item.order, "unit": item.unit_name, "name": name, "model": model, "person": person,
        "achievement": item.achievement, "mean": _shown(item.mean), "median": _shown(item.median),
        "spread": item.spread, "sheets": item.sheets_done, "level": level_words,
    }  # fmt: skip
    return tuple(cells[column.key] for column in columns)


def _shown(figure: Decimal | None) -> Decimal | None:
    """Kept with six places, of which a third of a point needs all."""
    return None if figure is None else scoring.rounded(figure)


def _totals(tally: Tally) -> Iterable[Total]:
    if not tally.rows:
        return
    values = {"model": tally.of("model"), "person": tally.of("person")}
    yield Total(f"Tổng số mô hình, điển hình đề nghị: {tally.rows}", values)
    yield Total("Theo lĩnh vực: " + sectors_in_words(tally))
    meets, ward = tally.of("level", Level.MEETS), tally.of("level", Level.WARD)
    province = f"; đề nghị cấp tỉnh {tally.of('province')}" if tally.of("province") else ""
    yield Total(f"Theo mức đề nghị: đạt tiêu chí {meets}; điển hình cấp phường {ward}{province}")
