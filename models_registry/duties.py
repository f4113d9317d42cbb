"""What each unit owes in a year and whether it has done it: computed from what was sent, never stored (decision 12)."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Count

from .enums import DutyKind, Window
from .models import Cycle, Initiative, UnitDuty
from .windows import extended_until


@dataclass(frozen=True)
class DutyRow:
    """One unit's duty beside what it sent; models and copies are counted apart."""

    duty: UnitDuty
    models: int
    copies: int

    @property
    def unit(self):
        return self.duty.unit

    @property
    def is_owed(self) -> bool:
        return self.duty.kind != DutyKind.EXEMPT

    @property
    def is_fulfilled(self) -> bool:
        if self.duty.kind == DutyKind.OWES_MODEL:
            return self.models >= self.duty.minimum
        return self.duty.kind == DutyKind.COPY_ONLY and self.copies > 0

    @property
    def is_missing(self) -> bool:
        return self.is_owed and not self.is_fulfilled


def duty_rows(cycle: Cycle) -> list[DutyRow]:
    """Every unit's duty of the year in the order units are shown. Two queries, however many units."""
    sent: dict[tuple[int, bool], int] = defaultdict(int)
    counted = Initiative.objects.counting().filter(ward_id=cycle.ward_id, cycle=cycle)
    for unit, is_copy, count in counted.values_list("unit_id", "is_copy").annotate(count=Count("*")).order_by():
        sent[unit, is_copy] = count
    duties = UnitDuty.objects.filter(cycle=cycle).select_related("unit")
    duties = duties.annotate(extended_until=extended_until(Window.REGISTRATION))
    duties = duties.order_by("unit__manual_order", "unit__sort_key", "unit_id")
    return [DutyRow(duty, sent[duty.unit_id, False], sent[duty.unit_id, True]) for duty in duties]


@dataclass(frozen=True)
class DutyCount:
    owing: int = 0
    registered: int = 0
    tracked: int = 0
    tracked_done: int = 0
    exempt: int = 0

    @property
    def missing(self) -> int:
        return self.owing - self.registered

    @property
    def tracked_missing(self) -> int:
        return self.tracked - self.tracked_done


def count_duties(rows: list[DutyRow]) -> DutyCount:
    owing = [row for row in rows if row.duty.kind == DutyKind.OWES_MODEL]
    tracked = [row for row in rows if row.duty.kind == DutyKind.COPY_ONLY]
    return DutyCount(
        owing=len(owing),
        registered=sum(row.is_fulfilled for row in owing),
        tracked=len(tracked),
        tracked_done=sum(row.is_fulfilled for row in tracked),
        exempt=len(rows) - len(owing) - len(tracked),
    )
