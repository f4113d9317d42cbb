"""Where scorers compare sheets that lie apart; and for the head: where a figure comes from."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from core.exceptions import DomainError
from core.files.uploads import CONTENT_TYPES
from core.forms.base import errors_on
from core.log.downloads import log_download
from evaluation.appraisal.evidence import own_marks
from evaluation.conclusions.page import read_conclusion
from evaluation.conclusions.points_workbook import points_workbook
from evaluation.conclusions.table import table
from evaluation.conclusions.views.conclusions import to_conclude
from evaluation.enums import EvaluationState, SheetState
from evaluation.models import Criterion, Evaluation, KeptScore
from evaluation.sheets.agreement import by_criterion, is_settled, lies_apart, standing
from evaluation.sheets.forms.sheets import KeepAllForm, KeepForm
from evaluation.sheets.page import completed_sheets, name_marks
from evaluation.sheets.services import agreement as services
from evaluation.sheets.views.sheets import own_sheet
from models_registry.initiative.contents import read_all_files
from models_registry.initiative.open_year import year_refusal
from models_registry.models import Cycle
from organizations.models import User
from organizations.permissions import Action, can, require
from organizations.units.services import ward_place


@require_http_methods(["GET", "HEAD", "POST"])
def sheet_compare(request, ward, code):
    """Sheets side by side, for whoever completed one and for the head; each keeps or changes their own."""
    mine, evaluation = _compared(request, code)
    is_head = mine is None
    form = (KeepAllForm if is_head else KeepForm)(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            with errors_on(form):
                _keep(request, mine, evaluation, form.cleaned_data["reason"])
                messages.success(request, "Đã ghi lý do giữ điểm")
                return redirect("evaluation:sheet_compare", ward, code)
        except DomainError as error:
            form.add_error(None, error.message)
    sheets, _ = completed_sheets(evaluation)
    _name_marks(evaluation, sheets)
    kept = standing(KeptScore.objects.filter(evaluation=evaluation), evaluation, [one.sheet for one in sheets])
    names = dict(User.objects.filter(pk__in=[row.by_key for row in kept.values()]).values_list("pk", "full_name"))
    criteria = list(Criterion.objects.filter(criteria_set_id=evaluation.criteria_set_id, max_points__isnull=False))
    context = {
        "evaluation": evaluation,
        "initiative": evaluation.initiative,
        "sheets": [(one, kept.get(one.sheet.pk)) for one in sheets],
        "rows": by_criterion(criteria, sheets),
        "kept_all": kept.get(0),
        "kept_all_by": names.get(kept[0].by_key) if 0 in kept else "",
        "settled": is_settled(kept, [one.sheet for one in sheets]),
        "is_apart": lies_apart(evaluation),
        "is_open": lies_apart(evaluation)
        and evaluation.state == EvaluationState.SENT
        and not year_refusal(evaluation.cycle),
        "mine": mine,
        "is_head": is_head,
        "form": form,
    }
    return render(request, "evaluation/conclusions/sheet_compare.html", context)


def _name_marks(evaluation, sheets):
    """`judged_by` of every score on the page, from one reading of the files."""
    marks = own_marks(read_all_files(evaluation.initiative))
    name_marks((score for one in sheets for score in one.scores.values()), marks)


def _keep(request, mine, evaluation, reason):
    if mine is None:
        services.keep_all(actor=request.actor, evaluation=evaluation, reason=reason)
    else:
        services.keep_sheet(actor=request.actor, sheet=mine, reason=reason)


def _compared(request, code):
    """(own completed sheet or None for the head, its evaluation). Nobody else compares."""
    if can(request.actor, Action.CONCLUDE_EVALUATION, ward_place(request.ward)):
        return None, to_conclude(request, code)
    mine = own_sheet(request, code, state=SheetState.COMPLETED)
    return mine, mine.evaluation


@require_safe
def points_explained(request, ward, code):
    """Every figure of one model unfolded to its parts."""
    evaluation = to_conclude(request, code)
    page = read_conclusion(evaluation)
    _name_marks(evaluation, page.sheets)
    context = {
        "evaluation": evaluation,
        "initiative": evaluation.initiative,
        "page": page,
        "rows": by_criterion([row for row in page.criteria if row.max_points], page.sheets),
        "totals": sorted(one.sheet.total for one in page.sheets) if evaluation.has_points else [],
        "findings": page.rows_read(),
    }
    return render(request, "evaluation/conclusions/points_explained.html", context)


@require_safe
def points_file(request, ward, year):
    """The year's points with live formulas."""
    require(request.actor, Action.CONCLUDE_EVALUATION, ward_place(request.ward))
    cycle = get_object_or_404(Cycle.objects.visible_to(request.actor).of_ward(request.ward), year=year)
    rows = list(table(request.actor, cycle).select_related("initiative"))
    criteria = _criteria_of(rows)
    log_download(actor=request.actor, what="bang-diem.xlsx", filter_text=f"Năm {year}", row_count=len(rows))
    answer = HttpResponse(points_workbook(rows, criteria), content_type=CONTENT_TYPES["xlsx"])
    answer["Content-Disposition"] = f'attachment; filename="bang-diem_{year}.xlsx"'
    return answer


def _criteria_of(evaluations: list[Evaluation]) -> list[Criterion]:
    """The scored criteria of the year's models, without points all; one set a year is in force once self-assessment
    has begun."""
    sets = {row.criteria_set_id for row in evaluations}
    rows = list(Criterion.objects.filter(criteria_set__in=sets).order_by("number", "pk"))
    return [row for row in rows if row.max_points is not None] or rows
