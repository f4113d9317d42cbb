"""The scorer's queue: which self-assessments were sent, and how far one's own sheet is. Never in order of points, and
with nothing of what others scored (decision 10)."""

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    FilteredRelation,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)

from core.actor import Actor
from evaluation.appraisal.conflicts import Conflict, with_conflict
from evaluation.enums import EvaluationState, SheetState
from evaluation.models import Clarification, CriterionScore, Evaluation, KeptScore
from models_registry.enums import InitiativeState

TABS = {
    "duoc-giao": "Được giao",
    "chua": "Chưa chấm",
    "dang": "Đang chấm",
    "doi-chieu": "Cần đối chiếu",
    "xong": "Đã hoàn thành",
    "lien-quan": "Không chấm",
    "tat-ca": "Tất cả",
}
PENDING_TABS = ("duoc-giao", "chua", "dang", "doi-chieu")


def sent_evaluations(actor: Actor) -> QuerySet[Evaluation]:
    """What was sent and not discontinued since, in the actor's reach."""
    return Evaluation.objects.visible_to(actor).sent().filter(initiative__state=InitiativeState.RECEIVED)


def with_own_sheet(evaluations: QuerySet[Evaluation], actor: Actor) -> QuerySet[Evaluation]:
    """Each with `conflict`, and of the actor's own sheet: `my_sheet` (its key), `my_state`, `my_version`, `my_total`,
    `my_saved_at`, `my_completed_at`, `my_submission`, `my_reason` (why it does not count)."""
    rows = with_conflict(evaluations, actor)
    return rows.annotate(
        mine=FilteredRelation("sheets", condition=Q(sheets__scorer_id=actor.user_key)),
        my_sheet=F("mine__id"),
        my_state=F("mine__state"),
        my_version=F("mine__version"),
        my_total=F("mine__total"),
        my_saved_at=F("mine__saved_at"),
        my_completed_at=F("mine__completed_at"),
        my_submission=F("mine__submission_id"),
        my_reason=F("mine__void_reason"),
    )


def queue(actor: Actor, *cycles) -> QuerySet[Evaluation]:
    """The queue of these years, oldest first, each row with its `tab`."""
    return _with_tab(sent_evaluations(actor).filter(cycle__in=cycles), actor).order_by("since", "id")


def pending_sheets(actor: Actor) -> QuerySet[Evaluation]:
    """What this scorer has still to score or to compare, of every year."""
    return _with_tab(unconcluded(actor), actor).filter(tab__in=PENDING_TABS)


def unconcluded(actor: Actor) -> QuerySet[Evaluation]:
    """What was sent and has no conclusion yet, of every year."""
    return sent_evaluations(actor).filter(state=EvaluationState.SENT)


def _with_tab(evaluations: QuerySet[Evaluation], actor: Actor) -> QuerySet[Evaluation]:
    rows = with_own_sheet(evaluations, actor)
    kept = KeptScore.objects.filter(sheet_id=OuterRef("my_sheet"), total=OuterRef("my_total"))
    return rows.annotate(
        tab=Case(
            When(
                Q(my_state=SheetState.COMPLETED, state=EvaluationState.SENT, spread__gt=F("cycle__spread_limit"))
                & ~Exists(kept),
                then=Value("doi-chieu"),
            ),
            When(my_state=SheetState.COMPLETED, then=Value("xong")),
            When(~Q(conflict=Conflict.NONE), then=Value("lien-quan")),
            When(my_state=SheetState.ABSTAINED, then=Value("lien-quan")),
            When(my_state=SheetState.ASSIGNED, state=EvaluationState.SENT, then=Value("duoc-giao")),
            When(my_state=SheetState.DRAFT, then=Value("dang")),
            When(state=EvaluationState.SENT, then=Value("chua")),
            default=Value(""),  # concluded without this scorer
        )
    )


def with_scored(evaluations: QuerySet[Evaluation]) -> QuerySet[Evaluation]:
    """`my_scored`: how many criteria of the own sheet are done, finding and points."""
    done = CriterionScore.objects.filter(sheet_id=OuterRef("my_sheet")).exclude(finding="")
    done = done.filter(Q(points__isnull=False) | Q(max_points__isnull=True)).order_by()
    counted = done.values("sheet_id").annotate(count=Count("*")).values("count")
    return evaluations.annotate(my_scored=Subquery(counted, output_field=IntegerField()))


def tab_counts(rows: QuerySet[Evaluation]) -> dict[str, int]:
    """How many rows each tab holds; one query."""
    found = dict(rows.order_by().values_list("tab").annotate(count=Count("*")))
    return {key: found.get(key, 0) for key in TABS} | {"tat-ca": sum(found.values())}


def tab_counts_by_year(rows: QuerySet[Evaluation]) -> dict[tuple[int, str], int]:
    """How many rows each tab holds in each year, by (the year's key, tab); one query."""
    found = rows.order_by().values_list("cycle_id", "tab").annotate(count=Count("*"))
    return {(cycle, tab): count for cycle, tab, count in found}


def with_neighbours(evaluations: QuerySet[Evaluation], actor: Actor) -> QuerySet[Evaluation]:
    """`previous_code` and `next_code`: the rows before and after still to be scored, those in conflict left out."""
    around = sent_evaluations(actor).filter(cycle_id=OuterRef("cycle_id"), state=EvaluationState.SENT)
    around = with_conflict(around, actor).filter(conflict=Conflict.NONE)
    same = Q(since=OuterRef("since"))
    before = around.filter(Q(since__lt=OuterRef("since")) | same & Q(pk__lt=OuterRef("pk"))).order_by("-since", "-id")
    after = around.filter(Q(since__gt=OuterRef("since")) | same & Q(pk__gt=OuterRef("pk"))).order_by("since", "id")
    return evaluations.annotate(
        previous_code=Subquery(before.values("initiative__code")[:1]),
        next_code=Subquery(after.values("initiative__code")[:1]),
    )


def with_questions(evaluations: QuerySet[Evaluation]) -> QuerySet[Evaluation]:
    """`is_questioned`: something was asked of the unit; `is_asked`: a question waits for its answer."""
    rows = Clarification.objects.filter(evaluation=OuterRef("pk"))
    return evaluations.annotate(is_questioned=Exists(rows), is_asked=Exists(rows.filter(answered_at__isnull=True)))
