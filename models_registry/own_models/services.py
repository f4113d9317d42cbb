"""Leaving the road: withdrawing before receipt, taking up again what was withdrawn, stopping a model (decision 15)."""

from django.db import IntegrityError, transaction

from core.actor import Actor
from core.database.transitions import move
from core.exceptions import DomainError, StaleState
from core.log import audit
from core.log.notifications import notify
from core.text.vietnamese import quoted
from models_registry.enums import RemarkClosing
from models_registry.initiative.messages import already_continued
from models_registry.initiative.open_year import refuse_row_of_closed_year
from models_registry.initiative.recipients import ban_people, form_address, review_address, unit_people
from models_registry.models import Initiative, Remark
from models_registry.registration.services.continuing import note_continuation
from models_registry.transitions import INITIATIVE
from organizations.permissions import Action, can, require

REASON_LENGTH = 500


@transaction.atomic
def withdraw(*, actor: Actor, initiative: Initiative, seen: int, reason: str = "") -> None:
    """Take a registration back before it is received: it no longer counts; its code and history stay."""
    step = INITIATIVE["withdraw"]
    seat = require(actor, step.action, initiative)
    refuse_row_of_closed_year(initiative)
    _expect(initiative, step, seen)
    move(initiative, step, changes={"answer_due_on": None, "end_reason": reason[:REASON_LENGTH]})
    Remark.objects.filter(submission__initiative=initiative, closed_as=RemarkClosing.OPEN).update(
        closed_as=RemarkClosing.WITHDRAWN
    )
    audit.record(
        actor=actor, seat=seat, verb="initiative.withdraw", text="Rút hồ sơ", subject=initiative,
        ward_key=initiative.ward_id, reason=reason,
    )  # fmt: skip
    notify(
        user_keys=ban_people(initiative.ward_id), ward_key=initiative.ward_id, kind="withdrawn",
        text=f"{initiative.unit_label} rút hồ sơ {initiative.code} {quoted(initiative.name)}"[:500],
        link=review_address(actor.ward_slug, initiative),
        dedupe_key=f"withdrawn-{initiative.pk}-{initiative.version}",
    )  # fmt: skip


@transaction.atomic
def reopen(*, actor: Actor, initiative: Initiative, seen: int) -> None:
    """Make a withdrawn registration a draft again, with its code; sent anew, it is judged anew by the window."""
    step = INITIATIVE["reopen"]
    seat = require(actor, step.action, initiative)
    refuse_row_of_closed_year(initiative)
    _expect(initiative, step, seen)
    try:
        with transaction.atomic():
            move(initiative, step, changes={"end_reason": "", "prepared_at": None, "prepared_by_key": None})
    except IntegrityError as error:
        raise already_continued(initiative.cycle, initiative.continues) from error
    note_continuation(initiative, actor=actor)
    audit.record(
        actor=actor, seat=seat, verb="initiative.reopen", text="Mở lại hồ sơ đã rút để sửa", subject=initiative,
        ward_key=initiative.ward_id,
    )  # fmt: skip


@transaction.atomic
def discontinue(*, actor: Actor, initiative: Initiative, seen: int, reason: str) -> None:
    """Stop a received model that no longer fits or does no good (Plan II.4.2), by the unit's head or the Ban."""
    step = INITIATIVE["discontinue"]
    seat = require(actor, step.action, initiative)
    refuse_row_of_closed_year(initiative)
    _expect(initiative, step, seen)
    if len(reason) > REASON_LENGTH:
        raise DomainError(f"Lý do dài quá {REASON_LENGTH} ký tự, hiện có {len(reason)}", field="reason")
    move(initiative, step, note=reason, changes={"end_reason": reason})
    audit.record(
        actor=actor, seat=seat, verb="initiative.discontinue", text="Dừng mô hình", subject=initiative,
        ward_key=initiative.ward_id, reason=reason,
    )  # fmt: skip
    by_ban = can(actor, Action.RECEIVE_INITIATIVE, initiative)
    people = unit_people(initiative.unit) if by_ban else ban_people(initiative.ward_id)
    notify(
        user_keys=people, ward_key=initiative.ward_id, kind="discontinued",
        text=f"{initiative.unit_label}: dừng mô hình {initiative.code} {quoted(initiative.name)}"[:500],
        link=form_address(actor.ward_slug, initiative),
        dedupe_key=f"discontinued-{initiative.pk}-{initiative.version}",
    )  # fmt: skip


def _expect(initiative: Initiative, step, seen: int) -> None:
    """Refuse a press on an old page: `seen` is the version its reader saw."""
    if initiative.state not in step.sources:
        raise StaleState(f"Hồ sơ đang ở trạng thái “{initiative.get_state_display()}”, không còn làm được việc này")
    if initiative.version != seen:
        raise StaleState("Hồ sơ vừa được người khác xử lý. Hãy xem lại rồi bấm lần nữa")
