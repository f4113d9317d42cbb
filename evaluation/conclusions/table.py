"""The head's table: mean, median, spread and number of sheets always together, best mean first (decision 22).

Without points rows stand by field, then unit (decision 80): means are null and all alike in the order.
"""

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from core.actor import Actor
from evaluation.appraisal.queue import sent_evaluations
from evaluation.conclusions.ordering import BEST_FIRST, WORST_FIRST, stands_after, stands_before
from evaluation.enums import Finding, Outcome, SheetState
from evaluation.models import CriterionScore, Evaluation, FinalFinding, ScoreSheet

TABS = {
    "tat-ca": "Tất cả",
    "chua": "Chưa kết luận",
    "de-nghi": "Đề nghị công nhận",
    "chua-du": "Chưa đủ điều kiện",
    "moi": "Mới triển khai",
}
OUTCOME_OF_TAB = {
    "chua": Outcome.NONE,
    "de-nghi": Outcome.RECOMMEND,
    "chua-du": Outcome.NOT_YET,
    "moi": Outcome.TOO_EARLY,
}
FIRST_TAB = "tat-ca"


def table(actor: Actor, cycle) -> QuerySet[Evaluation]:
    return sent_evaluations(actor).filter(cycle=cycle).order_by(*BEST_FIRST)


def with_doubts(rows: QuerySet[Evaluation]) -> QuerySet[Evaluation]:
    """`doubted`: criteria some sheet finds not met; `settled`: those of them the head has settled; `stale`:
    sheets completed on a text that was corrected since."""
    doubts = CriterionScore.objects.filter(sheet__evaluation=OuterRef("pk"), sheet__state=SheetState.COMPLETED)
    doubts = doubts.exclude(finding=Finding.MET).order_by()
    rulings = FinalFinding.objects.filter(evaluation=OuterRef("pk")).order_by()
    old = ScoreSheet.objects.filter(evaluation=OuterRef("pk"), state=SheetState.COMPLETED).order_by()
    old = old.exclude(submission=OuterRef("current"))
    return rows.annotate(
        doubted=_counted(doubts, "sheet__evaluation", "criterion"),
        settled=_counted(rulings, "evaluation", "criterion"),
        stale=_counted(old, "evaluation", "pk"),
    )


def _counted(rows, group: str, what: str):
    counted = rows.values(group).annotate(count=Count(what, distinct=True)).values("count")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def tab_counts(rows: QuerySet[Evaluation]) -> dict[str, int]:
    """How many rows each tab holds; one query."""
    found = dict(rows.order_by().values_list("outcome").annotate(count=Count("*")))
    counts = {key: found.get(outcome, 0) for key, outcome in OUTCOME_OF_TAB.items()}
    return {"tat-ca": sum(found.values())} | counts


def with_neighbours(rows: QuerySet[Evaluation], actor: Actor) -> QuerySet[Evaluation]:
    """`previous_code` and `next_code` in the order of the table."""
    around = sent_evaluations(actor).filter(cycle_id=OuterRef("cycle_id"))
    before, after = around.filter(stands_before()), around.filter(stands_after())
    return rows.annotate(
        previous_code=Subquery(before.order_by(*WORST_FIRST).values("initiative__code")[:1]),
        next_code=Subquery(after.order_by(*BEST_FIRST).values("initiative__code")[:1]),
    )
