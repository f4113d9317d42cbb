"""Acts of weight ask the password again; what was filled in is not lost, and nobody gets more tries than at sign-in."""

import datetime as dt

import pytest
from django.test import Client

from core import clock
from organizations.access.reconfirm import FIELD
from organizations.enums import Role
from organizations.models import Membership
from tests.support import factories as make

pytestmark = pytest.mark.django_db
PASSWORD = "mot-mat-khau-dai"
AGO = dt.timedelta(minutes=16)


@pytest.fixture
def desk(frozen_clock):
    """An administrator signed in sixteen minutes ago, at the form that gives a role."""
    ward = make.make_ward()
    admin = make.make_member(ward, Role.ADMIN, "quantri")
    admin.set_password(PASSWORD)
    admin.save()
    person = make.make_user("nguoi.moi")
    make.give_role(person, make.make_unit(ward, "Chi bộ một"), Role.SECRETARY)
    client = make.sign_in(Client(), admin)
    session = client.session
    session["started"] -= AGO.total_seconds()
    session.save()
    client.url = f"/{ward.slug}/quan-tri/nguoi-dung/{person.username}/vai-tro/"
    client.data = {"role": Role.OBSERVER, "organization": ward.pk}
    client.person = person
    return client


def roles(person):
    return sorted(Membership.objects.filter(user=person).values_list("role", flat=True))


def test_reading_asks_nothing(desk):
    assert "Nhập lại mật khẩu" not in desk.get(desk.url).content.decode()


def test_after_fifteen_minutes_the_act_waits_and_carries_what_was_filled_in(desk):
    data = desk.get(desk.url).context["form"].initial | desk.data | {"note": ["một", "hai"]}
    page = desk.post(desk.url, data)
    assert roles(desk.person) == [Role.SECRETARY]
    assert [pair for pair in page.context["carried"] if pair[0] == "note"] == [("note", "một"), ("note", "hai")]
    assert ("role", Role.OBSERVER) in page.context["carried"]


def test_the_right_password_does_the_act_and_lasts_for_the_next(desk):
    answer = desk.post(desk.url, desk.data | {FIELD: PASSWORD})
    assert answer.status_code == 302
    assert roles(desk.person) == [Role.OBSERVER, Role.SECRETARY]
    assert desk.session["confirmed"] == clock.now().timestamp()


def test_a_wrong_password_does_nothing_and_keeps_the_rest(desk):
    page = desk.post(desk.url, desk.data | {FIELD: "sai"})
    assert page.context["form"].errors[FIELD] == ["Mật khẩu chưa đúng. Kiểm tra bộ gõ tiếng Việt và phím Caps Lock"]
    assert ("role", Role.OBSERVER) in page.context["carried"]
    assert FIELD not in dict(page.context["carried"])
    assert roles(desk.person) == [Role.SECRETARY]


def test_wrong_tries_are_counted_as_at_sign_in(desk):
    answers = [desk.post(desk.url, desk.data | {FIELD: "sai"}).status_code for _ in range(6)]
    assert answers[-1] == 429
    assert desk.post(desk.url, desk.data | {FIELD: PASSWORD}).status_code == 429
    assert roles(desk.person) == [Role.SECRETARY]


def test_within_fifteen_minutes_of_signing_in_nothing_is_asked(desk):
    session = desk.session
    session["started"] = clock.now().timestamp() - 14 * 60
    session.save()
    assert desk.post(desk.url, desk.data).status_code == 302
    assert roles(desk.person) == [Role.OBSERVER, Role.SECRETARY]
