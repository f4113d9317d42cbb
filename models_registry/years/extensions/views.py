"""More time for one unit: the year's list with its form, and taking it back."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from core import clock
from core.forms.base import CleanForm, errors_on
from core.forms.posted import posted
from core.text.formatting import date_vi
from models_registry.enums import EXTENDABLE, CycleState, Window
from models_registry.models import Cycle, WindowExtension
from models_registry.years.extensions import services
from models_registry.years.extensions.forms import ExtensionForm
from organizations.models import Organization
from organizations.permissions import Action, require
from organizations.tree import ward_tree
from organizations.units.services import ward_place


def extension_list(request, ward, year):
    """`?don_vi=TDP05` names the unit in the form."""
    cycle = _cycle(request, year)
    initial = {"unit": request.GET.get("don_vi", ""), "window": Window.REGISTRATION}
    form = ExtensionForm(posted(request), initial=initial, units=ward_tree(request.ward).units)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        unit = get_object_or_404(Organization.objects.visible_to(request.actor), code=data.pop("unit"))
        with errors_on(form):
            services.grant_extension(actor=request.actor, cycle=cycle, unit=unit, **data)
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
        services.revoke_extension(actor=request.actor, extension=extension)
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
