"""Administration of units and people."""

import io
from datetime import timedelta

from core.clock import today
from core.text.formatting import date_vi
from organizations.enums import Role
from organizations.models import Membership
from organizations.people.delegation import services
from organizations.rosters.services.rosters import start_roster
from tests.support import factories as make

from . import BAN, LEADERS, Entry

UNITS = BAN | {"admin"}
PEOPLE = frozenset({"officer", "admin"})


def unit(world):
    return (world.slug, world.unit.code)


def person(world):
    return (world.slug, "thuky.b")


def seat(world):
    row = Membership.objects.get(user=world.people["secretary_b"])
    return (world.slug, "thuky.b", row.pk)


def new_unit(world):
    return {"name": "Chi bộ Trường Thử", "code": "TH99", "kind": "SCHOOL_CELL"}


class SentAgain(io.BytesIO):
    """A file that every POST reads from its beginning."""

    name = "danh-sach.csv"

    def read(self, *size):
        self.seek(0)
        return super().read(*size)


LISTS = {
    "UNITS": "Mã,Tên đơn vị,Loại\nTH98,Chi bộ Trường Hai,Trường học\n",
    "PEOPLE": "Họ và tên,Đơn vị,Chức danh\nNgười Thử Mới,Chi bộ tổ dân phố Minh Tân 2,Phó bí thư\n",
}


def a_file(kind):
    return lambda world: {"file": SentAgain(LISTS[kind].encode())}


def a_roster(kind):
    def address(world):
        file = io.BytesIO(LISTS[kind].encode())
        batch = start_roster(actor=world.actor("officer"), ward=world.ward, kind=kind, file=file)
        return (world.slug, batch.token)

    return address


def roster_entries(name, kind, may):
    """The pages of one kind of list: closed to all others as a page (403), so that nothing can be guessed."""

    def of(page, address=None, **fields):
        return Entry(f"organizations:{name}{page}", *([address] if address else []), opens=may, hidden=False, **fields)

    here = a_roster(kind)
    return [
        of("", sends=may, payload=a_file(kind)),
        of("_template"),
        of("_preview", here, sends=may, payload=lambda world: {"commit": "1"}),
        of("_result", here),
        of("_undo", here, sends=may),
        of("_rejected", here),
    ]


def new_person(world):
    return {"full_name": "Người Mới", "username": "nguoi.moi", "role": Role.SECRETARY, "unit": world.unit.pk}


def someone_new(world):
    return {"role": Role.SECRETARY, "unit": world.vertical.pk}


def fellow(world):
    """Sits in both bodies, without the right to conclude."""
    person = make.make_member(world.ward, Role.STANDING, "uyvien")
    make.give_role(person, world.ward, Role.BOARD)
    return person


def handed_on(world):
    return services.delegate(
        actor=world.actor("standing"), ward=world.ward, person=fellow(world), valid_from=today(),
        valid_until=today() + timedelta(days=3),
    )  # fmt: skip


ENTRIES = [
    Entry("organizations:unit_list", opens=UNITS, hidden=False),
    Entry("organizations:unit_add", opens=UNITS, sends=UNITS, payload=new_unit, hidden=False),
    *roster_entries("unit_import", "UNITS", UNITS),
    *roster_entries("person_import", "PEOPLE", PEOPLE),
    Entry("organizations:person_import_slips", a_roster("PEOPLE"), opens=PEOPLE, sends=PEOPLE, hidden=False),
    Entry("organizations:unit_detail", unit, opens=UNITS, hidden=False),
    Entry(
        "organizations:unit_rename",
        unit,
        opens=UNITS,
        sends=UNITS,
        hidden=False,
        payload=lambda world: {"name": "Chi bộ Tên Khác", "valid_from": date_vi(today())},
    ),  # fmt: skip
    Entry(
        "organizations:unit_move",
        unit,
        opens=UNITS,
        sends=UNITS,
        hidden=False,
        payload=lambda world: {"parent": world.sibling.pk},
    ),  # fmt: skip
    Entry("organizations:unit_vertical", unit, opens=UNITS, sends=UNITS, hidden=False),
    Entry(
        "organizations:unit_close",
        unit,
        opens=UNITS,
        sends=UNITS,
        hidden=False,
        payload=lambda world: {"closed_on": date_vi(today()), "successor": world.sibling.pk, "reason": "Sáp nhập"},
    ),  # fmt: skip
    Entry("organizations:person_list", opens=PEOPLE, hidden=False),
    Entry("organizations:person_add", opens=PEOPLE, sends=PEOPLE, payload=new_person, hidden=False, done={200}),
    Entry("organizations:person_detail", person, opens=PEOPLE, hidden=False),
    Entry("organizations:role_add", person, opens=PEOPLE, sends=PEOPLE, payload=someone_new, hidden=False),
    Entry(
        "organizations:role_end",
        seat,
        opens=PEOPLE,
        sends=PEOPLE,
        hidden=False,
        payload=lambda world: {"on": date_vi(today())},
    ),  # fmt: skip
    Entry(
        "organizations:person_lock",
        person,
        opens=PEOPLE,
        sends=PEOPLE,
        hidden=False,
        payload=lambda world: {"reason": "Nghỉ"},
    ),  # fmt: skip
    Entry("organizations:person_password", person, opens=PEOPLE, sends=PEOPLE, hidden=False, done={200}),
    Entry(
        "organizations:delegation",
        opens=LEADERS,
        sends=LEADERS,
        hidden=False,
        payload=lambda world: {
            "person": fellow(world).pk,
            "valid_from": date_vi(today()),
            "last_day": date_vi(today()),
        },
    ),
    Entry(
        "organizations:delegation_end",
        lambda world: (world.slug, handed_on(world).pk),
        get=False,
        sends={"standing"},
        hidden=False,
    ),
    Entry("organizations:rights", opens=UNITS, hidden=False),
    Entry("organizations:audit_list", opens={"admin"}, sends={"admin"}, hidden=False, done={200}),
]
