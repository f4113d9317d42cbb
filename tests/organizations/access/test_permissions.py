"""The table of rights, cell by cell."""

import pytest
from django.urls import reverse

from organizations.enums import Role
from organizations.permissions import GRANTS, Action, Capacity, can
from tests.support import factories as make

pytestmark = pytest.mark.django_db


def person_in(capacity, ward, unit):
    """The actor who holds exactly one capacity (a flagged one comes with its plain role)."""
    place = unit if capacity in (Capacity.SECRETARY, Capacity.UNIT_HEAD) else ward
    role = {
        Capacity.UNIT_HEAD: Role.SECRETARY,
        Capacity.STANDING_CONCLUDER: Role.STANDING,
        Capacity.BOARD_CONCLUDER: Role.BOARD,
    }.get(capacity, capacity.value)
    flags = {
        "is_head": capacity == Capacity.UNIT_HEAD,
        "may_conclude": capacity in (Capacity.STANDING_CONCLUDER, Capacity.BOARD_CONCLUDER),
    }
    return make.actor(make.make_member(place, role, **flags), ward), Capacity(role)


@pytest.mark.parametrize("capacity", list(Capacity))
def test_each_capacity_may_do_exactly_what_its_column_says(capacity):
    ward = make.make_ward()
    unit = make.make_unit(ward)
    actor, plain = person_in(capacity, ward, unit)
    assert {action for action in Action if can(actor, action, unit)} == GRANTS[capacity] | GRANTS[plain]


@pytest.mark.parametrize("capacity", list(Capacity))
def test_no_capacity_reaches_another_ward(capacity):
    ward = make.make_ward()
    actor, _ = person_in(capacity, ward, make.make_unit(ward))
    stranger = make.make_unit(make.make_ward("Đảng ủy phường Hai", "hai"))
    assert [action for action in Action if can(actor, action, stranger)] == []


@pytest.mark.parametrize("capacity", [Capacity.SECRETARY, Capacity.UNIT_HEAD])
def test_unit_capacities_reach_no_sibling(capacity):
    ward = make.make_ward()
    actor, _ = person_in(capacity, ward, make.make_unit(ward))
    assert [action for action in Action if can(actor, action, make.make_unit(ward))] == []


def test_printed_table_is_the_table_that_is_applied(client):
    ward = make.make_ward()
    make.sign_in(client, make.make_member(ward, Role.ADMIN))
    page = client.get(reverse("organizations:rights", args=[ward.slug]))
    assert page.context["rows"] == [
        (action.label, [action in GRANTS[capacity] for capacity in Capacity]) for action in Action
    ]
