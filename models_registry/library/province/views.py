"""Recording that the province recognised a model, and taking it back."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render

from core import clock
from core.forms.base import errors_on
from core.text.formatting import date_vi
from models_registry.library.province import services
from models_registry.library.province.forms import ProvinceEndForm, ProvinceForm
from models_registry.models import Initiative
from organizations.permissions import Action, require
from organizations.units.services import ward_place


def _recognised(request, code) -> Initiative:
    require(request.actor, Action.RECORD_PROVINCE, ward_place(request.ward))
    rows = Initiative.objects.of_ward(request.ward).recognised().with_corrected_names()
    return get_object_or_404(rows.select_related("unit", "ward__parent").addressed(code))


def province_record(request, ward, code):
    initiative = _recognised(request, code)
    parent = request.ward.parent
    form = ProvinceForm(request.POST or None, initial={"issuer": f"Ban Thường vụ {parent.name}" if parent else ""})
    if request.method == "POST" and form.is_valid():
        with errors_on(form):
            services.record_province(actor=request.actor, initiative=initiative, **form.cleaned_data)
            messages.success(request, "Đã ghi nhận điển hình cấp tỉnh. Đơn vị đã được báo")
            typed = {name: form.cleaned_data[name] for name in ("number", "on", "issuer")}
            if other := services.same_number(request.ward.pk, **typed):
                told = f"Quyết định số {other.number} đã ghi với ngày {date_vi(other.on)}"
                messages.warning(request, f"{told}, khác ngày vừa ghi. Hãy xem lại số và ngày")
            return redirect("registry:library_detail", ward, code)
    return render(request, "models_registry/library/province_record.html", {"initiative": initiative, "form": form})


def province_end(request, ward, code):
    initiative = _recognised(request, code)
    form = ProvinceEndForm(request.POST or None, initial={"on": clock.today()})
    if request.method == "POST" and form.is_valid():
        with errors_on(form):
            services.withdraw_province(actor=request.actor, initiative=initiative, **form.cleaned_data)
            messages.success(request, "Đã thôi ghi nhận điển hình cấp tỉnh")
            return redirect("registry:library_detail", ward, code)
    return render(request, "models_registry/library/province_end.html", {"initiative": initiative, "form": form})
