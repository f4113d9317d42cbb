"""Where a registration stands on its way through the year, who has it now, and until when (Plan II.4.4)."""

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.db.models import QuerySet
from django.utils.module_loading import import_string

from core import clock
from models_registry.enums import CycleState, YearEnd
from models_registry.enums import InitiativeState as S
from models_registry.models import Initiative

SATURDAY = 5

ROAD = ("Đăng ký", "Tiếp nhận", "Thực hiện và tự đánh giá", "Chấm điểm", "Công nhận")
COPY_ROAD = ROAD[:2]
AT_STATE = {S.DRAFT: 1, S.RETURNED: 1, S.SUBMITTED: 2, S.RESUBMITTED: 2, S.RECEIVED: 3}
AT_YEAR_END = {YearEnd.NONE: 3, YearEnd.SENT: 4, YearEnd.DEFERRED: 5, YearEnd.TOLD: 5}
BAN = "Ban Xây dựng Đảng"


@dataclass(frozen=True)
class Progress:
    """What {% steps %} draws: the step it is at, of how many, and the one after."""

    current: int
    total: int
    name: str
    following: str


@dataclass(frozen=True)
class Owner:
    """Who has to act next, what is expected, and the day it is due."""

    who: str
    what: str
    due: dt.date | None = None


def progress_of(initiative: Initiative) -> Progress | None:
    """None for what left the road: withdrawn, refused, discontinued. The last steps only of rows `with_year_end`."""
    road = COPY_ROAD if initiative.is_copy else ROAD
    at = AT_STATE.get(initiative.state)
    if at is None:
        return None
    if initiative.state == S.RECEIVED:
        at = len(ROAD) if initiative.best_level else AT_YEAR_END[_year_end(initiative)]
    at = min(at, len(road))
    return Progress(at, len(road), road[at - 1], road[at].lower() if at < len(road) else "")


def owner_of(initiative: Initiative) -> Owner | None:
    """None when nobody has to act: it left the road, has its result, or is a copy already received."""
    unit = initiative.unit_label
    match initiative.state:
        case S.DRAFT if initiative.prepared_at:
            return Owner(unit, "Đã soạn xong, chờ người đứng đầu gửi", _last_day(initiative))
        case S.DRAFT:
            return Owner(unit, "Soạn và gửi đăng ký", _last_day(initiative))
        case S.RETURNED:
            return Owner(unit, "Bổ sung theo góp ý và gửi lại", initiative.answer_due_on)
        case S.SUBMITTED | S.RESUBMITTED:
            return Owner(BAN, "Xem và trả lời", reply_due(initiative))
        case S.RECEIVED if initiative.best_level or initiative.is_copy or _year_end(initiative) == YearEnd.TOLD:
            return None
        case S.RECEIVED if _year_end(initiative) == YearEnd.DEFERRED:
            waits = Owner(BAN, "Ban Thường vụ để lại, xem xét sau, ở một danh sách sau của năm")
            return None if initiative.cycle.state == CycleState.CLOSED else waits
        case S.RECEIVED if _year_end(initiative) == YearEnd.SENT:
            return Owner(BAN, "Chấm điểm, xét công nhận")
        case S.RECEIVED:
            return Owner(unit, "Thực hiện mô hình, tự đánh giá khi đến đợt", initiative.cycle.self_assessment_closes)
    return None


def reply_due(initiative: Initiative) -> dt.date:
    """The day until which the Ban promises an answer: working days of the year's setting after the send."""
    return due_on(initiative.waiting_since, initiative.cycle.reply_days)


def _year_end(initiative: Initiative) -> YearEnd:
    return YearEnd(getattr(initiative, "year_end", ""))


def _last_day(initiative: Initiative) -> dt.date | None:
    closes = initiative.cycle.registration_closes
    return closes if closes and closes >= clock.today() else None


def waited(since: dt.datetime, today: dt.date) -> int:
    """Working days after the day it was sent, today included: sent on Friday, one day on Monday."""
    day = clock.local(since).date()
    weeks, rest = divmod(max(0, (today - day).days), 7)
    extra = sum((day + dt.timedelta(days=step)).weekday() < SATURDAY for step in range(1, rest + 1))
    return weeks * 5 + extra


def due_on(since: dt.datetime, limit: int) -> dt.date:
    """The last day on which an answer is in time."""
    return clock.add_working_days(clock.local(since).date(), limit)


def overdue_before(today: dt.date, limit: int) -> dt.datetime:
    """What was sent before this instant has passed its day: `due_on(since) < today`, as a range of one column."""
    return clock.day_start(clock.add_working_days(today, -limit))


def with_year_end(rows: QuerySet) -> QuerySet:
    """Each initiative with `year_end`, a value of YearEnd, in the same query."""
    return import_string(settings.YEAR_END)(rows)
