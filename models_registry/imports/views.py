"""Import of last year's recognised models: upload, preview with decisions, result."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from core.exceptions import DomainError
from core.files.uploads import CONTENT_TYPES
from core.forms.base import errors_on
from core.forms.posted import posted
from core.forms.seen import SeenForm
from core.log.downloads import log_download
from core.spreadsheets import Sheet, write_workbook
from models_registry.enums import SECTORS, BatchState, RowVerdict
from models_registry.imports.forms import DecideForm, UploadForm
from models_registry.imports.preview import (
    asked_rows,
    earlier_import,
    list_page,
    rejected_line,
    suggestions,
    understanding,
)
from models_registry.imports.services import imports as services
from models_registry.imports.services import undo
from models_registry.imports.use import reasons_against_undo
from models_registry.models import ImportBatch
from organizations.models import Organization
from organizations.permissions import Action, require
from organizations.units.services import ward_place

TEMPLATE_HEADINGS = ("TT", "Đơn vị", "Tên mô hình, điển hình", "Tập thể", "Cá nhân", "Lĩnh vực", "Thời gian", "Ghi chú")
UNDO_MEANS = (
    "{NEW} mô hình của lần nhập này bị hủy và thôi được công nhận. Mã hồ sơ vẫn giữ chỗ: nhập lại danh sách thì đúng "
    "các mô hình và mã ấy trở lại. Những gì lần nhập đã cập nhật được trả về như trước."
)
LEFT_OUT = 50  # rows told on the page; the workbook holds all
REJECTED_HEADINGS = (
    "Dòng", "TT", "Đơn vị", "Tên mô hình, điển hình", "Loại", "Lĩnh vực", "Thời gian", "Họ tên cá nhân", "Ghi chú",
    "Lý do không nhập",
)  # fmt: skip


def import_upload(request, ward):
    require(request.actor, Action.IMPORT_LISTS, ward_place(request.ward))
    form = UploadForm(posted(request), request.FILES or None, unfinished=services.unfinished_cycles(request.ward))
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        with errors_on(form):
            batch = services.start_import(
                actor=request.actor,
                ward=request.ward,
                year=form.cleaned_data["year"],
                file=file,
                file_name=file.name,
                decision=form.decision(),
            )
            return redirect("registry:import_preview", ward, batch.token)
    return render(request, "models_registry/imports/import_upload.html", {"form": form})


def import_preview(request, ward, token):
    batch = _batch(request, token)
    if batch.state != BatchState.PREVIEW:
        return redirect("registry:import_result", ward, batch.token)
    form = _decide_form(request, batch)
    if request.method == "POST" and form.is_valid():
        form.apply_to(batch)
        with errors_on(form):
            services.decide_rows(actor=request.actor, batch=batch, choices=form.choices(), defaults=form.defaults())
            return _commit(request, ward, batch) if "commit" in request.POST else _saved(request, ward, batch)
    context = {
        "batch": batch,
        "form": form,
        "page": list_page(batch, request.GET.get("page")),
        "understood": understanding(batch),
        "earlier": earlier_import(batch),
        "asking": batch.counts[RowVerdict.ASKS],
        "more_asking": batch.counts[RowVerdict.ASKS] - sum(row.verdict == RowVerdict.ASKS for row in form.rows),
    }
    return render(request, "models_registry/imports/import_preview.html", context)


def _saved(request, ward, batch):
    messages.success(request, "Đã lưu lựa chọn.")
    return redirect("registry:import_preview", ward, batch.token)


def _commit(request, ward, batch):
    """The choices are kept by now, so a refusal leads back to the page as it stands."""
    try:
        services.commit_import(actor=request.actor, batch=batch, skip_undecided=request.POST["commit"] == "valid")
    except DomainError as error:
        messages.error(request, error.message)
        return redirect("registry:import_preview", ward, batch.token)
    return redirect("registry:import_result", ward, batch.token)


@require_safe
def import_result(request, ward, token):
    batch = _batch(request, token)
    if batch.state == BatchState.PREVIEW:
        return redirect("registry:import_preview", ward, batch.token)
    left_out = batch.rows.filter(verdict__in=[RowVerdict.SKIPPED, RowVerdict.REFUSED])[:LEFT_OUT]
    context = {
        "why_not": reasons_against_undo([batch]).get(batch.pk, ""),
        "batch": batch,
        "understood": understanding(batch),
        "left_out": left_out,
        "page": list_page(batch, request.GET.get("page")),
    }
    return render(request, "models_registry/imports/import_result.html", context)


@require_safe
def import_rejected(request, ward, token):
    """The rows that were not written, with the reason, as a workbook to mend and upload again."""
    batch = _batch(request, token)
    rows = batch.rows.exclude(verdict__in=[RowVerdict.NEW, RowVerdict.SAME, RowVerdict.UPDATE])
    lines = [rejected_line(row) for row in rows.select_related("initiative")]
    log_download(
        actor=request.actor, what="import-rejected", filter_text=f"năm {batch.year}, {batch.file_name}",
        row_count=len(lines),
    )  # fmt: skip
    sheet = Sheet("Dòng không nhập", REJECTED_HEADINGS, lines, (8, 8, 36, 60, 12, 28, 24, 24, 20, 60))
    return _workbook([sheet], f"dong-khong-nhap-{batch.year}.xlsx")


def import_undo(request, ward, token):
    """One press takes a list back while nothing builds on it."""
    batch = _batch(request, token)
    where = reverse("registry:import_result", args=[ward, batch.token])
    if batch.state != BatchState.COMMITTED:
        return redirect(where)
    form = SeenForm(posted(request), initial={"version": batch.version})
    why_not = reasons_against_undo([batch]).get(batch.pk)
    if request.method != "POST" and why_not:
        messages.error(request, f"Không hoàn tác được: {why_not}.")
        return redirect(where)
    if request.method == "POST" and form.is_valid():
        form.apply_to(batch)
        with errors_on(form):
            undo.undo_import(actor=request.actor, batch=batch)
            messages.success(request, f"Đã hoàn tác lần nhập danh sách năm {batch.year}.")
            return redirect(where)
    context = {
        "title": f"Hoàn tác lần nhập năm {batch.year}",
        "question": f"Hoàn tác lần nhập “{batch.file_name}”?",
        "consequence": UNDO_MEANS.format(**batch.counts),
        "confirm_label": "Hoàn tác lần nhập",
        "danger": True,
        "cancel_url": where,
        "form": form,
        "batch": batch,
    }
    return render(request, "models_registry/imports/import_undo.html", context)


@require_safe
def import_template(request, ward):
    """An empty list with the headings that are surely understood."""
    require(request.actor, Action.IMPORT_LISTS, ward_place(request.ward))
    sheet = Sheet("Danh sách", TEMPLATE_HEADINGS, [], (6, 36, 60, 10, 10, 28, 24, 20))
    return _workbook([sheet], "mau-danh-sach-mo-hinh.xlsx")


def _batch(request, token) -> ImportBatch:
    require(request.actor, Action.IMPORT_LISTS, ward_place(request.ward))
    return get_object_or_404(ImportBatch.objects.visible_to(request.actor).select_related("ward", "file"), token=token)


def _decide_form(request, batch) -> DecideForm:
    rows = asked_rows(batch)
    units = list(Organization.objects.of_ward(request.ward).units().living().in_display_order()) if rows else []
    by_key = {unit.pk: unit for unit in units}
    near = {key: [by_key[unit] for unit in found] for key, found in suggestions(batch, rows).items()}
    return DecideForm(
        posted(request),
        initial={"version": batch.version},
        batch=batch,
        rows=rows,
        units=units,
        suggestions=near,
        sectors=[(str(number), name) for number, name, _ in SECTORS],
    )


def _workbook(sheets, name) -> HttpResponse:
    response = HttpResponse(write_workbook(sheets), content_type=CONTENT_TYPES["xlsx"])
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
