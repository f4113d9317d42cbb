"""Comparing sheets that lie apart: each scorer keeps or reopens their own, or the head keeps them all with a reason."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from core import clock
from core.actor import Actor
from core.exceptions import DomainError, StaleState
from core.log import audit
from core.log.audit import Audience
from core.log.notifications import notify
from core.text.vietnamese import clean_text
from evaluation.enums import EvaluationState, SheetState
from evaluation.models import Evaluation, KeptScore, ScoreSheet
from evaluation.sheets.agreement import is_settled, lies_apart, standing
from models_registry.initiative.messages import model_of_year
from models_registry.initiative.open_year import refuse_closed_year
from organizations.permissions import Action, require

REASON_LENGTH = 2000


@transaction.atomic
def keep_sheet(*, actor: Actor, sheet: ScoreSheet, reason: str) -> None:
    """The scorer compared and keeps what the sheet says. Said again, the reason is replaced.

    Raises PermissionDenied for somebody else's sheet, StaleState when it is not completed or no longer apart.
    """
    if sheet.scorer_id != actor.user_key:
        raise PermissionDenied("Phiếu này của người chấm khác.")
    evaluation = _locked(sheet.evaluation)
    seat = require(actor, Action.SCORE, evaluation)
    now = ScoreSheet.objects.get(pk=sheet.pk)
    if now.state != SheetState.COMPLETED:
        raise StaleState("Phiếu này chưa hoàn thành, không có gì để giữ")
    _keep(actor, evaluation, reason, sheet=now, total=now.total, seat=seat, text="Giữ điểm sau khi đối chiếu")


@transaction.atomic
def keep_all(*, actor: Actor, evaluation: Evaluation, reason: str) -> None:
    """The head keeps sheets that lie apart as they are, with the reason."""
    locked = _locked(evaluation)
    seat = require(actor, Action.CONCLUDE_EVALUATION, locked)
    _keep(actor, locked, reason, sheet=None, total=None, seat=seat, text="Giữ các phiếu chênh nhau")


def refuse_apart(evaluation: Evaluation) -> None:
    """Raises DomainError while sheets lie apart and nobody has settled it; `evaluation` comes with its cycle."""
    if lies_apart(evaluation) and not is_compared(evaluation):
        raise DomainError(
            "Các phiếu chênh nhau quá mức. Hãy để người chấm đối chiếu, hoặc ghi lý do giữ các phiếu", field="outcome"
        )


def is_compared(evaluation: Evaluation) -> bool:
    sheets = list(ScoreSheet.objects.filter(evaluation=evaluation, state=SheetState.COMPLETED))
    return is_settled(standing(KeptScore.objects.filter(evaluation=evaluation), evaluation, sheets), sheets)


def tell_scorers(actor: Actor, evaluation: Evaluation) -> None:
    """Ask the scorers of completed sheets to compare, once for each new gap."""
    done = ScoreSheet.objects.filter(evaluation=evaluation, state=SheetState.COMPLETED)
    initiative = evaluation.initiative
    notify(
        user_keys=list(done.values_list("scorer_id", flat=True)),
        ward_key=evaluation.ward_id,
        kind="agreement",
        text=f"Các phiếu chấm {model_of_year(initiative)} chênh nhau quá mức, mời đồng chí đối chiếu",
        link=f"/{actor.ward_slug}/cham-diem/{initiative.code}/doi-chieu/",
        dedupe_key=f"apart-{evaluation.pk}-{evaluation.version}",
    )


def _locked(evaluation: Evaluation) -> Evaluation:
    rows = Evaluation.objects.filter(pk=evaluation.pk).select_related("initiative", "cycle")
    locked = rows.select_for_update(of=("self",)).get()
    refuse_closed_year(locked.cycle)
    if locked.state != EvaluationState.SENT:
        raise StaleState("Mô hình này đã có kết luận, không đối chiếu nữa")
    if not lies_apart(locked):
        raise StaleState("Các phiếu không còn chênh nhau quá mức")
    return locked


def _keep(actor: Actor, evaluation: Evaluation, reason: str, *, sheet, total, seat, text: str) -> None:
    reason = clean_text(reason)
    if not reason:
        raise DomainError("Hãy ghi lý do giữ điểm", field="reason")
    if len(reason) > REASON_LENGTH:
        raise DomainError(f"Lý do dài quá {REASON_LENGTH} ký tự, hiện có {len(reason)}", field="reason")
    KeptScore.objects.update_or_create(
        evaluation=evaluation, sheet=sheet,
        defaults={
            "ward_id": evaluation.ward_id, "total": total, "mean": evaluation.mean, "spread": evaluation.spread,
            "reason": reason, "by_key": actor.user_key, "at": clock.now(),
        },
    )  # fmt: skip
    audit.record(
        actor=actor, verb="evaluation.keep", text=text, subject=evaluation.initiative, ward_key=evaluation.ward_id,
        reason=reason, audience=Audience.HEAD, seat=seat,
    )  # fmt: skip
