"""Questions of scorers to the unit; the unit's answers, and its correction of what it sent."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from core.exceptions import DomainError, StaleState
from core.forms import errors_on
from core.held import is_refill, refillable
from core.uploads import ACCEPT, check_upload
from core.versions import both_of, with_kept
from models_registry.models import Initiative
from organizations.permissions import Action, can, require
from organizations.typed import set_aside

from ..clarifying import corrections_of, questions_of
from ..corrections import changes_anything, changes_between, overlaid, unsent, waiting_files
from ..dossier import criteria_with_answers, missing_parts, read_whole, scoring_refusal
from ..enums import EvaluationState
from ..evidence import marks_of, waiting_marks
from ..forms.clarifications import AnswersForm, AskForm
from ..forms.self_assessment import SelfAssessmentForm
from ..models import ClarificationReply
from ..services import clarifications as services
from .places import seen_version
from .sheets import to_score

RELATED = (
    "cycle", "unit", "sector", "ward", "evaluation__self_assessment", "evaluation__current", "evaluation__criteria_set",
    "evaluation__reply",
)  # fmt: skip
MOST_POSTED = 20


@refillable
@require_http_methods(["GET", "HEAD", "POST"])
def sheet_clarify(request, ward, code):
    """A scorer asks instead of guessing; what was asked and answered before stands below."""
    evaluation = to_score(request, code)
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
    }
    return render(request, "evaluation/sheet_clarify.html", context)


@refillable
@require_http_methods(["GET", "HEAD", "POST"])
def clarification_list(request, ward, code):
    """Everything that was asked about one self-assessment. Its unit answers here; the Ban reads."""
    evaluation, is_ours = _evaluation(request, code)
    initiative = evaluation.initiative
    questions = questions_of(evaluation)
    is_open = evaluation.state == EvaluationState.SENT
    waiting = [row for row in questions if row.answered_at is None] if is_open else []
    reply = _reply(evaluation)
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
    return render(request, "evaluation/clarification_list.html", context)


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


@refillable
@require_http_methods(["GET", "HEAD", "POST"])
def correction(request, ward, code):
    """The sent self-assessment as a draft beside it; only while a question of the Ban is open."""
    evaluation, _ = _evaluation(request, code)
    initiative = evaluation.initiative
    require(request.actor, Action.PREPARE_SELF_ASSESSMENT, initiative)
    back = redirect("evaluation:clarification_list", ward, initiative.address)
    waiting = [row for row in questions_of(evaluation) if row.answered_at is None]
    reply = _reply(evaluation)
    whole = overlaid(read_whole(evaluation), reply.correction if reply else None)
    parts = {"criteria": whole.criteria, "targets": whole.targets, "text": whole.text}
    form = SelfAssessmentForm(**parts)
    if request.method == "POST":
        form = SelfAssessmentForm(with_kept(request.POST, form), **parts)
    if not waiting or evaluation.state != EvaluationState.SENT:
        messages.error(request, services.NOTHING_ASKED)
        return set_aside(request, back.url) if request.method == "POST" and both_of(form) else back
    version, both = reply.version if reply else 0, []
    if is_refill(request):
        both = both_of(form) if seen_version(request) != version else []
    elif request.method == "POST":
        is_right = form.is_valid()
        try:
            reply = services.save_correction(
                actor=request.actor, evaluation=evaluation, draft=form.draft(), seen_version=seen_version(request)
            )
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
            both = both_of(form) if isinstance(error, StaleState) else []
        else:
            version = reply.version
            problems = _keep_files(request, evaluation)
            if is_right and not problems:
                messages.success(request, "Đã lưu nội dung sửa. Ban Xây dựng Đảng thấy sau khi người đứng đầu gửi")
                stays = request.POST.get("viec") == "luu"
                return redirect("evaluation:correction", ward, initiative.address) if stays else back
            for problem in problems:
                form.add_error(None, problem)
    context = {
        "initiative": initiative,
        "evaluation": evaluation,
        "waiting": waiting,
        "form": form,
        "version": version,
        "both": both,
        "marks": marks_of(whole.files) + waiting_marks(waiting_files(initiative)),
        "accept": ACCEPT,
    }
    return render(request, "evaluation/correction.html", context)


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


def _reply(evaluation) -> ClarificationReply | None:
    return getattr(evaluation, "reply", None)


def _evaluation(request, code):
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
