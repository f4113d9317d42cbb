"""A unit's answers to the Ban's remarks, kept as typed until the registration is sent again (decision 16)."""

from collections.abc import Mapping

from django.db import transaction

from core import audit
from core.actor import Actor
from core.exceptions import StaleState

from ..enums import InitiativeState, RemarkClosing
from ..models import Initiative, Remark
from ..refusals import changed_by_another
from .drafts import preparing_seat


@transaction.atomic
def answer_remarks(*, actor: Actor, initiative: Initiative, answers: Mapping[int, str]) -> int:
    """Keep answers by the key of the remark, empty ones too; returns how many changed. Closed remarks stay."""
    seat = preparing_seat(actor, initiative)
    if initiative.state != InitiativeState.RETURNED:
        raise StaleState(changed_by_another(initiative))
    rows = open_remarks(initiative)
    changed = [row for row in rows if row.pk in answers and row.answer != answers[row.pk]]
    for row in changed:
        row.answer = answers[row.pk]
    if changed:
        Remark.objects.bulk_update(changed, ["answer"])
        audit.record(
            actor=actor, seat=seat, verb="initiative.answer", text=f"Trả lời {len(changed)} điểm góp ý",
            subject=initiative, ward_key=initiative.ward_id,
        )  # fmt: skip
    return len(changed)


def open_remarks(initiative: Initiative) -> list[Remark]:
    """What the Ban asked and still waits for, in its order. One query."""
    return list(
        Remark.objects.filter(submission__initiative=initiative, closed_as=RemarkClosing.OPEN).order_by("number")
    )
