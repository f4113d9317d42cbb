"""Saving a registration step by step, with whatever is in it.

Only what is sent is judged; a draft may be half filled. Every save names the version its page showed, so that nobody
overwrites another's words unseen. A file that goes up beside them is not words.
"""

import uuid
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction

from core import clock
from core.actor import Actor, Seat
from core.database.transitions import update_if_unchanged
from core.exceptions import DomainError, StaleState
from core.log import audit
from core.models import Audience
from core.text.vietnamese import fold_name, sort_key
from models_registry.enums import CONTINUING, Origin, Source
from models_registry.initiative.access import preparing_seat
from models_registry.initiative.contents import text_of
from models_registry.initiative.messages import already_continued, changed_by_another, refuse_other_words
from models_registry.initiative.on_behalf import paper_changes, write_paper
from models_registry.models import Coordination, Initiative, RegistrationText, Sector, Target
from models_registry.parts import steps_of
from models_registry.registration.services.continuing import lock_source, note_continuation, note_end
from models_registry.registration.services.drafts import refuse_source
from models_registry.transitions import EDITABLE_STATES
from models_registry.years.unit_changes import search_text
from organizations.tree import ward_tree

SAVE = "initiative.save"
SITTING = timedelta(minutes=30)
PERIOD = frozenset({"starts_on", "ends_on", "ongoing"})
HEAD_FIELDS = {
    1: frozenset({"kind", "person_name", "in_charge_id"}),
    2: frozenset({"name", "origin", "continues_id", "replicates_id", "sector"}) | PERIOD,
    3: frozenset(),
    4: frozenset(),
}
TEXT_FIELDS = {
    1: frozenset({"leader_name", "contact_phone", "meeting_on", "person_facts"}),
    2: frozenset({"problem", "method", "area", "tags"}),
    3: frozenset({"goals", "expected"}),
    4: frozenset({"resources", "steps"}),
}
COPY_HEAD_FIELDS = frozenset({"name", "sector"}) | PERIOD


@transaction.atomic
def save_step(
    *,
    actor: Actor,
    initiative: Initiative,
    seen: int,
    step: int,
    values: Mapping[str, Any],
    unread: Mapping[str, Mapping[str, str]],
    targets: Sequence[Mapping[str, Any]] | None = None,
    coordination: Sequence[tuple[int | None, str]] | None = None,
    by_itself: bool = False,
) -> bool:
    """Keep one page of the form as it is, complete or not; False when nothing differs from what is kept.

    `values` are the inputs that could be read, `unread` the others as typed, with the sentence that says why.
    `by_itself`: saved while the person types, which is one line of the log for a sitting, not one a save.
    Raises StaleState when other words were written since version `seen`, and nothing is written; the same words twice
    are one save.
    """
    seat = preparing_seat(actor, initiative)
    text = text_of(initiative)
    if initiative.state not in EDITABLE_STATES or initiative.deleted_at is not None:
        refuse_other_words(initiative, text, seen, actor)
    try:
        head = _head_changes(initiative, step, values)
    except DomainError:
        refuse_other_words(initiative, text, seen, actor)
        raise
    texts = _text_changes(text, step, values, unread)
    rows = [*_targets_to_write(initiative, targets), *_units_to_write(initiative, coordination)]
    paper = paper_changes(initiative, values)
    if not (head or texts or rows or paper):
        return False
    refuse_other_words(initiative, text, seen, actor)
    _write_head(initiative, text, head)
    if {"origin", "continues"} & head.keys():
        note_end(initiative)
        note_continuation(initiative, actor=actor)
    _write_text(actor, initiative, text, texts)
    write_paper(initiative, paper)
    for kind, written in rows:
        kind.objects.filter(initiative=initiative).delete()
        kind.objects.bulk_create(written)
    _tell(actor, seat, initiative, step, by_itself)
    return True


def _tell(actor: Actor, seat: Seat, initiative: Initiative, step: int, by_itself: bool) -> None:
    act = f"Sửa bước {step}: {steps_of(initiative)[step - 1].title}"
    if by_itself and _told_already(actor, initiative, act):
        return
    audit.record(
        actor=actor, seat=seat, verb=SAVE, text=act, subject=initiative,
        ward_key=initiative.ward_id, after={"step": step, "version": initiative.version},
        on_behalf_key=initiative.unit_id if initiative.source == Source.BEHALF else None,
    )  # fmt: skip


def _told_already(actor: Actor, initiative: Initiative, act: str) -> bool:
    """Whether the last line of its history says so already: the same person, the same step, not long ago."""
    last = next(iter(audit.timeline(initiative, audiences=Audience.values, limit=1)), None)
    if last is None or (last.verb, last.user_key, last.text) != (SAVE, actor.user_key, act):
        return False
    return last.at > clock.now() - SITTING


def _head_changes(row: Initiative, step: int, values: Mapping[str, Any]) -> dict[str, Any]:
    allowed = COPY_HEAD_FIELDS if row.is_copy else HEAD_FIELDS[step]
    wanted = {name: value for name, value in values.items() if name in allowed}
    if row.was_sent:
        wanted.pop("kind", None)  # kind, unit and year stay as first sent
    if "sector" in wanted and wanted["sector"] != (row.sector and row.sector.number):
        wanted["sector"] = Sector.objects.filter(number=wanted["sector"]).first()
    else:
        wanted.pop("sector", None)
    if "origin" in wanted:
        continued, replicated = (
            wanted.pop("continues_id", row.continues_id),
            wanted.pop("replicates_id", row.replicates_id),
        )
        wanted |= _chain_changes(row, wanted.pop("origin"), continued, replicated)
    changes = {name: value for name, value in wanted.items() if _differs(row, name, value)}
    if "name" in changes:
        changes |= {"name_fold": fold_name(changes["name"]), "name_sort": sort_key(changes["name"])}
    if {"name", "person_name"} & changes.keys():
        shown = Initiative(
            code=row.code,
            name=changes.get("name", row.name),
            person_name=changes.get("person_name", row.person_name),
        )
        changes["search_text"] = search_text(shown, row.unit_label)
    return changes


def _differs(row: Initiative, name: str, value: Any) -> bool:
    if name in ("continues", "replicates", "sector"):
        return getattr(row, f"{name}_id") != (value and value.pk)
    return getattr(row, name) != value


def _chain_changes(
    row: Initiative, origin: str, continues_key: int | None, replicates_key: int | None
) -> dict[str, Any]:
    """Origin, and the chain that goes with it: continuing joins last year's lineage, anything else leaves it."""
    if origin == Origin.REPLICATE:
        source = _replicable(row, replicates_key)
        return {"origin": origin, "continues": None, "replicates": source} | _own_lineage(row)
    if origin not in CONTINUING:
        return {"origin": origin, "continues": None, "replicates": None} | _own_lineage(row)
    if continues_key is None:
        return {"origin": origin, "continues": None, "replicates": None} | _own_lineage(row)
    if continues_key == row.continues_id:
        return {"origin": origin, "replicates": None}
    source = Initiative.objects.filter(ward_id=row.ward_id, pk=continues_key).first()
    if source is not None:
        lock_source(source)
    refuse_source(row.cycle, row.unit, source)
    return {"origin": origin, "continues": source, "replicates": None, "lineage": source.lineage}


def _replicable(row: Initiative, key: int | None) -> Initiative:
    """The recognised model of the ward it is a replication of."""
    if key is not None and key == row.replicates_id:
        return row.replicates
    source = Initiative.objects.filter(ward_id=row.ward_id, pk=key or 0).recognised().first()
    if source is not None:
        lock_source(source)
    if source is None or not source.best_level or source.lineage == row.lineage:
        raise DomainError("Hãy chọn trong thư viện mô hình để nhân rộng", field="origin")
    return source


def _own_lineage(row: Initiative) -> dict[str, Any]:
    return {"lineage": uuid.uuid4()} if row.continues_id else {}


def _text_changes(text: RegistrationText, step: int, values, unread) -> dict[str, Any]:
    allowed = frozenset() if text.initiative.is_copy else TEXT_FIELDS[step]
    changes = {name: values[name] for name in allowed & values.keys() if getattr(text, name) != values[name]}
    held = {**text.unread, str(step): {name: dict(told) for name, told in unread.items()}}
    held = {number: fields for number, fields in held.items() if fields}
    return changes if held == text.unread else changes | {"unread": held}


def _write_head(initiative: Initiative, text: RegistrationText, changes: Mapping[str, Any]) -> None:
    """Write the head and raise the version; once more when a file came between reading and writing."""
    try:
        with transaction.atomic():
            update_if_unchanged(initiative, changes=dict(changes))
    except IntegrityError as error:
        raise already_continued(initiative.cycle, changes.get("continues")) from error
    except StaleState as error:
        if not _only_files_came(initiative, text):
            raise StaleState(changed_by_another(initiative)) from error
        _write_head(initiative, text, changes)


def _only_files_came(initiative: Initiative, text: RegistrationText) -> bool:
    """Hold the row until the end of the transaction and take its version as it is now; False when its words or its
    state are others than were read."""
    row = Initiative.objects.select_for_update(no_key=True).filter(pk=initiative.pk).first()
    if row is None or (row.state, row.deleted_at) != (initiative.state, None):
        return False
    if RegistrationText.objects.filter(pk=row.pk).exclude(version=text.version).exists():
        return False
    initiative.version = row.version
    return True


def raise_words(initiative: Initiative) -> None:
    """Count what was said beside the registration as its newest words."""
    text = text_of(initiative)
    _write_head(initiative, text, {})
    text.version = initiative.version
    RegistrationText.objects.filter(pk=text.pk).update(version=text.version)


def _write_text(actor: Actor, initiative: Initiative, text: RegistrationText, changes: Mapping[str, Any]) -> None:
    facts = {"version": initiative.version, "saved_at": clock.now(), "saved_by_key": actor.user_key}
    changes = {**changes, **facts}
    for name, value in changes.items():
        setattr(text, name, value)
    if not RegistrationText.objects.filter(pk=text.pk).update(**changes):
        text.save()


def _targets_to_write(initiative: Initiative, targets) -> list[tuple[type, list]]:
    """The rows to put in place of the kept ones, or nothing when they are the same."""
    if targets is None or initiative.is_copy:
        return []
    kept = list(Target.objects.filter(initiative=initiative))
    keys = {target.key for target in kept}
    last = max((int(key[1:]) for key in keys if key[1:].isdigit()), default=0)
    rows = []
    for order, typed in enumerate(targets):
        key = typed.get("key") or _key_of_the_same(kept, order, typed)
        if key not in keys or key in {row.key for row in rows}:
            last += 1
            key = f"t{last}"
        rows.append(
            Target(
                ward_id=initiative.ward_id,
                initiative=initiative,
                key=key,
                order=order,
                indicator=typed["indicator"],
                measure=typed["measure"],
                planned=typed["planned"],
            )
        )
    return [] if [_facts(row) for row in rows] == [_facts(row) for row in kept] else [(Target, rows)]


def _key_of_the_same(kept: Sequence[Target], order: int, typed: Mapping[str, Any]) -> str:
    """A row posted again before its page learned its key is the row it made the first time."""
    at_place = next((row for row in kept if row.order == order), None)
    wanted = (typed["indicator"], typed["measure"], typed["planned"])
    same = at_place and (at_place.indicator, at_place.measure, at_place.planned) == wanted
    return at_place.key if same else ""


def _facts(target: Target) -> tuple:
    return (target.key, target.order, target.indicator, target.measure, target.planned)


def _units_to_write(initiative: Initiative, coordination) -> list[tuple[type, list]]:
    """Units of this ward, each once and never the lead itself, and bodies outside by name."""
    if coordination is None or initiative.is_copy:
        return []
    tree = ward_tree(initiative.ward)
    typed = [(key if key in tree.by_key else None, name) for key, name in dict.fromkeys(coordination)]
    wanted = [(key, name) for key, name in typed if (key or name) and key != initiative.unit_id]
    kept = Coordination.objects.filter(initiative=initiative).order_by("id")
    if wanted == list(kept.values_list("organization_id", "outside_name")):
        return []
    of = {"ward_id": initiative.ward_id, "initiative": initiative}
    return [(Coordination, [Coordination(**of, organization_id=key, outside_name=name) for key, name in wanted])]
