"""One act of the Ban with many registrations: tried first and kept as a dry run, then done row by row in one
transaction (R14: rows locked by key, the log last).

What changed between the dry run and the press is left alone and told. The second press finds the act done.
"""

import datetime as dt
from collections.abc import Iterable, Sequence

from django.db import transaction

from core import clock
from core.actor import Actor, Seat
from core.database.transitions import move_all, update_if_unchanged
from core.exceptions import DomainError, StaleState
from core.log import audit
from core.models import AuditEntry
from models_registry.enums import BulkKind
from models_registry.initiative.recipients import officers, people_of
from models_registry.models import BulkAct, Initiative
from models_registry.reviewing.bulk.notices import tell_officers, tell_units
from models_registry.reviewing.bulk.reasons import CHANGED, GONE, Surroundings, reason_against
from models_registry.reviewing.bulk.sharing import in_hand, shared_out
from models_registry.transitions import INITIATIVE
from organizations.models import Organization, User
from organizations.permissions import Action, require
from organizations.units.services import ward_place

MOST = 500  # rows of one act
KEPT_FOR = dt.timedelta(days=1)  # a dry run nobody confirmed
RIGHT = {
    BulkKind.RECEIVE: Action.RECEIVE_INITIATIVE,
    BulkKind.ASSIGN: Action.ASSIGN_INITIATIVE,
    BulkKind.REMIND: Action.RECEIVE_INITIATIVE,
}
REMINDED = "initiative.remind"
TOO_MANY = f"Mỗi lần xử lý nhiều nhất {MOST} hồ sơ. Hãy lọc hẹp hơn rồi chọn lại."


@transaction.atomic
def try_bulk(
    *, actor: Actor, ward: Organization, kind: str, keys: Sequence[int], unknown: Iterable[str] = (), query: str = ""
) -> BulkAct:
    """Judge every row and keep the answer; nothing else is written. `keys` in the order of the list they came from.

    Raises DomainError for nothing chosen and for more than MOST rows.
    """
    require(actor, RIGHT[kind], ward_place(ward))
    if not keys and not unknown:
        raise DomainError("Hãy chọn ít nhất một hồ sơ")
    if len(keys) > MOST:
        raise DomainError(TOO_MANY)
    found = _rows(actor, ward.pk, keys)
    around = _surroundings(kind, list(found.values()))
    rows = [_tried(found[key], reason_against(kind, found[key], around)) for key in keys if key in found]
    BulkAct.objects.of_ward(ward).filter(done_at__isnull=True, created_at__lt=clock.now() - KEPT_FOR).delete()
    return BulkAct.objects.create(
        ward=ward, kind=kind, rows=rows, unknown=sorted(set(unknown))[:MOST], query=query, by_key=actor.user_key
    )


@transaction.atomic
def share_out(*, actor: Actor, bulk: BulkAct, seen: int, people: Sequence[User], keep: bool) -> None:
    """Say who gets the files of a dry run: one officer all of them, several by turns, so that each gets as many.

    `keep` leaves files with whoever has them already. Raises DomainError when nobody of the Ban is chosen.
    """
    require(actor, Action.ASSIGN_INITIATIVE, ward_place(bulk.ward))
    ban = {person.pk: person for person in officers(bulk.ward_id)}
    if not people or any(person.pk not in ban for person in people):
        raise DomainError("Hãy chọn người của Ban Xây dựng Đảng", field="people")
    if bulk.done_at is not None or bulk.version != seen:
        raise StaleState("Lần phân công này vừa được thay đổi. Hãy xem lại bản xem trước.")
    found = _rows(actor, bulk.ward_id, [row["key"] for row in bulk.rows])
    free, rows = [], []
    for row in bulk.rows:
        initiative = found.get(row["key"])
        why = reason_against(bulk.kind, initiative, Surroundings()) if initiative else GONE
        if not why and keep and initiative.assignee_id:
            owner = ban.get(initiative.assignee_id)
            why = f"đã giao {owner.full_name}, giữ nguyên" if owner else ""
        rows.append(_tried(initiative, why) if initiative else {**row, "why": why})
        if not why:
            free.append(rows[-1])
    given = shared_out(len(free), [person.pk for person in people], in_hand(actor, bulk.ward_id))
    for row, to in zip(free, given, strict=True):
        row["to"] = to
        row["why"] = reason_against(bulk.kind, found[row["key"]], Surroundings(), to)
    update_if_unchanged(bulk, changes={"rows": rows})


@transaction.atomic
def do_bulk(*, actor: Actor, bulk: BulkAct, seen: int) -> BulkAct:
    """Do what the dry run said, with every row that is still as it saw it. Done already: the same act again.

    Raises StaleState when the dry run was changed meanwhile, DomainError when an officer was not chosen yet.
    """
    seat = require(actor, RIGHT[bulk.kind], ward_place(bulk.ward))
    bulk = BulkAct.objects.select_for_update(of=("self",)).select_related("ward").get(pk=bulk.pk)
    if bulk.done_at is not None:
        return bulk
    if bulk.version != seen:
        raise StaleState("Lần xử lý này vừa được thay đổi. Hãy xem lại bản xem trước.")
    if bulk.kind == BulkKind.ASSIGN and any(row["to"] is None for row in bulk.acted):
        raise DomainError("Hãy chọn người nhận trước")
    found = _rows(actor, bulk.ward_id, [row["key"] for row in bulk.rows if not row["why"]], lock=True)
    around = _surroundings(bulk.kind, list(found.values()))
    for row in bulk.rows:
        row["why"] = row["why"] or _changed(bulk.kind, row, found.get(row["key"]), around)
        row["done"] = not row["why"]
    acted = [(row, found[row["key"]]) for row in bulk.rows if row["done"]]
    _write(bulk, acted)
    bulk.done_at, bulk.by_key = clock.now(), actor.user_key
    bulk.save(update_fields=["rows", "done_at", "by_key"])
    _log(actor, seat, bulk, acted)
    _tell(actor, bulk, acted)
    return bulk


def _rows(actor: Actor, ward_key: int, keys: Sequence[int], *, lock: bool = False) -> dict[int, Initiative]:
    """Rows by key, within the actor's scope, locked in the order of their keys."""
    rows = Initiative.objects.visible_to(actor).of_ward(ward_key).filter(pk__in=keys).order_by("pk")
    if lock:
        rows = rows.select_for_update(of=("self",))
    return {row.pk: row for row in rows.select_related("unit", "cycle")}


def _tried(row: Initiative, why: str) -> dict:
    return {
        "key": row.pk, "version": row.version, "state": row.state, "from": row.assignee_id, "to": None, "why": why,
        "done": False, "kept": "",
    }  # fmt: skip


def _changed(kind: str, row: dict, now: Initiative | None, around: Surroundings) -> str:
    """Why a row the dry run would act on is left alone after all; '' when nothing came between."""
    if now is None:
        return GONE
    if kind == BulkKind.ASSIGN:  # a unit typing its supplement changes nothing about who handles the file
        if now.assignee_id != row["from"]:
            return CHANGED
    elif now.version != row["version"]:
        return f"{CHANGED}, nay ở trạng thái “{now.get_state_display()}”"
    return reason_against(kind, now, around, row["to"])


def _surroundings(kind: str, rows: list[Initiative]) -> Surroundings:
    if kind != BulkKind.REMIND:
        return Surroundings()
    people = people_of({row.unit for row in rows})
    today = AuditEntry.objects.filter(
        subject_kind=Initiative._meta.label_lower, subject_key__in=[row.pk for row in rows], verb=REMINDED,
        at__gte=clock.day_start(clock.today()),
    )  # fmt: skip
    return Surroundings(
        deserted={key for key, found in people.items() if not found},
        reminded=set(today.values_list("subject_key", flat=True)),
    )


def _write(bulk: BulkAct, acted: list[tuple[dict, Initiative]]) -> None:
    rows = Initiative.objects.filter(pk__in=[initiative.pk for _, initiative in acted])
    if bulk.kind == BulkKind.RECEIVE:
        changes = {"received_at": clock.now(), "answer_due_on": None, "last_news_on": clock.today()}
        if acted and move_all(rows, INITIATIVE["receive"], changes=changes) != len(acted):
            raise StaleState("Có hồ sơ vừa được người khác xử lý. Hãy bấm lại.")  # rows are locked: cannot happen
    elif bulk.kind == BulkKind.ASSIGN:
        for to in sorted({row["to"] for row, _ in acted}):
            rows.filter(pk__in=[row["key"] for row, _ in acted if row["to"] == to]).update(assignee_id=to)


def _log(actor: Actor, seat: Seat, bulk: BulkAct, acted: list[tuple[dict, Initiative]]) -> None:
    names = {person.pk: person.full_name for person in officers(bulk.ward_id)} if bulk.kind == BulkKind.ASSIGN else {}
    note = f"Cùng lúc {len(acted)} hồ sơ" if len(acted) > 1 else ""
    facts = {"actor": actor, "seat": seat, "ward_key": bulk.ward_id, "note": note}
    acts = []
    for row, initiative in acted:
        if bulk.kind == BulkKind.RECEIVE:
            words = {"verb": "initiative.receive", "text": "Tiếp nhận đăng ký"}
        elif bulk.kind == BulkKind.REMIND:
            words = {"verb": REMINDED, "text": "Nhắc đơn vị"}
        else:
            words = {
                "verb": "initiative.assign", "text": f"Phân công {names[row['to']]} xử lý",
                "before": {"assignee": row["from"]}, "after": {"assignee": row["to"]}, "audience": audit.Audience.BAN,
            }  # fmt: skip
        acts.append(audit.Act(subject=initiative, **facts, **words))
    audit.record_many(acts)


def _tell(actor: Actor, bulk: BulkAct, acted: list[tuple[dict, Initiative]]) -> None:
    if bulk.kind == BulkKind.ASSIGN:
        tell_officers(actor, bulk, acted)
    else:
        tell_units(actor, bulk, [initiative for _, initiative in acted])
