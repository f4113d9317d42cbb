"""Reading requests to learn a model: on its page in the library, and the lists of both sides."""

from dataclasses import dataclass, field

from models_registry.models import Initiative, LearnRequest
from organizations.permissions import Action, can

SHOWN = 20


@dataclass(frozen=True)
class Learning:
    """What a person sees of the requests for one model; `may_ask` while a unit of theirs has none open."""

    rows: list[LearnRequest] = field(default_factory=list)
    may_ask: bool = False


def asking_units(actor, initiative: Initiative, units) -> list:
    """Which of a person's living units may ask: not the model's own."""
    mine = [unit for unit in units if unit.key in actor.unit_keys]
    return [] if initiative.unit_id in actor.unit_keys else mine


def learning_of(actor, initiative: Initiative) -> Learning:
    """One query."""
    rows = list(_read(LearnRequest.objects.visible_to(actor).filter(initiative=initiative))[:SHOWN])
    busy = {row.asker_id for row in rows if row.answered_at is None}
    may = can(actor, Action.LEARN_MODELS) and initiative.unit_id not in actor.unit_keys
    return Learning([told(actor, row) for row in rows], may and not actor.unit_keys <= busy)


def received_and_sent(actor) -> tuple[list[LearnRequest], list[LearnRequest]]:
    """(asked of one's own units, asked by them), those waiting first; the Ban reads all as received. One query."""
    rows = [told(actor, row) for row in _read(LearnRequest.objects.visible_to(actor))[: SHOWN * 10]]
    rows.sort(key=lambda row: row.answered_at is not None)
    sent = [row for row in rows if row.asker_id in actor.unit_keys]
    return [row for row in rows if row not in sent], sent


def told(actor, row: LearnRequest) -> LearnRequest:
    """With `may_answer`: it waits for this person's unit."""
    row.may_answer = row.answered_at is None and can(actor, Action.LEARN_MODELS, row.initiative)
    return row


def _read(rows):
    return rows.select_related("initiative", "asker")
