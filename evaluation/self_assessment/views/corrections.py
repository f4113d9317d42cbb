"""A unit's correction of the self-assessment it sent, while a question of the Ban is open."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from core.exceptions import DomainError, StaleState
from core.files.uploads import ACCEPT, check_upload
from core.forms import autosave
from core.forms.autosave import confirmed
from core.forms.held import is_refill, refillable
from core.forms.versions import both_of, with_kept
from evaluation.appraisal.dossier import read_whole
from evaluation.appraisal.evidence import marks_of, waiting_marks
from evaluation.appraisal.lookup import seen_version
from evaluation.enums import EvaluationState
from evaluation.self_assessment.clarifying import questions_of
from evaluation.self_assessment.corrections import overlaid, waiting_files
from evaluation.self_assessment.forms.self_assessment import SelfAssessmentForm
from evaluation.self_assessment.services import clarifications as services
from evaluation.self_assessment.views.clarifications import questioned, reply_of
from organizations.access.typed import set_aside
from organizations.permissions import Action, require

MOST_POSTED = 20


@refillable
@require_http_methods(["GET", "HEAD", "POST"])
def correction(request, ward, code):
    """The sent self-assessment as a draft beside it."""
    evaluation, whole, form = _read(request, code)
    back = redirect("evaluation:clarification_list", ward, evaluation.initiative.address)
    waiting = [row for row in questions_of(evaluation) if row.answered_at is None]
    if not waiting or evaluation.state != EvaluationState.SENT:
        messages.error(request, services.NOTHING_ASKED)
        return set_aside(request, back.url) if request.method == "POST" and both_of(form) else back
    reply = reply_of(evaluation)
    version, both = reply.version if reply else 0, []
    if is_refill(request):
        both = both_of(form) if seen_version(request) != version else []
    elif request.method == "POST":
        version, both, is_kept = _keep(request, evaluation, form, version)
        if is_kept:
            messages.success(request, "Đã lưu nội dung sửa. Ban Xây dựng Đảng thấy sau khi người đứng đầu gửi")
            here = redirect("evaluation:correction", ward, evaluation.initiative.address)
            return confirmed(request, here if request.POST.get("viec") == "luu" else back)
    files = waiting_files(evaluation.initiative)
    context = {
        "initiative": evaluation.initiative,
        "evaluation": evaluation,
        "waiting": waiting,
        "form": form,
        "version": version,
        "both": both,
        "saved_at": reply.saved_at if reply and reply.correction else None,
        "marks": marks_of(whole.files) + waiting_marks(files),
        "accept": ACCEPT,
    }
    return render(request, "evaluation/self_assessment/correction.html", context)


@require_POST
def correction_autosave(request, ward, code):
    """The same service while one types, answered in JSON; what is not right yet stays on the page."""
    evaluation, _, form = _read(request, code)
    form.is_valid()
    try:
        reply = _save(request, evaluation, form)
    except StaleState as error:
        return autosave.clash(message=error.message, both=both_of(form))
    except DomainError as error:
        return autosave.refused(error.message)
    return autosave.saved(version=reply.version, at=reply.saved_at, wrong=len(form.errors))


def _read(request, code):
    """The evaluation, what was sent with the kept correction laid over it, and the form, bound to a POST."""
    evaluation, _ = questioned(request, code)
    require(request.actor, Action.PREPARE_SELF_ASSESSMENT, evaluation.initiative)
    reply = reply_of(evaluation)
    whole = overlaid(read_whole(evaluation), reply.correction if reply else None)
    parts = {"criteria": whole.criteria, "targets": whole.targets, "text": whole.text}
    form = SelfAssessmentForm(**parts)
    if request.method == "POST":
        form = SelfAssessmentForm(with_kept(request.POST, form), **parts)
    return evaluation, whole, form


def _save(request, evaluation, form):
    return services.save_correction(
        actor=request.actor, evaluation=evaluation, draft=form.draft(), seen_version=seen_version(request)
    )


def _keep(request, evaluation, form, version):
    """Keep what is right. Returns the version kept, the parts that clash, and whether nothing was left wrong."""
    is_right = form.is_valid()
    try:
        reply = _save(request, evaluation, form)
    except DomainError as error:
        form.add_error(error.field if error.field in form.fields else None, error.message)
        return version, both_of(form) if isinstance(error, StaleState) else [], False
    problems = _keep_files(request, evaluation)
    for problem in problems:
        form.add_error(None, problem)
    return reply.version, [], is_right and not problems


def _keep_files(request, evaluation) -> list[str]:
    """Keep the files that may be kept, each under its criterion; what was wrong with the others, in sentences."""
    problems = []
    for name in request.FILES:
        number = name.removeprefix("tep_")
        if not (number.isascii() and number.isdigit() and len(number) < 3):
            continue
        try:
            services.add_correction_files(
                actor=request.actor,
                evaluation=evaluation,
                uploads=[check_upload(uploaded) for uploaded in request.FILES.getlist(name)[:MOST_POSTED]],
                criterion=int(number) or None,
                caption=request.POST.get(f"chu_thich_{int(number)}", ""),
            )
        except DomainError as error:
            problems.append(error.message)
    if token := request.POST.get("bo_tep"):
        services.remove_correction_file(actor=request.actor, evaluation=evaluation, token=token)
    return problems
