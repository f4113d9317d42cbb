"""Search, library, requests to learn and the province's record: no open or past year is hidden, none is shut."""

import datetime as dt

import pytest
from django.test import Client
from lxml import html

from models_registry.enums import CycleState, Level, RecognitionSource
from models_registry.library.learning import ask_to_learn
from models_registry.library.province import record_province
from models_registry.library.recognitions import Paper, recognise
from models_registry.models import Cycle, LearnRequest
from reports.overview.page import Overview
from reports.overview.reading import read_figures
from reports.search import search
from tests.support import factories as make
from tests.support.two_years import NOW, TwoYears

from .reading import words

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(at):
    at(*NOW)
    return TwoYears()


def recognised(world, cycle, name, unit=None):
    row = world.received(cycle, name, unit=unit)
    recognise(levels={row: Level.WARD}, paper=Paper(source=RecognitionSource.IMPORT))
    return row


def told(world, user, query):
    groups = search(actor=make.actor(user, world.ward), ward=world.ward, query=query)
    return {group.title: [row.told for row in group.rows] for group in groups}


def test_search_finds_rows_of_both_years_and_names_the_year_of_each(world):
    recognised(world, world.old, "Ngõ hoa")
    world.waiting(world.new, dt.date(2027, 1, 15), "Ngõ hoa")
    for user in (world.officer, world.secretary):
        rows = told(world, user, "ngo hoa")
        assert [line.split(" · ")[2] for line in rows["Hồ sơ"]] == ["năm 2027", "năm 2026"]
        assert [line.split(" · ")[2] for line in rows["Thư viện mô hình"]] == ["năm 2026"]
    assert [line.split(" · ")[0] for line in told(world, world.officer, "1")["Hồ sơ"]] == ["DK-2027-001", "DK-2026-001"]


def test_the_library_holds_what_is_recognised_in_an_open_year_beside_another(world):
    recognised(world, world.old, "Ngõ hoa")
    page = html.document_fromstring(
        make.sign_in(Client(), world.secretary).get(f"/{world.ward.slug}/thu-vien/?nam=2026").content.decode()
    )
    assert [words(name) for name in page.xpath("//main//tbody//a[@class='name']")] == ["Ngõ hoa"]
    assert page.xpath("//select[@name='nam']/option/@value") == ["", "2027", "2026"]


@pytest.mark.parametrize("state", [CycleState.OPEN, CycleState.CLOSED])
def test_a_model_of_the_finishing_or_closed_year_is_learnt_from_and_recorded_by_the_province(world, state):
    row = recognised(world, world.old, "Ngõ hoa")
    Cycle.objects.filter(pk=world.old.pk).update(state=state)
    other = make.make_head(world.idle, "bithu2")
    ask_to_learn(
        actor=make.actor(other, world.ward), initiative=row, asker=world.idle, message="Xin đến xem", contact="0912"
    )
    browser = make.sign_in(Client(), world.secretary)
    page = html.document_fromstring(browser.get(f"/{world.ward.slug}/hoc-tap/").content.decode())
    assert "Năm 2026" in words(page.xpath("//section[@aria-labelledby='den']")[0])
    assert LearnRequest.objects.waiting().count() == 1
    record_province(
        actor=make.actor(world.head, world.ward), initiative=row, number="12-QĐ/TU", on=dt.date(2027, 1, 10),
        issuer="Ban Thường vụ Tỉnh ủy",
    )  # fmt: skip
    row.refresh_from_db()
    assert row.best_level == Level.PROVINCE


def test_a_year_registered_ahead_shows_no_months_that_have_not_come(world, at):
    world.received(world.new, "Đăng ký sớm")
    at(2026, 12, 20, 9, 0)
    overview = Overview(world.ward, read_figures(world.ward, world.new))
    assert overview.points == [("T1", 1)]
    assert len(Overview(world.ward, read_figures(world.ward, world.old)).points) == 12
