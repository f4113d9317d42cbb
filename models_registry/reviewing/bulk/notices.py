"""What people are told of a bulk act: one notice a unit or an officer, naming the files, never one a file."""

from collections.abc import Iterable, Sequence

from django.urls import reverse

from core.actor import Actor
from core.log.notifications import Notice, notify_many, withdraw
from core.text.vietnamese import quoted
from models_registry.enums import BulkKind
from models_registry.initiative.recipients import form_address, people_of, review_address
from models_registry.models import BulkAct, Initiative

NAMED = 5  # files a notice names; the rest are counted
KINDS = {BulkKind.RECEIVE: ("received", "Đã tiếp nhận"), BulkKind.REMIND: ("reminded", "Ban Xây dựng Đảng nhắc")}


def tell_units(actor: Actor, bulk: BulkAct, rows: Sequence[Initiative]) -> None:
    """One notice a unit, to everybody who works for it."""
    kind, words = KINDS[bulk.kind]
    people = people_of({row.unit for row in rows})
    notify_many(
        Notice(
            user_keys=people[unit], ward_key=bulk.ward_id, kind=kind,
            text=f"{words} {_named(bulk.kind, of_unit)}"[:500],
            link=_unit_link(actor, of_unit), dedupe_key=event(bulk, unit),
        )
        for unit, of_unit in by_unit(rows).items()
    )  # fmt: skip


def tell_officers(actor: Actor, bulk: BulkAct, acted: Iterable[tuple[dict, Initiative]]) -> None:
    """One notice an officer; who gave files to oneself is told nothing."""
    shares: dict[int, list[Initiative]] = {}
    for row, initiative in acted:
        shares.setdefault(row["to"], []).append(initiative)
    notify_many(
        Notice(
            user_keys=[officer], ward_key=bulk.ward_id, kind="assigned",
            text=f"Đồng chí được phân công xử lý {_named(bulk.kind, rows)}"[:500],
            link=_queue_link(actor, rows), dedupe_key=event(bulk, officer),
        )
        for officer, rows in shares.items()
        if officer != actor.user_key
    )  # fmt: skip


def take_back_from_units(actor: Actor, bulk: BulkAct, undone: Sequence[Initiative], kept: Sequence[Initiative]) -> None:
    """Unread notices of wholly undone units vanish; whoever may have read one is told that it holds no more."""
    left = by_unit(kept)
    whole = {unit: rows for unit, rows in by_unit(undone).items() if unit not in left}
    read = withdraw([event(bulk, unit) for unit in whole])
    people = people_of({row.unit for row in undone if row.unit_id not in whole})
    notify_many(
        Notice(
            user_keys=read.get(event(bulk, unit), ()) if unit in whole else people[unit],
            ward_key=bulk.ward_id, kind="unreceived",
            text=f"Việc tiếp nhận vừa được hoàn tác, đang chờ tiếp nhận lại: {_named(bulk.kind, rows)}"[:500],
            link=_unit_link(actor, rows), dedupe_key=f"{event(bulk, unit)}-undone",
        )
        for unit, rows in by_unit(undone).items()
    )  # fmt: skip


def take_back_from_officers(
    actor: Actor, bulk: BulkAct, undone: Sequence[tuple[dict, Initiative]], kept: Sequence[tuple[dict, Initiative]]
) -> None:
    """The same for officers."""
    shares: dict[int, list[Initiative]] = {}
    for row, initiative in undone:
        shares.setdefault(row["to"], []).append(initiative)
    left = {row["to"] for row, _ in kept}
    read = withdraw([event(bulk, officer) for officer in shares if officer not in left])
    notify_many(
        Notice(
            user_keys=[officer] if officer in left else read.get(event(bulk, officer), ()),
            ward_key=bulk.ward_id, kind="unassigned",
            text=f"Việc phân công vừa được hoàn tác: {_named(bulk.kind, rows)}"[:500],
            link=_queue_link(actor, rows), dedupe_key=f"{event(bulk, officer)}-undone",
        )
        for officer, rows in shares.items()
        if officer != actor.user_key
    )  # fmt: skip


def by_unit(rows: Iterable[Initiative]) -> dict[int, list[Initiative]]:
    found: dict[int, list[Initiative]] = {}
    for row in rows:
        found.setdefault(row.unit_id, []).append(row)
    return found


def event(bulk: BulkAct, key: int) -> str:
    """What names the notice of one unit or officer."""
    return f"bulk-{bulk.token.hex}-{key}"


def _named(kind: str, rows: Sequence[Initiative]) -> str:
    """“DK-2026-071 “Tên”” or “12 hồ sơ: DK-2026-071, …”, for a reminder with what is awaited."""
    if len(rows) == 1:
        text = f"{rows[0].code or f'bản nháp năm {rows[0].year}'} “{rows[0]}”"
    else:
        codes = [row.code or quoted(row) for row in rows]
        more = f" và {len(codes) - NAMED} hồ sơ khác" if len(codes) > NAMED else ""
        year = "" if all(row.code for row in rows) else f" năm {rows[0].year}"  # a code names it
        text = f"{len(rows)} hồ sơ{year}: {', '.join(codes[:NAMED])}{more}"
    return f"{text}. Đang chờ đơn vị hoàn thành" if kind == BulkKind.REMIND else text


def _unit_link(actor: Actor, rows: Sequence[Initiative]) -> str:
    if len(rows) == 1:
        return form_address(actor.ward_slug, rows[0])
    return f"{reverse('registry:initiative_list', args=[actor.ward_slug])}?nam={rows[0].year}"


def _queue_link(actor: Actor, rows: Sequence[Initiative]) -> str:
    if len(rows) == 1:
        return review_address(actor.ward_slug, rows[0])
    return f"{reverse('registry:review_list', args=[actor.ward_slug])}?nhom=tat-ca&nguoi=toi&nam={rows[0].year}"
