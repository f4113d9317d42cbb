"""People of units from an office's own list: accounts with their first role, or what is new about people known already.

A person is known by name within the unit, or by name and number elsewhere in the ward. Accounts are made without a
password: one-time passwords are given when the slips are printed. Taking back locks what was made (decision 7).
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

from django.contrib.auth.hashers import make_password

from core import clock
from core.actor import Actor, Seat
from core.database.uses import in_one_query, tables_pointing_at
from core.log import audit
from core.text.vietnamese import fold
from organizations.enums import HEAD_OF_UNIT_TITLE, Role, RosterState, RosterVerdict
from organizations.models import Membership, Organization, RosterBatch, RosterRow, User
from organizations.people.list import PeopleList, read_people_list
from organizations.permissions import Action
from organizations.tree import ward_tree
from organizations.units.lookup import unit_matcher

ACTION = Action.MANAGE_UNIT_PEOPLE
V = RosterVerdict
LABELS = {"phone": "số điện thoại", "head": "người đứng đầu", "former": "người đứng đầu hiện nay", "unit": "đơn vị"}
UPDATE = "update"
MISTAKE, PROMOTED, REPLACED = "Nhập nhầm", "Thành người đứng đầu", "Có người đứng đầu mới"
read = read_people_list


def rows_of(found: PeopleList) -> Iterator[tuple[int, dict]]:
    for row in found.rows:
        yield (
            row.row_number,
            {
                "name": row.full_name,
                "unit": row.unit,
                "code": row.unit_code,
                "title": row.title,
                "phone": row.phone,
                "head": row.is_head,
                "asked_username": row.username,
                "username": "",
                "cells": row.cells,
                "problems": list(row.problems),
                "notes": list(row.notes),
            },
        )


# Settling -----------------------------------------------------------------------------------------------------------


@dataclass
class _Ward:
    """What rows are compared with. A fixed number of queries."""

    batch: RosterBatch
    actor_key: int | None
    matcher: object = None
    tree: object = None
    seats: dict[int, list[Membership]] = field(default_factory=dict)  # unit → who serves it today
    numbers: dict[tuple[str, str], User] = field(default_factory=dict)  # (folded name, phone) → account
    undone: dict[tuple[int, str], User] = field(default_factory=dict)
    usernames: set[str] = field(default_factory=set)
    above: dict[tuple[int, str], int] = field(default_factory=dict)  # rows of this list
    heads: dict[int, int] = field(default_factory=dict)

    def __post_init__(self):
        ward = self.batch.ward
        self.matcher, self.tree = unit_matcher(ward), ward_tree(ward)
        rows = Membership.objects.filter(ward=ward).valid_on(clock.today()).select_related("user")
        for seat in rows.order_by("id"):
            if seat.role == Role.SECRETARY:
                self.seats.setdefault(seat.organization_id, []).append(seat)
            if seat.user.phone:
                self.numbers.setdefault((seat.user.name_fold, _digits(seat.user.phone)), seat.user)
        rows = RosterRow.objects.filter(batch__ward=ward, batch__state=RosterState.UNDONE, person__is_active=False)
        for row in rows.filter(made__created=True).select_related("person"):
            self.undone[row.unit_id, row.person.name_fold] = row.person

    def head_of(self, unit: int) -> Membership | None:
        return next((seat for seat in self.seats.get(unit, ()) if seat.is_head), None)


def _digits(phone: str) -> str:
    return "".join(sign for sign in phone if sign.isdigit())


def settle(batch: RosterBatch, rows: Sequence[RosterRow], actor: Actor) -> None:
    """Give every row its verdict, its person and unit, and for a new account its user name."""
    ward = _Ward(batch, actor.user_key)
    for row in rows:
        row.unit = row.person = None
        row.differs = []
        row.verdict, reason = _verdict(row, ward)
        row.reasons = [*row.said["problems"], *([reason] if reason else []), *row.said["notes"]]
        if row.verdict in (V.NEW, V.UPDATE):
            ward.above[row.unit_id, fold(row.said["name"])] = row.row_number
            if row.said["head"]:
                ward.heads[row.unit_id] = row.row_number
        row.said["username"] = row.person.username if row.person else ""
    _name_accounts([row for row in rows if row.verdict in (V.NEW, V.DIFFERS, V.UPDATE) and not row.person], ward)


def _verdict(row: RosterRow, ward: _Ward) -> tuple[str, str]:
    said, cells = row.said, row.said["cells"]
    if said["problems"]:
        return V.REFUSED, ""
    where = f"Ô {cells.get('unit') or cells.get('code') or cells['name']}"
    node = ward.tree.by_key.get(_unit_key(said, ward))
    if node is None:
        return V.REFUSED, f"{where}: chưa tìm thấy đơn vị “{said['unit'] or said['code']}”{_near(said, ward)}"
    if node.is_closed:
        return V.REFUSED, f"{where}: {node.name} đã kết thúc hoạt động"
    row.unit_id, name = node.key, fold(said["name"])
    if line := ward.above.get((node.key, name)):
        return V.SAME, f"Ô {cells['name']}: trùng dòng {line}"
    if said["head"] and (line := ward.heads.get(node.key)):
        return V.REFUSED, f"Ô {cells['name']}: {node.name} đã có người đứng đầu ở dòng {line}"
    return _known(row, ward, name)


def _unit_key(said, ward: _Ward) -> int | None:
    if said["code"] and (node := ward.tree.by_code.get(said["code"])):
        return node.key
    return ward.matcher.match(said["unit"]).key if said["unit"] else None


def _near(said, ward: _Ward) -> str:
    found = ward.matcher.match(said["unit"]).candidates[:2] if said["unit"] else ()
    names = ", ".join(ward.tree.by_key[key].name for key in found if key in ward.tree.by_key)
    return f", gần giống: {names}" if names else ""


def _known(row: RosterRow, ward: _Ward, name: str) -> tuple[str, str]:
    said, unit = row.said, row.unit_id
    own = next((seat for seat in ward.seats.get(unit, ()) if seat.user.name_fold == name), None)
    elsewhere = ward.numbers.get((name, said["phone"])) if said["phone"] else None
    head = ward.head_of(unit)
    row.person = own.user if own else elsewhere
    if row.person is not None and row.person.pk == ward.actor_key:
        return V.REFUSED, f"Ô {said['cells']['name']}: không ai tự giao vai trò cho mình"
    if own is None and elsewhere is not None:
        row.differs.append({"field": "unit", "old": elsewhere.username, "new": ward.tree.by_key[unit].name})
    if own and said["phone"] and said["phone"] != _digits(own.user.phone):
        row.differs.append({"field": "phone", "old": own.user.phone, "new": said["phone"]})
    if said["head"] and head is not None and head.user.name_fold != name:
        row.differs.append({"field": "former", "old": head.user.full_name, "new": said["name"]})
    elif said["head"] and own and not own.is_head:
        row.differs.append({"field": "head", "old": False, "new": True})
    if not row.differs:
        if own:
            return V.SAME, ""
        row.person = ward.undone.get((unit, name))
        return V.NEW, "Tài khoản của lần nhập đã hoàn tác, được mở lại" if row.person else ""
    chosen = row.chosen_update or ward.batch.default_update
    return (V.UPDATE if chosen == UPDATE else V.DIFFERS), ""


def _name_accounts(rows: Sequence[RosterRow], ward: _Ward) -> None:
    """User names for new accounts: asked for in the list, else `bithu.<code>` for a head, initials for the others."""
    taken = set(User.objects.values_list("username_fold", flat=True)) if rows else set()
    for row in rows:
        name = row.said["asked_username"] or _proposed(row, ward)
        if row.said["asked_username"] and fold(name) in taken:
            row.verdict = V.REFUSED
            row.reasons = [f"Ô {row.said['cells']['username']}: tên đăng nhập “{name}” đã có người dùng"]
            continue
        number, free = 1, name
        while fold(free) in taken:
            number += 1
            free = f"{name}.{number}"
        taken.add(fold(free))
        row.said["username"] = free


def _proposed(row: RosterRow, ward: _Ward) -> str:
    code = fold(ward.tree.by_key[row.unit_id].code)
    if row.said["head"]:
        return f"bithu.{code}"
    *family, given = fold(row.said["name"]).split()
    letters = "".join(sign for sign in given if sign.isascii() and sign.isalnum()) or "nguoi"
    return f"{letters}{''.join(word[0] for word in family if word[0].isascii() and word[0].isalnum())}.{code}"[:60]


# Writing ------------------------------------------------------------------------------------------------------------


def write(actor: Actor, seat: Seat, batch: RosterBatch, rows: Sequence[RosterRow]) -> list[audit.Act]:
    """Accounts and roles of the valid rows, in a fixed number of queries."""
    rows = [row for row in rows if row.verdict in (V.NEW, V.UPDATE)]
    today = clock.today()
    for row in rows:
        row.made = {"created": row.person is None or not row.person.is_active, "phone": "", "ended": []}
    _make_accounts(rows)
    _end_seats(rows, today)
    units = Organization.objects.in_bulk({row.unit_id for row in rows})
    seats = [
        Membership(
            user=row.person,
            organization=units[row.unit_id],
            ward=batch.ward,
            role=Role.SECRETARY,
            is_head=bool(row.said["head"]),
            valid_from=today,
            granted_by_key=actor.user_key,
        )
        for row in rows
        if _gets_seat(row)
    ]
    by_seat = {(row.unit_id, row.person.pk): row for row in rows}
    for made in Membership.objects.bulk_create(seats):
        by_seat[made.organization_id, made.user_id].made["seat"] = made.pk
    return [
        audit.Act(
            actor=actor, seat=seat, verb="person.create" if row.made["created"] else "person.update",
            text=_words(row, units[row.unit_id]), subject=row.person, ward_key=batch.ward_id,
            after={"unit": row.unit_id, "head": bool(row.said["head"]), "batch": batch.pk},
            audience=audit.Audience.ADMIN,
        )
        for row in rows
    ]  # fmt: skip


def _words(row: RosterRow, unit: Organization) -> str:
    title = HEAD_OF_UNIT_TITLE if row.said["head"] else Role.SECRETARY.label
    act = "Tạo tài khoản" if row.made["created"] else "Cập nhật"
    return f"{act} {row.person.username} từ danh sách: {title}, {unit.name}"


def _gets_seat(row: RosterRow) -> bool:
    """Everybody but those of whom only the number is new."""
    return row.made["created"] or any(change["field"] != "phone" for change in row.differs)


def _make_accounts(rows: Sequence[RosterRow]) -> None:
    fresh = [row for row in rows if row.person is None]
    back = [row.person for row in rows if row.person is not None and row.made["created"]]
    for row in fresh:
        name = row.said["username"]
        row.person = User(username=name, username_fold=fold(name), phone=row.said["phone"], home_cell_id=None)
        row.person.name_person(row.said["name"])
        row.person.password = make_password(None)
    User.objects.bulk_create([row.person for row in fresh])
    for row in rows:
        if row.made["created"] and row.person in back:
            row.person.is_active, row.person.must_change_password = True, True
            row.person.password, row.person.phone = make_password(None), row.said["phone"] or row.person.phone
        elif any(change["field"] == "phone" for change in row.differs):
            row.made["phone"] = row.person.phone or "-"
            row.person.phone = row.said["phone"]
    changed = [row.person for row in rows if row.person in back or row.made["phone"]]
    User.objects.bulk_update(changed, ["is_active", "must_change_password", "password", "phone"], batch_size=200)


def _end_seats(rows: Sequence[RosterRow], today) -> None:
    """Former heads give way, and people who become heads leave the seat they had."""
    heads = {row.unit_id: row for row in rows if row.said["head"] and _gets_seat(row)}
    own = {(row.unit_id, row.person.pk) for row in heads.values()}
    open_seats = Membership.objects.select_for_update().filter(
        organization__in=heads, role=Role.SECRETARY, valid_until__isnull=True
    )
    ended = []
    for seat in open_seats:
        promoted = (seat.organization_id, seat.user_id) in own
        if promoted or seat.is_head:
            heads[seat.organization_id].made["ended"].append(seat.pk)
            seat.valid_until = max(today, seat.valid_from)
            seat.end_reason = PROMOTED if promoted else REPLACED
            ended.append(seat)
    Membership.objects.bulk_update(ended, ["valid_until", "end_reason"], batch_size=200)


# Taking back --------------------------------------------------------------------------------------------------------


def hold(rows: Sequence[RosterRow]) -> None:
    keys = [row.person_id for row in rows]
    list(User.objects.select_for_update().filter(pk__in=keys).order_by("pk").values_list("pk"))


def reasons(keys: Collection[int]) -> dict[int, str]:
    """Batch key → why not, naming the first person concerned."""
    found: dict[int, str] = {}
    rows = RosterRow.objects.filter(batch__in=keys, verdict__in=[V.NEW, V.UPDATE], person__isnull=False)
    rows = list(rows.select_related("person").order_by("id"))
    made = {row.person_id: row for row in rows if row.made.get("created")}
    standing = set(
        Membership.objects.filter(
            pk__in=[row.made["seat"] for row in rows if "seat" in row.made], valid_until__isnull=True
        ).values_list("pk", flat=True)
    )
    others = Membership.objects.filter(user__in=made, valid_until__isnull=True).exclude(pk__in=standing)
    beside = set(others.values_list("user_id", flat=True))
    pointing = tables_pointing_at(User, but={Membership, RosterRow})
    used = {
        key for (key,) in in_one_query(table.filter(**{f"{n}__in": list(made)}).values_list(n) for table, n in pointing)
    }
    for row in rows:
        if why := _why_not(row, standing, beside, used):
            found.setdefault(row.batch_id, f"{row.person.full_name} {why}")
    return found


def _why_not(row: RosterRow, standing: Collection[int], beside: Collection[int], used: Collection[int]) -> str:
    if row.made["created"]:
        if row.person.last_login is not None:
            return "đã đăng nhập"
        if row.person_id in beside or row.person_id in used:
            return "đã được giao việc khác"
        if not row.person.is_active:
            return "đã bị khóa tài khoản"
    if "seat" in row.made and row.made["seat"] not in standing:
        return "đã thôi vai trò này"
    if row.made["phone"] and row.person.phone != row.said["phone"]:
        return "đã đổi số điện thoại"
    return ""


def take_back(actor: Actor, seat: Seat, batch: RosterBatch, rows: Sequence[RosterRow]) -> list[audit.Act]:
    """Lock the accounts that were made, end the roles, give former heads theirs back."""
    people = {person.pk: person for person in User.objects.filter(pk__in=[row.person_id for row in rows])}
    for row in rows:
        row.person = people[row.person_id]
        if row.made["created"]:
            row.person.is_active, row.person.password = False, make_password(None)
        if row.made["phone"]:
            row.person.phone = "" if row.made["phone"] == "-" else row.made["phone"]
    User.objects.bulk_update(people.values(), ["is_active", "password", "phone"], batch_size=200)
    made = [row.made["seat"] for row in rows if "seat" in row.made]
    Membership.objects.filter(pk__in=made).update(valid_until=clock.today(), end_reason=MISTAKE)
    ended = [key for row in rows for key in row.made["ended"]]
    Membership.objects.filter(pk__in=ended, end_reason__in=[PROMOTED, REPLACED]).update(valid_until=None, end_reason="")
    return [
        audit.Act(
            actor=actor, seat=seat, verb="person.active" if row.made["created"] else "role.end",
            text=f"{'Khóa' if row.made['created'] else 'Trả lại'} {row.person.username} do hoàn tác lần nhập",
            subject=row.person, ward_key=batch.ward_id, reason=MISTAKE, audience=audit.Audience.ADMIN,
        )
        for row in rows
    ]  # fmt: skip
