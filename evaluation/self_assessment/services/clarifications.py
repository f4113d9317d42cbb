"""“Đề nghị làm rõ”: a scorer asks the unit instead of guessing; the unit answers and may correct what it sent.

Answers and a correction are prepared by anybody of the unit, and sent by its head in one act. A correction is a new
sealed submission; sheets completed before keep the one they were scored on (decision 22).
"""

from collections.abc import Mapping, Sequence

from django.db import IntegrityError, transaction

from core import clock
from core.actor import Actor
from core.database.transitions import update_if_unchanged
from core.exceptions import DomainError, StaleState
from core.files.uploads import CheckedUpload
from core.log import audit
from core.log.audit import Audience
from core.log.notifications import notify
from core.text.vietnamese import clean_line, clean_text
from evaluation.appraisal import dossier
from evaluation.appraisal.conflicts import refuse_conflict, with_conflict
from evaluation.appraisal.dossier import read_whole, scoring_refusal
from evaluation.appraisal.marks import assessment_mark
from evaluation.enums import TAKEN_SHEETS, EvaluationState
from evaluation.models import Clarification, ClarificationReply, Evaluation, ScoreSheet
from evaluation.self_assessment.corrections import changes_anything, packed, unpacked, waiting_files
from evaluation.self_assessment.services.sealing import refuse_incomplete, submit
from evaluation.self_assessment.services.self_assessment import SelfAssessmentDraft, rewrite
from models_registry.enums import InitiativeState
from models_registry.initiative.files.services import attach, detach
from models_registry.initiative.messages import model_of_year
from models_registry.initiative.open_year import refuse_closed_year
from models_registry.initiative.recipients import unit_heads, unit_people
from models_registry.models import Attachment
from models_registry.models.files import FilePlace
from organizations.permissions import Action, require

LONGEST = 1500
NOTHING_ASKED = "Không còn câu hỏi nào chờ trả lời"
CHANGED_ELSEWHERE = "Bản trả lời vừa được lưu ở cửa sổ khác hoặc bởi người khác. Hãy tải lại trang để xem"
CONCLUDED = "Mô hình này đã có kết luận, không còn trả lời hay sửa được nữa"


@transaction.atomic
def ask(*, actor: Actor, evaluation: Evaluation, question: str, criterion: int | None = None) -> Clarification:
    """Ask the unit about one criterion (its number) or the whole. The same open question twice is one.

    Raises PermissionDenied in conflict, DomainError without words, for an unknown criterion, or when no sheet of this
    model can be written now.
    """
    question = _words(question, "question", "Hãy ghi điều cần đơn vị làm rõ")
    rows = Evaluation.objects.filter(pk=evaluation.pk).select_related("initiative__unit", "cycle")
    locked = with_conflict(rows, actor).select_for_update(of=("self",)).get()
    seat = require(actor, Action.SCORE, locked)
    refuse_conflict(locked, actor)
    if words := scoring_refusal(locked):
        raise DomainError(words)
    row = None
    if criterion is not None:
        row = next((one for one in dossier.criteria_with_answers(locked) if one.number == criterion), None)
        if row is None:
            raise DomainError("Hãy chọn tiêu chí trong danh sách", field="criterion")
    about = {"evaluation": locked, "criterion": row, "asked_by_key": actor.user_key, "question": question}
    before = Clarification.objects.filter(answered_at__isnull=True, **about).first()
    if before is not None:
        return before
    asked = Clarification.objects.create(ward_id=locked.ward_id, **about)
    audit.record(
        actor=actor, verb="clarification.ask", text=f"Đề nghị làm rõ {_about(row)}", subject=locked.initiative,
        ward_key=locked.ward_id, note=question[:500], audience=Audience.BAN, seat=seat,
    )  # fmt: skip
    notify(
        user_keys=unit_people(locked.initiative.unit),
        ward_key=locked.ward_id,
        kind="clarification",
        text=f"Ban Xây dựng Đảng đề nghị làm rõ {_about(row)} của {model_of_year(locked.initiative)}",
        link=_unit_page(actor, locked),
        dedupe_key=f"clarify-{asked.pk}",
    )
    return asked


@transaction.atomic
def withdraw(*, actor: Actor, evaluation: Evaluation, key: int) -> None:
    """Who asked takes a question back while it is open; the unit is told, the log keeps its words. Twice is once.

    Raises StaleState when it was answered or the model is concluded, DomainError for a question of somebody else.
    """
    locked = _locked(evaluation)
    seat = require(actor, Action.SCORE, locked)
    row = Clarification.objects.filter(evaluation=locked, pk=key).select_related("criterion").first()
    if row is None:
        return
    if row.asked_by_key != actor.user_key:
        raise DomainError("Chỉ người hỏi rút được câu hỏi của mình")
    if row.answered_at is not None:
        raise StaleState("Đơn vị đã trả lời câu hỏi này, không rút được nữa")
    asked, name = row.pk, model_of_year(locked.initiative)
    row.delete()
    audit.record(
        actor=actor, verb="clarification.withdraw", text=f"Rút câu hỏi về {_about(row.criterion)}",
        subject=locked.initiative, ward_key=locked.ward_id, note=row.question[:500], audience=Audience.BAN, seat=seat,
    )  # fmt: skip
    notify(
        user_keys=unit_people(locked.initiative.unit),
        ward_key=locked.ward_id,
        kind="clarification",
        text=f"Ban Xây dựng Đảng rút một câu hỏi về {_about(row.criterion)} của {name}",
        link=_unit_page(actor, locked),
        dedupe_key=f"clarify-withdrawn-{asked}",
    )


@transaction.atomic
def save_answers(
    *, actor: Actor, evaluation: Evaluation, answers: Mapping[int, str], seen_version: int = 0
) -> ClarificationReply:
    """Keep answers (by the question's key) that are being written; the Ban does not read them yet.

    Raises StaleState when nothing is open, or it was saved elsewhere with other words.
    """
    require(actor, Action.PREPARE_SELF_ASSESSMENT, evaluation.initiative)
    open_keys = {row.pk for row in _open_questions(_locked(evaluation))}
    kept = {str(key): clean_text(text)[:LONGEST] for key, text in answers.items() if key in open_keys}
    return _keep(actor, evaluation, seen_version, answers=kept)


@transaction.atomic
def save_correction(
    *, actor: Actor, evaluation: Evaluation, draft: SelfAssessmentDraft, seen_version: int = 0
) -> ClarificationReply:
    """Keep a corrected self-assessment beside the one that was sent, complete or not."""
    require(actor, Action.PREPARE_SELF_ASSESSMENT, evaluation.initiative)
    _open_questions(_locked(evaluation))
    return _keep(actor, evaluation, seen_version, correction=packed(draft))


@transaction.atomic
def drop_correction(*, actor: Actor, evaluation: Evaluation) -> None:
    """Leave the self-assessment as it was sent; files added to the correction are put away. Twice is once."""
    initiative = evaluation.initiative
    require(actor, Action.PREPARE_SELF_ASSESSMENT, initiative)
    _locked(evaluation)
    reply = ClarificationReply.objects.filter(evaluation=evaluation).first()
    files = waiting_files(initiative)
    if reply is None or reply.correction is None and not files:
        return
    update_if_unchanged(reply, changes={"correction": None, "saved_at": clock.now(), "saved_by_key": actor.user_key})
    for row in files:
        detach(attachment=row)
    audit.record(
        actor=actor, verb="clarification.drop", text="Bỏ nội dung sửa tự đánh giá", subject=initiative,
        ward_key=initiative.ward_id,
    )  # fmt: skip


@transaction.atomic
def add_correction_files(
    *, actor: Actor, evaluation: Evaluation, uploads: Sequence[CheckedUpload], criterion: int | None = None,
    caption: str = "",
) -> None:  # fmt: skip
    """Attach checked files to the correction; the Ban sees them once it is sent."""
    initiative = evaluation.initiative
    require(actor, Action.PREPARE_SELF_ASSESSMENT, initiative)
    _open_questions(_locked(evaluation))
    place = FilePlace.CORRECTION if criterion is None else f"{FilePlace.CORRECTION}.criterion.{criterion}"
    rows = attach(actor=actor, initiative=initiative, uploads=uploads, place=place, caption=clean_line(caption))
    if rows:
        audit.record(
            actor=actor, verb="clarification.file", text=f"Thêm {len(rows)} tệp để làm rõ", subject=initiative,
            ward_key=initiative.ward_id, note=", ".join(row.name for row in rows)[:500],
        )  # fmt: skip


@transaction.atomic
def remove_correction_file(*, actor: Actor, evaluation: Evaluation, token: str) -> None:
    """Take a file off the correction; what was sent before stays. Twice is once."""
    require(actor, Action.PREPARE_SELF_ASSESSMENT, evaluation.initiative)
    _open_questions(_locked(evaluation))
    for row in waiting_files(evaluation.initiative):
        if row.token.hex == token and detach(attachment=row):
            audit.record(
                actor=actor, verb="clarification.file", text="Bỏ 1 tệp để làm rõ", subject=evaluation.initiative,
                ward_key=evaluation.ward_id, note=row.name,
            )  # fmt: skip


@transaction.atomic
def tell_prepared(*, actor: Actor, evaluation: Evaluation, seen_version: int) -> None:
    """Who may not send tells the unit's head that the answers are ready. Twice is once."""
    initiative = evaluation.initiative
    require(actor, Action.PREPARE_SELF_ASSESSMENT, initiative)
    questions, reply = _ready(_locked(evaluation), seen_version)
    if reply.prepared_at is None:
        update_if_unchanged(reply, changes={"prepared_at": clock.now()})
        audit.record(
            actor=actor, verb="clarification.prepared", text="Soạn xong trả lời làm rõ, chờ người đứng đầu gửi",
            subject=initiative, ward_key=initiative.ward_id,
        )  # fmt: skip
    notify(
        user_keys=unit_heads(initiative.unit),
        ward_key=initiative.ward_id,
        kind="clarification",
        text=f"Trả lời làm rõ {model_of_year(initiative)} đã soạn xong, chờ đồng chí gửi",
        link=_unit_page(actor, evaluation),
        dedupe_key=f"clarify-prepared-{questions[-1].pk}-{reply.version}",
    )


@transaction.atomic
def send_reply(*, actor: Actor, evaluation: Evaluation, seen_version: int) -> Sequence[Clarification]:
    """Send the answers and, when anything was corrected, the corrected self-assessment as a new submission.

    Raises DomainError at the question without answer or the part that is missing, StaleState when nothing is open or
    the reply is no longer as it was seen.
    """
    locked = _locked(evaluation)
    initiative = locked.initiative
    seat = require(actor, Action.SEND_SELF_ASSESSMENT, initiative)
    questions, reply = _ready(locked, seen_version)
    submission = _correct(actor, seat, locked, reply)
    at = clock.now()
    for row in questions:
        row.answer, row.answered_at, row.submission_after = reply.answers[str(row.pk)], at, submission
    Clarification.objects.bulk_update(questions, ["answer", "answered_at", "submission_after"])
    reply.delete()
    text = f"Trả lời {len(questions)} đề nghị làm rõ{', gửi bản tự đánh giá đã sửa' if submission else ''}"
    audit.record(
        actor=actor, verb="clarification.answer", text=text, subject=initiative, ward_key=initiative.ward_id,
        after=assessment_mark(submission), seat=seat,
    )  # fmt: skip
    _tell_scorers(actor, locked, questions, submission is not None)
    return questions


def _ready(evaluation: Evaluation, seen_version: int) -> tuple[list[Clarification], ClarificationReply]:
    """The open questions with a reply that answers each of them, as it was seen."""
    questions = _open_questions(evaluation)
    reply = ClarificationReply.objects.filter(evaluation=evaluation).first()
    if (reply.version if reply else 0) != seen_version:
        raise StaleState(CHANGED_ELSEWHERE)
    for row in questions:
        if reply is None or not reply.answers.get(str(row.pk)):
            raise DomainError("Hãy trả lời câu hỏi này trước khi gửi", field=f"answer_{row.pk}")
    return questions, reply


def _correct(actor: Actor, seat, evaluation: Evaluation, reply: ClarificationReply):
    """Put the correction in the place of what was sent and seal it; None when it changes nothing."""
    whole = read_whole(evaluation)
    files = waiting_files(evaluation.initiative)
    is_changed = changes_anything(reply.correction, whole)
    if not files and not is_changed:
        return None
    if is_changed:
        rewrite(actor=actor, text=evaluation.self_assessment, draft=unpacked(reply.correction), criteria=whole.criteria)
    for row in files:
        row.place = f"{FilePlace.SELF_ASSESSMENT}{row.place.removeprefix(FilePlace.CORRECTION)}"
    Attachment.objects.bulk_update(files, ["place"])
    whole = read_whole(evaluation)
    refuse_incomplete(whole)
    submission = submit(actor=actor, seat=seat, whole=whole, is_asked=True)
    update_if_unchanged(evaluation, changes={"current_id": submission.pk})
    return submission


def _locked(evaluation: Evaluation) -> Evaluation:
    """The evaluation as it is now, its row locked. Raises StaleState once it is concluded or its year closed."""
    rows = Evaluation.objects.filter(pk=evaluation.pk).select_related(
        "initiative__unit", "initiative__cycle", "self_assessment", "current"
    )
    locked = rows.select_for_update(of=("self",)).get()
    if locked.state != EvaluationState.SENT or locked.initiative.state != InitiativeState.RECEIVED:
        raise StaleState(CONCLUDED)
    refuse_closed_year(locked.initiative.cycle)
    return locked


def _open_questions(evaluation: Evaluation) -> list[Clarification]:
    rows = list(Clarification.objects.filter(evaluation=evaluation, answered_at__isnull=True).order_by("pk"))
    if not rows:
        raise StaleState(NOTHING_ASKED)
    return rows


def _keep(actor: Actor, evaluation: Evaluation, seen_version: int, **changes) -> ClarificationReply:
    changes |= {"saved_at": clock.now(), "saved_by_key": actor.user_key, "prepared_at": None}
    reply = ClarificationReply.objects.filter(evaluation=evaluation).first()
    if reply is None and not seen_version:
        try:
            with transaction.atomic():
                return ClarificationReply.objects.create(evaluation=evaluation, **changes)
        except IntegrityError as error:
            raise StaleState(CHANGED_ELSEWHERE) from error
    if reply is None:
        raise StaleState(CHANGED_ELSEWHERE)
    if reply.version != seen_version:
        if all(getattr(reply, name) == changes[name] for name in ("answers", "correction") if name in changes):
            return reply
        raise StaleState(CHANGED_ELSEWHERE)
    update_if_unchanged(reply, changes=changes)
    return reply


def _tell_scorers(actor: Actor, evaluation: Evaluation, questions: Sequence[Clarification], is_corrected: bool) -> None:
    """Who asked, and who has a sheet: those learn that the text they scored was corrected."""
    sheets = ScoreSheet.objects.filter(evaluation=evaluation, state__in=TAKEN_SHEETS)
    keys = {row.asked_by_key for row in questions} | set(sheets.values_list("scorer_id", flat=True))
    initiative = evaluation.initiative
    corrected = " và sửa bản tự đánh giá" if is_corrected else ""
    notify(
        user_keys=keys,
        ward_key=evaluation.ward_id,
        kind="clarification",
        text=f"{initiative.unit_label} trả lời làm rõ{corrected}: {model_of_year(initiative)}",
        link=f"/{actor.ward_slug}/cham-diem/?nam={initiative.year}&nhom=tat-ca&q={initiative.code}",
        dedupe_key=f"clarify-answered-{evaluation.pk}-{questions[-1].pk}",
    )


def _about(criterion) -> str:
    return f"tiêu chí {criterion.number}" if criterion else "bản tự đánh giá"


def _unit_page(actor: Actor, evaluation: Evaluation) -> str:
    return f"/{actor.ward_slug}/mo-hinh/{evaluation.initiative.address}/lam-ro/"


def _words(typed: str, field: str, missing: str) -> str:
    text = clean_text(typed)
    if not text:
        raise DomainError(missing, field=field)
    if len(text) > LONGEST:
        raise DomainError(f"Nội dung dài quá {LONGEST} ký tự, hiện có {len(text)}", field=field)
    return text
