"""More time for one unit: granted and revoked by the Party Building Committee; its form and pages (scenario 13)."""

import datetime as dt

from django import forms
from django.contrib import messages
from django.db import IntegrityError, transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from core import clock
from core.actor import Actor
from core.exceptions import DomainError, StaleState
from core.forms.base import CleanForm, VietnameseDateField, errors_on
from core.forms.posted import posted
from core.log import audit
from core.log.notifications import notify
from core.text.formatting import date_vi
from models_registry.enums import EXTENDABLE, CycleState, Window
from models_registry.initiative.recipients import unit_people
from models_registry.models import Cycle, WindowExtension
from organizations.models import Organization
from organizations.permissions import Action, require
from organizations.tree import ward_tree
from organizations.units.services import ward_place

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


class ExtensionForm(CleanForm):
    """`units` are living units of the ward, as nodes of its tree."""

    unit = forms.ChoiceField(label="Đơn vị")
    window = forms.ChoiceField(
        label="Đợt", choices=[(window.value, window.label) for window in EXTENDABLE], widget=forms.RadioSelect
    )
    until = VietnameseDateField(label="Được gửi đến hết ngày")
    reason = forms.CharField(
        label="Lý do", max_length=300, help_text="Đơn vị đọc được. Ví dụ: bí thư ốm dài ngày, có đơn ngày 12/11/2026"
    )

    def __init__(self, *args, units, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = [("", "Chọn đơn vị"), *((unit.code, unit.name) for unit in units)]


def extension_list(request, ward, year):
    """`?don_vi=TDP05` names the unit in the form."""
    cycle = _cycle(request, year)
    initial = {"unit": request.GET.get("don_vi", ""), "window": Window.REGISTRATION}
    form = ExtensionForm(posted(request), initial=initial, units=ward_tree(request.ward).units)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        unit = get_object_or_404(Organization.objects.visible_to(request.actor), code=data.pop("unit"))
        with errors_on(form):
            grant_extension(actor=request.actor, cycle=cycle, unit=unit, **data)
            messages.success(request, f"Đã gia hạn cho {unit.name} đến hết ngày {date_vi(data['until'])}.")
            return redirect("registry:extension_list", ward, cycle.year)
    rows = WindowExtension.objects.visible_to(request.actor).filter(cycle=cycle).select_related("unit")
    rows = list(rows.order_by("unit__manual_order", "unit__sort_key", "-id"))
    context = {
        "cycle": cycle,
        "form": form,
        "is_open": cycle.state == CycleState.OPEN,
        "live": [row for row in rows if row.revoked_at is None],
        "revoked": [row for row in rows if row.revoked_at is not None],
        "windows": [cycle.window(window) for window in EXTENDABLE],
        "today": clock.today(),
    }
    return render(request, "models_registry/years/extension_list.html", context)


def extension_revoke(request, ward, year, unit, window):
    cycle = _cycle(request, year)
    rows = WindowExtension.objects.visible_to(request.actor).filter(cycle=cycle, window=window, unit__code=unit)
    extension = get_object_or_404(rows.select_related("unit", "cycle"), revoked_at__isnull=True)
    back = reverse("registry:extension_list", args=[ward, cycle.year])
    if request.method == "POST":
        revoke_extension(actor=request.actor, extension=extension)
        messages.success(request, f"Đã thu hồi gia hạn của {extension.unit.name}.")
        return redirect(back)
    context = {
        "title": "Thu hồi gia hạn",
        "question": f"Thu hồi gia hạn {extension.window_label.lower()} của {extension.unit.name}?",
        "consequence": "Từ lúc này đơn vị gửi theo thời hạn chung. Hồ sơ đã gửi giữ nguyên.",
        "confirm_label": "Thu hồi",
        "danger": True,
        "cancel_url": back,
        "form": CleanForm(),
        "cycle": cycle,
        "rows": [
            {"label": "Được gửi đến hết ngày", "value": date_vi(extension.until)},
            {"label": "Lý do", "value": extension.reason},
        ],
    }
    return render(request, "components/confirm.html", context)


def _cycle(request, year) -> Cycle:
    require(request.actor, Action.MANAGE_YEARS, ward_place(request.ward))
    return get_object_or_404(Cycle.objects.visible_to(request.actor), year=year)
