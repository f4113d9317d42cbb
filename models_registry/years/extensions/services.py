"""More time for one named unit, granted and taken back by the Ban (scenario 13)."""

import datetime as dt

from django.db import IntegrityError, transaction
from django.urls import reverse

from core import clock
from core.actor import Actor
from core.exceptions import DomainError, StaleState
from core.log import audit
from core.log.notifications import notify
from core.text.formatting import date_vi
from models_registry.enums import EXTENDABLE, CycleState, Window
from models_registry.initiative.recipients import unit_people
from models_registry.models import Cycle, WindowExtension
from organizations.models import Organization
from organizations.permissions import Action, require

LONGEST = dt.timedelta(days=366)


@transaction.atomic
def grant_extension(
    *, actor: Actor, cycle: Cycle, unit: Organization, window: str, until: dt.date, reason: str
) -> WindowExtension:
    """Let a unit send until the end of a day later than everybody's; another day takes the place of the first.

    Raises DomainError for a day that gives nothing, a closed unit, a year not open, or without a reason. The same twice
    is one.
    """
    seat = require(actor, Action.MANAGE_YEARS, cycle)
    _refuse(cycle, unit, window, until, reason)
    rows = WindowExtension.objects.filter(cycle=cycle, unit=unit, window=window, revoked_at__isnull=True)
    live = rows.select_for_update().first()
    if live is not None and (live.until, live.reason) == (until, reason):
        return live
    if live is not None:
        rows.update(revoked_at=clock.now(), revoked_by_key=actor.user_key)
    try:
        with transaction.atomic():
            row = WindowExtension.objects.create(
                ward_id=cycle.ward_id, cycle=cycle, unit=unit, window=window, until=until, reason=reason,
                granted_by_key=actor.user_key,
            )  # fmt: skip
    except IntegrityError as error:
        raise StaleState("Đơn vị này vừa được người khác gia hạn. Hãy tải lại trang để xem") from error
    what = Window(window).label.lower()
    audit.record(
        actor=actor, seat=seat, verb="window.extend", subject=cycle, ward_key=cycle.ward_id, reason=reason,
        text=f"Gia hạn {what} cho {unit.name} đến hết ngày {date_vi(until)}",
        before={"until": live and live.until}, after={"unit": unit.pk, "window": window, "until": until},
    )  # fmt: skip
    _tell(actor, row, f"Đơn vị được gia hạn {what} năm {cycle.year} đến hết ngày {date_vi(until)}. Lý do: {reason}")
    return row


@transaction.atomic
def revoke_extension(*, actor: Actor, extension: WindowExtension) -> None:
    """Take more time back: the next send is judged by everybody's dates; what was sent keeps its facts.

    Twice is once.
    """
    seat = require(actor, Action.MANAGE_YEARS, extension.cycle)
    live = WindowExtension.objects.filter(pk=extension.pk, revoked_at__isnull=True)
    if not live.update(revoked_at=clock.now(), revoked_by_key=actor.user_key):
        return
    what, unit = Window(extension.window).label.lower(), extension.unit
    audit.record(
        actor=actor, seat=seat, verb="window.revoke", subject=extension.cycle, ward_key=extension.ward_id,
        text=f"Thu hồi gia hạn {what} của {unit.name}", before={"until": extension.until}, after={"unit": unit.pk},
    )  # fmt: skip
    named = f"Gia hạn {what} năm {extension.cycle.year} đến hết ngày {date_vi(extension.until)}"
    _tell(actor, extension, f"{named} đã được thu hồi", revoked=True)


def _refuse(cycle: Cycle, unit: Organization, window: str, until: dt.date, reason: str) -> None:
    if cycle.state != CycleState.OPEN:
        raise DomainError(f"Năm {cycle.year} không đang mở")
    if unit.ward_id != cycle.ward_id or unit.closed_on is not None:
        raise DomainError("Hãy chọn đơn vị đang hoạt động của phường", field="unit")
    if window not in EXTENDABLE:
        raise DomainError("Chỉ gia hạn được đợt đăng ký hoặc tự đánh giá", field="window")
    if not reason:
        raise DomainError("Hãy ghi lý do gia hạn", field="reason")
    common, today = cycle.window(window), clock.today()
    if common.closes is None:
        raise DomainError("Đợt này chưa đặt ngày kết thúc, chưa cần gia hạn", field="window")
    if until < today:
        raise DomainError("Ngày gia hạn đã qua", field="until")
    if until <= common.grace_ends:
        raise DomainError(f"Mọi đơn vị đều gửi được đến hết ngày {date_vi(common.grace_ends)}", field="until")
    if until > today + LONGEST:
        raise DomainError("Ngày gia hạn xa quá một năm", field="until")


def _tell(actor: Actor, extension: WindowExtension, text: str, *, revoked: bool = False) -> None:
    notify(
        user_keys=unit_people(extension.unit), ward_key=extension.ward_id, kind="extension", text=text[:500],
        link=f"{reverse('registry:initiative_list', args=[actor.ward_slug])}?nam={extension.cycle.year}",
        dedupe_key=f"extension-{extension.pk}{'-revoked' if revoked else ''}",
    )  # fmt: skip
