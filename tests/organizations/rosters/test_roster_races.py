"""Two people at one list at once: it is written once, and taken back once."""

import io
import threading

import pytest
from django.db import connection, connections

from core.exceptions import DomainError
from core.log import audit
from organizations.enums import Role
from organizations.models import Membership, Organization, RosterBatch, User
from organizations.people.services import grant_role
from organizations.rosters.services.rosters import commit_roster, start_roster, undo_roster
from tests.support.factories import actor, make_member, make_unit, make_ward

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.postgresql,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one writer in at a time"),
]
UNITS = "Mã,Tên đơn vị,Loại\n" + "".join(f"HM{n},Chi bộ Hoa Mai {n},Tổ dân phố\n" for n in range(1, 31))
PEOPLE = "Họ và tên,Đơn vị,Chức danh\n" + "".join(f"Nguyễn Thử {chr(65 + n)},HM99,Chi ủy viên\n" for n in range(20))


@pytest.fixture
def ward():
    return make_ward()


@pytest.fixture
def ban(ward):
    make_unit(ward, "Chi bộ Hoa Mai 99", code="HM99")
    return actor(make_member(ward, Role.OFFICER), ward)


def ready(ban, ward, kind):
    text = UNITS if kind == "UNITS" else PEOPLE
    return start_roster(actor=ban, ward=ward, kind=kind, file=io.BytesIO(text.encode())).pk


def at_once(*acts):
    gate, outcomes = threading.Barrier(len(acts)), []

    def run(act):
        try:
            gate.wait()
            outcomes.append(act())
        except DomainError as error:
            outcomes.append(error.message)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def fresh(key):
    return RosterBatch.objects.select_related("ward").get(pk=key)


@pytest.mark.parametrize(("kind", "count"), [("UNITS", 30), ("PEOPLE", 20)])
def test_the_same_file_committed_twice_is_written_once(ban, ward, kind, count):
    batches = [fresh(ready(ban, ward, kind)) for _ in range(2)]
    outcomes = at_once(*(lambda b=b: commit_roster(actor=ban, batch=b).counts["NEW"] for b in batches))
    assert sorted(outcomes) == [0, count]
    made = Organization.objects.filter(code__startswith="HM") if kind == "UNITS" else User.objects
    assert made.count() == count + 1
    assert audit.verify(ward.pk) == []


def test_one_preview_confirmed_twice_is_written_once(ban, ward):
    key = ready(ban, ward, "PEOPLE")
    batches = [fresh(key), fresh(key)]
    outcomes = at_once(*(lambda b=b: commit_roster(actor=ban, batch=b).counts["NEW"] for b in batches))
    assert sorted(map(str, outcomes)) == ["20", "Danh sách này vừa được người khác nhập. Hãy tải lại trang để xem."]
    assert Membership.objects.filter(role=Role.SECRETARY).count() == 20


def test_taking_people_back_against_giving_one_of_them_a_role(ban, ward):
    key = ready(ban, ward, "PEOPLE")
    commit_roster(actor=ban, batch=fresh(key))
    person = User.objects.get(full_name="Nguyễn Thử C")
    other = make_unit(ward, code="HM98")
    outcomes = at_once(
        lambda: undo_roster(actor=ban, batch=fresh(key)) or "undone",
        lambda: grant_role(actor=ban, ward=ward, person=person, organization=other, role=Role.SECRETARY) and "granted",
    )
    person.refresh_from_db()
    if "undone" not in outcomes:
        assert person.is_active
    assert audit.verify(ward.pk) == []
