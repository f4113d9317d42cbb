"""Beginning a registration while two years are open: the page says for which year, and begins one of that year."""

import datetime as dt
import uuid

import pytest
from django.test import Client
from lxml import html

from models_registry.enums import Window
from models_registry.models import Initiative
from models_registry.years.extensions import grant_extension
from tests.reports.reading import words
from tests.support import factories as make
from tests.support.two_years import NOW, TwoYears

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(at):
    at(*NOW)
    return TwoYears()


@pytest.fixture
def more_time(world):
    """`unit` may still register for 2026."""
    return grant_extension(
        actor=make.actor(world.officer, world.ward), cycle=world.old, unit=world.unit, window=Window.REGISTRATION,
        until=dt.date(2027, 1, 31), reason="Chi bộ mới thành lập",
    )  # fmt: skip


def browser_of(user):
    return make.sign_in(Client(), user)


def start_url(world, query=""):
    return f"/{world.ward.slug}/mo-hinh/dang-ky/{query}"


def tree_of(answer):
    assert answer.status_code == 200
    return html.document_fromstring(answer.content.decode())


def switch(tree):
    links = tree.xpath("//nav[contains(@class,'years')]/a")
    return [(words(link.xpath("b")[0]), link.get("href"), link.get("aria-current")) for link in links]


def press(browser, tree, unit):
    (form,) = tree.xpath("//main//form[@method='post']")
    data = {"token": uuid.uuid4(), "unit": unit.code, "kind": "MODEL", "origin": "NEW"}
    return browser.post(form.get("action"), data)


def test_an_officer_chooses_between_the_years_that_take_registrations(world, more_time):
    browser = browser_of(world.officer)
    tree = tree_of(browser.get(start_url(world)))
    assert words(tree.xpath("//h1")[0]).endswith("năm 2027")
    assert switch(tree) == [("Năm 2026", "?nam=2026", None), ("Năm 2027", "?nam=2027", "page")]
    older = tree_of(browser.get(start_url(world, "?nam=2026")))
    assert words(older.xpath("//h1")[0]).endswith("năm 2026")
    press(browser, older, world.unit)
    press(browser, tree, world.idle)
    assert set(Initiative.objects.values_list("unit", "year")) == {(world.unit.pk, 2026), (world.idle.pk, 2027)}


def test_a_unit_named_in_the_address_is_offered_its_own_years_only(world, more_time):
    browser = browser_of(world.officer)
    mine = tree_of(browser.get(start_url(world, f"?don-vi={world.unit.code}")))
    assert [href for _, href, _ in switch(mine)] == [
        f"?don-vi={world.unit.code}&nam=2026", f"?don-vi={world.unit.code}&nam=2027",
    ]  # fmt: skip
    assert switch(tree_of(browser.get(start_url(world, f"?don-vi={world.idle.code}")))) == []


def test_a_unit_without_more_time_begins_nothing_in_the_finishing_year(world, more_time):
    browser = browser_of(world.officer)
    answer = press(browser, tree_of(browser.get(start_url(world, "?nam=2026"))), world.idle)
    assert "Đợt đăng ký năm 2026 đã kết thúc" in answer.content.decode()
    assert not Initiative.objects.exists()


def test_the_secretarys_link_to_a_year_begins_that_year_or_says_why_not(world, more_time):
    browser = browser_of(world.secretary)
    press(browser, tree_of(browser.get(start_url(world, "?nam=2026"))), world.unit)
    assert Initiative.objects.get().year == 2026
    other = browser_of(make.make_head(world.idle, "bithu2"))
    tree = tree_of(other.get(start_url(world, "?nam=2026")))
    assert "Đợt đăng ký năm 2026 đã kết thúc lúc 24 giờ ngày 30/04/2026" in words(tree)
    assert [words(link) for link in tree.xpath("//main//a[@href='?nam=2027']")] == ["Đăng ký cho năm 2027"]
    assert not switch(tree)  # a secretary chooses no year
    assert not tree.xpath("//main//form[@method='post']")


@pytest.mark.parametrize(("query", "year"), [("", 2027), ("?nam=2026", 2026), ("?nam=1999", 2027)])
def test_the_blank_form_is_of_the_year_asked_for(world, query, year):
    browser = browser_of(world.officer)
    answer = browser.get(f"/{world.ward.slug}/mo-hinh/mau-dang-ky.pdf{query}")
    assert f"mau-dang-ky_{year}.pdf" in answer["Content-Disposition"]


def test_the_start_page_leads_to_the_blank_form_of_its_year(world, more_time):
    tree = tree_of(browser_of(world.officer).get(start_url(world, "?nam=2026")))
    (link,) = tree.xpath("//a[contains(@href,'mau-dang-ky.pdf')]/@href")
    assert link.endswith("?nam=2026")
