"""The page “Việc cần làm”: the one alert, several units, what units may not see, what it costs."""

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from evaluation.enums import EvaluationState, Outcome
from models_registry.enums import CycleState, InitiativeState
from models_registry.reviewing.services.receiving import receive
from organizations.enums import Role
from tests.reports.reading import words
from tests.reports.todo.todo_unit import Unit, remark
from tests.support import factories as make

pytestmark = pytest.mark.django_db
S = InitiativeState


@pytest.fixture(autouse=True)
def _tuesday(at):
    at(2026, 11, 24, 9, 30)


@pytest.fixture
def unit():
    return Unit()


def test_one_alert_is_shown_and_the_others_counted(at):
    unit = Unit(self_assessment_closes=dt.date(2026, 11, 28))
    for name in ("Một", "Hai"):
        remark(unit.initiative(S.RETURNED, name))
    unit.initiative(S.RECEIVED, "Ba")
    todo = unit.todo()
    assert todo.alert_title.startswith("Có 2 hồ sơ cần bổ sung")
    assert todo.others == 1
    page = unit.page()
    assert len(page.xpath("//*[contains(@class,'urgent')]")) == 1
    assert "Và 1 việc khác sắp đến hạn." in words(page)


def test_deadlines_are_told_once_a_day_and_kind(unit):
    for name in ("Một", "Hai"):
        remark(unit.initiative(S.RETURNED, name))
        unit.initiative(S.RECEIVED, f"{name} đã nhận")
    assert [(row.day, row.label, row.is_soon) for row in unit.todo().deadlines] == [
        (dt.date(2026, 11, 27), "Bổ sung hồ sơ đăng ký", True),
        (dt.date(2026, 12, 5), "Tự đánh giá", False),
    ]


def test_who_serves_several_units_sees_them_apart(unit):
    make.give_role(unit.typist, unit.sibling, Role.SECRETARY)
    unit.initiative(S.SUBMITTED)
    todo = unit.todo(unit.typist)
    assert [(group.name, [task.look.label for task in group.tasks]) for group in todo.groups] == [
        (unit.unit.name, ["Hoàn thành"]),
        (unit.sibling.name, ["Chưa làm"]),
    ]
    text = words(unit.page(unit.typist))
    assert "Chi bộ tổ dân phố Minh Tân 2 và 1 đơn vị khác · Năm 2026 · Thứ Ba, 24/11/2026" in text


def test_nothing_of_a_sibling_or_another_ward_shows(unit):
    make.make_initiative(unit.sibling, unit.cycle, S.RETURNED, "Của chi bộ bên")
    other = make.make_ward("Đảng ủy phường Khác", "khac")
    stranger = make.make_unit(other)
    make.make_initiative(stranger, make.make_cycle(other, 2026), S.RECEIVED, "Của phường khác")
    make.give_role(unit.head, stranger, Role.SECRETARY)  # the same person, asked in this ward
    text = words(unit.page())
    assert "Của chi bộ bên" not in text
    assert "Của phường khác" not in text
    assert unit.todo().unit_names == [unit.unit.name]


def test_the_log_of_own_models_is_shown_without_what_only_the_ban_reads(unit):
    officer = make.actor(make.make_member(unit.ward, Role.OFFICER), unit.ward)
    row = unit.initiative(S.SUBMITTED)
    receive(actor=officer, initiative=row)
    text = words(unit.page())
    assert "Tiếp nhận" in text
    assert "09:30, thứ Ba 24/11/2026" in text


def test_a_ward_without_an_open_year_says_so():
    ward = make.make_ward()
    head = make.make_head(make.make_unit(ward))
    answer = make.sign_in(Client(), head).get(f"/{ward.slug}/viec-can-lam/")
    assert "Chưa có năm nào mở" in answer.content.decode()


def test_results_stay_in_sight_while_the_next_year_is_being_prepared(unit):
    row = unit.initiative()
    make.make_evaluation(row, EvaluationState.PUBLISHED, Outcome.RECOMMEND, 90)
    type(unit.cycle).objects.filter(pk=unit.cycle.pk).update(state=CycleState.CLOSED)
    make.make_cycle(unit.ward, 2027, CycleState.PREPARING)
    assert [task.name for task in unit.todo().tasks] == [
        "Đăng ký mô hình năm 2026",
        "Kết quả xét công nhận năm 2026",
        "Đăng ký mô hình năm 2027",
    ]


def test_names_with_quotes_are_not_quoted_twice(unit):
    unit.initiative(S.DRAFT, "“Ánh sáng” đường quê")
    assert unit.tasks()[0][0] == "Soạn tiếp đăng ký “Ánh sáng” đường quê"


def test_queries_stay_five_however_much_there_is(unit):
    client = make.sign_in(Client(), unit.typist)
    make.give_role(unit.typist, unit.sibling, Role.SECRETARY)
    counted = []
    for count in (1, 2, 57):
        for number in range(count):
            row = make.make_initiative((unit.unit, unit.sibling)[number % 2], unit.cycle, S.RETURNED)
            remark(row)
        client.get(f"/{unit.ward.slug}/viec-can-lam/")
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/{unit.ward.slug}/viec-can-lam/")
        counted.append(len(queries))
    assert counted == [5, 5, 5]


def test_a_long_tail_of_done_tasks_is_folded_and_counted(unit):
    for number in range(12):
        make.make_evaluation(unit.initiative(name=f"Mô hình {number}"))
    page = unit.page()
    assert len(page.xpath("//li[contains(@class,'task--done')]")) == 8
    assert "Và 5 việc khác đã hoàn thành." in words(page)
    assert "Đã xong 13 trên 13 việc" in words(page)


def test_who_serves_no_unit_has_no_such_page(unit):
    client = make.sign_in(Client(), make.make_member(unit.ward, Role.OFFICER))
    assert client.get(f"/{unit.ward.slug}/viec-can-lam/").status_code == 403
