"""Years of the movement: their windows, opening and closing, what each unit owes in them."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from core import clock
from core.forms.base import errors_on
from core.forms.posted import posted
from core.text.vietnamese import search_terms
from models_registry.enums import CycleState
from models_registry.models import Cycle, Period, UnitDuty
from models_registry.years import services
from models_registry.years.closing import open_work
from models_registry.years.duties import copied_year, count_duties, duty_rows, exempt_before
from models_registry.years.forms import (
    CycleForm,
    DutyFilterForm,
    DutyForm,
    NewCycleForm,
    OpenCycleForm,
    PeriodForm,
    YearReasonForm,
    cycle_values,
    values_a_year_on,
    year_to_offer,
)
from models_registry.years.lines import year_line, year_rows
from models_registry.years.opening import opening_facts
from organizations.permissions import Action, can, require
from organizations.units.services import ward_place


@require_safe
def cycle_list(request, ward):
    require(request.actor, Action.MANAGE_YEARS, ward_place(request.ward))
    cycles = list(Cycle.objects.visible_to(request.actor).select_related("period").order_by("-year"))
    context = {
        "years": year_rows(cycles),
        "may_reopen": can(request.actor, Action.REOPEN_YEAR, ward_place(request.ward)),
        "periods": Period.objects.visible_to(request.actor).order_by("-from_year"),
        "today": clock.today(),
    }
    return render(request, "models_registry/years/cycle_list.html", context)


def cycle_create(request, ward):
    """A new year, copied from the last one run here: settings as they were, windows a year on (decision 50)."""
    require(request.actor, Action.MANAGE_YEARS, ward_place(request.ward))
    last = Cycle.objects.visible_to(request.actor).order_by("-year").first()
    year = year_to_offer(last)
    source = copied_year(Cycle(ward=request.ward, year=year))
    initial = (values_a_year_on(source) if source else cycle_values(Cycle())) | {"year": year, "version": None}
    form = NewCycleForm(posted(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        data.pop("version")
        with errors_on(form):
            cycle = services.create_cycle(actor=request.actor, ward=request.ward, year=data.pop("year"), data=data)
            messages.success(request, f"Đã lập năm {cycle.year}. Việc tiếp theo: mở năm để giao chỉ tiêu.")
            return redirect("registry:cycle_edit", ward, cycle.year)
    return render(request, "models_registry/years/cycle_edit.html", {"form": form, "cycle": None, "source": source})


def period_create(request, ward):
    require(request.actor, Action.MANAGE_YEARS, ward_place(request.ward))
    form = PeriodForm(posted(request), initial={"target_ward": 10, "target_province": 2})
    if request.method == "POST" and form.is_valid():
        with errors_on(form):
            period = services.create_period(actor=request.actor, ward=request.ward, **form.cleaned_data)
            messages.success(request, f"Đã lập {period.name}.")
            return redirect("registry:cycle_list", ward)
    return render(request, "models_registry/years/period_create.html", {"form": form})


def cycle_edit(request, ward, year):
    cycle = _cycle(request, year, Action.MANAGE_YEARS)
    form = CycleForm(posted(request), initial=cycle_values(cycle))
    if request.method == "POST" and form.is_valid():
        data = form.apply_to(cycle)
        with errors_on(form):
            services.edit_cycle(actor=request.actor, cycle=cycle, data=data)
            messages.success(request, f"Đã lưu thời hạn, cài đặt năm {cycle.year}.")
            return redirect("registry:cycle_edit", ward, cycle.year)
    context = {"form": form, "cycle": cycle, "line": year_line(cycle)}
    return render(request, "models_registry/years/cycle_edit.html", context)


def cycle_open(request, ward, year):
    cycle = _cycle(request, year, Action.MANAGE_YEARS)
    facts = opening_facts(request.ward, cycle)
    form = OpenCycleForm(
        posted(request), initial={"version": cycle.version}, cycle=cycle, is_copied=facts.source is not None
    )
    if request.method == "POST" and form.is_valid():
        form.apply_to(cycle)
        with errors_on(form):
            count = services.open_cycle(actor=request.actor, cycle=cycle, confirmed=form.confirmed)
            messages.success(request, f"Đã mở năm {cycle.year}, giao chỉ tiêu cho {count} đơn vị.")
            return redirect("registry:duty_list", ward, cycle.year)
    context = {"form": form, "cycle": cycle, "facts": facts, "line": year_line(cycle)}
    return render(request, "models_registry/years/cycle_open.html", context)


def cycle_close(request, ward, year):
    """What is left is named first; while something refuses, there is nothing to press (decisions 49, 82)."""
    cycle = _cycle(request, year, Action.MANAGE_YEARS)
    left = open_work(cycle, ward)
    form = YearReasonForm(posted(request), initial={"version": cycle.version})
    if request.method == "POST" and form.is_valid():
        form.apply_to(cycle)
        with errors_on(form):
            services.close_cycle(actor=request.actor, cycle=cycle, reason=form.cleaned_data["reason"])
            messages.success(request, f"Đã kết thúc năm {cycle.year}.")
            return redirect("registry:cycle_list", ward)
    context = {
        "title": f"Kết thúc năm {cycle.year}",
        "question": f"Kết thúc năm {cycle.year}?",
        "consequence": "Sau khi kết thúc, không đăng ký, bổ sung, tự đánh giá, chấm điểm hay trình danh sách năm này "
        "được nữa; chỉ còn đính chính, thu hồi, ghi nhận của tỉnh và in giấy công nhận. Hồ sơ vẫn xem và tải được. "
        "Lãnh đạo Ban mở lại được năm, có ghi lý do.",
        "confirm_label": f"Kết thúc năm {cycle.year}",
        "danger": True,
        "cancel_url": reverse("registry:cycle_edit", args=[ward, cycle.year]),
        "form": form,
        "cycle": cycle,
        "refusing": [row for row in left if row.refuses],
        "left": [row for row in left if not row.refuses],
        "others": Cycle.objects.working().filter(ward=request.ward).exclude(pk=cycle.pk),
    }
    return render(request, "models_registry/years/cycle_close.html", context)


def cycle_reopen(request, ward, year):
    cycle = _cycle(request, year, Action.REOPEN_YEAR)
    form = YearReasonForm(posted(request), initial={"version": cycle.version})
    if request.method == "POST" and form.is_valid():
        form.apply_to(cycle)
        with errors_on(form):
            services.reopen_cycle(actor=request.actor, cycle=cycle, reason=form.cleaned_data["reason"])
            messages.success(request, f"Đã mở lại năm {cycle.year}.")
            return redirect("registry:cycle_list", ward)
    context = {
        "title": f"Mở lại năm {cycle.year}",
        "question": f"Mở lại năm {cycle.year}?",
        "consequence": "Việc của năm làm tiếp được theo thời hạn đã đặt; đợt đã hết hạn thì phải dời hạn. "
        "Các năm khác không bị ảnh hưởng.",
        "confirm_label": f"Mở lại năm {cycle.year}",
        "cancel_url": reverse("registry:cycle_list", args=[ward]),
        "form": form,
    }
    return render(request, "components/confirm.html", context)


@require_safe
def duty_list(request, ward, year):
    cycle = _cycle(request, year, Action.READ_INITIATIVES)
    rows = duty_rows(cycle)
    form = DutyFilterForm(request.GET)
    form.is_valid()
    shown, exempted = _narrowed(rows, form.cleaned_data), exempt_before(cycle)
    context = {
        "cycle": cycle,
        "form": form,
        "rows": [(row, exempted.get(row.unit.pk, "")) for row in shown],
        "count": count_duties(rows),
        "is_narrowed": len(shown) != len(rows),
        "shown": count_duties(shown),
        "may_set": can(request.actor, Action.MANAGE_DUTIES, cycle) and cycle.state == CycleState.OPEN,
    }
    return render(request, "models_registry/years/duty_list.html", context)


def duty_edit(request, ward, year, unit):
    cycle = _cycle(request, year, Action.MANAGE_DUTIES)
    duties = UnitDuty.objects.visible_to(request.actor).filter(cycle=cycle).select_related("unit")
    duty = get_object_or_404(duties, unit__code=unit)
    form = DutyForm(posted(request), initial={name: getattr(duty, name) for name in DutyForm.base_fields})
    if request.method == "POST" and form.is_valid():
        data = form.apply_to(duty)
        with errors_on(form):
            services.set_duty(actor=request.actor, duty=duty, **data)
            messages.success(request, f"Đã lưu chỉ tiêu năm {cycle.year} của {duty.unit.name}.")
            return redirect("registry:duty_list", ward, cycle.year)
    return render(request, "models_registry/years/duty_edit.html", {"form": form, "cycle": cycle, "duty": duty})


def _cycle(request, year, action) -> Cycle:
    require(request.actor, action, ward_place(request.ward))
    return get_object_or_404(Cycle.objects.visible_to(request.actor).select_related("period"), year=year)


def _narrowed(rows, wanted):
    """The rows a filter leaves: words of the unit's name, the kind of duty, only those still missing."""
    terms = search_terms(wanted.get("q") or "")
    return [
        row
        for row in rows
        if all(term in row.unit.name_fold for term in terms)
        and (not wanted.get("loai") or row.duty.kind == wanted["loai"])
        and (not wanted.get("chua") or row.is_missing)
    ]
