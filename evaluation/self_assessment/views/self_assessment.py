"""A unit's self-assessment: written in one page, checked, sent by the unit's head; read by the Ban once sent."""

from django.contrib import messages
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from core.exceptions import DomainError, StaleState
from core.files.uploads import ACCEPT, check_upload
from core.forms import autosave
from core.forms.autosave import confirmed
from core.forms.base import errors_on
from core.forms.held import is_refill, refillable
from core.forms.versions import both_of, with_kept
from core.text.formatting import datetime_vi, time_vi
from evaluation.appraisal.dossier import (
    assessment_window,
    criteria_in_force,
    criteria_with_answers,
    missing_parts,
    read_whole,
    self_assessment_refusal,
    self_files,
    targets_with_results,
    without_files,
)
from evaluation.appraisal.evidence import marks_of
from evaluation.appraisal.lookup import seen_version
from evaluation.enums import EvaluationState
from evaluation.self_assessment.clarifying import questions_of, reads_questions
from evaluation.self_assessment.forms.self_assessment import SelfAssessmentForm, SendForm
from evaluation.self_assessment.services import self_assessment as services
from models_registry.models import Initiative
from organizations.access.typed import set_aside
from organizations.permissions import Action, can, require

RELATED = ("cycle", "unit", "sector", "evaluation__self_assessment", "evaluation__current", "evaluation__criteria_set")
SENT = "Bản tự đánh giá này đã nộp lúc {at}. Không cần nộp lại"
FILES_AGAIN = "Tệp vừa chọn chưa được tải lên. Đồng chí hãy chọn lại tệp"
MOST_POSTED = 20


@refillable
@require_http_methods(["GET", "HEAD", "POST"])
def self_assessment(request, ward, code):
    """Written by people of the unit while the window is open; read by them, and once sent by the Ban, at any time."""
    initiative = _initiative(request, code)
    evaluation = getattr(initiative, "evaluation", None)
    writes = can(request.actor, Action.PREPARE_SELF_ASSESSMENT, initiative)
    if not writes:
        require(request.actor, Action.READ_EVALUATIONS, initiative)
        if evaluation is None or evaluation.state == EvaluationState.DRAFT:
            raise Http404
    if request.method == "POST":
        require(request.actor, Action.PREPARE_SELF_ASSESSMENT, initiative)
    is_sent = evaluation is not None and evaluation.state != EvaluationState.DRAFT
    refusal = "" if is_sent else self_assessment_refusal(initiative)
    if is_sent or refusal:
        if request.method == "POST":
            messages.error(request, refusal or SENT.format(at=datetime_vi(evaluation.sent_at)))
            if is_refill(request):
                return redirect("accounts:relogin")
            if both_of(_form_of(initiative, evaluation, request.POST)):
                return set_aside(request, initiative.get_absolute_url())
            return redirect("evaluation:self_assessment", ward, initiative.address)
        return _read(request, initiative, evaluation, refusal)
    return _edit(request, ward, initiative, evaluation)


def _read(request, initiative, evaluation, refusal):
    context = {
        "initiative": initiative,
        "evaluation": evaluation,
        "whole": read_whole(evaluation) if evaluation else None,
        "refusal": refusal,
        "is_ours": can(request.actor, Action.PREPARE_SELF_ASSESSMENT, initiative),
    }
    if context["whole"]:
        reads = evaluation.sent_at and reads_questions(request.actor, initiative)
        questions = questions_of(evaluation) if reads else []
        context["marks"] = marks_of(context["whole"].files)
        context["has_questions"] = bool(questions)
        if evaluation.state == EvaluationState.SENT and context["is_ours"]:
            context["asked"] = sum(row.answered_at is None for row in questions)
    return render(request, "evaluation/self_assessment/self_assessment_read.html", context)


def _form_of(initiative, evaluation, data=None) -> SelfAssessmentForm:
    """Bound to `data`, where the kept text stands in parts that were given up after a clash."""
    parts = {
        "criteria": criteria_with_answers(evaluation) if evaluation else criteria_in_force(initiative),
        "targets": targets_with_results(initiative),
        "text": evaluation.self_assessment if evaluation else None,
    }
    return SelfAssessmentForm(None if data is None else with_kept(data, SelfAssessmentForm(**parts)), **parts)


def _keep(request, initiative, evaluation, form):
    return services.save_self_assessment(
        actor=request.actor,
        initiative=initiative,
        draft=form.draft(),
        seen_version=seen_version(request),
        criteria=form.criteria if evaluation is None else None,
    )


def _edit(request, ward, initiative, evaluation):
    form = _form_of(initiative, evaluation, request.POST if request.method == "POST" else None)
    version, problems, both = form.text.version if form.text else 0, [], []
    if is_refill(request):
        both = both_of(form) if seen_version(request) != version else []
    elif request.method == "POST":
        is_right = form.is_valid()
        try:
            evaluation = _keep(request, initiative, evaluation, form)
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
            # after a clash, pressing again keeps what was chosen on this page, knowingly
            both = both_of(form) if isinstance(error, StaleState) else []
            version = version if isinstance(error, StaleState) else seen_version(request)
            problems = _keep_files(request, initiative) if evaluation else [FILES_AGAIN] * bool(request.FILES)
        else:
            version = evaluation.self_assessment.version
            problems = _keep_files(request, initiative)
            if is_right and not problems:
                return confirmed(request, _after_saving(request, ward, initiative))
    for problem in problems:
        form.add_error(None, problem)
    return _form_page(request, initiative, evaluation, form, version, both)


@require_POST
def self_assessment_autosave(request, ward, code):
    """The same service while one types, answered in JSON; what is not right yet stays on the page."""
    initiative = _initiative(request, code)
    require(request.actor, Action.PREPARE_SELF_ASSESSMENT, initiative)
    evaluation = getattr(initiative, "evaluation", None)
    form = _form_of(initiative, evaluation, request.POST)
    form.is_valid()
    try:
        evaluation = _keep(request, initiative, evaluation, form)
    except StaleState as error:
        return autosave.clash(message=error.message, both=both_of(form))
    except DomainError as error:
        return autosave.refused(error.message)
    text = evaluation.self_assessment
    return autosave.saved(version=text.version, at=text.saved_at, wrong=len(form.errors))


def _form_page(request, initiative, evaluation, form, version, both):
    context = {
        "initiative": initiative,
        "evaluation": evaluation,
        "has_criteria": bool(form.criteria),
        "form": form,
        "version": version,
        "both": both,
        "saved_at": evaluation.self_assessment.saved_at if evaluation else None,
        "window": assessment_window(initiative),
        "marks": marks_of(list(self_files(initiative))) if evaluation else [],
        "accept": ACCEPT,
    }
    return render(request, "evaluation/self_assessment/self_assessment_edit.html", context)


def _after_saving(request, ward, initiative):
    act = request.POST.get("viec")
    if act == "kiem-tra":
        return redirect("evaluation:self_assessment_check", ward, initiative.address)
    messages.success(request, f"Đã lưu nháp lúc {time_vi(initiative.evaluation.self_assessment.saved_at)}")
    if act == "thoat":
        return redirect(initiative)
    return redirect("evaluation:self_assessment", ward, initiative.address)


def _keep_files(request, initiative) -> list[str]:
    """Keep the files that may be kept, each under its criterion; what was wrong with the others, in sentences."""
    problems = []
    for name in request.FILES:
        if not _is_of_a_criterion(name):
            continue
        uploads = []
        for uploaded in request.FILES.getlist(name)[:MOST_POSTED]:
            try:
                uploads.append(check_upload(uploaded))
            except DomainError as error:
                problems.append(error.message)
        try:
            services.add_self_files(
                actor=request.actor, initiative=initiative, uploads=uploads, **_place_of(request, name)
            )
        except DomainError as error:
            problems.append(error.message)
    token = request.POST.get("bo_tep")
    if token:
        file = next((row for row in self_files(initiative) if row.token.hex == token), None)
        if file is not None:
            services.remove_self_file(actor=request.actor, initiative=initiative, attachment=file)
    return problems


@require_POST
def self_assessment_file(request, ward, code):
    """One file of a script's queue: its line of the list, or why it was not kept."""
    initiative = _initiative(request, code)
    require(request.actor, Action.PREPARE_SELF_ASSESSMENT, initiative)
    name = next(iter(request.FILES), "")
    try:
        if not _is_of_a_criterion(name):
            raise DomainError("Chưa chọn tệp")
        checked = check_upload(request.FILES[name])
        services.begin_with_file(actor=request.actor, initiative=initiative, upload=checked, **_place_of(request, name))
    except DomainError as error:
        return JsonResponse({"problem": error.message}, status=getattr(error, "status", 422))
    marks = marks_of(list(self_files(initiative)))
    kept = [mark for mark in marks if mark.file.file.sha256 == checked.sha256]
    mark = next((one for one in kept if one.criterion == (_criterion(name) or None)), kept[-1])
    row = render_to_string(
        "evaluation/self_assessment/self_assessment_file.html", {"initiative": initiative, "mark": mark}, request
    )
    return JsonResponse({"token": mark.token, "row": row})


def _is_of_a_criterion(name: str) -> bool:
    """“tep_3”, and “tep_0” for the whole."""
    number = name.removeprefix("tep_")
    return number != name and number.isascii() and number.isdigit() and len(number) < 3


def _criterion(name: str) -> int:
    return int(name.removeprefix("tep_"))


def _place_of(request, name: str) -> dict:
    """Under which criterion a file goes, and what is said of it."""
    number = _criterion(name)
    return {"criterion": number or None, "caption": request.POST.get(f"chu_thich_{number}", "")}


@require_http_methods(["GET", "HEAD", "POST"])
def self_assessment_check(request, ward, code):
    """Everything once more in words, what is missing, and the head's own press."""
    initiative = _initiative(request, code)
    require(request.actor, Action.PREPARE_SELF_ASSESSMENT, initiative)
    evaluation = getattr(initiative, "evaluation", None)
    here = reverse("evaluation:self_assessment", args=[ward, initiative.address])
    if evaluation is None:
        return redirect(here)
    if evaluation.state != EvaluationState.DRAFT:
        messages.info(request, SENT.format(at=datetime_vi(evaluation.sent_at)))
        return redirect(here)
    may_send = can(request.actor, Action.SEND_SELF_ASSESSMENT, initiative)
    form = SendForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and (not may_send or form.is_valid()):
        with errors_on(form):
            _send_or_tell(request, evaluation, may_send)
            return redirect(here)
    whole = read_whole(evaluation)
    context = {
        "initiative": initiative,
        "evaluation": evaluation,
        "whole": whole,
        "marks": marks_of(whole.files),
        "without_files": without_files(whole),
        "missing": [(f"{here}#{_anchor(name)}", words) for name, words in missing_parts(whole)],
        "refusal": self_assessment_refusal(initiative),
        "may_send": may_send,
        "form": form,
    }
    return render(request, "evaluation/self_assessment/self_assessment_check.html", context)


def _send_or_tell(request, evaluation, may_send):
    if may_send:
        services.send_self_assessment(actor=request.actor, evaluation=evaluation)
        messages.success(request, f"Đã nộp tự đánh giá lúc {datetime_vi(evaluation.sent_at)}")
    else:
        services.mark_prepared(actor=request.actor, evaluation=evaluation)
        messages.success(request, "Đã báo người đứng đầu đơn vị: tự đánh giá đã soạn xong, chờ nộp")


def _anchor(field: str) -> str:
    """The id of the input a missing part is about; of a group of radios the first."""
    return f"id_{field}_0" if field.startswith("finding_") else f"id_{field}"


def _initiative(request, code) -> Initiative:
    rows = Initiative.objects.visible_to(request.actor).of_ward(request.ward).addressed(code).select_related(*RELATED)
    initiative = get_object_or_404(rows)
    initiative.ward = request.ward
    return initiative
