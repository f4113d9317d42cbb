"""A sheet with points and words that stand nowhere else: whoever may not read it must not meet them."""

from decimal import Decimal

from django.db import transaction

from core import clock
from core.database import guards
from core.log import audit
from core.models import Audience
from evaluation.enums import EvaluationState, Finding, SheetState
from evaluation.models import CriterionScore, Evaluation, ScoreSheet

SHEET = "CANARYPHIEU"
POINTS, TOTAL = Decimal("13.37"), Decimal("26.74")
HIDDEN = (SHEET, "13,37", "13.37", "26,74", "26.74")


def complete_sheet(evaluation, scorer) -> ScoreSheet:
    """A completed sheet of two criteria, the canary in both; figures of an evaluation nobody concluded follow."""
    sheet = ScoreSheet.objects.create(
        ward_id=evaluation.ward_id, cycle_id=evaluation.cycle_id, evaluation=evaluation, scorer=scorer,
        membership_key=1, total=TOTAL, submission=evaluation.current, completed_at=clock.now(),
    )  # fmt: skip
    for criterion in evaluation.criteria_set.criteria.all()[:2]:
        CriterionScore.objects.create(
            ward_id=sheet.ward_id, sheet=sheet, criterion=criterion, finding=Finding.MET, points=POINTS,
            max_points=criterion.max_points, comment=SHEET,
        )  # fmt: skip
    ScoreSheet.objects.filter(pk=sheet.pk).update(state=SheetState.COMPLETED)
    if evaluation.state == EvaluationState.SENT:
        Evaluation.objects.filter(pk=evaluation.pk).update(sheets_done=1, mean=TOTAL, median=TOTAL, spread=0)
    return sheet


def remember_reopening(evaluation, actor) -> None:
    """What the log keeps of a sheet taken back: its points, for the head alone."""
    with transaction.atomic():
        audit.record(
            actor=actor, verb="sheet.reopen", text="Mở lại phiếu chấm", subject=evaluation.initiative,
            ward_key=evaluation.ward_id, before={"total": TOTAL, "scores": {"1": f"MET {POINTS} {SHEET}"}},
            reason="Nhầm dòng", audience=Audience.HEAD,
        )  # fmt: skip


def plant_everywhere(ward, scorer) -> None:
    """The canary in every sheet of a ward, and a sheet with it on every model that was assessed."""
    with guards.lowered():
        ScoreSheet.objects.filter(ward=ward, total__isnull=False).update(total=TOTAL)
        CriterionScore.objects.filter(sheet__ward=ward, points__isnull=False).update(points=POINTS, comment=SHEET)
    sent = Evaluation.objects.filter(ward=ward).exclude(state=EvaluationState.DRAFT)
    for evaluation in sent.exclude(sheets__scorer=scorer).select_related("criteria_set", "current", "initiative"):
        complete_sheet(evaluation, scorer)
