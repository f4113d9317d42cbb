"""Years as the list of years shows them: each window as a bar on one line of time, and what was counted."""

import datetime as dt
from dataclasses import dataclass

from core import clock
from models_registry.enums import Window
from models_registry.initiative.looks import Look
from models_registry.models import Cycle, Initiative
from models_registry.years.counts import YearCounts, counts_by_year

TONES = {
    Window.REGISTRATION: "red",
    Window.SELF_ASSESSMENT: "info",
    Window.SCORING: "gold",
    Window.SUBMISSION: "ok",
}
NOT_SET = Look("mute", "circle", "Chưa đặt ngày")
NOT_YET = Look("mute", "lock", "Chưa mở")
OPEN = Look("ok", "lock-open", "Đang mở")
GRACE = Look("warn", "clock", "Trong gia hạn")
OVER = Look("mute", "circle-check", "Đã hết hạn")


@dataclass(frozen=True)
class Bar:
    """One window; `x` and `width` in percent of the line, None when it has no opening day."""

    label: str
    opens: dt.date | None
    closes: dt.date | None
    grace_days: int
    tone: str
    look: Look
    x: str = ""
    width: str = ""


@dataclass(frozen=True)
class YearLine:
    bars: list[Bar]
    months: list[tuple[str, str]]  # (percent, “10/2026”)
    today: str  # percent, empty when today is not on the line

    @property
    def is_empty(self) -> bool:
        return not self.months


@dataclass(frozen=True)
class YearRow:
    cycle: Cycle
    line: YearLine
    counts: YearCounts


def year_rows(cycles: list[Cycle]) -> list[YearRow]:
    """One query for the counts of all years."""
    rows = Initiative.objects.filter(ward_id__in={cycle.ward_id for cycle in cycles}, deleted_at__isnull=True)
    counts = counts_by_year(rows)
    return [YearRow(cycle, year_line(cycle), counts.get(cycle.pk, YearCounts())) for cycle in cycles]


def year_line(cycle: Cycle) -> YearLine:
    today = clock.today()
    spans = {window: cycle.window(window) for window in Window}
    days = [day for span in spans.values() for day in (span.opens, span.last_day) if day]
    if not days:
        bars = [Bar(window.label, None, None, 0, TONES[window], NOT_SET) for window in Window]
        return YearLine(bars, [], "")
    first, end = min(days).replace(day=1), _next_month(max(days))
    length = (end - first).days

    def at(day: dt.date) -> str:
        return f"{100 * (day - first).days / length:.2f}"

    bars = []
    for window, span in spans.items():
        place = {}
        if span.opens:
            until = (span.closes or end - dt.timedelta(days=1)) + dt.timedelta(days=1)
            place = {"x": at(span.opens), "width": f"{100 * (until - span.opens).days / length:.2f}"}
        bars.append(
            Bar(window.label, span.opens, span.closes, span.grace_days, TONES[window], _look(span, today), **place)
        )
    return YearLine(bars, _months(first, end, at), at(today) if first <= today < end else "")


def _look(span, today: dt.date) -> Look:
    if span.opens is None:
        return NOT_SET
    if span.has_closed(today):
        return OVER
    if not span.is_open(today):
        return NOT_YET
    return GRACE if span.late_days(today) else OPEN


def _months(first: dt.date, end: dt.date, at) -> list[tuple[str, str]]:
    """At most about eight marks, each at the first of a month."""
    starts = []
    while first < end:
        starts.append(first)
        first = _next_month(first)
    step = -(-len(starts) // 8)
    return [(at(day), f"{day.month}/{day.year}") for day in starts[::step]]


def _next_month(day: dt.date) -> dt.date:
    return (day.replace(day=28) + dt.timedelta(days=4)).replace(day=1)
