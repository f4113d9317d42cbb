"""What each unit owes in a year and whether it has done it: computed from what was sent, never stored (decision 12)."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Count, F, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from models_registry.enums import CycleState, DutyKind, Window
from models_registry.initiative.windows import extended_until
from models_registry.models import Cycle, Initiative, UnitDuty
from organizations.models import Organization


def fulfils(kind: str, minimum: int, models: int, copies: int) -> bool:
    """Whether a unit of this kind of duty has registered what it owes; an exempt one owes nothing."""
    if kind == DutyKind.OWES_MODEL:
        return models >= minimum
    return kind == DutyKind.COPY_ONLY and copies > 0


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
        return fulfils(self.duty.kind, self.duty.minimum, self.models, self.copies)

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


def units_missing(cycle: Cycle | OuterRef) -> QuerySet[UnitDuty]:
    """Duties to register models not fulfilled, as `fulfils` says: “đơn vị chưa đăng ký”. Of one year, or of the year
    of each row of an outer query."""
    duties = UnitDuty.objects.filter(cycle=cycle, kind=DutyKind.OWES_MODEL)
    return duties.alias(sent=_sent(is_copy=False)).filter(sent__lt=F("minimum"))


def copies_missing(cycle: Cycle | OuterRef) -> QuerySet[UnitDuty]:
    """Duties of vertical units to send a copy not fulfilled."""
    duties = UnitDuty.objects.filter(cycle=cycle, kind=DutyKind.COPY_ONLY)
    return duties.alias(sent=_sent(is_copy=True)).filter(sent=0)


def _sent(*, is_copy: bool) -> Coalesce:
    rows = Initiative.objects.counting().filter(cycle=OuterRef("cycle"), unit=OuterRef("unit"), is_copy=is_copy)
    rows = rows.order_by()
    return Coalesce(Subquery(rows.values("unit").annotate(n=Count("*")).values("n"), output_field=IntegerField()), 0)


def copied_year(cycle: Cycle) -> Cycle | None:
    """The year a new one is copied from: the last one before it that was run here."""
    rows = Cycle.objects.filter(ward_id=cycle.ward_id, year__lt=cycle.year)
    return rows.filter(state__in=(CycleState.OPEN, CycleState.CLOSED)).order_by("-year").first()


def new_duty(cycle: Cycle, unit: Organization) -> UnitDuty:
    """What a unit owes that owed nothing here before, not stored."""
    kind = DutyKind.COPY_ONLY if unit.reports_vertically else DutyKind.OWES_MODEL
    return UnitDuty(ward_id=cycle.ward_id, cycle=cycle, unit=unit, kind=kind, minimum=cycle.minimum_per_unit)


def planned_duties(cycle: Cycle) -> list[UnitDuty]:
    """What opening a year gives every living unit, not stored: last year's kind and own minimum (decision 50).

    In display order. An exempt unit owes again. A minimum is its own where it differed from what the year asked of
    all. Three queries.
    """
    source = copied_year(cycle)
    before = {row.unit_id: row for row in UnitDuty.objects.filter(cycle=source)} if source else {}
    duties = []
    for unit in Organization.objects.filter(ward_id=cycle.ward_id).units().living().in_display_order():
        duty, last = new_duty(cycle, unit), before.get(unit.pk)
        if last is not None and last.kind != DutyKind.EXEMPT:
            duty.kind = last.kind
            duty.minimum = duty.minimum if last.minimum == source.minimum_per_unit else last.minimum
        duties.append(duty)
    return duties


def exempt_before(cycle: Cycle) -> dict[int, str]:
    """Why units were exempt last year, by the unit's key: a hint beside what they owe again. Two queries."""
    source = copied_year(cycle)
    rows = UnitDuty.objects.filter(cycle=source, kind=DutyKind.EXEMPT) if source else UnitDuty.objects.none()
    return {unit: f"Năm {source.year} được miễn: {reason}" for unit, reason in rows.values_list("unit_id", "reason")}


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
