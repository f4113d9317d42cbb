"""“Xin không chấm”: a scorer leaves a sheet not completed, with a reason, and may take it up again."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from core import clock
from core.actor import Actor
from core.database.transitions import move
from core.exceptions import StaleState
from core.log import audit
from core.log.audit import Audience
from core.log.notifications import notify
from evaluation.appraisal.conflicts import refuse_conflict
from evaluation.appraisal.reasons import written_reason
from evaluation.enums import EvaluationState, SheetState
from evaluation.models import Evaluation, ScoreSheet
from evaluation.sheets.services.sheets import NOTICE_LENGTH
from evaluation.transitions import SHEET
from models_registry.initiative.messages import model_of_year
from models_registry.initiative.open_year import refuse_closed_year
from models_registry.initiative.recipients import role_people
from organizations.enums import Role
from organizations.permissions import Action, require


@transaction.atomic
def abstain(*, actor: Actor, sheet: ScoreSheet, reason: str) -> None:
    """Leave one's sheet: it stays on file, does not count, and the model needs another scorer.

    A second press changes nothing. Raises PermissionDenied for another's sheet, DomainError without a reason,
    StaleState when the sheet was completed or the model concluded.
    """
    reason = written_reason(reason)
    locked, now = _locked(sheet, actor)
    seat = require(actor, Action.SCORE, locked)
    if now.state == SheetState.ABSTAINED:
        return
    if now.state not in SHEET["abstain"].sources:
        raise StaleState("Phiếu đã hoàn thành hoặc không còn được tính, nên không xin thôi chấm được nữa")
    move(now, SHEET["abstain"], note=reason, changes={"void_reason": reason})
    audit.record(
        actor=actor, verb="sheet.abstain", text="Xin không chấm", subject=locked.initiative, ward_key=locked.ward_id,
        after={"sheet": now.pk}, reason=reason, audience=Audience.HEAD, seat=seat,
    )  # fmt: skip
    notify(
        user_keys=role_people(locked.ward_id, (Role.HEAD,)), ward_key=locked.ward_id, kind="sheet",
        text=f"{actor.user_name} xin không chấm {model_of_year(locked.initiative)}: {reason}"[:NOTICE_LENGTH],
        link=f"/{actor.ward_slug}/ket-luan/{locked.initiative.code}/",
        dedupe_key=f"sheet-abstain-{now.pk}-{now.version}",
    )  # fmt: skip


@transaction.atomic
def resume(*, actor: Actor, sheet: ScoreSheet) -> None:
    """Take up again what one abstained from, as it was left. A second press changes nothing."""
    locked, now = _locked(sheet, actor)
    seat = require(actor, Action.SCORE, locked)
    refuse_conflict(locked, actor)
    if now.state in (SheetState.DRAFT, SheetState.COMPLETED):
        return
    move(now, SHEET["resume"], changes={"void_reason": "", "saved_at": clock.now()})
    audit.record(
        actor=actor, verb="sheet.resume", text="Nhận chấm lại", subject=locked.initiative, ward_key=locked.ward_id,
        after={"sheet": now.pk}, audience=Audience.HEAD, seat=seat,
    )  # fmt: skip


def _locked(sheet: ScoreSheet, actor: Actor) -> tuple[Evaluation, ScoreSheet]:
    """The evaluation, its row locked, and one's own sheet as it is now."""
    if sheet.scorer_id != actor.user_key:
        raise PermissionDenied("Phiếu này của người chấm khác.")
    rows = Evaluation.objects.filter(pk=sheet.evaluation_id).select_related("initiative", "cycle")
    locked = rows.select_for_update(of=("self",)).get()
    refuse_closed_year(locked.cycle)
    if locked.state != EvaluationState.SENT:
        raise StaleState("Mô hình này đã có kết luận, phiếu chấm không đổi nữa")
    return locked, ScoreSheet.objects.get(pk=sheet.pk)
