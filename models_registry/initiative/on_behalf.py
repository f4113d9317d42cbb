"""What a unit says to a registration the Ban typed for it from paper: right, or not right (decision 6, scenario 14)."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from core import clock
from core.actor import Actor
from core.database.transitions import move
from core.exceptions import DomainError, StaleState
from core.log import audit
from core.log.notifications import notify
from core.text.vietnamese import quoted
from models_registry.enums import COUNTING_STATES, Behalf, RemarkClosing, Source
from models_registry.initiative.open_year import refuse_row_of_closed_year
from models_registry.initiative.recipients import ban_people, form_address, review_address, unit_people
from models_registry.models import BehalfEntry, Initiative, Remark
from models_registry.transitions import BEHALF, INITIATIVE
from organizations.permissions import Action, require

PAPER = frozenset({"paper_number", "paper_on", "told_by"})
REASON_LENGTH = 500


def entry_of(initiative: Initiative) -> BehalfEntry | None:
    """The facts of the paper; None for what a unit wrote itself. At most one query, for rows the Ban typed."""
    if initiative.source != Source.BEHALF:
        return None
    try:
        return initiative.behalf_entry
    except BehalfEntry.DoesNotExist:
        return None


def paper_changes(initiative: Initiative, values: Mapping[str, Any]) -> dict[str, Any]:
    """What of a posted page differs from the facts of the paper kept so far."""
    if initiative.source != Source.BEHALF or not PAPER & values.keys():
        return {}
    entry = entry_of(initiative) or BehalfEntry()
    return {name: values[name] for name in PAPER & values.keys() if getattr(entry, name) != values[name]}


def write_paper(initiative: Initiative, changes: Mapping[str, Any]) -> None:
    if changes:
        entry, _ = BehalfEntry.objects.update_or_create(
            initiative=initiative, defaults=dict(changes), create_defaults={**changes, "ward_id": initiative.ward_id}
        )
        initiative.behalf_entry = entry


def waits_for_unit(initiative: Initiative) -> bool:
    return initiative.behalf == Behalf.WAITING and initiative.state in COUNTING_STATES


@transaction.atomic
def answer_behalf(*, actor: Actor, initiative: Initiative, seen: int, agrees: bool, reason: str = "") -> None:
    """Confirm or dispute it, by the unit's head. Disputed, it does not count and is not received until settled."""
    seat = require(actor, Action.SEND_INITIATIVE, initiative)
    refuse_row_of_closed_year(initiative)
    if not waits_for_unit(initiative):
        raise StaleState("Bản nhập hộ này không còn chờ đơn vị xác nhận")
    if initiative.version != seen:
        raise StaleState("Hồ sơ vừa được người khác xử lý. Hãy xem lại rồi bấm lần nữa")
    if not agrees and not reason:
        raise DomainError("Hãy ghi chỗ chưa đúng để Ban Xây dựng Đảng sửa", field="reason")
    move(initiative, BEHALF["confirm" if agrees else "dispute"], note=reason)
    answer = {"answered_by_id": actor.user_key, "answered_at": clock.now(), "reason": reason}
    BehalfEntry.objects.filter(initiative=initiative).update(**answer)
    text = "Xác nhận bản nhập hộ" if agrees else "Không đồng ý với bản nhập hộ"
    audit.record(
        actor=actor, seat=seat, verb="initiative.behalf", text=text, subject=initiative, ward_key=initiative.ward_id,
        reason=reason,
    )  # fmt: skip
    notify(
        user_keys=ban_people(initiative.ward_id), ward_key=initiative.ward_id, kind="behalf_answer",
        text=f"{initiative.unit_label}: {text.lower()} {initiative.code} {quoted(initiative.name)}"[:500],
        link=review_address(actor.ward_slug, initiative),
        dedupe_key=f"behalf-{initiative.pk}-{initiative.version}",
    )  # fmt: skip


@transaction.atomic
def withdraw_disputed(*, actor: Actor, initiative: Initiative, reason: str) -> None:
    """Take back what the Ban typed and the unit disputes, also after receipt (decision 15); the log names the dispute.

    The code stays; the unit may take the registration up again as its own draft.
    """
    step = INITIATIVE["withdraw_disputed"]
    seat = require(actor, step.action, initiative)
    refuse_row_of_closed_year(initiative)
    if initiative.behalf != Behalf.DISPUTED:
        raise StaleState("Đơn vị không có ý kiến khác về bản nhập hộ này")
    entry = entry_of(initiative)
    said = entry.reason.rstrip(".") if entry else ""
    words = f"Đơn vị không đồng ý với bản nhập hộ{f': {said}' if said else ''}. {reason}"
    changes = {"answer_due_on": None, "end_reason": words[:REASON_LENGTH]}
    move(initiative, step, BEHALF["settle"], note=reason, changes=changes)
    Remark.objects.filter(submission__initiative=initiative, closed_as=RemarkClosing.OPEN).update(
        closed_as=RemarkClosing.WITHDRAWN
    )
    audit.record(
        actor=actor, seat=seat, verb="initiative.withdraw_disputed", text="Rút bản nhập hộ do đơn vị không đồng ý",
        subject=initiative, ward_key=initiative.ward_id, reason=words, on_behalf_key=initiative.unit_id,
    )  # fmt: skip
    notify(
        user_keys=unit_people(initiative.unit), ward_key=initiative.ward_id, kind="behalf_withdrawn",
        text=f"Ban Xây dựng Đảng đã rút bản nhập hộ {initiative.code} {quoted(initiative.name)}"[:500],
        link=form_address(actor.ward_slug, initiative),
        dedupe_key=f"behalf-withdrawn-{initiative.pk}-{initiative.version}",
    )  # fmt: skip
