"""Time by one clock, dates and numbers as offices write them."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import clock
from core.text.formatting import (
    date_party,
    date_vi,
    date_words,
    datetime_vi,
    days_left_vi,
    decimal_vi,
    integer_vi,
    moment_vi,
    size_vi,
    time_vi,
    weekday_vi,
)

DAYS = st.dates(date(2000, 1, 1), date(2100, 1, 1))


def test_day_turns_at_midnight_in_vietnam(at):
    at(2026, 11, 30, 23, 59, 59)
    assert clock.today() == date(2026, 11, 30)
    assert clock.now() == datetime(2026, 11, 30, 16, 59, 59, tzinfo=UTC)
    at(2026, 12, 1)
    assert clock.today() == date(2026, 12, 1)
    assert clock.now() == clock.day_start(date(2026, 12, 1))


@given(DAYS)
def test_a_day_is_twenty_four_hours_from_its_start(day):
    assert clock.local(clock.day_start(day)).date() == day
    assert clock.day_start(day + timedelta(days=1)) - clock.day_start(day) == timedelta(hours=24)


def test_working_days_pass_over_weekends():
    friday = date(2026, 11, 27)
    assert clock.add_working_days(friday, 0) == friday
    assert clock.add_working_days(friday, 1) == date(2026, 11, 30)
    assert clock.add_working_days(friday, 5) == date(2026, 12, 4)
    assert clock.add_working_days(date(2026, 11, 29), 1) == date(2026, 11, 30)
    assert clock.add_working_days(date(2026, 11, 30), -1) == friday


@given(DAYS, st.integers(1, 60))
def test_working_days_are_counted_right(day, count):
    due = clock.add_working_days(day, count)
    passed = [day + timedelta(days=step) for step in range(1, (due - day).days + 1)]
    assert sum(each.weekday() < 5 for each in passed) == count
    assert due.weekday() < 5


def test_dates_are_written_for_screens_and_for_papers():
    assert date_vi(date(2026, 2, 5)) == "05/02/2026"
    assert date_party(date(2025, 9, 22)) == "22/9/2025"
    assert date_party(date(2026, 2, 5)) == "05/02/2026"
    assert date_party(date(2026, 11, 5)) == "05/11/2026"
    assert date_words(date(2026, 2, 5)) == "ngày 05 tháng 02 năm 2026"
    assert date_words(date(2026, 10, 15)) == "ngày 15 tháng 10 năm 2026"


def test_times_are_shown_in_vietnam():
    instant = datetime(2026, 11, 26, 20, 5, tzinfo=UTC)
    assert time_vi(instant) == "03:05"
    assert datetime_vi(instant) == "03:05 ngày 27/11/2026"


def test_nothing_is_written_for_nothing():
    for write in (date_vi, date_party, date_words, time_vi, datetime_vi, decimal_vi, integer_vi):
        assert write(None) == ""
    assert days_left_vi(None, date(2026, 1, 1)) == ""


@pytest.mark.parametrize(
    ("number", "written"),
    [
        (Decimal("17.50"), "17,5"),
        (Decimal("17.00"), "17"),
        (Decimal("1400.25"), "1.400,25"),
        (17.5, "17,5"),
        (1400, "1.400"),
        (Decimal("-0.0"), "0"),
        (Decimal("-3.10"), "-3,1"),
        (Decimal("1E+3"), "1.000"),
        (0, "0"),
    ],
)
def test_decimal_is_written_with_a_comma(number, written):
    assert decimal_vi(number) == written


def test_decimal_with_places_rounds_halves_up():
    assert decimal_vi(Decimal("84.445"), 2) == "84,45"
    assert decimal_vi(Decimal(5), 2) == "5,00"


def test_integer_is_grouped_by_points():
    assert [integer_vi(number) for number in (0, 999, 1400, 4533000)] == ["0", "999", "1.400", "4.533.000"]


def test_a_day_is_named_with_its_weekday():
    assert weekday_vi(date(2026, 11, 24)) == "Thứ Ba, 24/11/2026"
    assert weekday_vi(date(2026, 11, 29)) == "Chủ Nhật, 29/11/2026"
    assert weekday_vi(None) == ""


def test_a_moment_is_named_with_its_weekday_in_vietnam():
    assert moment_vi(datetime(2026, 11, 20, 2, 15, tzinfo=UTC)) == "09:15, thứ Sáu 20/11/2026"
    assert moment_vi(None) == ""


def test_days_left_are_told_in_words():
    today = date(2026, 11, 27)
    assert days_left_vi(date(2026, 11, 30), today) == "Còn 3 ngày"
    assert days_left_vi(today, today) == "Hạn hôm nay"
    assert days_left_vi(date(2026, 11, 25), today) == "Quá hạn 2 ngày"


def test_size_is_rounded_up():
    assert [size_vi(size) for size in (0, 1, 320 * 1024, 10 * 1024**2, 10 * 1024**2 + 1)] == [
        "0 KB",
        "1 KB",
        "320 KB",
        "10 MB",
        "10,1 MB",
    ]


def test_the_loader_turns_the_clock_and_only_while_it_loads(frozen_clock):
    earlier = clock.day_start(date(2026, 9, 1))
    with clock.set_for_loading(earlier):
        assert clock.now() == earlier
        assert clock.now().tzinfo == UTC
        assert clock.today() == date(2026, 9, 1)
    assert clock.now() == frozen_clock
