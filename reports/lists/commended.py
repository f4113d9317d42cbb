"""“Danh sách đề nghị biểu dương, khen thưởng”: one locked version, collectives and individuals apart (Plan II.2.3)."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from evaluation.enums import ListKind
from evaluation.models import ProposalItem
from models_registry.enums import InitiativeKind

from ..documents import Column, Group, Total
from .asked import Asked, Built, Tally
from .heads import named
from .locked import nothing, paper_of, table_of

SLUG = "khen-thuong"
COLUMNS = (
    Column("at", "TT", 5, "center"),
    Column("name", "Tập thể, cá nhân", 31),
    Column("unit", "Đơn vị", 22),
    Column("achievement", "Thành tích nổi bật", 30),
    Column("code", "Mã hồ sơ mô hình", 12),
)
PARTS = {
    InitiativeKind.MODEL: ("I. TẬP THỂ", "Cộng tập thể"),
    InitiativeKind.INDIVIDUAL: ("II. CÁ NHÂN", "Cộng cá nhân"),
}


def build(asked: Asked) -> Built:
    paper = paper_of(asked, ListKind.COMMENDATION)
    if paper is None:
        subject = f"tập thể, cá nhân đề nghị biểu dương, khen thưởng năm {asked.year}"
        return nothing(asked, SLUG, ListKind.COMMENDATION, COLUMNS, subject)
    tally = Tally()
    table = table_of(asked, SLUG, paper, COLUMNS, _groups(paper.rows, tally), _totals(tally))
    return Built(table, tally, paper.words)


def _groups(rows: Sequence[ProposalItem], tally: Tally) -> Iterator[Group]:
    for kind, members in groupby(rows, key=lambda row: InitiativeKind(row.kind)):
        heading, sum_words = PARTS[kind]
        yield Group(heading, (_row(row, tally) for row in members))
        yield Group("", (), Total(f"{sum_words}: {tally.of(kind)}"))


def _row(row: ProposalItem, tally: Tally) -> tuple:
    tally.add(InitiativeKind(row.kind))
    name = named(row.label.get("name", ""), row.label.get("person", ""))
    unit = "" if row.unit_name == name else row.unit_name
    return (row.order, name, unit, row.achievement, row.code)


def _totals(tally: Tally) -> Iterable[Total]:
    if tally.rows:
        groups, people = tally.of(InitiativeKind.MODEL), tally.of(InitiativeKind.INDIVIDUAL)
        yield Total(f"Tổng số đề nghị: {tally.rows}, gồm {groups} tập thể, {people} cá nhân")
