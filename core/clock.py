"""The only place time comes from, so that tests can set it and every deadline is judged by one clock."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
SATURDAY = 5
_turned_to: ContextVar[datetime | None] = ContextVar("turned_to", default=None)


def now() -> datetime:
    return _turned_to.get() or datetime.now(UTC)


@contextmanager
def set_for_loading(moment: datetime) -> Iterator[None]:
    """Let what the loader of sample data does count as done at an earlier moment; nothing else may turn the clock."""
    token = _turned_to.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _turned_to.reset(token)


def local(instant: datetime) -> datetime:
    """The same instant as a clock on a wall in Vietnam shows it."""
    return instant.astimezone(VIETNAM)


def today() -> date:
    """The calendar day in Vietnam, whatever the server's own zone."""
    return local(now()).date()


def day_start(day: date) -> datetime:
    """00:00 of that day in Vietnam. “Until the end of day D” means before day_start(D + 1)."""
    return datetime.combine(day, time.min, tzinfo=VIETNAM)


def add_working_days(day: date, count: int) -> date:
    """The count-th day after `day`, Saturdays and Sundays not counted. A negative count goes back."""
    step = timedelta(days=1 if count >= 0 else -1)
    for _ in range(abs(count)):
        day += step
        while day.weekday() >= SATURDAY:
            day += step
    return day
