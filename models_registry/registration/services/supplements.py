"""A unit's answer to a return, kept in one act: what it mended of the fields asked, what it says to each remark."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from core.actor import Actor
from models_registry.initiative.contents import text_of
from models_registry.initiative.messages import refuse_other_words
from models_registry.models import Initiative
from models_registry.registration.services.answers import RemarkAnswer, answer_remarks
from models_registry.registration.services.saving import raise_words, save_step


@transaction.atomic
def save_supplement(
    *,
    actor: Actor,
    initiative: Initiative,
    seen: int,
    steps: Mapping[int, Mapping[str, Any]],
    answers: Mapping[int, RemarkAnswer],
) -> None:
    """Keep it as typed, complete or not. `steps` are arguments of save_step by the number of the step.

    Raises StaleState when other words were written since version `seen`; then nothing is written.
    """
    text = text_of(initiative)
    refuse_other_words(initiative, text, seen)
    before = text.version
    for number, arguments in steps.items():
        save_step(actor=actor, initiative=initiative, seen=initiative.version, step=number, **arguments)
    if answer_remarks(actor=actor, initiative=initiative, answers=answers) and text.version == before:
        raise_words(initiative)  # so that another tab does not write over these answers unseen
