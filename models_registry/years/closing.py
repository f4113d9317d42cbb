"""What of a year is not done: named before the year is closed, and what closing waits for (decisions 49, 82)."""

from collections import Counter
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Count
from django.urls import reverse
from django.utils.module_loading import import_string

from models_registry.enums import InitiativeState as S
from models_registry.enums import YearEnd
from models_registry.initiative.progress import with_year_end
from models_registry.models import Cycle, Initiative

NOT_RECEIVED = ("hồ sơ đã gửi mà chưa tiếp nhận", "cho")
NOT_ANSWERED = ("hồ sơ chờ đơn vị bổ sung", "bo-sung")
NOT_ASSESSED = ("mô hình đã tiếp nhận mà chưa nộp tự đánh giá", "da-nhan")
WORDS = {
    (S.SUBMITTED, YearEnd.NONE): NOT_RECEIVED,
    (S.RESUBMITTED, YearEnd.NONE): NOT_RECEIVED,
    (S.RETURNED, YearEnd.NONE): NOT_ANSWERED,
    (S.RECEIVED, YearEnd.NONE): NOT_ASSESSED,
}  # what was assessed is told by the floor above


@dataclass(frozen=True)
class OpenWork:
    """One kind of work that is not done; `refuses`: the year is not closed before it is."""

    count: int
    words: str  # “hồ sơ chờ đơn vị bổ sung”
    url: str = ""
    refuses: bool = False


def open_work(cycle: Cycle, ward_slug: str) -> list[OpenWork]:
    """What every floor has to tell of a year (settings.YEAR_WORK), in the order of the year; [] when all is done."""
    return [row for name in settings.YEAR_WORK for row in import_string(name)(cycle, ward_slug)]


def registry_work(cycle: Cycle, ward_slug: str) -> list[OpenWork]:
    """Registrations without receipt or answer, models without self-assessment. One query.

    Copies of what a vertical unit sent elsewhere end with their receipt (Plan II.4.2).
    """
    rows = with_year_end(Initiative.objects.filter(ward_id=cycle.ward_id, cycle=cycle, best_level=0)).order_by()
    rows = rows.exclude(is_copy=True, state=S.RECEIVED).values_list("state", "year_end")
    counted = Counter()
    for state, year_end, number in rows.annotate(number=Count("pk")):
        counted[WORDS.get((state, year_end))] += number
    queue = reverse("registry:review_list", args=[ward_slug])
    return [
        OpenWork(counted[kind], kind[0], f"{queue}?nam={cycle.year}&nhom={kind[1]}")
        for kind in dict.fromkeys(WORDS.values())
        if counted[kind]
    ]
