"""Score sheets of the Ban's officers (decisions 8, 21, 22).

The evaluation's row is locked before a sheet moves, so that its figures are always those of the sheets that count.
Scores are frozen by the database while their sheet is completed or void: completing writes them first, reopening last.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Q

from core import clock
from core.actor import Actor
from core.database.transitions import move, update_if_unchanged
from core.exceptions import DomainError, StaleState
from core.log import audit
from core.log.audit import Audience
from core.log.notifications import notify
from core.text.vietnamese import clean_text, upper_first
from evaluation import scoring
from evaluation.appraisal.conflicts import refuse_conflict, with_conflict
from evaluation.appraisal.dossier import applicable, scoring_refusal
from evaluation.appraisal.marks import EVALUATIONS, SHEETS
from evaluation.appraisal.reasons import written_reason
from evaluation.enums import EvaluationState, Finding, Outcome, SheetState
from evaluation.models import Criterion, CriterionScore, Evaluation, ProposalItem, ScoreSheet
from evaluation.sheets.agreement import lies_apart
from evaluation.sheets.services.agreement import tell_scorers
from evaluation.transitions import EVALUATION, SHEET
from models_registry.initiative.messages import model_of_year
from models_registry.initiative.open_year import refuse_closed_year
from models_registry.initiative.recipients import role_people
from models_registry.models import Attachment
from organizations.enums import Role
from organizations.permissions import Action, require

NEEDS_SHEETS = (Outcome.RECOMMEND, Outcome.NOT_YET)
CHANGED_ELSEWHERE = "Phiếu vừa được lưu ở cửa sổ khác. Nội dung đồng chí vừa nhập vẫn còn ở trang này"
CLOSED = {
    SheetState.COMPLETED: "Phiếu đã hoàn thành. Muốn sửa, hãy mở lại phiếu",
    SheetState.ABSTAINED: "Đồng chí đã xin không chấm mô hình này. Muốn chấm, hãy nhận chấm lại",
}
NOTICE_LENGTH = 500


@dataclass(frozen=True, kw_only=True)
class Score:
    """What a scorer says on one criterion. Empty is not zero; `marks` None leaves those that are kept."""

    finding: str = ""
    points: Decimal | None = None
    comment: str = ""
    marks: tuple[str, ...] | None = None


@transaction.atomic
def save_sheet(
    *, actor: Actor, evaluation: Evaluation, scores: Mapping[int, Score], seen_version: int = 0
) -> ScoreSheet:
    """Keep the actor's own sheet as a draft, complete or not; `scores` by the criterion's number.

    `seen_version` is the sheet's version on the page, 0 when there was none. Raises PermissionDenied in conflict,
    DomainError for points out of range or outside the window, StaleState when it was saved elsewhere with other
    content; the same content twice is one save.
    """
    seat = require(actor, Action.SCORE, evaluation)
    locked = _locked(evaluation, actor)
    _refuse_scoring(locked, actor)
    criteria = applicable(Criterion.objects.filter(criteria_set_id=locked.criteria_set_id), locked.kind)
    sheet = ScoreSheet.objects.filter(evaluation=locked, scorer_id=actor.user_key).first()
    if sheet is None:
        sheet = _begin(actor, seat, locked, seen_version)
    elif sheet.state == SheetState.ASSIGNED:  # nothing is said in it yet, whatever the page had seen
        move(sheet, SHEET["begin"])
        _tell_begun(actor, seat, locked)
    elif sheet.state != SheetState.DRAFT:
        raise StaleState(CLOSED.get(sheet.state, CHANGED_ELSEWHERE))
    elif sheet.version != seen_version:
        if _is_stored(sheet, scores):
            return sheet
        raise StaleState(CHANGED_ELSEWHERE)
    files = _files_marked(locked, scores)
    rows = [_score(sheet, criterion, scores.get(criterion.number, Score()), files) for criterion in criteria]
    update_if_unchanged(sheet, changes={"total": _total(locked, (row.points for row in rows)), "saved_at": clock.now()})
    CriterionScore.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["sheet", "criterion"],
        update_fields=["finding", "points", "max_points", "comment", *(["marks"] if files is not None else [])],
    )
    return sheet


@transaction.atomic
def complete_sheet(*, actor: Actor, sheet: ScoreSheet, seen_version: int | None = None) -> None:
    """Lock the sheet with its total on the text it was scored on; the evaluation's figures follow.

    Raises DomainError when a finding or points are missing, StaleState when the sheet is no longer as it was seen.
    """
    _refuse_foreign(sheet, actor)
    locked = _locked(sheet.evaluation, actor)
    seat = require(actor, Action.SCORE, locked)
    _refuse_scoring(locked, actor)
    if seen_version is not None and seen_version != sheet.version:
        raise StaleState("Phiếu đã được sửa sau khi đồng chí xem tổng điểm. Hãy xem lại trước khi hoàn thành")
    own, totals = _own_scores_and_totals(sheet)
    _refuse_incomplete(own)
    total = _total(locked, (row["scores__points"] for row in own))
    move(
        sheet,
        SHEET["complete"],
        changes={"total": total, "submission_id": locked.current_id, "completed_at": clock.now()},
    )
    count = _refigure(locked, [*totals, total])
    audit.record(
        actor=actor, verb="sheet.complete", text="Hoàn thành phiếu chấm", subject=locked.initiative,
        ward_key=locked.ward_id, after={"sheets": count, **SHEETS.mark(sheet.pk)}, audience=Audience.BAN, seat=seat,
    )  # fmt: skip
    if count >= locked.min_sheets and lies_apart(locked):
        tell_scorers(actor, locked)
    if count == locked.min_sheets:
        _tell_heads(actor, locked)


@transaction.atomic
def reopen_sheet(*, actor: Actor, sheet: ScoreSheet, reason: str) -> None:
    """Take one's own completed sheet back to change it; what it said goes to the log, for the head alone."""
    reason = written_reason(reason)
    _refuse_foreign(sheet, actor)
    locked = _locked(sheet.evaluation, actor)
    seat = require(actor, Action.SCORE, locked)
    _refuse_scoring(locked, actor)
    before = {"total": sheet.total, "scores": _said(sheet)}
    move(sheet, SHEET["reopen"], note=reason, changes={"reopened": sheet.reopened + 1, "completed_at": None})
    _refigure(locked, _totals(locked))
    audit.record(
        actor=actor, verb="sheet.reopen", text="Mở lại phiếu chấm", subject=locked.initiative, ward_key=locked.ward_id,
        before=before, after={"sheet": sheet.pk}, reason=reason, audience=Audience.HEAD, seat=seat,
    )  # fmt: skip


@transaction.atomic
def decline_sheet(*, actor: Actor, evaluation: Evaluation, reason: str) -> ScoreSheet:
    """The scorer declares a conflict the program cannot see: an own sheet that does not count, kept on file."""
    reason = written_reason(reason)
    locked = _locked(evaluation, actor)
    seat = require(actor, Action.SCORE, locked)
    _refuse_scoring(locked, actor)
    sheet = ScoreSheet.objects.filter(evaluation=locked, scorer_id=actor.user_key).first()
    if sheet is None:
        sheet = _insert(actor, seat, locked)
    move(sheet, SHEET["decline"], note=reason, changes={"void_reason": reason})
    audit.record(
        actor=actor, verb="sheet.decline", text="Khai có liên quan, không chấm", subject=locked.initiative,
        ward_key=locked.ward_id, reason=reason, audience=Audience.BAN, seat=seat,
    )  # fmt: skip
    return sheet


@transaction.atomic
def void_sheet(*, actor: Actor, sheet: ScoreSheet, reason: str) -> bool:
    """The head puts a sheet aside for conflict; it stays on file and does not count.

    An outcome that then lacks sheets is cleared in the same UPDATE as the figures; returns whether it was. Raises
    StaleState when the model is on a list before the leaders, or published: the list is called back first.
    """
    reason = written_reason(reason)
    locked = _locked(sheet.evaluation, actor)
    seat = require(actor, Action.CONCLUDE_EVALUATION, locked)
    refuse_closed_year(locked.cycle)
    listed = ProposalItem.objects.before_leaders().filter(initiative=locked.initiative)
    if locked.state == EvaluationState.PUBLISHED or listed.exists():
        raise StaleState("Mô hình đang trong danh sách đã trình. Hãy rút danh sách về trước")
    move(sheet, SHEET["void"], note=reason, changes={"void_reason": reason})
    figures = _figures(locked, _totals(locked))
    lacking = locked.outcome in NEEDS_SHEETS and figures["sheets_done"] < locked.min_sheets and not locked.waiver_at
    if lacking:
        move(locked, EVALUATION["clear"], note=reason, changes={**figures, **cleared_outcome()})
    else:
        update_if_unchanged(locked, changes=figures)
    audit.record(
        actor=actor, verb="sheet.void", text=f"Không tính phiếu chấm của {sheet.scorer.full_name}",
        subject=locked.initiative, ward_key=locked.ward_id,
        after={"sheet": sheet.pk, "outcome_cleared": lacking, **_concluded(locked)}, reason=reason,
        audience=Audience.HEAD, seat=seat,
    )  # fmt: skip
    name = model_of_year(locked.initiative)
    notify(
        user_keys=[sheet.scorer_id], ward_key=locked.ward_id, kind="sheet",
        text=f"Phiếu chấm {name} của đồng chí không được tính: {reason}"[:NOTICE_LENGTH],
        link=f"/{actor.ward_slug}/cham-diem/?nam={locked.initiative.year}", dedupe_key=f"sheet-void-{sheet.pk}",
    )  # fmt: skip
    return lacking


def _concluded(evaluation: Evaluation) -> dict[str, Any]:
    """Its mark with the new figures while the conclusion stands."""
    is_concluded = evaluation.state == EvaluationState.CONCLUDED
    return EVALUATIONS.mark(evaluation.pk) if is_concluded else {EVALUATIONS.name: evaluation.pk}


def missing_scores(sheet: ScoreSheet) -> list[str]:
    """What stops a sheet from being completed, in sentences."""
    own, _ = _own_scores_and_totals(sheet)
    return [sentence for _, sentence in _missing(own)]


def cleared_outcome() -> dict[str, Any]:
    """The columns of an evaluation without an outcome."""
    return {"outcome": Outcome.NONE, "outcome_reason": "", "outcome_by_key": None, "outcome_at": None}


def _locked(evaluation: Evaluation, actor: Actor) -> Evaluation:
    """The evaluation as it is now, its row locked, with what is asked of it: whether this person is in conflict."""
    rows = Evaluation.objects.filter(pk=evaluation.pk).select_related("initiative", "cycle")
    return with_conflict(rows, actor).select_for_update(of=("self",)).get()


def _refuse_scoring(evaluation: Evaluation, actor: Actor) -> None:
    refuse_conflict(evaluation, actor)
    words = scoring_refusal(evaluation)
    if words:
        raise DomainError(words)


def _refuse_foreign(sheet: ScoreSheet, actor: Actor) -> None:
    if sheet.scorer_id != actor.user_key:
        raise PermissionDenied("Phiếu này của người chấm khác.")


def _begin(actor: Actor, seat, evaluation: Evaluation, seen_version: int) -> ScoreSheet:
    if seen_version:
        raise StaleState(CHANGED_ELSEWHERE)
    sheet = _insert(actor, seat, evaluation)
    _tell_begun(actor, seat, evaluation)
    return sheet


def _tell_begun(actor: Actor, seat, evaluation: Evaluation) -> None:
    audit.record(
        actor=actor, verb="sheet.begin", text="Bắt đầu chấm", subject=evaluation.initiative,
        ward_key=evaluation.ward_id, audience=Audience.BAN, seat=seat,
    )  # fmt: skip


def _insert(actor: Actor, seat, evaluation: Evaluation) -> ScoreSheet:
    try:
        with transaction.atomic():
            return ScoreSheet.objects.create(
                ward_id=evaluation.ward_id,
                cycle_id=evaluation.cycle_id,
                evaluation=evaluation,
                scorer_id=actor.user_key,
                membership_key=seat.key,
            )
    except IntegrityError as error:
        raise StaleState(CHANGED_ELSEWHERE) from error


def _files_marked(evaluation: Evaluation, scores: Mapping[int, Score]) -> frozenset[str] | None:
    """Of the tokens typed those of the model's own files; None when the page had no marks to tick."""
    if any(score.marks is None for score in scores.values()):
        return None
    asked = {token for score in scores.values() for token in score.marks or ()}
    if not asked:
        return frozenset()
    rows = Attachment.objects.filter(initiative_id=evaluation.initiative_id, token__in=asked)
    return frozenset(token.hex for token in rows.values_list("token", flat=True))


def _score(
    sheet: ScoreSheet, criterion: Criterion, typed: Score, files: frozenset[str] | None = None
) -> CriterionScore:
    error = scoring.points_error(typed.points, criterion.max_points)
    if error:
        raise DomainError(error, field=f"points_{criterion.number}")
    if typed.finding and typed.finding not in Finding.values:
        raise DomainError("Hãy chọn kết quả trong danh sách", field=f"finding_{criterion.number}")
    return CriterionScore(
        ward_id=sheet.ward_id,
        sheet=sheet,
        criterion=criterion,
        finding=typed.finding,
        points=typed.points,
        max_points=criterion.max_points,
        comment=clean_text(typed.comment),
        marks=sorted((files or frozenset()).intersection(typed.marks or ())),
    )


def _is_stored(sheet: ScoreSheet, scores: Mapping[int, Score]) -> bool:
    """Whether exactly this was saved already: the second press of one button."""
    rows = sheet.scores.select_related("criterion")
    typed = {row.criterion.number: scores.get(row.criterion.number, Score()) for row in rows}
    return typed == {
        row.criterion.number: Score(
            finding=row.finding,
            points=row.points,
            comment=row.comment,
            marks=None if typed[row.criterion.number].marks is None else tuple(row.marks),
        )
        for row in rows
    }


def _own_scores_and_totals(sheet: ScoreSheet) -> tuple[list[dict], list[Decimal | None]]:
    """The rows of one's own sheet, and the totals of the other completed ones: one query."""
    rows = ScoreSheet.objects.filter(
        Q(pk=sheet.pk) | Q(state=SheetState.COMPLETED), evaluation_id=sheet.evaluation_id
    ).values(
        "pk", "total", "scores__finding", "scores__points", "scores__max_points", "scores__criterion__number"
    )  # fmt: skip
    rows = list(rows.order_by("pk", "scores__criterion__number"))
    own = [row for row in rows if row["pk"] == sheet.pk]
    others = {row["pk"]: row["total"] for row in rows if row["pk"] != sheet.pk}
    return own, list(others.values())


def _refuse_incomplete(own: list[dict]) -> None:
    for field, sentence in _missing(own):
        raise DomainError(sentence, field=field)


def _missing(own: list[dict]) -> Iterator[tuple[str | None, str]]:
    for row in own:
        number = row["scores__criterion__number"]
        if number is None:
            yield None, "Phiếu chưa có nội dung. Hãy chấm rồi lưu trước khi hoàn thành"
        elif not row["scores__finding"]:
            yield f"finding_{number}", f"Hãy chọn kết quả của tiêu chí {number}"
        elif row["scores__max_points"] is not None and row["scores__points"] is None:
            yield f"points_{number}", f"Hãy chấm điểm tiêu chí {number}"


def _total(evaluation: Evaluation, points: Iterable[Decimal | None]) -> Decimal | None:
    """None where criteria have no points (decision 80)."""
    return scoring.total(points) if evaluation.has_points else None


def _totals(evaluation: Evaluation) -> list[Decimal | None]:
    done = ScoreSheet.objects.filter(evaluation=evaluation, state=SheetState.COMPLETED)
    return list(done.values_list("total", flat=True))


def _figures(evaluation: Evaluation, totals: list[Decimal | None]) -> dict[str, Any]:
    found = scoring.figures(totals)
    mean = found.mean if evaluation.has_points else None
    return {"sheets_done": found.count, "mean": mean, "median": found.median, "spread": found.spread}


def _refigure(evaluation: Evaluation, totals: list[Decimal | None]) -> int:
    figures = _figures(evaluation, totals)
    update_if_unchanged(evaluation, changes=figures)
    return figures["sheets_done"]


def _said(sheet: ScoreSheet) -> dict[str, str]:
    said = {}
    for row in sheet.scores.select_related("criterion"):
        grounds = f"(căn cứ {len(row.marks)} tệp)" if row.marks else ""
        points = "" if row.points is None else row.points
        said[f"{row.criterion.number}"] = " ".join(f"{row.finding} {points} {row.comment} {grounds}".split())
    return said


def _tell_heads(actor: Actor, evaluation: Evaluation) -> None:
    initiative = evaluation.initiative
    notify(
        user_keys=role_people(evaluation.ward_id, (Role.HEAD,)),
        ward_key=evaluation.ward_id,
        kind="conclusion",
        text=f"{upper_first(model_of_year(initiative))} đã đủ {evaluation.min_sheets} phiếu chấm, chờ kết luận",
        link=f"/{actor.ward_slug}/ket-luan/{initiative.code}/",
        dedupe_key=f"sheets-{evaluation.pk}-{evaluation.version}",
    )
