"""What of a year's appraisal is not done, for closing the year (settings.YEAR_WORK; decisions 49, 82)."""

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.urls import reverse

from evaluation.enums import DecisionState, EvaluationState, ListKind, ListState, Outcome, RowResult, SheetState
from evaluation.models import (
    Clarification,
    ConclusionRow,
    Evaluation,
    ProposalDraftItem,
    ProposalItem,
    ProposalList,
    RecognitionDecision,
    ScoreSheet,
)
from models_registry.enums import InitiativeState
from models_registry.models import Cycle
from models_registry.years.closing import OpenWork

WITH_LEADERS = (ListState.SUBMITTED, ListState.ENDORSED)
TO_BE_DONE = (SheetState.ASSIGNED, SheetState.DRAFT)


def appraisal_work(cycle: Cycle, ward_slug: str) -> list[OpenWork]:
    """What is unfinished of self-assessments, sheets, conclusions and lists, in the order of the year. Five queries.

    Closing waits for lists with the leaders and for concluded ones whose decision, typed or not, is not published. It
    does not for drafts that correct or revoke, which stay lawful in a closed year, nor for a commendation, which ends
    with the Board's conclusion.
    """
    return [row for row in (*_of_models(cycle, ward_slug), *_of_lists(cycle, ward_slug)) if row.count]


def _of_models(cycle: Cycle, ward_slug: str) -> list[OpenWork]:
    register, queue = _address("registry:review_list", cycle, ward_slug), _queue(cycle, ward_slug)
    lists = _lists(cycle, ward_slug)
    models = _counted_models(cycle)
    sent = {"evaluation__cycle": cycle, "evaluation__state": EvaluationState.SENT}
    at_work = {**sent, "evaluation__initiative__state": InitiativeState.RECEIVED}
    sheets = ScoreSheet.objects.filter(state__in=TO_BE_DONE, **at_work).count()
    questions = Clarification.objects.filter(answered_at__isnull=True, **at_work).count()
    return [
        OpenWork(models["drafted"], "bản tự đánh giá đang soạn dở", f"{register}&nhom=da-nhan"),
        OpenWork(questions, "câu hỏi chờ đơn vị làm rõ", queue),
        OpenWork(sheets, "phiếu chấm chưa hoàn thành", queue),
        OpenWork(models["unconcluded"], "mô hình đã nộp tự đánh giá mà chưa có kết luận", queue),
        OpenWork(models["unlisted"], "mô hình được đề nghị công nhận mà chưa vào danh sách nào", lists),
        OpenWork(models["left"], "mô hình Ban Thường vụ để lại, chưa vào danh sách mới", lists),
        OpenWork(models["untold"], "mô hình không được đề nghị mà đơn vị chưa nhận được kết quả", queue),
    ]


def _counted_models(cycle: Cycle) -> dict[str, int]:
    """By what each model still needs; one query."""
    recommended = Q(state=EvaluationState.CONCLUDED, outcome=Outcome.RECOMMEND, is_listed=False)
    return _with_place(Evaluation.objects.filter(cycle=cycle, initiative__state=InitiativeState.RECEIVED)).aggregate(
        drafted=Count("pk", filter=Q(state=EvaluationState.DRAFT)),
        unconcluded=Count("pk", filter=Q(state=EvaluationState.SENT)),
        unlisted=Count("pk", filter=recommended & Q(is_left=False)),
        left=Count("pk", filter=recommended & Q(is_left=True)),
        untold=Count("pk", filter=Q(state=EvaluationState.CONCLUDED) & ~Q(outcome=Outcome.RECOMMEND)),
    )


def _with_place(rows: QuerySet[Evaluation]) -> QuerySet[Evaluation]:
    """`is_listed`: on a list of recognition that is drafted, before the leaders or concluded; `is_left`: the Board once
    put it off."""
    of_model = {"initiative": OuterRef("initiative_id")}
    running = (ListState.SUBMITTED, ListState.ENDORSED, ListState.CONCLUDED)
    drafted = ProposalDraftItem.objects.filter(
        proposal_list__kind=ListKind.RECOGNITION, proposal_list__state=ListState.DRAFT, **of_model
    )
    locked = ProposalItem.objects.filter(
        version__proposal_list__kind=ListKind.RECOGNITION, version__proposal_list__state__in=running,
        version__number=F("version__proposal_list__current_number"), **of_model,
    )  # fmt: skip
    left = ConclusionRow.objects.filter(result=RowResult.DEFER, item__initiative=OuterRef("initiative_id"))
    return rows.annotate(is_listed=Exists(drafted) | Exists(locked), is_left=Exists(left))


def _of_lists(cycle: Cycle, ward_slug: str) -> list[OpenWork]:
    counts = ProposalList.objects.filter(cycle=cycle).aggregate(
        drafted=Count("pk", filter=Q(state=ListState.DRAFT)),
        with_leaders=Count("pk", filter=Q(state__in=WITH_LEADERS)),
        unpublished=Count("pk", filter=Q(state=ListState.CONCLUDED, kind=ListKind.RECOGNITION)),
        without_number=Count("pk", filter=Q(state=ListState.CONCLUDED, kind=ListKind.COMMENDATION, paper_number="")),
    )
    amending = RecognitionDecision.objects.filter(cycle=cycle, amends__isnull=False, state=DecisionState.DRAFT).count()
    lists = _lists(cycle, ward_slug)
    return [
        OpenWork(counts["drafted"], "danh sách đang lập, chưa trình", lists),
        OpenWork(counts["with_leaders"], "danh sách đang ở Thường trực, Ban Thường vụ", lists, refuses=True),
        OpenWork(counts["unpublished"], "danh sách đã kết luận mà chưa công bố kết quả", lists, refuses=True),
        OpenWork(counts["without_number"], "danh sách biểu dương, khen thưởng chưa ghi số văn bản", lists),
        OpenWork(amending, "dự thảo quyết định đính chính, thu hồi chưa công bố", lists),
    ]


def _address(name: str, cycle: Cycle, ward_slug: str) -> str:
    return f"{reverse(name, args=[ward_slug])}?nam={cycle.year}"


def _queue(cycle: Cycle, ward_slug: str) -> str:
    """Where everybody of the Ban reads what was sent."""
    return f"{_address('evaluation:sheet_list', cycle, ward_slug)}&nhom=tat-ca"


def _lists(cycle: Cycle, ward_slug: str) -> str:
    """The block of the year on the page of all lists."""
    return f"{reverse('evaluation:proposal_list', args=[ward_slug])}#nam-{cycle.year}"
