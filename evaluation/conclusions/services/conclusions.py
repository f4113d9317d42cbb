"""The head settles the criteria sheets differ on and concludes each model (decisions 21–23)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Coalesce

from core import clock
from core.actor import Actor
from core.database.transitions import move, update_if_unchanged
from core.exceptions import DomainError, StaleState
from core.log import audit
from core.log.audit import Audience
from core.text.vietnamese import clean_line, clean_text
from evaluation.appraisal.dossier import applicable
from evaluation.appraisal.marks import EVALUATIONS
from evaluation.conclusions.findings import Verdict, is_open, unmet, unsettled, verdicts
from evaluation.enums import EvaluationState, Finding, Outcome, SheetState
from evaluation.models import Criterion, CriterionScore, Evaluation, FinalFinding, ProposalItem
from evaluation.sheets.services.agreement import refuse_apart
from evaluation.sheets.services.sheets import NEEDS_SHEETS, cleared_outcome
from evaluation.transitions import EVALUATION
from models_registry.enums import InitiativeState
from models_registry.initiative.open_year import year_refusal
from organizations.permissions import Action, require

WAIVER_LENGTH = 300
SEEN_OLD = "Có phiếu chấm hoặc kết luận vừa thay đổi. Hãy xem lại số liệu mới; nội dung đồng chí vừa nhập vẫn còn ở đây"


@dataclass(frozen=True, kw_only=True)
class Ruling:
    """The head on one criterion."""

    finding: str = ""
    reason: str = ""


@transaction.atomic
def settle_findings(
    *, actor: Actor, evaluation: Evaluation, rulings: Mapping[int, Ruling], seen_version: int | None = None
) -> None:
    """Keep the head's findings without concluding yet; incomplete ones stay open. `rulings` by criterion number."""
    require(actor, Action.CONCLUDE_EVALUATION, evaluation)
    locked = _locked(evaluation)
    _refuse_old(locked, seen_version)
    if locked.state != EvaluationState.SENT:
        raise StaleState("Mô hình này đã có kết luận. Muốn sửa từng tiêu chí, hãy ghi lại kết luận")
    _write_rulings(actor, locked, rulings)
    update_if_unchanged(locked, changes={})
    audit.record(
        actor=actor, verb="evaluation.settle", text="Chốt kết quả từng tiêu chí", subject=locked.initiative,
        ward_key=locked.ward_id, after=_told(rulings), audience=Audience.HEAD,
    )  # fmt: skip


@transaction.atomic
def conclude_evaluation(
    *,
    actor: Actor,
    evaluation: Evaluation,
    outcome: str,
    reason: str = "",
    rulings: Mapping[int, Ruling] | None = None,
    waiver_reason: str = "",
    seen_version: int | None = None,
) -> None:
    """Write the outcome of one model; may be written anew until the model is on a list before the leaders.

    Recommending needs every final finding đạt; both it and “chưa đủ điều kiện” need enough sheets or a waiver with
    its reason. Raises DomainError naming the field, StaleState when figures changed since they were seen.
    """
    require(actor, Action.CONCLUDE_EVALUATION, evaluation)
    locked, reason, rulings = _locked(evaluation), clean_text(reason), rulings or {}
    _refuse_unreasoned(outcome, reason)
    if seen_version not in (None, locked.version) and _is_stored(locked, outcome, reason, rulings):
        return
    _refuse_old(locked, seen_version)
    found = _write_rulings(actor, locked, rulings)
    if outcome in NEEDS_SHEETS:
        _refuse_unfounded(outcome, found)
        refuse_apart(locked)
    before = {"outcome": Outcome(locked.outcome), "waived": locked.waiver_at is not None}
    changes = {
        "outcome": Outcome(outcome),
        "outcome_reason": reason,
        "outcome_by_key": actor.user_key,
        "outcome_at": clock.now(),
        **_waiver(actor, locked, outcome, clean_line(waiver_reason)),
    }
    move(locked, EVALUATION["conclude"], changes=changes)
    told = {"outcome": Outcome(outcome), "waived": changes["waiver_at"] is not None, "sheets": locked.sheets_done}
    audit.record(
        actor=actor, verb="evaluation.conclude", text=f"Kết luận: {Outcome(outcome).label}", subject=locked.initiative,
        ward_key=locked.ward_id, before=before, after=told | EVALUATIONS.mark(locked.pk), reason=reason,
        audience=Audience.BAN,
    )  # fmt: skip


@transaction.atomic
def clear_outcome(*, actor: Actor, evaluation: Evaluation, reason: str, seen_version: int | None = None) -> None:
    """Take the conclusion back, so that sheets may be opened and written again."""
    require(actor, Action.CONCLUDE_EVALUATION, evaluation)
    reason = clean_line(reason)
    locked = _locked(evaluation)
    _refuse_old(locked, seen_version)
    before = {"outcome": Outcome(locked.outcome)}
    changes = {**cleared_outcome(), "waiver_reason": "", "waiver_by_key": None, "waiver_at": None}
    move(locked, EVALUATION["clear"], note=reason, changes=changes)
    audit.record(
        actor=actor, verb="evaluation.clear", text="Bỏ kết luận để xem xét lại", subject=locked.initiative,
        ward_key=locked.ward_id, before=before, after={EVALUATIONS.name: locked.pk}, reason=reason,
        audience=Audience.BAN,
    )  # fmt: skip


def with_listed(rows: QuerySet[Evaluation]) -> QuerySet[Evaluation]:
    """Each with `on_list`: whether a version now before the leaders names its model."""
    listed = ProposalItem.objects.before_leaders().filter(initiative=OuterRef("initiative_id"))
    return rows.annotate(on_list=Exists(listed))


def with_rulings(criteria: QuerySet[Criterion], evaluation_key: int) -> QuerySet[Criterion]:
    """Each with what the head has ruled on it: `ruled` ('' when nothing) and `ruled_why`."""
    ruling = FinalFinding.objects.filter(evaluation_id=evaluation_key, criterion=OuterRef("pk"))
    return criteria.annotate(
        ruled=Coalesce(Subquery(ruling.values("finding")), Value(""), output_field=TextField()),
        ruled_why=Coalesce(Subquery(ruling.values("reason")), Value(""), output_field=TextField()),
    )


def conclusion_refusal(evaluation: Evaluation) -> str:
    """Why the conclusion of one from `with_listed` cannot change now, in words for the head; '' when it can."""
    if evaluation.state == EvaluationState.DRAFT:
        return "Đơn vị chưa nộp tự đánh giá"
    if evaluation.state == EvaluationState.PUBLISHED:
        return "Kết quả đã công bố, không sửa được nữa"
    if words := year_refusal(evaluation.cycle):
        return words
    if evaluation.initiative.state != InitiativeState.RECEIVED:
        return "Mô hình này đã dừng, không kết luận nữa"
    if evaluation.on_list:
        return "Mô hình đang trong danh sách đã trình. Muốn sửa kết luận, hãy rút danh sách về trước"
    return ""


def _locked(evaluation: Evaluation) -> Evaluation:
    """The evaluation as it is now, its row locked; refused when its conclusion may not change.

    Read once it is held: a list locked meanwhile would not be seen by the query that waits.
    """
    Evaluation.objects.select_for_update().filter(pk=evaluation.pk).values_list("pk").get()
    locked = with_listed(Evaluation.objects.filter(pk=evaluation.pk)).select_related("initiative", "cycle").get()
    words = conclusion_refusal(locked)
    if words:
        raise StaleState(words)
    return locked


def _refuse_old(evaluation: Evaluation, seen_version: int | None) -> None:
    """None: the caller did not show figures (commands)."""
    if seen_version is not None and seen_version != evaluation.version:
        raise StaleState(SEEN_OLD)


def _write_rulings(actor: Actor, evaluation: Evaluation, rulings: Mapping[int, Ruling]) -> dict[int, Verdict]:
    """Keep the rulings on criteria that are open; returns how every criterion stands then."""
    criteria = Criterion.objects.filter(criteria_set_id=evaluation.criteria_set_id)
    criteria = applicable(with_rulings(criteria, evaluation.pk), evaluation.kind)
    said = findings_said(evaluation, criteria)
    rows = []
    for criterion in criteria:
        ruling = rulings.get(criterion.number)
        if ruling is None or not ruling.finding or not is_open(said[criterion.number]):
            continue
        if ruling.finding not in Finding.values:
            raise DomainError("Hãy chọn kết quả trong danh sách", field=f"final_{criterion.number}")
        if not clean_text(ruling.reason):
            number = criterion.number
            raise DomainError(f"Hãy ghi lý do chốt kết quả tiêu chí {number}", field=f"final_reason_{number}")
        rows.append(
            FinalFinding(
                evaluation=evaluation,
                criterion=criterion,
                finding=ruling.finding,
                reason=clean_text(ruling.reason),
                by_key=actor.user_key or 0,
                at=clock.now(),
            )
        )
    FinalFinding.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["evaluation", "criterion"],
        update_fields=["finding", "reason", "by_key", "at"],
    )
    kept = {criterion.number: (criterion.ruled, criterion.ruled_why) for criterion in criteria}
    kept |= {row.criterion.number: (row.finding, row.reason) for row in rows}
    return verdicts(said, kept)


def findings_said(evaluation: Evaluation, criteria) -> dict[int, list[str]]:
    """By criterion number, what each completed sheet found."""
    said: dict[int, list[str]] = {criterion.number: [] for criterion in criteria}
    rows = CriterionScore.objects.filter(sheet__evaluation=evaluation, sheet__state=SheetState.COMPLETED)
    for number, finding in rows.order_by("sheet_id").values_list("criterion__number", "finding"):
        said.setdefault(number, []).append(finding)
    return said


def _refuse_unreasoned(outcome: str, reason: str) -> None:
    if outcome not in (Outcome.RECOMMEND, Outcome.NOT_YET, Outcome.TOO_EARLY):
        raise DomainError("Hãy chọn kết luận", field="outcome")
    if outcome != Outcome.RECOMMEND and not reason:
        raise DomainError(f"Hãy ghi lý do kết luận “{Outcome(outcome).label}”", field="outcome_reason")


def _is_stored(evaluation: Evaluation, outcome: str, reason: str, rulings: Mapping[int, Ruling]) -> bool:
    """Whether exactly this was concluded already: the second press of one button."""
    if (evaluation.outcome, evaluation.outcome_reason) != (outcome, reason):
        return False
    rows = FinalFinding.objects.filter(evaluation=evaluation).values_list("criterion__number", "finding", "reason")
    kept = {number: Ruling(finding=finding, reason=why) for number, finding, why in rows}
    return all(kept.get(number) == ruling for number, ruling in rulings.items() if ruling.finding)


def _refuse_unfounded(outcome: str, found: Mapping[int, Verdict]) -> None:
    waiting = unsettled(found)
    if waiting:
        number = waiting[0]
        raise DomainError(
            f"Các phiếu chưa cùng ghi “đạt” ở tiêu chí {number}. Hãy chốt kết quả tiêu chí này và ghi lý do",
            field=f"final_{number}",
        )
    if outcome == Outcome.RECOMMEND and unmet(found):
        number = unmet(found)[0]
        raise DomainError(f"Tiêu chí {number} chưa được chốt “đạt”, nên chưa đề nghị công nhận được", field="outcome")


def _waiver(actor: Actor, evaluation: Evaluation, outcome: str, reason: str) -> dict[str, Any]:
    """The columns of the waiver: none while sheets suffice or are not needed, else with a reason."""
    if outcome not in NEEDS_SHEETS or evaluation.sheets_done >= evaluation.min_sheets:
        return {"waiver_reason": "", "waiver_by_key": None, "waiver_at": None}
    reason = reason or evaluation.waiver_reason
    if not reason:
        raise DomainError(
            f"Mới có {evaluation.sheets_done} trên {evaluation.min_sheets} phiếu hoàn thành. "
            "Chờ đủ phiếu, hoặc ghi lý do chấp nhận thiếu phiếu",
            field="waiver_reason",
        )
    if len(reason) > WAIVER_LENGTH:
        raise DomainError(f"Lý do dài quá {WAIVER_LENGTH} ký tự, hiện có {len(reason)}", field="waiver_reason")
    return {"waiver_reason": reason, "waiver_by_key": actor.user_key or 0, "waiver_at": clock.now()}


def _told(rulings: Mapping[int, Ruling]) -> dict[str, Any]:
    return {f"criterion_{number}": Finding(row.finding) for number, row in rulings.items() if row.finding}
