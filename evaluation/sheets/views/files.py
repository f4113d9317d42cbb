"""A scorer's Excel sheet: downloaded, sent back, looked at, kept as drafts."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.exceptions import DomainError
from core.files.uploads import CONTENT_TYPES
from core.log.downloads import log_download
from evaluation.sheets.forms.sheets import SheetFileForm
from evaluation.sheets.own_sheets import read_own_sheets
from evaluation.sheets.services import upload as services
from evaluation.sheets.services.upload import Verdict
from evaluation.sheets.views.sheets import years_to_score
from evaluation.sheets.workbook import sheet_workbook
from models_registry.initiative.looks import Look
from models_registry.years.choice import YearChoice
from organizations.permissions import Action, require
from organizations.units.services import ward_place

LOOKS = {
    Verdict.NEW: Look("ok", "plus", Verdict.NEW.label),
    Verdict.CHANGED: Look("info", "pencil", Verdict.CHANGED.label),
    Verdict.SAME: Look("mute", "check", Verdict.SAME.label),
    Verdict.WRONG: Look("bad", "circle-x", Verdict.WRONG.label),
    Verdict.REFUSED: Look("warn", "ban", Verdict.REFUSED.label),
}


def scored_years(request) -> YearChoice:
    """The year asked for, of somebody who scores. Raises Http404 in a ward without years."""
    require(request.actor, Action.SCORE, ward_place(request.ward))
    years = years_to_score(request)
    if years.cycle is None:
        raise Http404
    return years


@require_safe
def sheet_file(request, ward):
    """The workbook of everything this scorer may write now."""
    cycle = scored_years(request).cycle
    rows = [row for row in read_own_sheets(request.actor, cycle) if row.is_open]
    name = f"phieu-cham_{cycle.year}.xlsx"
    log_download(actor=request.actor, what=name, filter_text=f"Năm {cycle.year}", row_count=len(rows))
    answer = HttpResponse(sheet_workbook(request.actor, cycle, rows), content_type=CONTENT_TYPES["xlsx"])
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
def sheet_upload(request, ward):
    """The form for the file; with a file the preview, which writes nothing. The file says of which year it is."""
    years = scored_years(request)
    cycle = years.cycle
    posted = request.method == "POST"
    form = SheetFileForm(request.POST if posted else None, request.FILES if posted else None)
    if posted and form.is_valid():
        try:
            of_year, lines = services.read_upload(
                actor=request.actor, ward=request.ward, cycle=cycle, file=form.cleaned_data["file"]
            )
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
        else:
            return _preview(request, of_year, lines, page_year=cycle)
    return render(request, "evaluation/sheets/sheet_upload.html", {"cycle": cycle, "years": years, "form": form})


def _preview(request, cycle, lines, page_year):
    """`cycle` is the file's; `page_year` the year of the page it was sent from."""
    counts = [(LOOKS[verdict], sum(line.verdict == verdict for line in lines)) for verdict in Verdict]
    context = {
        "cycle": cycle,
        "is_of_other_year": cycle.pk != page_year.pk,
        "lines": [(line, LOOKS[line.verdict]) for line in lines],
        "counts": [(look, count) for look, count in counts if count],
        "kept": sum(line.is_kept for line in lines),
        "has_points": any(line.sheet is not None and line.sheet.has_points for line in lines),
        "sealed": services.seal(request.actor, cycle, lines),
    }
    return render(request, "evaluation/sheets/sheet_upload_preview.html", context)


@require_POST
def sheet_upload_save(request, ward):
    """Keep what the preview showed."""
    cycle = scored_years(request).cycle
    try:
        kept, refused = services.save_upload(
            actor=request.actor, ward=request.ward, cycle=cycle, sealed=request.POST.get("phieu", "")
        )
    except DomainError as error:
        messages.error(request, error.message)
        return redirect(reverse("evaluation:sheet_upload", args=[ward]) + f"?nam={cycle.year}")
    if kept:
        messages.success(request, f"Đã lưu nháp {kept} phiếu từ tệp Excel. Phiếu chưa hoàn thành")
    for sentence in refused:
        messages.error(request, f"Không lưu {sentence}")
    return redirect(reverse("evaluation:sheet_list", args=[ward]) + f"?nam={cycle.year}&nhom=dang")
