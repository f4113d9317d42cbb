"""What of a year's appraisal is not done, for closing the year (settings.YEAR_WORK; decisions 49, 82)."""

from django.urls import reverse

from models_registry.closing import OpenWork
from models_registry.models import Cycle

from .enums import DecisionKind, DecisionState, ListKind, ListState
from .models import ProposalList, RecognitionDecision


def appraisal_work(cycle: Cycle, ward_slug: str) -> list[OpenWork]:
    """Lists with the leaders, concluded lists without publication and draft decisions: closing waits for them."""
    lists = ProposalList.objects.filter(cycle=cycle)
    address = reverse("evaluation:proposal_list", args=[ward_slug]) + f"?nam={cycle.year}"
    with_leaders = lists.filter(state__in=(ListState.SUBMITTED, ListState.ENDORSED)).count()
    concluded = lists.filter(state=ListState.CONCLUDED, kind=ListKind.RECOGNITION).count()
    drafts = RecognitionDecision.objects.filter(
        cycle=cycle, kind=DecisionKind.ORIGINAL, state=DecisionState.DRAFT
    ).count()  # an amendment stays lawful in a closed year (decision 82)
    found = (
        OpenWork(with_leaders, "danh sách đang ở Thường trực, Ban Thường vụ", address, refuses=True),
        OpenWork(concluded, "danh sách đã kết luận mà chưa công bố quyết định", address, refuses=True),
        OpenWork(drafts, "quyết định chưa công bố", address, refuses=True),
    )
    return [row for row in found if row.count]
