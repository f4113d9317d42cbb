"""Wrong passwords are counted before they are judged: per name and address, and per address with many names."""

import datetime as dt
from importlib import import_module

import pytest
from django.db import connection

from core.exceptions import TooFast
from core.models import WrongPassword
from core.web.throttle import forget_old_tries, forgive, one_try
from tests.support.racing import at_once

pytestmark = pytest.mark.django_db
HERE, THERE = "198.51.100.4", "198.51.100.5"


@pytest.fixture
def shift(frozen_clock, time_machine):
    def act(seconds):
        time_machine.shift(dt.timedelta(seconds=seconds))

    return act


class Guesser:
    """Somebody who tries passwords; `judged` is how many were looked at."""

    def __init__(self):
        self.judged = 0

    def wrong(self, name="bithu", address=HERE) -> int:
        """The seconds to wait, 0 for an ordinary “wrong”."""

        def judge():
            self.judged += 1

        try:
            assert one_try(name=name, address=address, judge=judge) is None
        except TooFast as refusal:
            return refusal.seconds
        return 0

    @staticmethod
    def right(name="bithu", address=HERE) -> bool:
        try:
            return one_try(name=name, address=address, judge=lambda: name) == name
        except TooFast:
            return False


@pytest.fixture
def guesser():
    return Guesser()


def test_five_wrong_ones_then_five_minutes_then_fifteen_each(guesser, shift):
    assert [guesser.wrong() for _ in range(7)] == [0, 0, 0, 0, 300, 300, 300]
    shift(299)
    assert (guesser.wrong(), guesser.judged) == (1, 5)
    shift(1)
    assert [guesser.wrong(), guesser.wrong(), guesser.judged] == [900, 900, 6]
    shift(900)
    assert [guesser.wrong(), guesser.judged] == [900, 7]
    assert not guesser.right()


def test_a_refused_try_is_not_counted_and_makes_the_wait_no_longer(guesser, shift):
    for _ in range(50):
        guesser.wrong()
    shift(300)
    assert guesser.right()


def test_the_right_password_clears_the_name(guesser):
    for _ in range(3):
        assert [guesser.wrong() for _ in range(4)] == [0] * 4
        assert guesser.right()


def test_a_name_that_waits_here_waits_nowhere_else_and_holds_up_nobody(guesser):
    for _ in range(6):
        guesser.wrong()
    assert (guesser.right(address=THERE), guesser.right("truongban"), guesser.right()) == (True, True, False)


def test_wrong_ones_are_forgotten_after_a_day(guesser, shift):
    for _ in range(4):
        guesser.wrong()
    shift(24 * 3600)
    assert [guesser.wrong() for _ in range(5)] == [0, 0, 0, 0, 300]
    shift(24 * 3600 + 1)
    assert (forget_old_tries(), WrongPassword.objects.count()) == (2, 0)


def test_an_address_waits_longer_with_every_further_name_and_never_for_good(guesser, shift, settings):
    settings.THROTTLE_NAMES = 10
    assert [guesser.wrong(f"ten{n}") for n in range(10)] == [0] * 10
    waits = []
    for n in range(10, 19):
        waits.append(guesser.wrong(f"ten{n}"))
        assert not guesser.right()  # nor the right one of another
        shift(waits[-1])
        assert guesser.wrong(f"ten{n}") == 0
    assert waits == [5, 10, 20, 40, 80, 160, 300, 300, 300]
    shift(300)
    assert guesser.right()


def test_of_hundreds_of_names_in_an_hour_few_are_judged_and_another_address_is_free(guesser, shift):
    for n in range(300):
        guesser.wrong(f"ten{n}")
        shift(12)
    assert 20 <= guesser.judged <= 40
    assert guesser.right(address=THERE)


def test_below_its_names_an_address_takes_any_right_password(guesser, settings):
    settings.THROTTLE_NAMES = 10
    for n in range(9):
        for _ in range(6):
            guesser.wrong(f"ten{n}")
    assert guesser.right()


def test_those_who_came_in_do_not_count_against_their_address(guesser):
    for n in range(80):  # a room full of people behind one address
        assert guesser.wrong(f"ten{n}") == 0
        assert guesser.right(f"ten{n}")


def test_what_fails_otherwise_is_no_wrong_password(guesser):
    def broken():
        raise RuntimeError

    for _ in range(9):
        with pytest.raises(RuntimeError):
            one_try(name="bithu", address=HERE, judge=broken)
    assert [guesser.wrong() for _ in range(5)] == [0, 0, 0, 0, 300]


def test_a_new_password_forgives_the_old_ones(guesser):
    for _ in range(5):
        guesser.wrong()
        guesser.wrong("khac")
    forgive(["bithu"])
    assert (guesser.right(), guesser.right("khac")) == (True, False)


def test_neither_name_nor_password_stands_in_the_table(guesser):
    guesser.wrong("lo-go-mat-khau-vao-day")
    rows = list(WrongPassword.objects.values_list("name", "address", "tries"))
    assert sorted(len(name) for name, _, _ in rows) == [0, 64]
    assert {address for _, address, _ in rows} == {HERE}
    assert {field.name for field in WrongPassword._meta.fields} == {
        "id", "name", "address", "tries", "tried_at", "failed_at",
    }  # fmt: skip


def test_what_was_kept_before_is_dropped_with_its_passwords():
    """The former counter wrote the posted form, the password of a confirmation among it, into its table."""
    drop = import_module("core.migrations.0010_wrong_password").drop_axes
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE axes_accessattempt (post_data text)")
        cursor.execute("INSERT INTO axes_accessattempt VALUES ('mat_khau_xac_nhan=sai')")
        drop(None, cursor)
        drop(None, cursor)  # nor does it mind an installation that never had it
        assert [name for name in connection.introspection.table_names(cursor) if name.startswith("axes")] == []


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_twenty_at_the_same_moment_get_no_more_tries_than_twenty_in_a_row():
    if connection.vendor != "postgresql":
        pytest.skip("real row locks")
    guesser = Guesser()
    waits = at_once(*[guesser.wrong] * 20)
    assert (guesser.judged, [wait for wait in waits if isinstance(wait, Exception)]) == (5, [])
    assert sorted(wait > 0 for wait in waits) == [False] * 4 + [True] * 16
