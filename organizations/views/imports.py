"""Import of a list of units: upload, preview (nothing written), then all valid rows in one act.

Between the two pages the list travels as a signed text, so that what is committed is what was shown.
"""

from dataclasses import asdict

from django import forms
from django.contrib import messages
from django.core import signing
from django.shortcuts import redirect, render

from core.exceptions import DomainError
from core.forms import CleanForm, errors_on
from core.spreadsheets import read_grids

from ..permissions import Action, require
from ..services.unit_import import NEW, PlannedUnit, import_units, plan_units
from ..services.units import ward_place
from ..unit_list import read_unit_list

SALT = "units-to-import"
VALID_FOR = 3600  # seconds between preview and commit


class UploadForm(CleanForm):
    file = forms.FileField(
        label="Tệp danh sách đơn vị",
        help_text="Excel (.xlsx) hoặc văn bản phân cách bằng tab (.tsv), có cột mã, tên, loại đơn vị",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.tsv,.csv,.txt"}),
    )


def unit_import(request, ward):
    require(request.actor, Action.MANAGE_UNITS, ward_place(request.ward))
    if request.method == "POST" and "rows" in request.POST:
        return _commit(request)
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        with errors_on(form):
            found = read_unit_list(read_grids(form.cleaned_data["file"]))
            planned = plan_units(ward=request.ward, rows=found.rows)
            context = {
                "rows": planned,
                "new": sum(row.fate == NEW for row in planned),
                "signed": signing.dumps([asdict(row) for row in planned], salt=SALT, compress=True),
            }
            return render(request, "organizations/unit_import_preview.html", context)
    return render(request, "organizations/unit_import.html", {"form": form})


def _commit(request):
    try:
        rows = signing.loads(request.POST["rows"], salt=SALT, max_age=VALID_FOR)
        added = import_units(actor=request.actor, ward=request.ward, planned=[PlannedUnit(**row) for row in rows])
    except signing.BadSignature:
        messages.error(request, "Bản xem trước đã hết hạn. Hãy chọn lại tệp")
        return redirect("organizations:unit_import", request.ward.slug)
    except DomainError as error:
        messages.error(request, f"{error.message}. Chưa có đơn vị nào được thêm")
        return redirect("organizations:unit_import", request.ward.slug)
    messages.success(request, f"Đã thêm {added} đơn vị")
    return redirect("organizations:unit_list", request.ward.slug)
