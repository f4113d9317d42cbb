"""A unit's answers to the Ban's remarks, kept as typed until the registration is sent again (decision 16)."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet

from core.actor import Actor
from core.exceptions import DomainError, StaleState
from core.log import audit
from models_registry.enums import AnswerKind, InitiativeState, RemarkClosing
from models_registry.initiative.access import preparing_seat
from models_registry.initiative.messages import changed_by_another
from models_registry.initiative.open_year import refuse_row_of_closed_year
from models_registry.models import Initiative, Remark


@dataclass(frozen=True)
class RemarkAnswer:
    """Mended, or kept as it was with the reason; '' while undecided."""

    kind: str = ""
    text: str = ""


@transaction.atomic
def answer_remarks(*, actor: Actor, initiative: Initiative, answers: Mapping[int, RemarkAnswer]) -> int:
    """Keep answers by the key of the remark, empty ones too; returns how many changed. Closed remarks stay."""
    seat = preparing_seat(actor, initiative)
    refuse_row_of_closed_year(initiative)
    if initiative.state != InitiativeState.RETURNED:
        raise StaleState(changed_by_another(initiative))
    rows = list(_open(initiative).select_for_update(of=("self",)))  # two presses at once are one answer
    told = {row.pk: RemarkAnswer(row.answer_kind, row.answer) for row in rows}
    changed = [row for row in rows if row.pk in answers and answers[row.pk] != told[row.pk]]
    for row in changed:
        row.answer_kind, row.answer = answers[row.pk].kind, answers[row.pk].text
        if row.answer_kind not in ("", *AnswerKind.values):
            raise DomainError("Hãy chọn cách trả lời trong danh sách")
    if changed:
        Remark.objects.bulk_update(changed, ["answer", "answer_kind"])
        audit.record(
            actor=actor, seat=seat, verb="initiative.answer", text=f"Trả lời {len(changed)} điểm góp ý",
            subject=initiative, ward_key=initiative.ward_id,
        )  # fmt: skip
    return len(changed)


def open_remarks(initiative: Initiative) -> list[Remark]:
    """What the Ban asked and still waits for, in its order. One query."""
    return list(_open(initiative))


def _open(initiative: Initiative) -> QuerySet[Remark]:
    return Remark.objects.filter(submission__initiative=initiative, closed_as=RemarkClosing.OPEN).order_by("number")


def last_round(initiative: Initiative) -> list[Remark]:
    """The remarks of the newest return, answered or not, in their order. One query."""
    rows = Remark.objects.filter(submission__initiative=initiative).order_by("-submission__number", "number")
    found = list(rows)
    return [row for row in found if row.submission_id == found[0].submission_id]
