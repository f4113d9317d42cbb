"""Units of the ward: list, add, rename, move, mark as vertical, close."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import OuterRef, Subquery
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from core import clock
from core.forms.base import errors_on
from core.log import audit
from core.log.audit import Audience
from organizations.models import Membership, Organization
from organizations.permissions import Action, can, require
from organizations.units import services
from organizations.units.filters import UnitFilter
from organizations.units.forms import CloseForm, MoveForm, RenameForm, UnitForm
from organizations.units.services import ward_place

PAGE = 100


def units_of(request):
    """Units the person may manage; the right first, so that nobody else learns which codes exist."""
    require(request.actor, Action.MANAGE_UNITS, ward_place(request.ward))
    return Organization.objects.visible_to(request.actor).units()


def one_unit(request, code):
    return get_object_or_404(units_of(request).select_related("ward", "parent", "successor"), code=code)


@require_safe
def unit_list(request, ward):
    heads = Membership.objects.valid_on(clock.today()).filter(organization=OuterRef("pk"), is_head=True)
    rows = units_of(request).annotate(head_name=Subquery(heads.values("user__full_name")[:1])).in_display_order()
    chosen = UnitFilter(request.GET, rows, request=request)
    page = Paginator(chosen.qs, PAGE).get_page(request.GET.get("page"))
    return render(request, "organizations/units/unit_list.html", {"filter": chosen, "page": page})


def unit_add(request, ward):
    require(request.actor, Action.MANAGE_UNITS, ward_place(request.ward))
    form = UnitForm(request.ward, request.POST or None)
    if request.method == "POST" and form.is_valid():
        with errors_on(form):
            unit = services.add_unit(actor=request.actor, ward=request.ward, **form.cleaned_data)
            messages.success(request, f"Đã thêm {unit.name}")
            return redirect("organizations:unit_detail", ward, unit.code)
    return render(request, "organizations/units/unit_add.html", {"form": form})


@require_safe
def unit_detail(request, ward, code):
    unit = one_unit(request, code)
    seats = Membership.objects.filter(organization=unit).select_related("user").order_by("valid_until", "-valid_from")
    context = {
        "unit": unit,
        "seats": [(seat, seat.is_valid_on(clock.today())) for seat in seats],
        "names": unit.names.order_by("-valid_from"),
        "aliases": unit.aliases.order_by("alias_fold"),
        "entries": audit.timeline(unit, audiences=[Audience.UNIT, Audience.BAN], limit=50),
        "may_add_people": can(request.actor, Action.MANAGE_UNIT_PEOPLE, ward_place(request.ward)),
    }
    return render(request, "organizations/units/unit_detail.html", context)


def unit_rename(request, ward, code):
    unit = one_unit(request, code)
    form = RenameForm(request.POST or None, initial={"name": unit.name})
    return _act(request, unit, form, services.rename_unit, "unit_rename.html", "Đã đổi tên đơn vị")


def unit_move(request, ward, code):
    unit = one_unit(request, code)
    form = MoveForm(unit, request.POST or None, initial={"parent": unit.parent_id})

    def move(*, actor, unit, parent):
        services.move_unit(actor=actor, unit=unit, parent=parent or unit.ward)

    return _act(request, unit, form, move, "unit_move.html", "Đã chuyển đơn vị")


def unit_close(request, ward, code):
    unit = one_unit(request, code)
    form = CloseForm(unit, request.POST or None)
    return _act(request, unit, form, services.close_unit, "unit_close.html", "Đã kết thúc hoạt động của đơn vị")


def unit_vertical(request, ward, code):
    """Turn the mark “đăng ký theo ngành dọc” on or off, after a confirmation."""
    unit = one_unit(request, code)
    if request.method == "POST":
        services.set_vertical(actor=request.actor, unit=unit, reports_vertically=not unit.reports_vertically)
        messages.success(request, "Đã đổi cách đăng ký của đơn vị")
        return redirect("organizations:unit_detail", ward, code)
    return render(request, "organizations/units/unit_vertical.html", {"unit": unit})


def _act(request, unit, form, service, template, done):
    if request.method == "POST" and form.is_valid():
        with errors_on(form):
            service(actor=request.actor, unit=unit, **form.cleaned_data)
            messages.success(request, done)
            return redirect("organizations:unit_detail", request.ward.slug, unit.code)
    return render(request, f"organizations/units/{template}", {"form": form, "unit": unit})
