"""What closing a year would leave without an end: told before the button, for a closed year is never opened again."""

from collections import Counter

from django.db.models import Count

from .enums import InitiativeState as S
from .models import Cycle, Initiative
from .year_end import YearEnd, with_year_end

NOT_RECEIVED = "hồ sơ đã gửi mà chưa tiếp nhận"
NOT_ANSWERED = "hồ sơ chờ đơn vị bổ sung"
NOT_ASSESSED = "mô hình đã tiếp nhận mà chưa nộp tự đánh giá"
NOT_TOLD = "mô hình đã nộp tự đánh giá mà đơn vị chưa nhận được kết quả"
WORDS = {
    (S.SUBMITTED, YearEnd.NONE): NOT_RECEIVED,
    (S.RESUBMITTED, YearEnd.NONE): NOT_RECEIVED,
    (S.RETURNED, YearEnd.NONE): NOT_ANSWERED,
    (S.RECEIVED, YearEnd.NONE): NOT_ASSESSED,
    (S.RECEIVED, YearEnd.SENT): NOT_TOLD,
}


def left_open(cycle: Cycle) -> list[str]:
    """Lines such as “3 hồ sơ chờ đơn vị bổ sung”, in the order of the year; [] when all is done. One query.

    Copies of what a vertical unit sent elsewhere end with their receipt (Plan II.4.2).
    """
    rows = with_year_end(Initiative.objects.filter(cycle=cycle, best_level=0)).order_by()
    rows = rows.exclude(is_copy=True, state=S.RECEIVED).values_list("state", "year_end")
    found = Counter()
    for state, year_end, number in rows.annotate(number=Count("pk")):
        found[WORDS.get((state, year_end))] += number
    return [f"{found[words]} {words}" for words in dict.fromkeys(WORDS.values()) if found[words]]
