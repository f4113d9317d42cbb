"""How long a registration has waited for the Ban, in working days, and since when it has waited too long."""

import datetime as dt

from core import clock

SATURDAY = 5


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
