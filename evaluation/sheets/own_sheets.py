"""All sheets of one scorer in a year, side by side: for the grid and for the Excel sheet.

Nothing of what others scored is read here, figures of the evaluation included (decisions 10, 22).
"""

from collections.abc import Collection, Iterable, Sequence
from copy import copy
from dataclasses import dataclass
from decimal import Decimal

from core.actor import Actor
from evaluation import scoring
from evaluation.appraisal.conflicts import Conflict
from evaluation.appraisal.dossier import applicable, scoring_refusal
from evaluation.appraisal.queue import sent_evaluations, with_own_sheet
from evaluation.enums import SheetState
from evaluation.models import Criterion, CriterionScore, Evaluation
from evaluation.sheets.page import is_scored
from models_registry.models import Cycle

FIGURES = ("mean", "median", "spread")
ORDERS = {"nop": "Ngày nộp", "ma": "Mã", "don_vi": "Đơn vị", "diem": "Điểm của tôi"}


@dataclass(frozen=True)
class OwnSheet:
    """One model with what its scorer says so far; the criteria that apply carry `my_finding`, `my_points`,
    `my_comment`."""

    evaluation: Evaluation
    criteria: Sequence[Criterion]
    refusal: str  # why it cannot be written now; '' when it can

    @property
    def code(self) -> str:
        return self.evaluation.initiative.code

    @property
    def version(self) -> int:
        return self.evaluation.my_version or 0

    @property
    def has_points(self) -> bool:
        return scoring.has_points(self.criteria)

    @property
    def total(self) -> Decimal | None:
        return scoring.total(row.my_points for row in self.criteria) if self.has_points else None

    @property
    def scored(self) -> int:
        return sum(is_scored(row.my_finding, row.my_points, row.max_points) for row in self.criteria)

    @property
    def is_open(self) -> bool:
        return not self.refusal


def read_own_sheets(actor: Actor, cycle: Cycle, codes: Collection[str] | None = None) -> list[OwnSheet]:
    """The models this person may score in the year, oldest first, those in conflict left out; three queries.

    `codes` narrows to these models.
    """
    rows = with_own_sheet(sent_evaluations(actor).filter(cycle=cycle), actor).filter(conflict=Conflict.NONE)
    rows = rows if codes is None else rows.filter(initiative__code__in=codes)
    rows = rows.select_related("initiative", "sector").defer(*FIGURES).order_by("since", "id")
    evaluations = list(rows)
    criteria = year_criteria(evaluations)
    said = _said([row.my_sheet for row in evaluations if row.my_sheet])
    found = []
    for row in evaluations:
        row.cycle = cycle
        own = applicable([one for one in criteria if one.criteria_set_id == row.criteria_set_id], row.kind)
        found.append(OwnSheet(row, [_with_said(one, said.get((row.my_sheet, one.pk))) for one in own], _refusal(row)))
    return found


def in_order(sheets: Sequence[OwnSheet], order: str) -> list[OwnSheet]:
    """By one of `ORDERS`, “nop” as they come; points are the scorer's own, highest first, models not begun last."""
    keys = {
        "ma": lambda one: one.code,
        "don_vi": lambda one: (bytes(one.evaluation.initiative.unit_sort), one.code),
        "diem": lambda one: (not one.scored and not one.total, -(one.total or scoring.ZERO)),
    }
    return sorted(sheets, key=keys[order]) if order in keys else list(sheets)


def year_criteria(evaluations: Iterable[Evaluation]) -> list[Criterion]:
    sets = {row.criteria_set_id for row in evaluations}
    return list(Criterion.objects.filter(criteria_set_id__in=sets).order_by("number", "pk"))


def columns_of(sheets: Iterable[OwnSheet]) -> list[Criterion]:
    """The criteria that head the columns: each number once."""
    by_number: dict[int, Criterion] = {}
    for sheet in sheets:
        for criterion in sheet.criteria:
            by_number.setdefault(criterion.number, criterion)
    return [by_number[number] for number in sorted(by_number)]


def _said(sheets: Sequence[int]) -> dict[tuple[int, int], CriterionScore]:
    return {(row.sheet_id, row.criterion_id): row for row in CriterionScore.objects.filter(sheet_id__in=sheets)}


def _with_said(criterion: Criterion, said: CriterionScore | None) -> Criterion:
    criterion = copy(criterion)
    criterion.my_finding = said.finding if said else ""
    criterion.my_points = said.points if said else None
    criterion.my_comment = said.comment if said else ""
    criterion.my_marks = said.marks if said else []
    return criterion


def _refusal(evaluation: Evaluation) -> str:
    if evaluation.my_state == SheetState.COMPLETED:
        return "Phiếu đã hoàn thành. Muốn sửa, hãy mở lại phiếu"
    if evaluation.my_state == SheetState.ABSTAINED:
        return "Đồng chí đã xin không chấm mô hình này"
    return scoring_refusal(evaluation)
