"""Handing on the right to conclude: between two dates, within one body, never further (decision 5)."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from core import clock
from core.exceptions import DomainError
from core.models import AuditEntry, Notification
from organizations.enums import Role
from organizations.models import Membership
from organizations.people import services as people
from organizations.people.delegation import services
from organizations.permissions import Action, can
from tests.support import factories as make

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


class Body:
    """A Standing of three: one concludes, two do not; and somebody of the Board."""

    def __init__(self):
        self.ward = make.make_ward()
        self.chief = make.make_member(self.ward, Role.STANDING, "thuongtruc", may_conclude=True)
        self.fellow = make.make_member(self.ward, Role.STANDING, "uyvien")
        self.other = make.make_member(self.ward, Role.STANDING, "uyvien2")
        self.stranger = make.make_member(self.ward, Role.BOARD, "banthuongvu")

    def actor(self, user):
        return make.actor(user, self.ward)

    def give(self, person=None, days=(0, 3), by=None):
        today = clock.today()
        return services.delegate(
            actor=self.actor(by or self.chief), ward=self.ward, person=person or self.fellow,
            valid_from=today + days[0] * DAY, valid_until=today + days[1] * DAY,
        )  # fmt: skip

    def may(self, user):
        return can(self.actor(user), Action.ENDORSE_LIST)


@pytest.fixture
def body(frozen_clock):
    return Body()


def test_the_delegate_may_conclude_on_these_days_only(body, at):
    body.give(days=(1, 3))  # 28 and 29 November
    found = []
    for day in (27, 28, 29, 30):
        at(2026, 11, day, 9)
        found.append(body.may(body.fellow))
    assert found == [False, True, True, False]
    assert body.may(body.chief)


def test_it_is_told_and_recorded_and_named(body):
    given = body.give()
    assert given.title == f"{Role.STANDING.label} (theo ủy quyền)"
    assert Notification.objects.get(user_key=body.fellow.pk).text == (
        "Đồng chí được ủy quyền ghi kết luận từ ngày 27/11/2026 đến hết ngày 29/11/2026"
    )
    assert AuditEntry.objects.filter(verb="role.delegate").count() == 1


def test_refusals_are_told_at_their_field(body):
    body.give()
    for wrong, field in (
        ({"person": body.stranger}, "person"),
        ({"person": body.chief}, "person"),
        ({"days": (-1, 2)}, "valid_from"),
        ({"days": (5, 5)}, "last_day"),
        ({"days": (5, 400)}, "last_day"),
        ({"person": body.other, "days": (2, 5)}, "valid_from"),
    ):
        with pytest.raises(DomainError) as refused:
            body.give(**wrong)
        assert refused.value.field == field, wrong
    assert Membership.objects.filter(delegated_by__isnull=False).count() == 1


def test_what_was_delegated_is_not_delegated_further(body):
    body.give()
    with pytest.raises(DomainError, match="không ủy quyền tiếp"):
        body.give(person=body.other, by=body.fellow)
    with pytest.raises(PermissionDenied):
        body.give(person=body.fellow, by=body.other)


def test_taking_back_ends_it_today_and_once(body):
    given = body.give()
    for _ in range(2):
        services.take_back(actor=body.actor(body.chief), ward=body.ward, given=given)
    assert not body.may(body.fellow)
    assert AuditEntry.objects.filter(verb="role.take_back").count() == 1


def test_it_ends_with_the_seat_it_came_from(body):
    body.give()
    admin = make.actor(make.make_member(body.ward, Role.ADMIN), body.ward)
    seat = Membership.objects.get(user=body.chief)
    people.end_role(actor=admin, ward=body.ward, seat=seat, on=clock.today())
    assert not body.may(body.fellow)


def test_another_ones_delegation_is_not_found(body, client):
    given = body.give()
    board = make.make_member(body.ward, Role.BOARD, may_conclude=True)
    make.sign_in(client, board)
    url = reverse("organizations:delegation_end", args=[body.ward.slug, given.pk])
    assert client.post(url).status_code == 404
    assert body.may(body.fellow)


def test_without_a_fellow_member_the_page_says_so_instead_of_an_empty_choice(body, client):
    Membership.objects.exclude(user=body.chief).delete()
    make.sign_in(client, body.chief)
    page = client.get(reverse("organizations:delegation", args=[body.ward.slug])).content.decode()
    assert "Chưa có ai để ủy quyền" in page
    assert "<select" not in page


def test_the_page_hands_on_until_the_end_of_the_last_day(body, client):
    make.sign_in(client, body.chief)
    url = reverse("organizations:delegation", args=[body.ward.slug])
    answer = client.post(url, {"person": body.fellow.pk, "valid_from": "27/11/2026", "last_day": "30/11/2026"})
    assert answer.status_code == 302
    given = Membership.objects.get(delegated_by__isnull=False)
    assert (given.valid_from, given.valid_until) == (dt.date(2026, 11, 27), dt.date(2026, 12, 1))
    assert "hết hiệu lực từ 0 giờ ngày 01/12/2026" in client.get(url).content.decode()
