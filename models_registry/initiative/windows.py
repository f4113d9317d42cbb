"""Windows as one unit has them: the year's dates, and the more time it was given (Plan II.4.4, decision 13).

The one judge of every send: registrations and self-assessments ask here, and keep the answer as facts.
"""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Max, OuterRef, Subquery

from core import clock
from models_registry.models import Cycle, WindowExtension
from models_registry.models.years import OpenWindow


@dataclass(frozen=True)
class Judged:
    """How the window stood at the moment of a send: what the submission keeps for good."""

    basis: str
    due_on: dt.date | None = None
    allowed_until: dt.date | None = None
    late_days: int = 0


def judge(window: OpenWindow, today: dt.date) -> Judged:
    """The facts of a send of this day; asked only while the window is open for the unit."""
    return Judged(window.basis(today), window.closes, window.last_day, window.late_days(today))


def unit_window(cycle: Cycle, window: str, unit_key: int) -> OpenWindow:
    """A window as this unit has it. One query; none before its closing day is past: nothing depends on it earlier."""
    return units_window(cycle, window, [unit_key])


def units_window(cycle: Cycle, window: str, unit_keys: Collection[int]) -> OpenWindow:
    """The widest any of these units has: whether somebody who serves them all can still send at all."""
    common = cycle.window(window)
    if not common.late_days(clock.today()):
        return common
    rows = WindowExtension.objects.filter(cycle=cycle, unit_id__in=unit_keys, window=window, revoked_at__isnull=True)
    return cycle.window(window, rows.aggregate(until=Max("until"))["until"])


def extended_until(window: str, *, cycle: str = "cycle_id", unit: str = "unit_id") -> Subquery:
    """To annotate rows with the day until which their unit may still send in a window; None without extension."""
    rows = WindowExtension.objects.filter(
        cycle_id=OuterRef(cycle), unit_id=OuterRef(unit), window=window, revoked_at__isnull=True
    )
    return Subquery(rows.values("until")[:1])
