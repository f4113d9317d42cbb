"""A year beside another: copied from the last one, opened while that one stays open, and where its windows stand."""

import datetime as dt

import pytest

from core import clock
from models_registry.enums import CycleState, DutyKind, Window
from models_registry.initiative.messages import window_refusal
from models_registry.models import Cycle, UnitDuty
from models_registry.years.forms import a_year_on
from tests.models_registry.years.test_years import url
from tests.support.factories import make_cycle, make_duty, make_unit


def test_a_year_is_copied_from_the_last_one_with_its_windows_a_year_on(as_officer, ward, cycle):
    Cycle.objects.filter(pk=cycle.pk).update(
        registration_opens=dt.date(2026, 1, 5), registration_closes=dt.date(2026, 2, 28), min_sheets=3,
        self_assessment_opens=dt.date(2026, 11, 1), self_assessment_closes=None, target_models=77,
    )  # fmt: skip
    form = as_officer.get(url(ward, "tao/")).context["form"]
    shown = {name: form[name].value() for name in ("year", "min_sheets", "target_models", "self_assessment_closes")}
    assert shown == {"year": 2027, "min_sheets": 3, "target_models": 77, "self_assessment_closes": None}
    assert form["registration_opens"].value() == "05/01/2027"
    assert form["registration_closes"].value() == "28/02/2027"
    assert form["self_assessment_opens"].value() == "01/11/2027"


def test_a_leap_day_moves_to_the_last_of_february():
    assert a_year_on(dt.date(2028, 2, 29)) == dt.date(2029, 2, 28)


def test_opening_a_copied_year_asks_for_a_look_at_each_window(as_officer, ward, cycle):
    following = make_cycle(ward, cycle.year + 1, CycleState.PREPARING)
    address = url(ward, f"{following.year}/mo/")
    page = as_officer.get(address)
    assert f"Năm {cycle.year} vẫn mở" in page.content.decode()
    assert list(page.context["form"].fields) == ["version", *Window.values]
    looked_at = {"registration": "on", "self_assessment": "on", "scoring": "on"}
    refused = as_officer.post(address, looked_at)
    assert refused.context["form"].errors == {"submission": ["Hãy xem lại thời hạn đợt “Trình danh sách” rồi đánh dấu"]}
    assert as_officer.post(address, looked_at | {"submission": "on"}).status_code == 302
    states = dict(Cycle.objects.filter(ward=ward).values_list("year", "state"))
    assert states == {cycle.year: CycleState.OPEN, following.year: CycleState.OPEN}


def test_duties_are_copied_and_an_exempt_unit_owes_again_with_a_hint(as_officer, ward, cycle):
    plain, twice, police, exempt, new = (make_unit(ward, f"Đơn vị {n}") for n in range(1, 6))
    make_duty(cycle, plain)
    make_duty(cycle, twice, minimum=2)
    make_duty(cycle, police, DutyKind.COPY_ONLY)
    make_duty(cycle, exempt, DutyKind.EXEMPT, reason="mới thành lập")
    following = make_cycle(ward, cycle.year + 1, CycleState.PREPARING, minimum_per_unit=3)
    page = as_officer.get(url(ward, f"{following.year}/mo/"))
    assert (page.context["facts"].owing, page.context["facts"].tracked) == (4, 1)
    assert page.context["facts"].owing_again == [exempt.name]
    as_officer.post(url(ward, f"{following.year}/mo/"), dict.fromkeys(Window.values, "on"))
    made = UnitDuty.objects.filter(cycle=following).values_list("unit_id", "kind", "minimum")
    assert set(made) == {
        (plain.pk, DutyKind.OWES_MODEL, 3),  # as the new year asks of all
        (twice.pk, DutyKind.OWES_MODEL, 2),  # its own
        (police.pk, DutyKind.COPY_ONLY, 3),
        (exempt.pk, DutyKind.OWES_MODEL, 3),
        (new.pk, DutyKind.OWES_MODEL, 3),
    }
    rows = as_officer.get(url(ward, f"{following.year}/nhiem-vu/")).context["rows"]
    assert {row.unit.pk: hint for row, hint in rows if hint} == {exempt.pk: "Năm 2026 được miễn: mới thành lập"}


@pytest.mark.parametrize(
    ("opens", "phase", "words"),
    [
        ({"registration": 0}, "opening", "đang đăng ký"),
        ({}, "running", "đang thực hiện"),
        ({"self_assessment": 0, "scoring": 0}, "finishing", "đang tự đánh giá, chấm điểm"),
        ({"registration": 0, "self_assessment": 0}, "finishing", "đang đăng ký, tự đánh giá"),
        ({"self_assessment": -40}, "finishing", "đang kết thúc"),
    ],
)
def test_the_phase_of_a_year_follows_its_windows(opens, phase, words):
    today, days = clock.today(), {}
    for window in Window.values:
        first = today + dt.timedelta(days=opens.get(window, -90 if window == "registration" else 90))
        days |= {f"{window}_opens": first, f"{window}_closes": first + dt.timedelta(days=30)}
    cycle = Cycle(year=2026, state=CycleState.OPEN, **days)
    assert (cycle.phase, cycle.phase_words) == (phase, words)
    assert Cycle(year=2026, state=CycleState.CLOSED, **days).phase == ""


def test_a_year_closed_before_its_registration_ended_says_that_it_is_over():
    cycle = Cycle(year=2026, state=CycleState.CLOSED, registration_opens=clock.today())
    refusal = window_refusal(cycle.window("registration"), 2026, clock.today())
    assert refusal == "Năm 2026 đã kết thúc, không đăng ký được nữa"
