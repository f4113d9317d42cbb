"""Units from an office's own list: what each row would do, doing it, taking it back (decision 11).

A code is a unit's for ever and is what rows are matched by; another name under a known code may be a renaming, which
a person chooses. Names of the past and remembered spellings are never given to a new unit.
"""

import uuid
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence

from django.db.models import F

from core import clock
from core.actor import Actor, Seat
from core.database.uses import in_one_query, tables_pointing_at
from core.log import audit
from core.text.vietnamese import clean_line, fold, sort_key
from organizations.enums import ORDER_OF_KIND, OrganizationKind, RosterState, RosterVerdict
from organizations.models import Organization, OrganizationAlias, OrganizationName, RosterBatch, RosterRow, path_step
from organizations.permissions import Action
from organizations.units.list import PREFIXES, UnitList, read_unit_list
from organizations.units.services import EPOCH, follow, following_tables, rename_unit, set_vertical, tree_changed

ACTION = Action.MANAGE_UNITS
V = RosterVerdict
LABELS = {"name": "tên", "vertical": "đăng ký theo ngành dọc"}
UPDATE = "update"
read = read_unit_list


def rows_of(found: UnitList) -> Iterator[tuple[int, dict]]:
    """(row number, what the row says) with the addresses of its cells."""
    for row in found.rows:
        cells = {meaning: f"{letter}{row.row_number}" for meaning, letter in found.columns.items()}
        yield (
            row.row_number,
            {
                "code": clean_line(row.code).upper(),
                "name": clean_line(row.name),
                "kind": row.kind or "",
                "vertical": row.reports_vertically,
                "asks_vertical": "vertical" in found.columns,
                "has_code": bool(row.code),
                "cells": cells,
                "problems": [
                    problem.message for problem in row.problems if problem.needs != "code" or row.code
                ],  # a missing code is proposed
            },
        )


# Settling -----------------------------------------------------------------------------------------------------------


class _Ward:
    """What rows are compared with. Four queries."""

    def __init__(self, ward: Organization):
        self.units = {unit.code: unit for unit in Organization.objects.filter(ward=ward).units()}
        living = [unit for unit in self.units.values() if unit.closed_on is None]
        self.names = {unit.name_fold: unit for unit in living}
        open_names = OrganizationName.objects.filter(organization__ward=ward)
        self.since, self.past = {}, {}
        for name in open_names.only("organization_id", "name_fold", "valid_from", "valid_until"):
            if name.valid_until is None:
                self.since[name.organization_id] = name.valid_from
            else:
                self.past.setdefault(name.name_fold, name.organization_id)
        for alias, key in OrganizationAlias.objects.filter(ward=ward).values_list("alias_fold", "organization_id"):
            self.past.setdefault(alias, key)
        undone = RosterRow.objects.filter(batch__ward=ward, batch__state=RosterState.UNDONE, verdict=V.NEW)
        self.undone = set(undone.filter(unit__closed_on__isnull=False).values_list("unit_id", flat=True))
        self.by_key = {unit.pk: unit for unit in self.units.values()}
        self.taken: dict[str, int] = {}  # code → row of this list
        self.named: dict[str, int] = {}
        self.numbers: Counter[str] = Counter()

    def next_code(self, kind: str) -> str:
        prefix = PREFIXES[OrganizationKind(kind)]
        while True:
            self.numbers[prefix] += 1
            code = f"{prefix}{self.numbers[prefix]:02d}"
            if code not in self.units and code not in self.taken:
                return code


def settle(batch: RosterBatch, rows: Sequence[RosterRow], actor: Actor) -> None:
    """Give every row its verdict, its unit and its reasons, against the ward as it stands and the rows above."""
    ward = _Ward(batch.ward)
    ward.taken = {row.said["code"]: 0 for row in rows if row.said["has_code"]}  # no proposal takes a code of the list
    for row in rows:
        row.unit, row.differs = None, []
        row.verdict, reason = _verdict(row, ward, batch)
        row.reasons = [*row.said["problems"]] if row.said["problems"] else [reason] if reason else []
        if row.verdict == V.NEW:
            ward.taken[row.said["code"]] = ward.named[fold(row.said["name"])] = row.row_number


def _verdict(row: RosterRow, ward: _Ward, batch: RosterBatch) -> tuple[str, str]:
    said, at = row.said, _where(row)
    if said["problems"]:
        return V.REFUSED, ""
    name = fold(said["name"])
    if not said["has_code"]:
        if known := ward.names.get(name):
            said["code"] = known.code
        elif name not in ward.named:
            said["code"] = ward.next_code(said["kind"])
    if line := ward.named.get(name):
        return V.SAME, f"{at('name')}: trùng dòng {line}"
    if line := ward.taken.get(said["code"]):
        return V.REFUSED, f"{at('code')}: mã {said['code']} đã có ở dòng {line}"
    known = ward.units.get(said["code"])
    if known is None or known.pk in ward.undone:
        return _joins(row, known, name, ward)
    if known.closed_on is not None:
        return V.REFUSED, f"{at('code')}: mã {known.code} của đơn vị đã kết thúc hoạt động"
    row.unit = known
    return _is_there(row, known, name, ward, batch)


def _joins(row: RosterRow, known: Organization | None, name: str, ward: _Ward) -> tuple[str, str]:
    at = _where(row)
    if other := ward.names.get(name):
        return V.REFUSED, f"{at('name')}: tên này đã có với mã {other.code}"
    if (key := ward.past.get(name)) and key in ward.by_key and (known is None or key != known.pk):
        return V.REFUSED, f"{at('name')}: đây là tên cũ hoặc cách viết khác của đơn vị mã {ward.by_key[key].code}"
    row.unit = known
    if known is not None:
        return V.NEW, "Đơn vị của lần nhập đã hoàn tác, được mở lại"
    return V.NEW, "" if row.said["has_code"] else f"Danh sách chưa có mã, đề xuất {row.said['code']}"


def _is_there(row: RosterRow, known: Organization, name: str, ward: _Ward, batch: RosterBatch) -> tuple[str, str]:
    said, at = row.said, _where(row)
    if name != known.name_fold:
        if other := ward.names.get(name):
            return V.REFUSED, f"{at('name')}: tên này đã có với mã {other.code}"
        if (key := ward.past.get(name)) and key != known.pk:
            return V.REFUSED, f"{at('name')}: tên cũ của đơn vị khác"
        if ward.since.get(known.pk, EPOCH) >= clock.today():
            return V.REFUSED, f"{at('name')}: đơn vị {known.code} vừa đổi tên hôm nay"
        row.differs.append({"field": "name", "old": known.name, "new": said["name"]})
    if said["asks_vertical"] and said["vertical"] != known.reports_vertically:
        row.differs.append({"field": "vertical", "old": known.reports_vertically, "new": said["vertical"]})
    if not row.differs:
        return V.SAME, ""
    chosen = row.chosen_update or batch.default_update
    return (V.UPDATE if chosen == UPDATE else V.DIFFERS), ""


def _where(row: RosterRow):
    cells = row.said["cells"]
    return lambda meaning: f"Ô {cells[meaning]}" if meaning in cells else f"Dòng {row.row_number}"


# Writing ------------------------------------------------------------------------------------------------------------


def write(actor: Actor, seat: Seat, batch: RosterBatch, rows: Sequence[RosterRow]) -> list[audit.Act]:
    """Add the NEW rows in a fixed number of queries; each UPDATE is a dated act of its own, logged by itself."""
    new = [row for row in rows if row.verdict == V.NEW]
    if new:
        _add(batch.ward, [row for row in new if row.unit is None])
        _reopen([row for row in new if row.unit.closed_on is not None])
        tree_changed(batch.ward)
    for row in rows:
        if row.verdict == V.UPDATE:
            _change(actor, row)
    if new:
        follow("units_added", units=[row.unit for row in new], actor=actor)
    return [
        audit.Act(
            actor=actor, seat=seat, verb="unit.add", text=f"Thêm đơn vị {row.unit.name} (nhập từ danh sách)",
            subject=row.unit, ward_key=batch.ward_id,
            after={"code": row.unit.code, "kind": row.unit.kind, "vertical": row.unit.reports_vertically},
        )
        for row in new
    ]  # fmt: skip


def _add(ward: Organization, rows: Sequence[RosterRow]) -> None:
    for row in rows:
        row.unit = Organization(ward=ward, parent=ward, code=row.said["code"], path=uuid.uuid4().bytes)
        _fill(row.unit, row.said)
    units = Organization.objects.bulk_create([row.unit for row in rows])
    for unit in units:
        unit.path = bytes(ward.path) + path_step(unit.pk)
    Organization.objects.bulk_update(units, ["path"], batch_size=200)
    OrganizationName.objects.bulk_create(
        OrganizationName(organization=unit, name=unit.name, name_fold=unit.name_fold, valid_from=EPOCH)
        for unit in units
    )


def _reopen(rows: Sequence[RosterRow]) -> None:
    """Units of an undone import, which nobody used: they come back as the list now says."""
    units = [row.unit for row in rows]
    for row in rows:
        row.unit.closed_on = None
        row.unit.version += 1
        _fill(row.unit, row.said)
    changed = ["closed_on", "version", "name", "name_fold", "sort_key", "kind", "manual_order", "reports_vertically"]
    Organization.objects.bulk_update(units, changed, batch_size=200)
    by_key = {unit.pk: unit for unit in units}
    names = list(OrganizationName.objects.filter(organization__in=units, valid_until__isnull=True))
    for name in names:
        name.name, name.name_fold = by_key[name.organization_id].name, by_key[name.organization_id].name_fold
    OrganizationName.objects.bulk_update(names, ["name", "name_fold"], batch_size=200)


def _fill(unit: Organization, said: Mapping) -> None:
    unit.name, unit.name_fold, unit.sort_key = said["name"], fold(said["name"]), sort_key(said["name"])
    unit.kind, unit.manual_order = said["kind"], ORDER_OF_KIND[said["kind"]]
    unit.reports_vertically = said["vertical"]


def _change(actor: Actor, row: RosterRow) -> None:
    for change in row.differs:
        if change["field"] == "name":
            rename_unit(actor=actor, unit=row.unit, name=change["new"], valid_from=clock.today())
        else:
            set_vertical(actor=actor, unit=row.unit, reports_vertically=change["new"])


# Taking back --------------------------------------------------------------------------------------------------------


def hold(rows: Sequence[RosterRow]) -> None:
    """Keep the units as they are until the end: whoever wants to use one waits, then finds it closed."""
    keys = [row.unit_id for row in rows]
    list(Organization.objects.select_for_update().filter(pk__in=keys).order_by("pk").values_list("pk"))


def reasons(keys: Collection[int]) -> dict[int, str]:
    """Batch key → why not, naming the first unit concerned."""
    found: dict[int, str] = {}
    made = RosterRow.objects.filter(batch__in=keys, verdict=V.NEW)
    units = {unit: batch for batch, unit in made.order_by("batch").values_list("batch", "unit")}
    own = {OrganizationName, RosterRow, *following_tables()}
    pointing = tables_pointing_at(Organization, but=own)
    parts = (
        rows.filter(**{f"{n}__in": made.values("unit")}).values_list(f"{n}__code", n)
        for rows, n in pointing
        if n != "ward"  # a unit is the ward of no row
    )
    for code, unit in sorted(in_one_query(parts)):
        found.setdefault(units[unit], f"đơn vị {code} đã có người, hồ sơ hoặc đơn vị trực thuộc")
    for batch, code in made.filter(unit__closed_on__isnull=False).values_list("batch", "unit__code"):
        found.setdefault(batch, f"đơn vị {code} đã kết thúc hoạt động")
    updated = RosterRow.objects.filter(batch__in=keys, verdict=V.UPDATE).select_related("unit")
    for row in updated:
        now = {"name": row.unit.name, "vertical": row.unit.reports_vertically}
        if any(now[change["field"]] != change["new"] for change in row.differs):
            found.setdefault(row.batch_id, f"đơn vị {row.unit.code} đã được sửa tiếp")
    return found


def take_back(actor: Actor, seat: Seat, batch: RosterBatch, rows: Sequence[RosterRow]) -> list[audit.Act]:
    """Close what was added, from today, keeping its codes; give back former names."""
    keys = [row.unit_id for row in rows if row.verdict == V.NEW]
    Organization.objects.filter(pk__in=keys).update(closed_on=clock.today(), version=F("version") + 1)
    added = list(Organization.objects.filter(pk__in=keys).order_by("pk"))
    if added:
        follow("units_withdrawn", units=added, actor=actor)
    for row in rows:
        if row.verdict == V.UPDATE:
            _change_back(actor, row)
            _forget_name(actor, row)
    tree_changed(batch.ward)
    renamed = [row.unit for row in rows if any(change["field"] == "name" for change in row.differs)]
    return [
        audit.Act(
            actor=actor, seat=seat, verb="unit.rename", text=f"Trả lại tên {unit.name} do hoàn tác lần nhập",
            subject=unit, ward_key=batch.ward_id, reason="Nhập nhầm",
        )
        for unit in renamed
    ] + [
        audit.Act(
            actor=actor, seat=seat, verb="unit.close", text=f"Kết thúc {unit.name} do hoàn tác lần nhập",
            subject=unit, ward_key=batch.ward_id, reason="Nhập nhầm", after={"closed_on": clock.today()},
        )
        for unit in added
    ]  # fmt: skip


def _change_back(actor: Actor, row: RosterRow) -> None:
    for change in row.differs:
        if change["field"] == "vertical":
            set_vertical(actor=actor, unit=row.unit, reports_vertically=change["old"])


def _forget_name(actor: Actor, row: RosterRow) -> None:
    """A name given by mistake goes, and the one before is open again, as if it had never ended."""
    change = next((one for one in row.differs if one["field"] == "name"), None)
    if change is None:
        return
    OrganizationName.objects.filter(organization=row.unit, valid_until__isnull=True).delete()
    last = OrganizationName.objects.filter(organization=row.unit).order_by("-valid_from").first()
    OrganizationName.objects.filter(pk=last.pk).update(valid_until=None)
    old = change["old"]
    Organization.objects.filter(pk=row.unit_id).update(
        name=old, name_fold=fold(old), sort_key=sort_key(old), version=F("version") + 1
    )
    row.unit.refresh_from_db()
    follow("unit_renamed", unit=row.unit, actor=actor)
