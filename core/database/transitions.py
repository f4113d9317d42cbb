"""One engine for every state machine: a table of lawful steps, and one conditional UPDATE that takes a step.

Two people pressing at once need no lock: whoever's UPDATE finds the row still in a source state and at the version
they saw wins; the other is told what happened and by whom.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.db import models

from core import clock
from core.exceptions import DomainError, StaleState
from core.log import audit
from core.models import Audience
from core.text.formatting import datetime_vi, time_vi
from core.text.vietnamese import lower_first


@dataclass(frozen=True)
class Transition:
    """One lawful step. `action` is the right it needs, `label` the words on its button, '' when it has none of its own.

    A step that `needs_note` is taken only with a reason in writing. `column` is the one that holds the state.
    """

    name: str
    sources: frozenset
    target: Any
    action: Enum
    label: str = ""
    needs_note: bool = False
    column: str = "state"

    def __post_init__(self):
        object.__setattr__(self, "sources", frozenset(self.sources))


class TransitionTable:
    """All lawful steps of one machine, in the order their buttons are shown."""

    def __init__(self, *transitions: Transition):
        self._by_name = {transition.name: transition for transition in transitions}
        if len(self._by_name) != len(transitions):
            raise ValueError("two transitions bear the same name")

    def __iter__(self) -> Iterator[Transition]:
        return iter(self._by_name.values())

    def __len__(self) -> int:
        return len(self._by_name)

    def __getitem__(self, name: str) -> Transition:
        return self._by_name[name]

    def from_state(self, state) -> list[Transition]:
        return [transition for transition in self if state in transition.sources]


def move(
    instance: models.Model,
    *transitions: Transition,
    note: str = "",
    changes: dict[str, Any] | None = None,
    audiences: Iterable[str] = (Audience.UNIT,),
) -> None:
    """Take the step if the row is still in a source state and at the version that was read.

    Several steps, of different columns, are taken together or not at all. Sets the states, raises the version and
    writes `changes` in the same UPDATE; the instance then shows them. Raises DomainError at the field `reason` when a
    step needs a note and `note` is blank; StaleState when somebody acted first, telling of their act if it may be read
    by `audiences`.
    """
    for transition in transitions:
        _refuse_without_note(transition, note)
    changes = {**(changes or {}), **{transition.column: transition.target for transition in transitions}}
    sources = {f"{transition.column}__in": transition.sources for transition in transitions}
    _write(instance, changes, sources=sources, audiences=audiences)


def move_all(
    rows: models.QuerySet, transition: Transition, *, note: str = "", changes: dict[str, Any] | None = None
) -> int:
    """Take one step with many rows, and write `changes`, in one UPDATE; those no longer in a source state stay.

    Returns how many moved. Raises DomainError like `move` when the step needs a note and `note` is blank.
    """
    _refuse_without_note(transition, note)
    written = {**(changes or {}), transition.column: transition.target, "version": models.F("version") + 1}
    return rows.filter(**{f"{transition.column}__in": transition.sources}).update(**written)


def update_if_unchanged(instance: models.Model, *, changes: dict[str, Any]) -> None:
    """Write `changes` and raise the version if nobody wrote since the row was read, else raise StaleState."""
    _write(instance, changes)


def _refuse_without_note(transition: Transition, note: str) -> None:
    if transition.needs_note and not note.strip():
        raise DomainError(f"Hãy ghi lý do {lower_first(transition.label)}", field="reason")


def _write(
    instance: models.Model,
    changes: dict[str, Any],
    sources: Mapping[str, Iterable] | None = None,
    audiences: Iterable[str] = (Audience.UNIT,),
) -> None:
    changes = {**changes, "version": instance.version + 1}
    rows = type(instance)._base_manager.filter(pk=instance.pk, version=instance.version, **(sources or {}))
    if not rows.update(**changes):
        raise StaleState(_what_happened(instance, audiences))
    computed = [name for name, value in changes.items() if hasattr(value, "resolve_expression")]
    for name, value in changes.items():
        setattr(instance, name, value)
    if computed:  # F("rounds") + 1 and the like: only the database knows the result
        instance.refresh_from_db(fields=computed)


def _what_happened(instance: models.Model, audiences: Iterable[str]) -> str:
    last = next(iter(audit.timeline(instance, audiences=list(audiences), limit=1)), None)
    if last is None:
        return "Hồ sơ vừa được người khác xử lý. Hãy tải lại trang để xem."
    same_day = clock.local(last.at).date() == clock.today()
    when = time_vi(last.at) if same_day else datetime_vi(last.at)
    return f"Hồ sơ vừa được {last.who_text} xử lý lúc {when}: {last.text}. Hãy tải lại trang để xem."
