"""What a change of the tree means for the register; run by organizations.units.services (decisions 11, 27)."""

from django.db.models import F

from core import clock
from core.log import audit
from core.text.vietnamese import fold, sort_key
from models_registry.enums import CycleState, DutyKind, InitiativeState
from models_registry.models import CarryOverReview, Coordination, Cycle, Initiative, UnitDuty, WindowExtension
from models_registry.years.services import give_duties

FOLLOWING = (UnitDuty,)  # rows made by following the tree: no sign that anybody uses a unit
WORKING = (CycleState.PREPARING, CycleState.OPEN)
ENDED = (InitiativeState.REFUSED, InitiativeState.WITHDRAWN, InitiativeState.DISCONTINUED, InitiativeState.VOIDED)


def units_added(*, units, actor):
    """Units that join during an open year, or come back to it, owe like the others."""
    for cycle in Cycle.objects.filter(ward_id=units[0].ward_id, state=CycleState.OPEN):
        give_duties(cycle, units)


def units_withdrawn(*, units, actor):
    """Units that were brought in by mistake and never used owe nothing."""
    duties = UnitDuty.objects.filter(unit__in=units, cycle__state__in=WORKING)
    duties.update(kind=DutyKind.EXEMPT, reason="Nhập nhầm", reason_code="MERGED", version=F("version") + 1)


def unit_renamed(*, unit, actor):
    """Rows of years still worked in show the new name; what was sent keeps the old one."""
    for row in _open_rows(unit):
        Initiative.objects.filter(pk=row.pk).update(
            unit_label=unit.name, unit_sort=sort_key(unit.name), search_text=search_text(row, unit.name)
        )


def unit_moved(*, unit, actor):
    """Nothing of the register depends on the tree: lists filter by ward and unit (R1)."""


def unit_closed(*, unit, successor, actor):
    """Open years' work goes to the successor with its code and history; the duty becomes EXEMPT (merged)."""
    duties = UnitDuty.objects.filter(unit=unit, cycle__state__in=WORKING)
    words = f"Sáp nhập vào {successor.name}" if successor else "Kết thúc hoạt động"
    duties.update(kind=DutyKind.EXEMPT, reason=words, reason_code="MERGED", version=F("version") + 1)
    if successor is None:
        return
    CarryOverReview.objects.filter(unit=unit, cycle__state__in=WORKING).update(unit=successor)
    _hand_over_extensions(unit, successor)
    for row in _open_rows(unit).exclude(state__in=ENDED):
        Initiative.objects.filter(pk=row.pk).update(
            unit=successor,
            moved_from=unit,
            unit_label=successor.name,
            unit_sort=sort_key(successor.name),
            search_text=search_text(row, successor.name),
            version=F("version") + 1,
        )
        audit.record(
            actor=actor, verb="initiative.move", text=f"Chuyển về {successor.name} do sáp nhập", subject=row,
            ward_key=row.ward_id, before={"unit": unit.pk}, after={"unit": successor.pk},
        )  # fmt: skip
    for row in Coordination.objects.filter(organization=unit, initiative__cycle__state__in=WORKING):
        taken = Coordination.objects.filter(initiative_id=row.initiative_id, organization=successor).exists()
        if taken or row.initiative.unit_id == successor.pk:
            row.delete()
        else:
            Coordination.objects.filter(pk=row.pk).update(organization=successor)


def _hand_over_extensions(unit, successor):
    """More time given for work that now is the successor's; a day of its own stays as it is."""
    live = WindowExtension.objects.filter(unit=unit, cycle__state__in=WORKING, revoked_at__isnull=True)
    for row in live:
        own = WindowExtension.objects.filter(unit=successor, cycle_id=row.cycle_id, window=row.window)
        if not own.filter(revoked_at__isnull=True).exists():
            WindowExtension.objects.create(
                ward_id=row.ward_id,
                cycle_id=row.cycle_id,
                unit=successor,
                window=row.window,
                until=row.until,
                reason=row.reason,
                granted_by_key=row.granted_by_key,
            )
        live.filter(pk=row.pk).update(revoked_at=clock.now())


def search_text(row: Initiative, unit_name: str) -> str:
    """One folded column for the search box: code, name, unit, person."""
    return fold(" ".join(part for part in (row.code or "", row.name, unit_name, row.person_name) if part))


def _open_rows(unit):
    return Initiative.objects.filter(unit=unit, cycle__state__in=WORKING)
