"""Import of lists of units and of people: upload, preview, result, slips, taking back. One set of views for both."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core.exceptions import DomainError
from core.files.uploads import CONTENT_TYPES
from core.forms.base import errors_on
from core.log.downloads import log_download
from core.spreadsheets import Sheet, write_workbook
from organizations.enums import RosterKind, RosterState
from organizations.models import RosterBatch
from organizations.people import slips as people_slips
from organizations.permissions import require
from organizations.rosters.forms import RosterForm, UndoForm, UploadForm
from organizations.rosters.pages import LEFT_OUT, PAGES, asked_lines, rejected_sheet, roster_page, understood
from organizations.rosters.services import rosters
from organizations.units.services import ward_place

UNDO_MEANS = {
    RosterKind.UNITS: "Các đơn vị của lần nhập này kết thúc hoạt động từ hôm nay, mã vẫn giữ chỗ; nhập lại danh sách "
    "thì đúng các đơn vị ấy trở lại. Tên đã đổi theo danh sách được trả về tên trước.",
    RosterKind.PEOPLE: "Các tài khoản của lần nhập này bị khóa, vai trò đã giao kết thúc; nhập lại danh sách thì đúng "
    "các tài khoản ấy mở lại. Người đứng đầu trước đó giữ lại vai trò.",
}


def roster_upload(request, ward, kind):
    _require(request, kind)
    form = UploadForm(request.POST if request.method == "POST" else None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        with errors_on(form):
            batch = rosters.start_roster(
                actor=request.actor, ward=request.ward, kind=kind, file=file, file_name=file.name
            )
            return redirect(PAGES[kind].url("_preview", ward, batch.token))
    return render(request, "organizations/rosters/roster_upload.html", _words(kind, ward) | {"form": form})


def roster_preview(request, ward, kind, token):
    batch = _batch(request, kind, token)
    if batch.state != RosterState.PREVIEW:
        return redirect(PAGES[kind].url("_result", ward, batch.token))
    lines = asked_lines(batch)
    form = RosterForm(
        request.POST if request.method == "POST" else None, initial={"version": batch.version}, batch=batch, lines=lines
    )
    if request.method == "POST" and form.is_valid():
        form.apply_to(batch)
        with errors_on(form):
            rosters.decide_rows(actor=request.actor, batch=batch, updates=form.updates(), default=form.default())
            return _commit(request, ward, batch) if "commit" in request.POST else _saved(request, ward, batch)
    context = _words(kind, ward) | {
        "batch": batch,
        "form": form,
        "earlier": rosters.earlier_roster(batch),
        "page": roster_page(batch, request.GET.get("page")),
        "understood": understood(batch),
        "left_out": sum(batch.counts[verdict] for verdict in LEFT_OUT),
        "more_asked": batch.counts["DIFFERS"] + batch.counts["UPDATE"] - len(lines),
    }
    return render(request, "organizations/rosters/roster_preview.html", context)


def _saved(request, ward, batch):
    messages.success(request, "Đã lưu lựa chọn.")
    return redirect(PAGES[batch.kind].url("_preview", ward, batch.token))


def _commit(request, ward, batch):
    try:
        rosters.commit_roster(actor=request.actor, batch=batch)
    except DomainError as error:
        messages.error(request, error.message)
        return redirect(PAGES[batch.kind].url("_preview", ward, batch.token))
    return redirect(PAGES[batch.kind].url("_result", ward, batch.token))


@require_safe
def roster_result(request, ward, kind, token):
    batch = _batch(request, kind, token)
    if batch.state == RosterState.PREVIEW:
        return redirect(PAGES[kind].url("_preview", ward, batch.token))
    without, unseen = people_slips.waiting_for_slips(batch) if kind == RosterKind.PEOPLE else (0, 0)
    context = _words(kind, ward) | {
        "batch": batch,
        "why_not": rosters.reasons_against_undo([batch]).get(batch.pk, ""),
        "page": roster_page(batch, request.GET.get("page")),
        "left_out": sum(batch.counts[verdict] for verdict in LEFT_OUT),
        "without": without,
        "unseen": unseen,
        "at_once": people_slips.SLIPS_AT_ONCE,
        "days": settings.TEMPORARY_PASSWORD_DAYS,
    }
    return render(request, "organizations/rosters/roster_result.html", context)


@require_safe
def roster_rejected(request, ward, kind, token):
    batch = _batch(request, kind, token)
    sheet = rejected_sheet(batch)
    log_download(
        actor=request.actor, what="roster-rejected", filter_text=batch.file_name, row_count=len(sheet.rows),
    )  # fmt: skip
    return _workbook(sheet, "dong-khong-nhap.xlsx")


@require_safe
def roster_template(request, ward, kind):
    """An empty list with the headings that are surely understood."""
    _require(request, kind)
    pages = PAGES[kind]
    return _workbook(Sheet("Danh sách", pages.headings, [], pages.widths), "mau-danh-sach.xlsx")


def roster_undo(request, ward, kind, token):
    batch = _batch(request, kind, token)
    where = PAGES[kind].url("_result", ward, batch.token)
    if batch.state != RosterState.COMMITTED:
        return redirect(where)
    if request.method != "POST" and (why_not := rosters.reasons_against_undo([batch]).get(batch.pk)):
        messages.error(request, f"Không hoàn tác được: {why_not}.")
        return redirect(where)
    form = UndoForm(request.POST if request.method == "POST" else None, initial={"version": batch.version})
    if request.method == "POST" and form.is_valid():
        form.apply_to(batch)
        with errors_on(form):
            rosters.undo_roster(actor=request.actor, batch=batch)
            messages.success(request, "Đã hoàn tác lần nhập.")
            return redirect(where)
    context = _words(kind, ward) | {
        "title": "Hoàn tác lần nhập",
        "question": f"Hoàn tác lần nhập “{batch.file_name}”?",
        "consequence": UNDO_MEANS[kind],
        "confirm_label": "Hoàn tác lần nhập",
        "danger": True,
        "cancel_url": where,
        "form": form,
    }
    return render(request, "organizations/rosters/roster_undo.html", context)


@never_cache
def roster_slips(request, ward, token):
    """One slip per person, passwords shown once; asking for them is a POST, looking at the address leads back."""
    batch = _batch(request, RosterKind.PEOPLE, token)
    where = PAGES[batch.kind].url("_result", ward, batch.token)
    if request.method != "POST":
        return redirect(where)
    slips = people_slips.issue_slips(actor=request.actor, batch=batch, again="again" in request.POST)
    if not slips:
        messages.error(request, "Không còn ai cần phiếu mật khẩu.")
        return redirect(where)
    context = {"slips": slips, "address": request.build_absolute_uri("/"), "back": where}
    return render(request, "organizations/rosters/roster_slips.html", context)


def _require(request, kind) -> None:
    require(request.actor, rosters.KINDS[kind].ACTION, ward_place(request.ward))


def _batch(request, kind, token) -> RosterBatch:
    _require(request, kind)
    rows = RosterBatch.objects.visible_to(request.actor).select_related("ward")
    return get_object_or_404(rows, token=token, kind=kind)


def _words(kind, ward) -> dict:
    pages = PAGES[kind]
    names = ("", "_template")
    return {"pages": pages, "urls": {name or "upload": pages.url(name, ward) for name in names}}


def _workbook(sheet, name) -> HttpResponse:
    response = HttpResponse(write_workbook([sheet]), content_type=CONTENT_TYPES["xlsx"])
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
