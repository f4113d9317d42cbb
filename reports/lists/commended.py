"""“Danh sách đề nghị biểu dương, khen thưởng”: one locked version, collectives and individuals apart (Plan II.2.3).

Once the paper it goes out with has its number, only what the Board agreed to propose is printed.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import count, groupby

from evaluation.enums import ListKind, RowResult
from evaluation.models import ConclusionRow, ProposalItem
from models_registry.enums import InitiativeKind

from ..documents import Column, Group, Total, layout
from .asked import Asked, Built, Tally
from .heads import named
from .locked import Paper, nothing, paper_of, table_of

SLUG = "khen-thuong"
COLUMNS = (
    Column("at", "TT", 5, "center"),
    Column("name", "Tập thể, cá nhân", 24),
    Column("unit", "Chức vụ, đơn vị", 19),
    Column("achievement", "Thành tích nổi bật", 27),
    Column("grounds", "Quyết định công nhận", 12),
    Column("award", "Hình thức đề nghị", 13),
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
    tally, sent = Tally(), _sent(paper)
    groups, totals = _groups(sent.rows, tally), _totals(tally, len(paper.rows) - len(sent.rows))
    table = table_of(asked, SLUG, sent, COLUMNS, groups, totals, [_letter(paper, asked.year)])
    return Built(table, tally, paper.words)


def _sent(paper: Paper) -> Paper:
    """What goes out under a number: of the version the Board concluded on, the rows it agreed to propose."""
    proposal = paper.proposal
    if not proposal.paper_number or not paper.version or paper.version.number != proposal.current_number:
        return paper
    agreed = ConclusionRow.objects.filter(item__version=paper.version, result=RowResult.APPROVE)
    keys = set(agreed.values_list("item_id", flat=True))
    rows = [row for row in paper.rows if row.pk in keys]
    return replace(
        paper, rows=rows, problem="" if rows else "Ban Thường vụ chưa thống nhất đề nghị tập thể, cá nhân nào"
    )


def _letter(paper: Paper, year: int) -> str:
    """The paper it goes out with; while it has no number, room to write it by hand."""
    proposal = paper.proposal
    if proposal.paper_number:
        return f"(Kèm theo văn bản số {proposal.paper_number}, ngày {layout.document_date(proposal.paper_on)})"
    gap = layout.HAND_GAP
    return f"(Kèm theo văn bản số{gap}, ngày{gap}tháng{gap}năm {year})"


def _groups(rows: Sequence[ProposalItem], tally: Tally) -> Iterator[Group]:
    order = count(1)
    for kind, members in groupby(rows, key=lambda row: InitiativeKind(row.kind)):
        heading, sum_words = PARTS[kind]
        yield Group(heading, (_row(row, next(order), tally) for row in members))
        yield Group("", (), Total(f"{sum_words}: {tally.of(kind)}"))


def _row(row: ProposalItem, order: int, tally: Tally) -> tuple:
    tally.add(InitiativeKind(row.kind))
    name = named(row.label.get("name", ""), row.label.get("person", ""))
    unit = "" if row.unit_name == name else row.unit_name
    where = "\n".join(part for part in (row.label.get("post", ""), unit) if part)
    return order, name, where, row.achievement, row.grounds, row.award


def _totals(tally: Tally, left_out: int) -> Iterable[Total]:
    if not tally.rows:
        return
    groups, people = tally.of(InitiativeKind.MODEL), tally.of(InitiativeKind.INDIVIDUAL)
    yield Total(f"Tổng số đề nghị: {tally.rows}, gồm {groups} tập thể, {people} cá nhân")
    if left_out:
        yield Total(f"Không gồm {left_out} dòng của bản đã trình mà Ban Thường vụ không đề nghị hoặc để lại")
