"""Scoring: the queue, the sheet beside its evidence, completing, reopening, declaring a conflict."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.exceptions import DomainError, StaleState
from core.forms import autosave
from core.forms.autosave import confirmed
from core.forms.base import errors_on
from core.forms.held import is_refill, refillable
from core.forms.versions import both_of, with_kept
from core.text.formatting import datetime_vi, decimal_vi
from evaluation.appraisal.conflicts import Conflict, refuse_conflict
from evaluation.appraisal.dossier import scoring_refusal
from evaluation.appraisal.evidence import bare_words, own_marks, read_evidence, with_bare
from evaluation.appraisal.filters import AppraisalFilter
from evaluation.appraisal.looks import CONFLICT, SHEET_LOOKS
from evaluation.appraisal.lookup import asked_tab, page_of, seen_version, to_score, year_of_page
from evaluation.appraisal.queue import (
    TABS,
    pending_sheets,
    queue,
    tab_counts,
    unconcluded,
    with_questions,
    with_scored,
)
from evaluation.enums import SheetState
from evaluation.models import Evaluation, ScoreSheet
from evaluation.self_assessment.clarifying import corrections_of, questions_of
from evaluation.sheets.agreement import lies_apart
from evaluation.sheets.forms.sheets import DeclineForm, ReopenForm, SheetForm
from evaluation.sheets.page import read_sheet, sheet_rows, with_used
from evaluation.sheets.services import sheets as services
from evaluation.sheets.services.sheets import CLOSED
from models_registry.initiative.contents import read_all_files
from models_registry.years.choice import YearChoice
from organizations.access.typed import set_aside
from organizations.permissions import Action, can, require
from organizations.units.services import ward_place


@require_safe
def sheet_list(request, ward):
    """One's own queue; nothing of what others scored, and no order that would tell it."""
    require(request.actor, Action.READ_EVALUATIONS, ward_place(request.ward))
    scores = can(request.actor, Action.SCORE, ward_place(request.ward))
    years = years_to_score(request) if scores else year_of_page(request, unconcluded(request.actor), "bản chờ kết luận")
    cycle = years.cycle
    tabs = TABS if scores else {"tat-ca": TABS["tat-ca"]}
    rows = queue(request.actor, cycle)
    found = AppraisalFilter(request.GET, rows)
    counts = tab_counts(found.qs)
    if not counts["duoc-giao"]:
        tabs = {key: label for key, label in tabs.items() if key != "duoc-giao"}
    tab = asked_tab(request, tabs, next(iter(tabs)))
    shown = found.qs if tab == "tat-ca" else found.qs.filter(tab=tab)
    page = page_of(
        request, with_bare(with_questions(with_scored(shown))).select_related("initiative", "sector"), counts[tab]
    )
    for row in page.object_list:
        row.bare = bare_words(row)
        row.look = CONFLICT if row.conflict else SHEET_LOOKS[row.my_state or ""]
        row.conflict_words = Conflict(row.conflict).label
    context = {
        "cycle": cycle,
        "years": years,
        "filter": found,
        "page": page,
        "tab": tab,
        "tabs": [(key, label, counts[key]) for key, label in tabs.items()],
        "scores": scores,
    }
    return render(request, "evaluation/sheets/sheet_list.html", context)


@refillable
@require_http_methods(["GET", "HEAD", "POST"])
def sheet_edit(request, ward, code):
    """Evidence left, sheet right. A draft is kept although parts of it are wrong, and those stay as typed."""
    evaluation = to_score(request, code)
    sheet, files = read_sheet(evaluation, request.actor), read_all_files(evaluation.initiative)
    refusal = scoring_refusal(evaluation)
    is_open = not refusal and evaluation.my_state not in CLOSED
    form = _form_of(sheet, files, request.POST if request.method == "POST" else None)
    version, both = evaluation.my_version or 0, []
    if request.method == "POST" and not is_open and not is_refill(request) and both_of(form):
        messages.error(request, refusal or CLOSED[evaluation.my_state])
        return set_aside(request, evaluation.initiative.get_absolute_url())
    if is_refill(request):
        both = both_of(form) if seen_version(request) != version else []
    elif request.method == "POST":
        version, both, is_kept = _keep(request, evaluation, form, is_open)
        if is_kept:
            return confirmed(request, _after_saving(request, ward, code))
    evidence = with_used(read_evidence(evaluation, files=files), sheet)
    context = {
        "evaluation": evaluation,
        "initiative": evaluation.initiative,
        "evidence": evidence,
        "sheet": sheet,
        "rows": sheet_rows(sheet, form, evidence),
        "form": form,
        "version": version,
        "both": both,
        "is_open": is_open,
        "refusal": refusal,
        "look": SHEET_LOOKS[evaluation.my_state or ""],
        "questions": questions_of(evaluation) if evaluation.is_questioned else [],
        "corrections": corrections_of(evaluation, sheet.criteria),
        "is_wide": bool(sheet.others) and lies_apart(evaluation),
    }
    return render(request, "evaluation/sheets/sheet_edit.html", context)


def _keep(request, evaluation, form, is_open):
    """Keep what is right. Returns the version kept, the parts that clash, and whether nothing was left wrong."""
    is_right = form.is_valid()
    seen = seen_version(request)
    try:
        saved = services.save_sheet(actor=request.actor, evaluation=evaluation, scores=form.scores(), seen_version=seen)
    except DomainError as error:
        form.add_error(error.field if error.field in form.fields else None, error.message)
        if not isinstance(error, StaleState):
            return seen, [], False
        # pressing again keeps what was chosen on this page, knowingly
        return evaluation.my_version or 0, both_of(form) if is_open else [], False
    return saved.version, [], is_right


def _form_of(sheet, files, data=None) -> SheetForm:
    """Bound to `data`, where the kept scores stand in parts that were given up after a clash."""
    parts = {"criteria": sheet.criteria, "marks": own_marks(files)}
    kept = SheetForm(**parts)
    return kept if data is None else SheetForm(with_kept(data, kept), **parts)


@require_POST
def sheet_autosave(request, ward, code):
    """The same service while one scores, answered in JSON; what is not right yet stays on the page."""
    evaluation = to_score(request, code)
    form = _form_of(read_sheet(evaluation, request.actor), read_all_files(evaluation.initiative), request.POST)
    form.is_valid()
    try:
        saved = services.save_sheet(
            actor=request.actor, evaluation=evaluation, scores=form.scores(), seen_version=seen_version(request)
        )
    except StaleState as error:
        return autosave.clash(message=error.message, both=both_of(form))
    except DomainError as error:
        return autosave.refused(error.message)
    return autosave.saved(version=saved.version, at=saved.saved_at, wrong=len(form.errors))


def _after_saving(request, ward, code):
    if request.POST.get("viec") == "hoan-thanh":
        return redirect("evaluation:sheet_complete", ward, code)
    messages.success(request, "Đã lưu nháp phiếu chấm")
    return redirect("evaluation:sheet_edit", ward, code)


@require_http_methods(["GET", "HEAD", "POST"])
def sheet_complete(request, ward, code):
    sheet = own_sheet(request, code)
    if sheet.state == SheetState.COMPLETED:
        messages.info(request, f"Phiếu này đã hoàn thành lúc {datetime_vi(sheet.completed_at)}")
        return redirect("evaluation:sheet_edit", ward, code)
    if request.method == "POST":
        try:
            services.complete_sheet(actor=request.actor, sheet=sheet, seen_version=seen_version(request))
            messages.success(request, f"Đã hoàn thành phiếu{_with_points(sheet)}")
        except DomainError as error:
            messages.error(request, error.message)
        return redirect("evaluation:sheet_edit", ward, code)
    refuse_conflict(sheet.evaluation, request.actor)
    missing = services.missing_scores(sheet)
    if missing:
        messages.error(request, f"Chưa hoàn thành được phiếu. {missing[0]}")
        return redirect("evaluation:sheet_edit", ward, code)
    context = {
        "title": "Hoàn thành phiếu chấm",
        "question": f"Hoàn thành phiếu{_with_points(sheet)}?",
        "consequence": "Phiếu sẽ khóa. Muốn mở lại phải ghi lý do.",
        "rows": facts_of(sheet.evaluation.initiative),
        "hidden": [("version", sheet.version)],
        "confirm_label": "Hoàn thành phiếu",
        "initiative": sheet.evaluation.initiative,
    }
    return render(request, "evaluation/sheets/sheet_confirm.html", context)


def _with_points(sheet) -> str:
    return "" if sheet.total is None else f" với {decimal_vi(sheet.total)} điểm"


@require_http_methods(["GET", "HEAD", "POST"])
def sheet_reopen(request, ward, code):
    sheet = own_sheet(request, code)
    if sheet.state != SheetState.COMPLETED:
        return redirect("evaluation:sheet_edit", ward, code)
    form = ReopenForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with errors_on(form):
            services.reopen_sheet(actor=request.actor, sheet=sheet, reason=form.cleaned_data["reason"])
            messages.success(request, "Đã mở lại phiếu chấm")
            return redirect("evaluation:sheet_edit", ward, code)
    refuse_conflict(sheet.evaluation, request.actor)
    context = {
        "title": "Mở lại phiếu chấm",
        "question": "Mở lại phiếu đã hoàn thành?",
        "consequence": "Phiếu không được tính cho đến khi hoàn thành lại.",
        "rows": facts_of(sheet.evaluation.initiative),
        "form": form,
        "confirm_label": "Mở lại phiếu",
        "initiative": sheet.evaluation.initiative,
    }
    return render(request, "evaluation/sheets/sheet_confirm.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def sheet_decline(request, ward, code):
    """The scorer declares what the program cannot see."""
    evaluation = to_score(request, code)
    form = DeclineForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with errors_on(form):
            services.decline_sheet(actor=request.actor, evaluation=evaluation, reason=form.cleaned_data["reason"])
            messages.success(request, "Đã ghi nhận. Đồng chí không chấm mô hình này")
            return to_queue(evaluation)
    context = {
        "title": "Tôi có liên quan",
        "question": "Khai có liên quan và không chấm mô hình này?",
        "consequence": "Phiếu đang soạn, nếu có, được giữ lại nhưng không tính. Chỉ lãnh đạo Ban thấy lý do.",
        "rows": facts_of(evaluation.initiative),
        "form": form,
        "confirm_label": "Không chấm mô hình này",
        "initiative": evaluation.initiative,
    }
    return render(request, "evaluation/sheets/sheet_confirm.html", context)


def years_to_score(request) -> YearChoice:
    """The year of a page of one's own sheets: without ?nam= the oldest in which some are to be scored."""
    return year_of_page(request, pending_sheets(request.actor), "phiếu chưa xong")


def to_queue(evaluation: Evaluation):
    """Back to the queue of the model's year."""
    slug, year = evaluation.initiative.ward.slug, evaluation.cycle.year
    return redirect(f"{reverse('evaluation:sheet_list', args=[slug])}?nam={year}")


def own_sheet(request, code, state=None) -> ScoreSheet:
    """The actor's own sheet, in a state if one is asked for; nobody else's exists at this address."""
    rows = ScoreSheet.objects.visible_to(request.actor).of_ward(request.ward)
    rows = rows.filter(scorer_id=request.actor.user_key).select_related("evaluation__initiative", "evaluation__cycle")
    sheet = get_object_or_404(rows, evaluation__initiative__code=code)
    require(request.actor, Action.SCORE, sheet.evaluation)
    if sheet.state in (SheetState.VOID, SheetState.ABSTAINED) or state is not None and sheet.state != state:
        raise Http404
    return sheet


def facts_of(initiative) -> list[dict[str, str]]:
    return [
        {"label": "Mô hình", "value": f"{initiative.name} ({initiative.code})"},
        {"label": "Đơn vị", "value": initiative.unit_label},
    ]
