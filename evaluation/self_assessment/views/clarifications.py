"""Questions of scorers to the unit, and the unit's answers."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from core.exceptions import DomainError, StaleState
from core.forms import autosave
from core.forms.base import errors_on
from core.forms.held import is_refill, refillable
from evaluation.appraisal.dossier import criteria_with_answers, missing_parts, read_whole, scoring_refusal
from evaluation.appraisal.lookup import seen_version, to_score
from evaluation.enums import EvaluationState
from evaluation.models import ClarificationReply
from evaluation.self_assessment.clarifying import corrections_of, questions_of
from evaluation.self_assessment.corrections import changes_anything, changes_between, overlaid, unsent, waiting_files
from evaluation.self_assessment.forms.clarifications import AnswersForm, AskForm
from evaluation.self_assessment.services import clarifications as services
from models_registry.initiative.open_year import year_refusal
from models_registry.models import Initiative
from organizations.access.typed import set_aside
from organizations.permissions import Action, can, require

RELATED = (
    "cycle", "unit", "sector", "ward", "evaluation__self_assessment", "evaluation__current", "evaluation__criteria_set",
    "evaluation__reply",
)  # fmt: skip


@refillable
@require_http_methods(["GET", "HEAD", "POST"])
def sheet_clarify(request, ward, code):
    """A scorer asks instead of guessing; what was asked and answered before stands below."""
    evaluation = to_score(request, code)
    if request.method == "POST" and request.POST.get("rut", "").isdecimal() and not is_refill(request):
        return _withdraw(request, evaluation)
    criteria = criteria_with_answers(evaluation)
    asked = request.GET.get("tieu-chi", "")
    initial = {"criterion": int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 3 else ""}
    form = AskForm(request.POST if request.method == "POST" else None, criteria=criteria, initial=initial)
    if request.method == "POST" and form.is_valid():
        with errors_on(form):
            services.ask(
                actor=request.actor,
                evaluation=evaluation,
                question=form.cleaned_data["question"],
                criterion=form.cleaned_data["criterion"],
            )
            messages.success(request, "Đã gửi câu hỏi đến đơn vị")
            return redirect("evaluation:sheet_edit", ward, code)
    context = {
        "evaluation": evaluation,
        "initiative": evaluation.initiative,
        "form": form,
        "refusal": scoring_refusal(evaluation),
        "questions": questions_of(evaluation),
        "corrections": corrections_of(evaluation, criteria),
        "withdraws": evaluation.state == EvaluationState.SENT and not year_refusal(evaluation.cycle),
    }
    return render(request, "evaluation/sheets/sheet_clarify.html", context)


def _withdraw(request, evaluation):
    try:
        services.withdraw(actor=request.actor, evaluation=evaluation, key=int(request.POST["rut"][:15]))
        messages.success(request, "Đã rút câu hỏi. Đơn vị không phải trả lời câu này")
    except DomainError as error:
        messages.error(request, error.message)
    return redirect("evaluation:sheet_clarify", request.ward.slug, evaluation.initiative.code)


@refillable
@require_http_methods(["GET", "HEAD", "POST"])
def clarification_list(request, ward, code):
    """Everything that was asked about one self-assessment. Its unit answers here; the Ban reads."""
    evaluation, is_ours = questioned(request, code)
    initiative = evaluation.initiative
    questions = questions_of(evaluation)
    is_open = evaluation.state == EvaluationState.SENT and not year_refusal(initiative.cycle)
    waiting = [row for row in questions if row.answered_at is None] if is_open else []
    reply = reply_of(evaluation)
    form = AnswersForm(
        request.POST if request.method == "POST" else None, questions=waiting, kept=reply.answers if reply else {}
    )
    if request.method == "POST" and not waiting and not is_refill(request):
        return _too_late(request, evaluation, questions)
    if request.method == "POST" and not is_refill(request):
        answer = _take(request, evaluation, form)
        if answer is not None:
            return answer
        reply = ClarificationReply.objects.filter(evaluation=evaluation).first()
    context = {
        "evaluation": evaluation,
        "initiative": initiative,
        "is_ours": is_ours,
        "may_send": can(request.actor, Action.SEND_SELF_ASSESSMENT, initiative),
        "answered": [row for row in questions if row.answered_at is not None],
        "waiting": waiting,
        "form": form,
        "reply": reply,
        "version": reply.version if reply else 0,
        **_texts(evaluation, reply, is_ours and bool(waiting)),
    }
    return render(request, "evaluation/self_assessment/clarification_list.html", context)


@require_POST
def clarification_autosave(request, ward, code):
    """The answers while one types, by the same service, answered in JSON."""
    evaluation, _ = questioned(request, code)
    waiting = [row for row in questions_of(evaluation) if row.answered_at is None]
    reply = reply_of(evaluation)
    form = AnswersForm(request.POST, questions=waiting, kept=reply.answers if reply else {})
    form.is_valid()
    try:
        reply = services.save_answers(
            actor=request.actor, evaluation=evaluation, answers=form.answers(), seen_version=seen_version(request)
        )
    except StaleState as error:
        return autosave.clash(message=error.message)
    except DomainError as error:
        return autosave.refused(error.message)
    return autosave.saved(version=reply.version, at=reply.saved_at, wrong=len(form.errors))


def _texts(evaluation, reply, is_answering) -> dict:
    """What was corrected, and for the unit what its next send would change."""
    criteria = criteria_with_answers(evaluation)
    found = {"corrections": corrections_of(evaluation, criteria)}
    if not is_answering:
        return found
    whole, files = read_whole(evaluation), waiting_files(evaluation.initiative)
    correction = reply.correction if reply else None
    before = unsent(whole)
    if files or changes_anything(correction, whole):
        after = overlaid(whole, correction)
        after.files.extend(files)
        found["draft_changes"] = changes_between(before, unsent(after), whole.criteria)
        found["missing"] = [sentence for _, sentence in missing_parts(after)]
    return found


def _take(request, evaluation, form):
    """Keep the answers, then do what was asked; None when the page has to be shown again."""
    is_right = form.is_valid()
    act = request.POST.get("viec")
    try:
        reply = services.save_answers(
            actor=request.actor, evaluation=evaluation, answers=form.answers(), seen_version=seen_version(request)
        )
        if not is_right:
            return None
        if act == "gui":
            return _send(request, evaluation, reply)
        if act == "sua":
            return redirect("evaluation:correction", request.ward.slug, evaluation.initiative.address)
        if act == "bo-sua":
            services.drop_correction(actor=request.actor, evaluation=evaluation)
            messages.success(request, "Đã bỏ nội dung sửa. Bản tự đánh giá giữ như đã nộp")
        else:
            messages.success(request, "Đã lưu nháp trả lời")
    except DomainError as error:
        form.add_error(error.field if error.field in form.fields else None, error.message)
        return None
    return redirect("evaluation:clarification_list", request.ward.slug, evaluation.initiative.address)


def _send(request, evaluation, reply):
    initiative = evaluation.initiative
    asked = {"actor": request.actor, "evaluation": evaluation, "seen_version": reply.version}
    if can(request.actor, Action.SEND_SELF_ASSESSMENT, initiative):
        services.send_reply(**asked)
        messages.success(request, "Đã gửi trả lời đến Ban Xây dựng Đảng")
    else:
        services.tell_prepared(**asked)
        messages.success(request, "Đã báo người đứng đầu đơn vị: trả lời đã soạn xong, chờ gửi")
    return redirect("evaluation:clarification_list", request.ward.slug, initiative.address)


def _too_late(request, evaluation, questions):
    """Nothing is open: the second press of one button is answered as the first; other words are set aside."""
    sent = {f"answer_{row.pk}": row.answer for row in questions}
    typed = {name: text for name, text in request.POST.items() if name.startswith("answer_") and text.strip()}
    here = redirect("evaluation:clarification_list", request.ward.slug, evaluation.initiative.address)
    if all(sent.get(name) == text.strip().replace("\r\n", "\n") for name, text in typed.items()):
        messages.info(request, services.NOTHING_ASKED)
        return here
    messages.error(request, services.CONCLUDED if evaluation.state != EvaluationState.SENT else services.NOTHING_ASKED)
    return set_aside(request, here.url)


def reply_of(evaluation) -> ClarificationReply | None:
    return getattr(evaluation, "reply", None)


def questioned(request, code):
    """A sent evaluation with its initiative, and whether the reader works for its unit; of the others the Ban reads."""
    rows = Initiative.objects.visible_to(request.actor).of_ward(request.ward).addressed(code).select_related(*RELATED)
    initiative = get_object_or_404(rows)
    is_ours = can(request.actor, Action.PREPARE_SELF_ASSESSMENT, initiative)
    needed = Action.PREPARE_SELF_ASSESSMENT if request.method == "POST" else Action.READ_EVALUATIONS
    if not is_ours:
        require(request.actor, needed, initiative)
    evaluation = getattr(initiative, "evaluation", None)
    if evaluation is None or evaluation.state == EvaluationState.DRAFT:
        raise Http404
    evaluation.initiative = initiative
    return evaluation, is_ours
