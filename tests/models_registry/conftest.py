"""A ward with a year and a unit, an officer of the Ban, the unit's head; and another ward, so that leaks can happen."""

import pytest

from organizations.enums import Role
from organizations.tree import forget_trees
from tests.support.factories import make_cycle, make_head, make_member, make_unit, make_ward, sign_in


@pytest.fixture(autouse=True)
def _fresh_trees():
    forget_trees()


@pytest.fixture
def ward(db):
    return make_ward()


@pytest.fixture
def other_ward(db):
    return make_ward("Đảng ủy phường Láng Giềng", "lang-gieng")


@pytest.fixture
def cycle(ward):
    return make_cycle(ward)


@pytest.fixture
def unit(ward):
    return make_unit(ward, "Chi bộ tổ dân phố Minh Tân 1", code="TDP01")


@pytest.fixture
def unit_head(unit):
    return make_head(unit, "bithu1")


@pytest.fixture
def as_head(client, unit_head):
    return sign_in(client, unit_head)


@pytest.fixture
def officer(ward):
    return make_member(ward, Role.OFFICER, "chuyenvien")


@pytest.fixture
def as_officer(client, officer):
    return sign_in(client, officer)
