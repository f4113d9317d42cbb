"""Years of the movement: the period, the year with its windows, what each unit owes in it (decisions 12–13)."""

from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.db.models import F

from core import audit
from core.actor import Actor
from core.exceptions import DomainError
from core.transitions import update_if_unchanged
from organizations.models import Organization
from organizations.permissions import Action, require
from organizations.services.units import ward_place

from ..enums import CycleState, DutyKind
from ..models import CodeCounter, Cycle, Period, UnitDuty
from .themes import ensure_themes


@transaction.atomic
def create_period(
    *, actor: Actor, ward: Organization, name: str, from_year: int, until_year: int, target_ward: int,
    target_province: int,
) -> Period:  # fmt: skip
    """The span of years of a plan with its targets (Plan II.2.1: at least 10 of the ward, 2 of the province)."""
    require(actor, Action.MANAGE_YEARS, ward_place(ward))
    try:
        with transaction.atomic():
            period = Period.objects.create(
                ward=ward,
                name=name,
                from_year=from_year,
                until_year=until_year,
                target_ward=target_ward,
                target_province=target_province,
            )
    except IntegrityError as error:
        raise DomainError(f"Đã có giai đoạn bắt đầu từ năm {from_year}", field="from_year") from error
    audit.record(actor=actor, verb="period.create", text=f"Lập giai đoạn {name}", subject=period, ward_key=ward.pk)
    return period


@transaction.atomic
def create_cycle(*, actor: Actor, ward: Organization, year: int, data: dict | None = None) -> Cycle:
    """A year being prepared, in the period it falls into, with its code counter (decision 3).

    `data` holds windows and settings by field name. Raises DomainError when the ward has this year already.
    """
    require(actor, Action.MANAGE_YEARS, ward_place(ward))
    period = Period.objects.filter(ward=ward, from_year__lte=year, until_year__gte=year).first()
    return _insert_cycle(actor=actor, ward=ward, year=year, period=period, state=CycleState.PREPARING, data=data or {})


@transaction.atomic
def history_cycle(*, actor: Actor, ward: Organization, year: int) -> Cycle:
    """The year an imported list belongs to; made as history when the ward never ran it here."""
    require(actor, Action.IMPORT_LISTS, ward_place(ward))
    found = Cycle.objects.filter(ward=ward, year=year).first()
    if found is not None:
        return found
    period = Period.objects.filter(ward=ward, from_year__lte=year, until_year__gte=year).first()
    return _insert_cycle(actor=actor, ward=ward, year=year, period=period, state=CycleState.HISTORY, data={})


@transaction.atomic
def edit_cycle(*, actor: Actor, cycle: Cycle, data: dict) -> None:
    """Change windows and settings of a year. Raises StaleState when somebody changed it meanwhile."""
    require(actor, Action.MANAGE_YEARS, cycle)
    if cycle.state in (CycleState.HISTORY, CycleState.CLOSED):
        raise DomainError("Năm này đã khép, không sửa được nữa")
    before = {name: getattr(cycle, name) for name in data}
    changed = {name: value for name, value in data.items() if before[name] != value}
    if not changed:
        return
    update_if_unchanged(cycle, changes=changed)
    audit.record(
        actor=actor, verb="cycle.edit", text=f"Sửa thời hạn, cài đặt năm {cycle.year}", subject=cycle,
        ward_key=cycle.ward_id, before={name: before[name] for name in changed}, after=changed,
    )  # fmt: skip


@transaction.atomic
def open_cycle(*, actor: Actor, cycle: Cycle) -> int:
    """Open a year: every living unit gets its duty of the year. Returns how many duties were made."""
    require(actor, Action.MANAGE_YEARS, cycle)
    if cycle.state != CycleState.PREPARING:
        raise DomainError(f"Năm {cycle.year} đã mở từ trước")
    if cycle.registration_opens is None:
        raise DomainError("Hãy đặt ngày mở đăng ký trước khi mở năm", field="registration_opens")
    update_if_unchanged(cycle, changes={"state": CycleState.OPEN})
    ensure_themes(cycle.ward_id)
    have = set(UnitDuty.objects.filter(cycle=cycle).values_list("unit_id", flat=True))
    units = Organization.objects.filter(ward_id=cycle.ward_id).units().living().exclude(pk__in=have)
    duties = UnitDuty.objects.bulk_create(_duty(cycle, unit) for unit in units)
    audit.record(
        actor=actor, verb="cycle.open", text=f"Mở năm {cycle.year}, giao chỉ tiêu cho {len(duties)} đơn vị",
        subject=cycle, ward_key=cycle.ward_id,
    )  # fmt: skip
    return len(duties)


@transaction.atomic
def close_cycle(*, actor: Actor, cycle: Cycle) -> None:
    """Close a year: nothing of it is registered, assessed or scored any more."""
    require(actor, Action.MANAGE_YEARS, cycle)
    if cycle.state != CycleState.OPEN:
        raise DomainError(f"Năm {cycle.year} không đang mở")
    update_if_unchanged(cycle, changes={"state": CycleState.CLOSED})
    audit.record(actor=actor, verb="cycle.close", text=f"Khép năm {cycle.year}", subject=cycle, ward_key=cycle.ward_id)


@transaction.atomic
def set_duty(*, actor: Actor, duty: UnitDuty, kind: str, minimum: int, reason: str = "") -> None:
    """Change what a unit owes this year. Exempting needs a reason (decision 12)."""
    require(actor, Action.MANAGE_DUTIES, duty)
    if duty.cycle.state != CycleState.OPEN:
        raise DomainError(f"Năm {duty.cycle.year} không đang mở, không sửa chỉ tiêu được nữa")
    if kind == DutyKind.EXEMPT and not reason:
        raise DomainError("Hãy ghi lý do miễn", field="reason")
    before = {"kind": duty.kind, "minimum": duty.minimum}
    update_if_unchanged(
        duty, changes={"kind": kind, "minimum": minimum, "reason": reason, "decided_by_key": actor.user_key}
    )
    audit.record(
        actor=actor, verb="duty.set", text=f"Chỉ tiêu năm của {duty.unit.name}: {DutyKind(kind).label}", subject=duty,
        ward_key=duty.ward_id, before=before, after={"kind": kind, "minimum": minimum}, reason=reason,
    )  # fmt: skip


def give_duties(cycle: Cycle, units: Sequence[Organization]) -> None:
    """The duties of units that join an open year; those that had left it owe again. Three queries."""
    there = dict(UnitDuty.objects.filter(cycle=cycle, unit__in=units).values_list("unit_id", "reason_code"))
    UnitDuty.objects.bulk_create(_duty(cycle, unit) for unit in units if unit.pk not in there)
    for vertical in {unit.reports_vertically for unit in units if there.get(unit.pk) == "MERGED"}:
        back = [unit.pk for unit in units if unit.reports_vertically == vertical and there.get(unit.pk) == "MERGED"]
        kind = DutyKind.COPY_ONLY if vertical else DutyKind.OWES_MODEL
        owing = {"kind": kind, "reason": "", "reason_code": "", "version": F("version") + 1}
        UnitDuty.objects.filter(cycle=cycle, unit__in=back).update(**owing)


def _duty(cycle: Cycle, unit: Organization) -> UnitDuty:
    kind = DutyKind.COPY_ONLY if unit.reports_vertically else DutyKind.OWES_MODEL
    return UnitDuty(ward_id=cycle.ward_id, cycle=cycle, unit=unit, kind=kind, minimum=cycle.minimum_per_unit)


def _insert_cycle(*, actor, ward, year, period, state, data) -> Cycle:
    try:
        with transaction.atomic():
            cycle = Cycle.objects.create(ward=ward, year=year, period=period, state=state, **data)
            CodeCounter.objects.create(ward=ward, year=year)
    except IntegrityError as error:
        raise DomainError(f"Năm {year} đã có, hoặc ngày kết thúc đứng trước ngày mở", field="year") from error
    audit.record(actor=actor, verb="cycle.create", text=f"Lập năm {year}", subject=cycle, ward_key=ward.pk)
    return cycle
