"""Taking a bulk act back within ten minutes, row by row, where nothing has come after it (decision 91)."""

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from core import clock
from core.actor import Actor, Seat
from core.database.transitions import move_all
from core.exceptions import DomainError
from core.log import audit
from models_registry.enums import BulkKind
from models_registry.enums import InitiativeState as S
from models_registry.models import BulkAct, Initiative
from models_registry.reviewing.bulk.notices import take_back_from_officers, take_back_from_units
from models_registry.reviewing.bulk.reasons import GONE
from models_registry.reviewing.bulk.services import RIGHT
from models_registry.transitions import UNRECEIVE
from organizations.permissions import require
from organizations.units.services import ward_place

BACK_TO = {S.SUBMITTED: UNRECEIVE["unreceive"], S.RESUBMITTED: UNRECEIVE["unreceive_resubmitted"]}
TOO_LATE = "Đã quá mười phút, không hoàn tác được nữa. Hãy xử lý từng hồ sơ."
NEVER = "Việc này không hoàn tác được"
MOVED_ON = "đã có người xử lý tiếp"
BUILT_ON = "đã có tự đánh giá hoặc danh sách dựa trên hồ sơ này"

Pair = tuple[dict, Initiative]


@transaction.atomic
def undo_bulk(*, actor: Actor, bulk: BulkAct) -> BulkAct:
    """Put every row that is still as the act left it back as it was. Undone already: the same answer again.

    Raises DomainError ten minutes after the act, for an act nobody did, and for reminders, which cannot be unsaid.
    """
    seat = require(actor, RIGHT[bulk.kind], ward_place(bulk.ward))
    bulk = BulkAct.objects.select_for_update(of=("self",)).select_related("ward").get(pk=bulk.pk)
    if bulk.undone_at is not None:
        return bulk
    if bulk.undo_until is None:
        raise DomainError(NEVER)
    if not bulk.may_be_undone:
        raise DomainError(TOO_LATE)
    rows = Initiative.objects.visible_to(actor).of_ward(bulk.ward_id).filter(pk__in=[row["key"] for row in bulk.acted])
    found = {row.pk: row for row in rows.order_by("pk").select_for_update(of=("self",)).select_related("unit")}
    built_on = _built_on(found) if bulk.kind == BulkKind.RECEIVE else set()
    for row in bulk.acted:
        row["kept"] = _against(bulk.kind, row, found.get(row["key"]), built_on)
    undone = [(row, found[row["key"]]) for row in bulk.acted if not row["kept"]]
    kept = [(row, found[row["key"]]) for row in bulk.acted if row["kept"] and row["key"] in found]
    _put_back(bulk, undone)
    bulk.undone_at, bulk.undone_by_key = clock.now(), actor.user_key
    bulk.save(update_fields=["rows", "undone_at", "undone_by_key"])
    _log(actor, seat, bulk, undone)
    if bulk.kind == BulkKind.RECEIVE:
        take_back_from_units(actor, bulk, [row for _, row in undone], [row for _, row in kept])
    else:
        take_back_from_officers(actor, bulk, undone, kept)
    return bulk


def _against(kind: str, row: dict, now: Initiative | None, built_on: set[int]) -> str:
    if now is None:
        return GONE
    if kind == BulkKind.ASSIGN:
        return "" if now.assignee_id == row["to"] else "đã được phân công lại"
    if now.state != S.RECEIVED or now.version != row["version"] + 1:
        return MOVED_ON
    return BUILT_ON if now.pk in built_on else ""


def _built_on(keys) -> set[int]:
    """Rows some later step stands on: whatever the floors above keep about them."""
    above = [
        Exists(relation.related_model._base_manager.filter(**{relation.field.name: OuterRef("pk")}))
        for relation in Initiative._meta.related_objects
        if relation.related_model._meta.app_label != Initiative._meta.app_label
    ]
    any_of = Q()
    for exists in above:
        any_of |= Q(exists)
    return set(Initiative.objects.filter(any_of, pk__in=list(keys)).values_list("pk", flat=True)) if above else set()


def _put_back(bulk: BulkAct, undone: list[Pair]) -> None:
    before = "state" if bulk.kind == BulkKind.RECEIVE else "from"
    groups: dict = {}
    for row, initiative in undone:
        groups.setdefault(row[before], []).append(initiative.pk)
    for value, keys in groups.items():
        rows = Initiative.objects.filter(pk__in=keys)
        if bulk.kind == BulkKind.RECEIVE:
            move_all(rows, BACK_TO[value], changes={"received_at": None})
        else:
            rows.update(assignee_id=value)


def _log(actor: Actor, seat: Seat, bulk: BulkAct, undone: list[Pair]) -> None:
    note = f"Cùng lúc {len(undone)} hồ sơ" if len(undone) > 1 else ""
    acts = []
    for row, initiative in undone:
        words = {"verb": "initiative.unreceive", "text": "Hoàn tác tiếp nhận"}
        if bulk.kind == BulkKind.ASSIGN:
            words = {
                "verb": "initiative.assign", "text": "Hoàn tác phân công", "audience": audit.Audience.BAN,
                "before": {"assignee": row["to"]}, "after": {"assignee": row["from"]},
            }  # fmt: skip
        acts.append(audit.Act(actor=actor, seat=seat, subject=initiative, ward_key=bulk.ward_id, note=note, **words))
    audit.record_many(acts)
