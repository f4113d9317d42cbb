"""Years of the movement: the period, the year with its windows, what each unit owes in it (decisions 12–13)."""

from collections.abc import Collection, Sequence

from django.db import IntegrityError, transaction
from django.db.models import F

from core.actor import Actor
from core.database.transitions import move, update_if_unchanged
from core.exceptions import DomainError
from core.log import audit
from models_registry.enums import CycleState, DutyKind, Window
from models_registry.models import CodeCounter, Cycle, Period, UnitDuty
from models_registry.transitions import CYCLE
from models_registry.years.closing import open_work
from models_registry.years.duties import copied_year, new_duty, planned_duties
from models_registry.years.themes import ensure_themes
from organizations.models import Organization
from organizations.permissions import Action, require
from organizations.units.services import ward_place

REASON_LENGTH = 500


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

    `data` holds windows and settings by field name; the limit of the gap is last year's unless it names another. Raises
    DomainError when the ward has this year already.
    """
    require(actor, Action.MANAGE_YEARS, ward_place(ward))
    period = Period.objects.filter(ward=ward, from_year__lte=year, until_year__gte=year).first()
    source = copied_year(Cycle(ward=ward, year=year))
    data = ({"gap_limit": source.gap_limit} if source else {}) | (data or {})
    return _insert_cycle(actor=actor, ward=ward, year=year, period=period, state=CycleState.PREPARING, data=data)


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
        raise DomainError("Năm này đã kết thúc, không sửa được nữa")
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
def open_cycle(*, actor: Actor, cycle: Cycle, confirmed: Collection[str] = tuple(Window.values)) -> int:
    """Open a year beside those already open: every living unit gets its duty, as it had it last year (decision 50).

    `confirmed`: the windows somebody has looked at; dates moved on from last year are all to be confirmed. Returns how
    many duties were made. Raises DomainError for a year already open, without registration date or unconfirmed.
    """
    require(actor, Action.MANAGE_YEARS, cycle)
    if cycle.state != CycleState.PREPARING:
        raise DomainError(f"Năm {cycle.year} đã mở từ trước")
    if cycle.registration_opens is None:
        raise DomainError("Hãy đặt ngày mở đăng ký trước khi mở năm", field="registration_opens")
    for window in Window:
        if window not in confirmed:
            raise DomainError(f"Hãy xem lại thời hạn đợt “{window.label}” rồi đánh dấu", field=window.value)
    move(cycle, CYCLE["open"])
    ensure_themes(cycle.ward_id)
    have = set(UnitDuty.objects.filter(cycle=cycle).values_list("unit_id", flat=True))
    duties = UnitDuty.objects.bulk_create(duty for duty in planned_duties(cycle) if duty.unit_id not in have)
    audit.record(
        actor=actor, verb="cycle.open", text=f"Mở năm {cycle.year}, giao chỉ tiêu cho {len(duties)} đơn vị",
        subject=cycle, ward_key=cycle.ward_id,
    )  # fmt: skip
    return len(duties)


@transaction.atomic
def close_cycle(*, actor: Actor, cycle: Cycle, reason: str) -> None:
    """End a year: nothing of it is registered, assessed or scored any more; only decisions are still corrected.

    Raises DomainError without a reason, and while a list is with the leaders or a decision is not published
    (decisions 49, 82). The year is taken first, so that no list can be submitted meanwhile.
    """
    require(actor, Action.MANAGE_YEARS, cycle)
    _check_length(reason)
    if cycle.state != CycleState.OPEN:
        raise DomainError(f"Năm {cycle.year} không đang mở")
    move(cycle, CYCLE["close"], note=reason)
    left = open_work(cycle, actor.ward_slug)
    refusing = [f"{row.count} {row.words}" for row in left if row.refuses]
    if refusing:
        raise DomainError(f"Chưa kết thúc được năm {cycle.year}: còn {', '.join(refusing)}")
    audit.record(
        actor=actor, verb="cycle.close", text=f"Kết thúc năm {cycle.year}", subject=cycle, ward_key=cycle.ward_id,
        reason=reason, after={"left": "; ".join(f"{row.count} {row.words}" for row in left)},
    )  # fmt: skip


@transaction.atomic
def reopen_cycle(*, actor: Actor, cycle: Cycle, reason: str) -> None:
    """Open a closed year again; its windows stand as they are. Raises DomainError without a reason."""
    require(actor, Action.REOPEN_YEAR, cycle)
    _check_length(reason)
    if cycle.state != CycleState.CLOSED:
        raise DomainError(f"Năm {cycle.year} chưa kết thúc")
    move(cycle, CYCLE["reopen"], note=reason)
    audit.record(
        actor=actor, verb="cycle.reopen", text=f"Mở lại năm {cycle.year}", subject=cycle, ward_key=cycle.ward_id,
        reason=reason,
    )  # fmt: skip


def _check_length(reason: str) -> None:
    if len(reason) > REASON_LENGTH:
        raise DomainError(f"Lý do dài quá {REASON_LENGTH} ký tự, hiện có {len(reason)}", field="reason")


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
    UnitDuty.objects.bulk_create(new_duty(cycle, unit) for unit in units if unit.pk not in there)
    for vertical in {unit.reports_vertically for unit in units if there.get(unit.pk) == "MERGED"}:
        back = [unit.pk for unit in units if unit.reports_vertically == vertical and there.get(unit.pk) == "MERGED"]
        kind = DutyKind.COPY_ONLY if vertical else DutyKind.OWES_MODEL
        owing = {"kind": kind, "reason": "", "reason_code": "", "version": F("version") + 1}
        UnitDuty.objects.filter(cycle=cycle, unit__in=back).update(**owing)


def _insert_cycle(*, actor, ward, year, period, state, data) -> Cycle:
    try:
        with transaction.atomic():
            cycle = Cycle.objects.create(ward=ward, year=year, period=period, state=state, **data)
            CodeCounter.objects.create(ward=ward, year=year)
    except IntegrityError as error:
        raise DomainError(f"Năm {year} đã có, hoặc ngày kết thúc đứng trước ngày mở", field="year") from error
    audit.record(actor=actor, verb="cycle.create", text=f"Lập năm {year}", subject=cycle, ward_key=ward.pk)
    return cycle
