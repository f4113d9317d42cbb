"""Asking to learn a recognised model, and answering (Plan II.4.1)."""

from django.db import IntegrityError, transaction
from django.urls import reverse

from core import clock
from core.actor import Actor
from core.exceptions import DomainError
from core.log import audit
from core.log.notifications import notify
from models_registry.initiative.messages import model_of_year
from models_registry.initiative.recipients import unit_people
from models_registry.models import Initiative, LearnRequest
from models_registry.registration.services.continuing import lock_source
from organizations.models import Organization
from organizations.permissions import Action, require
from organizations.tree import ward_tree


@transaction.atomic
def ask_to_learn(
    *, actor: Actor, initiative: Initiative, asker: Organization, message: str, contact: str
) -> LearnRequest:
    """A unit asks the unit of a recognised model to show it.

    One open request per unit and model: pressed twice, or while an earlier one waits, that one is the result.
    Raises DomainError for a model not recognised, and for one's own.
    """
    seat = require(actor, Action.LEARN_MODELS, asker)
    lock_source(initiative)
    if not initiative.best_level or initiative.ward_id != asker.ward_id:
        raise DomainError("Chỉ xin học tập được mô hình trong thư viện")
    if ward_tree(asker.ward).same_unit(initiative.unit_id, asker.pk):
        raise DomainError("Đây là mô hình của đơn vị mình", field="unit")
    try:
        with transaction.atomic():
            row = LearnRequest.objects.create(
                ward_id=asker.ward_id, initiative=initiative, asker=asker, message=message, contact=contact,
                asked_by_key=actor.user_key,
            )  # fmt: skip
    except IntegrityError:
        return LearnRequest.objects.waiting().get(initiative=initiative, asker=asker)
    audit.record(
        actor=actor, seat=seat, verb="learn.ask", text=f"{asker.name} xin học tập", subject=initiative,
        ward_key=row.ward_id, reason=message,
    )  # fmt: skip
    notify(
        user_keys=unit_people(initiative.unit), ward_key=row.ward_id, kind="learn",
        text=f"{asker.name} xin học tập {model_of_year(initiative)}"[:500], link=_address(actor, row),
        dedupe_key=f"learn-{row.pk}",
    )  # fmt: skip
    return row


@transaction.atomic
def answer_to_learn(*, actor: Actor, request_row: LearnRequest, answer: str) -> bool:
    """The model's unit answers, once; False when it was answered already and nothing is written."""
    initiative = request_row.initiative
    seat = require(actor, Action.LEARN_MODELS, initiative)
    if not answer:
        raise DomainError("Hãy viết câu trả lời", field="answer")
    waiting = LearnRequest.objects.waiting().filter(pk=request_row.pk)
    if not waiting.update(answer=answer, answered_by_key=actor.user_key, answered_at=clock.now()):
        return False
    audit.record(
        actor=actor, seat=seat, verb="learn.answer", text=f"Trả lời {request_row.asker.name} xin học tập",
        subject=initiative, ward_key=request_row.ward_id, reason=answer,
    )  # fmt: skip
    notify(
        user_keys={request_row.asked_by_key, *unit_people(request_row.asker)}, ward_key=request_row.ward_id,
        kind="learn", text=f"{initiative.unit_label} trả lời về {model_of_year(initiative)}"[:500],
        link=_address(actor, request_row), dedupe_key=f"learnt-{request_row.pk}",
    )  # fmt: skip
    return True


def _address(actor: Actor, row: LearnRequest) -> str:
    return reverse("registry:learn_answer", args=[actor.ward_slug, row.token])
