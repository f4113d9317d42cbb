"""The unit's own account of the year's results: kept as a draft while it is typed, then sent by the unit's head as a
sealed submission (decisions 6, 16, 19)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.db import IntegrityError, transaction

from core import clock
from core.actor import Actor
from core.database.transitions import move, update_if_unchanged
from core.exceptions import DomainError, StaleState
from core.files.uploads import CheckedUpload
from core.log import audit
from core.log.notifications import notify
from core.text.vietnamese import clean_line, clean_text
from evaluation import scoring
from evaluation.appraisal.dossier import criteria_in_force, read_whole, self_assessment_refusal
from evaluation.appraisal.marks import assessment_mark
from evaluation.criteria.services import freeze_criteria
from evaluation.enums import EvaluationState, Finding
from evaluation.models import Criterion, Evaluation, SelfAnswer, SelfAssessment, TargetResult
from evaluation.self_assessment.services.sealing import SENT_BEFORE, refuse_incomplete, submit
from evaluation.transitions import EVALUATION
from models_registry.enums import SubmissionKind
from models_registry.initiative.files.services import attach, detach
from models_registry.initiative.messages import model_of_year
from models_registry.initiative.recipients import role_people, unit_heads
from models_registry.models import Attachment, Initiative, Submission
from models_registry.models.files import FilePlace
from organizations.enums import Role
from organizations.permissions import Action, require

SAVED_ELSEWHERE = (
    "Bản tự đánh giá vừa được lưu ở cửa sổ khác hoặc bởi người khác. Nội dung đồng chí vừa nhập vẫn còn ở trang này"
)


@dataclass(frozen=True, kw_only=True)
class Answer:
    """The unit on one criterion."""

    text: str = ""
    finding: str = ""
    points: Decimal | None = None


@dataclass(frozen=True, kw_only=True)
class Result:
    """What became of one registered target."""

    result: Decimal | None = None
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class SelfAssessmentDraft:
    """What is typed: `answers` by the criterion's number, `results` by the target's key."""

    summary: str = ""
    story_before: str = ""
    story_after: str = ""
    participants: int | None = None
    households: int | None = None
    answers: Mapping[int, Answer] = field(default_factory=dict)
    results: Mapping[str, Result] = field(default_factory=dict)


@transaction.atomic
def save_self_assessment(
    *,
    actor: Actor,
    initiative: Initiative,
    draft: SelfAssessmentDraft,
    seen_version: int = 0,
    criteria: Sequence[Criterion] | None = None,
) -> Evaluation:
    """Keep what was typed, complete or not. The first save makes the evaluation and freezes the year's criteria.

    `seen_version` is the version of the text the page showed, 0 while nothing was typed; `criteria` those in force,
    when the caller has read them. Raises DomainError outside the window, StaleState when it was sent, or saved
    elsewhere with other words; the same words twice are one save.
    """
    require(actor, Action.PREPARE_SELF_ASSESSMENT, initiative)
    _refuse_closed(initiative)
    evaluation = getattr(initiative, "evaluation", None)
    if criteria is None:
        criteria = criteria_in_force(initiative)
    if evaluation is None:
        evaluation, is_new = _begin(actor, initiative, criteria, draft)
        if is_new:
            return evaluation
    if evaluation.state != EvaluationState.DRAFT:
        raise StaleState("Bản tự đánh giá đã nộp, không sửa được nữa")
    text = evaluation.self_assessment
    if text.version != seen_version:
        if _is_stored(evaluation, draft):
            return evaluation
        raise StaleState(SAVED_ELSEWHERE)
    rewrite(actor=actor, text=text, draft=draft, criteria=criteria)
    return evaluation


def rewrite(*, actor: Actor, text: SelfAssessment, draft: SelfAssessmentDraft, criteria: Sequence[Criterion]) -> None:
    """Put other words in the place of those kept; the caller has checked the right and the state."""
    update_if_unchanged(text, changes=_columns(draft, actor))
    _write_rows(text, draft, criteria)


@transaction.atomic
def add_self_files(
    *,
    actor: Actor,
    initiative: Initiative,
    uploads: Sequence[CheckedUpload],
    criterion: int | None = None,
    caption: str = "",
) -> None:
    """Attach checked files to the draft, under a criterion or the whole; the same file twice is one."""
    _require_draft(actor, initiative)
    place = FilePlace.SELF_ASSESSMENT if criterion is None else f"{FilePlace.SELF_ASSESSMENT}.criterion.{criterion}"
    rows = attach(actor=actor, initiative=initiative, uploads=uploads, place=place, caption=clean_line(caption))
    if rows:
        audit.record(
            actor=actor, verb="self_assessment.file", text=f"Thêm {len(rows)} tệp minh chứng", subject=initiative,
            ward_key=initiative.ward_id, note=", ".join(row.name for row in rows)[:500],
        )  # fmt: skip


@transaction.atomic
def begin_with_file(
    *, actor: Actor, initiative: Initiative, upload: CheckedUpload, criterion: int | None = None, caption: str = ""
) -> Evaluation:
    """One checked file of a script's queue; where nothing was typed yet it begins the text. All of it or nothing."""
    require(actor, Action.PREPARE_SELF_ASSESSMENT, initiative)
    _refuse_closed(initiative)
    evaluation = getattr(initiative, "evaluation", None)
    if evaluation is None:
        evaluation, _ = _begin(actor, initiative, criteria_in_force(initiative))
    add_self_files(actor=actor, initiative=initiative, uploads=[upload], criterion=criterion, caption=caption)
    return evaluation


@transaction.atomic
def remove_self_file(*, actor: Actor, initiative: Initiative, attachment: Attachment) -> None:
    """Take a file off the draft. Twice is once."""
    _require_draft(actor, initiative)
    if detach(attachment=attachment):
        audit.record(
            actor=actor, verb="self_assessment.file", text="Bỏ 1 tệp minh chứng", subject=initiative,
            ward_key=initiative.ward_id, note=attachment.name,
        )  # fmt: skip


def _require_draft(actor: Actor, initiative: Initiative) -> None:
    require(actor, Action.PREPARE_SELF_ASSESSMENT, initiative)
    _refuse_closed(initiative)
    evaluation = Evaluation.objects.select_for_update().filter(initiative=initiative).first()
    if evaluation is None or evaluation.state != EvaluationState.DRAFT:
        raise StaleState("Bản tự đánh giá đã nộp, không sửa được nữa")


@transaction.atomic
def mark_prepared(*, actor: Actor, evaluation: Evaluation) -> None:
    """Who may not send tells the unit's head that the text is ready."""
    initiative = evaluation.initiative
    require(actor, Action.PREPARE_SELF_ASSESSMENT, initiative)
    _refuse_closed(initiative)
    if evaluation.state != EvaluationState.DRAFT:
        raise StaleState("Bản tự đánh giá đã nộp, không sửa được nữa")
    refuse_incomplete(read_whole(evaluation))
    SelfAssessment.objects.filter(pk=evaluation.pk).update(prepared_at=clock.now())
    audit.record(
        actor=actor, verb="self_assessment.prepared", text="Soạn xong tự đánh giá, chờ người đứng đầu nộp",
        subject=initiative, ward_key=initiative.ward_id,
    )  # fmt: skip
    notify(
        user_keys=unit_heads(initiative.unit),
        ward_key=initiative.ward_id,
        kind="self_assessment",
        text=f"Tự đánh giá {model_of_year(initiative)} đã soạn xong, chờ đồng chí nộp",
        link=f"/{actor.ward_slug}/mo-hinh/{initiative.address}/tu-danh-gia/kiem-tra/",
        dedupe_key=f"self-prepared-{evaluation.pk}-{evaluation.self_assessment.version}",
    )


@transaction.atomic
def send_self_assessment(*, actor: Actor, evaluation: Evaluation) -> Submission:
    """Send the whole text, sealed, to the Ban; only the unit's head may. After it the text is locked.

    Raises DomainError when something is missing or the window is closed, StaleState when it was sent before.
    """
    initiative = evaluation.initiative
    seat = require(actor, Action.SEND_SELF_ASSESSMENT, initiative)
    _refuse_closed(initiative)
    if evaluation.state != EvaluationState.DRAFT:
        raise StaleState(SENT_BEFORE)
    whole = read_whole(evaluation)
    refuse_incomplete(whole)
    submission = submit(actor=actor, seat=seat, whole=whole)
    move(
        evaluation,
        EVALUATION["send"],
        changes={
            "current": submission,
            "sent_at": submission.sent_at,
            "since": submission.sent_at,
            "late_days": submission.late_days,
        },
    )
    audit.record(
        actor=actor, verb="self_assessment.send", text="Nộp tự đánh giá", subject=initiative,
        ward_key=initiative.ward_id, after=assessment_mark(submission), seat=seat,
    )  # fmt: skip
    _tell_officers(actor, evaluation)
    return submission


def _refuse_closed(initiative: Initiative) -> None:
    words = self_assessment_refusal(initiative)
    if words:
        raise DomainError(words)


def _hold_received(initiative: Initiative) -> None:
    """A bulk receipt may be taken back for ten minutes: whoever is second waits here and reads the state again."""
    held = Initiative.objects.select_for_update(no_key=True).filter(pk=initiative.pk)
    if held.values_list("state", flat=True).get() != initiative.state:
        raise StaleState("Hồ sơ vừa được Ban Xây dựng Đảng xử lý lại. Hãy tải lại trang để xem")


def _begin(
    actor: Actor, initiative: Initiative, criteria: Sequence[Criterion], draft: SelfAssessmentDraft | None = None
) -> tuple[Evaluation, bool]:
    """The evaluation with its first words, and True; with that of another press, and False, where one came before.

    Without words, for a first file, the text stands at version 0, which every page has seen: words and a file that
    come from one page at once meet in one text.
    """
    if not criteria:
        raise DomainError("Ban Xây dựng Đảng chưa ban hành bộ tiêu chí của năm. Đồng chí chờ hoặc gọi hỗ trợ")
    _hold_received(initiative)
    freeze_criteria(criteria[0].criteria_set)
    sends = Submission.objects.filter(initiative=initiative).exclude(kind=SubmissionKind.SELF_ASSESSMENT)
    try:
        with transaction.atomic():
            evaluation = Evaluation.objects.create(
                ward_id=initiative.ward_id,
                cycle_id=initiative.cycle_id,
                initiative=initiative,
                sector_id=initiative.sector_id,
                kind=initiative.kind,
                criteria_set_id=criteria[0].criteria_set_id,
                registration=sends.order_by("-number").first(),
                min_sheets=initiative.cycle.min_sheets,
                mean=scoring.ZERO if scoring.has_points(criteria) else None,
            )
    except IntegrityError:
        evaluation = Evaluation.objects.select_related("self_assessment").get(initiative=initiative)
        evaluation.initiative = initiative
        return evaluation, False
    words = _columns(draft or SelfAssessmentDraft(), actor)
    text = SelfAssessment.objects.create(evaluation=evaluation, version=1 if draft else 0, **words)
    if draft:
        _write_rows(text, draft, criteria)
    audit.record(
        actor=actor, verb="self_assessment.begin", text="Bắt đầu soạn tự đánh giá", subject=initiative,
        ward_key=initiative.ward_id,
    )  # fmt: skip
    return evaluation, True


def _columns(draft: SelfAssessmentDraft, actor: Actor) -> dict:
    return {
        **_words(draft),
        "saved_at": clock.now(),
        "saved_by_key": actor.user_key,
    }


def _words(draft: SelfAssessmentDraft) -> dict:
    return {
        "summary": clean_text(draft.summary),
        "story_before": clean_text(draft.story_before),
        "story_after": clean_text(draft.story_after),
        "participants": draft.participants,
        "households": draft.households,
    }


def _write_rows(text: SelfAssessment, draft: SelfAssessmentDraft, criteria: Sequence[Criterion]) -> None:
    SelfAnswer.objects.bulk_create(
        [_answer(text, row, draft.answers.get(row.number, Answer())) for row in criteria],
        update_conflicts=True,
        unique_fields=["self_assessment", "criterion"],
        update_fields=["text", "finding", "points"],
    )
    TargetResult.objects.bulk_create(
        [
            TargetResult(self_assessment=text, target_key=key, result=row.result, note=clean_line(row.note))
            for key, row in draft.results.items()
        ],
        update_conflicts=True,
        unique_fields=["self_assessment", "target_key"],
        update_fields=["result", "note"],
    )


def _is_stored(evaluation: Evaluation, draft: SelfAssessmentDraft) -> bool:
    """Whether exactly these words were saved already: the second press of one button."""
    whole = read_whole(evaluation)
    if any(getattr(whole.text, name) != value for name, value in _words(draft).items()):
        return False
    answers = {
        row.number: Answer(text=row.own_text, finding=row.own_finding, points=row.own_points) for row in whole.criteria
    }
    results = {row.key: Result(result=row.result, note=row.note) for row in whole.targets}
    typed = {number: draft.answers.get(number, Answer()) for number in answers}
    return answers == typed and all(results.get(key, Result()) == row for key, row in draft.results.items())


def _answer(text: SelfAssessment, criterion: Criterion, typed: Answer) -> SelfAnswer:
    error = scoring.points_error(typed.points, criterion.max_points)
    if error:
        raise DomainError(error, field=f"points_{criterion.number}")
    if typed.finding and typed.finding not in Finding.values:
        raise DomainError("Hãy chọn kết quả trong danh sách", field=f"finding_{criterion.number}")
    return SelfAnswer(
        self_assessment=text,
        criterion=criterion,
        text=clean_text(typed.text),
        finding=typed.finding,
        points=typed.points,
    )


def _tell_officers(actor: Actor, evaluation: Evaluation) -> None:
    """Everybody of the Ban who scores. The link is the queue: whoever is in conflict could not open the sheet."""
    initiative = evaluation.initiative
    notify(
        user_keys=role_people(initiative.ward_id, (Role.OFFICER,)),
        ward_key=initiative.ward_id,
        kind="self_assessment",
        text=f"{initiative.unit_label} nộp tự đánh giá {model_of_year(initiative)}",
        link=f"/{actor.ward_slug}/cham-diem/?nam={initiative.year}&q={initiative.code}",
        dedupe_key=f"self-sent-{evaluation.pk}-{evaluation.current_id}",
    )
