"""The head of the Ban: the year's table, the findings and the outcome of each model, sheets put aside."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from core.exceptions import DomainError, StaleState
from core.forms.base import errors_on
from core.log import audit
from core.log.audit import Audience
from evaluation.appraisal.filters import ConclusionFilter
from evaluation.appraisal.looks import OUTCOME_LOOKS
from evaluation.appraisal.lookup import asked_tab, page_of, seen_version, year_of_page
from evaluation.appraisal.queue import unconcluded, with_questions
from evaluation.conclusions.forms.conclusions import ConclusionForm
from evaluation.conclusions.page import read_conclusion, read_open_criteria
from evaluation.conclusions.services import conclusions as services
from evaluation.conclusions.table import (
    FIRST_TAB,
    OUTCOME_OF_TAB,
    TABS,
    tab_counts,
    table,
    with_doubts,
    with_neighbours,
)
from evaluation.enums import TAKEN_SHEETS, EvaluationState
from evaluation.models import Evaluation, ScoreSheet
from evaluation.sheets.forms.sheets import ClearForm, VoidForm
from evaluation.sheets.services.sheets import void_sheet
from organizations.permissions import Action, require
from organizations.units.services import ward_place

RELATED = ("initiative__unit", "initiative__sector", "cycle", "criteria_set", "self_assessment", "current")
READERS = (Audience.UNIT, Audience.BAN, Audience.HEAD)


@require_safe
def conclusion_list(request, ward):
    require(request.actor, Action.CONCLUDE_EVALUATION, ward_place(request.ward))
    years = year_of_page(request, unconcluded(request.actor), "mô hình chưa kết luận")
    cycle = years.cycle
    found = ConclusionFilter(request.GET, table(request.actor, cycle))
    tab = asked_tab(request, TABS, FIRST_TAB)
    counts = tab_counts(found.qs)
    shown = found.qs.filter(outcome=OUTCOME_OF_TAB[tab]) if tab in OUTCOME_OF_TAB else found.qs
    page = page_of(request, with_doubts(shown).select_related("initiative", "sector"), counts[tab])
    for row in page.object_list:
        row.look = OUTCOME_LOOKS[row.outcome]
        row.lacks_sheets = row.sheets_done < row.min_sheets
        row.is_wide = row.spread is not None and row.spread > cycle.spread_limit
        row.unsettled = max(row.doubted - row.settled, 0)
    context = {
        "cycle": cycle,
        "years": years,
        "has_points": not page.object_list or any(row.has_points for row in page.object_list),
        "filter": found,
        "page": page,
        "tab": tab,
        "tabs": [(key, label, counts[key]) for key, label in TABS.items()],
    }
    return render(request, "evaluation/conclusions/conclusion_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def conclusion_edit(request, ward, code):
    """Each sheet beside the others, criterion by criterion; below, what the head settles and concludes."""
    evaluation = to_conclude(request, code)
    posted = request.POST if request.method == "POST" else None
    page = read_conclusion(evaluation) if posted is None else None  # a press that succeeds shows no sheets
    asked = read_open_criteria(evaluation) if page is None else page.open_criteria
    form = ConclusionForm(posted, evaluation=evaluation, open_criteria=asked)
    version = evaluation.version
    if request.method == "POST" and form.is_valid():
        try:
            _write(request, evaluation, form)
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
            if not isinstance(error, StaleState):
                version = seen_version(request)
        else:
            return redirect("evaluation:conclusion_edit", ward, code)
    page = page or read_conclusion(evaluation)
    context = {
        "evaluation": evaluation,
        "initiative": evaluation.initiative,
        "page": page,
        "form": form,
        "rows": page.rows(form),
        "version": version,
        "refusal": services.conclusion_refusal(evaluation),
        "look": OUTCOME_LOOKS[evaluation.outcome],
        "entries": audit.timeline(evaluation.initiative, audiences=READERS, limit=12),
        "is_concluded": evaluation.state == EvaluationState.CONCLUDED,
    }
    return render(request, "evaluation/conclusions/conclusion_edit.html", context)


def _write(request, evaluation, form):
    facts = {"actor": request.actor, "evaluation": evaluation, "rulings": form.rulings()}
    if request.POST.get("viec") == "luu-tieu-chi":
        services.settle_findings(**facts, seen_version=seen_version(request))
        messages.success(request, "Đã lưu kết quả từng tiêu chí. Mô hình chưa có kết luận")
        return
    services.conclude_evaluation(
        **facts,
        outcome=form.cleaned_data["outcome"],
        reason=form.cleaned_data["outcome_reason"],
        waiver_reason=form.cleaned_data["waiver_reason"],
        seen_version=seen_version(request),
    )
    messages.success(request, "Đã ghi kết luận")


@require_http_methods(["GET", "HEAD", "POST"])
def conclusion_clear(request, ward, code):
    evaluation = to_conclude(request, code)
    refusal = services.conclusion_refusal(evaluation)
    if refusal or evaluation.state != EvaluationState.CONCLUDED:
        messages.error(request, refusal or "Mô hình này chưa có kết luận")
        return redirect("evaluation:conclusion_edit", ward, code)
    form = ClearForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with errors_on(form):
            services.clear_outcome(actor=request.actor, evaluation=evaluation, reason=form.cleaned_data["reason"])
            messages.success(request, "Đã bỏ kết luận. Người chấm có thể mở lại và sửa phiếu")
            return redirect("evaluation:conclusion_edit", ward, code)
    context = {
        "title": "Bỏ kết luận",
        "question": f"Bỏ kết luận “{evaluation.get_outcome_display()}”?",
        "consequence": "Mô hình trở lại bước chấm điểm; phiếu đã hoàn thành được giữ nguyên.",
        "form": form,
        "confirm_label": "Bỏ kết luận",
        "initiative": evaluation.initiative,
        "danger": True,
    }
    return render(request, "evaluation/conclusions/conclusion_confirm.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def sheet_void(request, ward, code, scorer):
    """Put one scorer's sheet aside for conflict."""
    evaluation = to_conclude(request, code)
    rows = ScoreSheet.objects.visible_to(request.actor).filter(evaluation=evaluation).select_related("scorer")
    sheet = get_object_or_404(rows.filter(state__in=TAKEN_SHEETS), scorer__username=scorer)
    sheet.evaluation = evaluation
    form = VoidForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with errors_on(form):
            cleared = void_sheet(actor=request.actor, sheet=sheet, reason=form.cleaned_data["reason"])
            words = " Kết luận đã bị bỏ vì không còn đủ phiếu" if cleared else ""
            messages.success(request, f"Phiếu của {sheet.scorer.full_name} không được tính.{words}")
            return redirect("evaluation:conclusion_edit", ward, code)
    context = {
        "title": "Không tính một phiếu chấm",
        "question": f"Không tính phiếu chấm của {sheet.scorer.full_name}?",
        "consequence": "Phiếu vẫn được giữ trong hồ sơ. Kết luận đã ghi sẽ bị bỏ nếu không còn đủ phiếu.",
        "form": form,
        "confirm_label": "Không tính phiếu này",
        "initiative": evaluation.initiative,
        "danger": True,
    }
    return render(request, "evaluation/conclusions/conclusion_confirm.html", context)


def to_conclude(request, code) -> Evaluation:
    """A sent evaluation with `on_list`: whether a version before the leaders names it."""
    rows = Evaluation.objects.visible_to(request.actor).of_ward(request.ward).sent().select_related(*RELATED)
    rows = with_questions(with_neighbours(services.with_listed(rows), request.actor))
    evaluation = get_object_or_404(rows, initiative__code=code)
    evaluation.initiative.ward = request.ward
    require(request.actor, Action.CONCLUDE_EVALUATION, evaluation)
    return evaluation
