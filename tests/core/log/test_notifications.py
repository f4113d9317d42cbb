"""Notices reach each person once, are read by their owner only, and count without a query of their own."""

import pytest

from core.log import notifications
from core.models import Notification
from tests.support import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen_clock")]


def notify(*user_keys, dedupe_key="sent:1"):
    notifications.notify(
        user_keys=user_keys, ward_key=7, kind="sent", text="Có đăng ký mới", link="/thu/ho-so/", dedupe_key=dedupe_key
    )


@pytest.mark.parametrize("keys", [[1], [1, 2, 3], [2, 1, 2]])
def test_notice_is_left_once_per_person_in_one_query(keys, django_assert_num_queries):
    with django_assert_num_queries(1):
        notify(*keys)
    notify(*keys)
    assert set(Notification.objects.values_list("user_key", "dedupe_key")) == {(key, "sent:1") for key in keys}
    assert Notification.objects.count() == len(set(keys))


def test_nobody_to_tell_is_no_query(django_assert_num_queries):
    with django_assert_num_queries(0):
        notify()


def test_notices_are_ones_own_newest_first(at):
    notify(1)
    at(2026, 11, 28, 9, 0)
    notify(1, 2, dedupe_key="sent:2")
    assert [notice.dedupe_key for notice in notifications.for_user(1)] == ["sent:2", "sent:1"]
    assert [notice.dedupe_key for notice in notifications.for_user(2)] == ["sent:2"]


def test_reading_marks_ones_own_notices_only(frozen_clock):
    notify(1, 2)
    notify(1, dedupe_key="sent:2")
    theirs = notifications.for_user(2).get()
    first = notifications.for_user(1).last()
    assert notifications.mark_read(1, [first.pk, theirs.pk]) == 1
    assert notifications.for_user(1).get(pk=first.pk).read_at == frozen_clock
    assert notifications.for_user(2).get().read_at is None
    assert notifications.mark_read(1) == 1
    assert notifications.mark_read(1) == 0


def test_unread_count_comes_with_the_people(django_assert_num_queries):
    reader, other = factories.make_user(), factories.make_user()
    notify(reader.pk)
    notify(reader.pk, dedupe_key="sent:2")
    notifications.mark_read(reader.pk, [notifications.for_user(reader.pk).first().pk])
    people = type(reader).objects.annotate(unread=notifications.unread_count_subquery("pk"))
    with django_assert_num_queries(1):
        assert dict(people.values_list("pk", "unread")) == {reader.pk: 1, other.pk: 0}
