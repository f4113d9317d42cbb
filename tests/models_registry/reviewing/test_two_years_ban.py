"""The committee's lists of registrations while two years are open: each shows one year and leads to the other."""

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import html

from core.models import Notification
from models_registry.models import BulkAct, Initiative, SavedView
from tests.reports.reading import words
from tests.support import factories as make
from tests.support.two_years import NOW, TwoYears

pytestmark = pytest.mark.django_db
JANUARY = dt.date(2027, 1, 15)


@pytest.fixture
def world(at):
    at(*NOW)
    return TwoYears()


@pytest.fixture
def browser(world):
    return make.sign_in(Client(), world.officer)


def tree_of(answer):
    assert answer.status_code == 200
    return html.document_fromstring(answer.content.decode())


def switch(tree):
    return [
        (words(link), link.get("href"), link.get("aria-current"))
        for link in tree.xpath("//nav[contains(@class,'years')]/a")
    ]


def rows(tree):
    return [words(name) for name in tree.xpath("//main//tbody//a[@class='name']")]


def queue_url(world, query=""):
    return f"/{world.ward.slug}/ho-so/{query}"


# The queue ----------------------------------------------------------------------------------------------------------


def test_the_queue_opens_with_the_year_whose_files_wait_and_links_the_other_with_its_count(world, browser):
    world.waiting(world.old, JANUARY, "Chờ của 2026")
    make.make_initiative(world.unit, world.new, name="Nháp của 2027")
    tree = tree_of(browser.get(queue_url(world)))
    assert rows(tree) == ["Chờ của 2026"]
    assert switch(tree) == [
        ("Năm 2026 1 hồ sơ chờ · đang tự đánh giá, chấm điểm", "?nam=2026", "page"),
        ("Năm 2027 0 hồ sơ chờ · đang đăng ký", "?nam=2027", None),
    ]
    world.waiting(world.new, JANUARY, "Chờ của 2027")
    assert rows(tree_of(browser.get(queue_url(world)))) == ["Chờ của 2027"]
    assert rows(tree_of(browser.get(queue_url(world, "?nam=2026")))) == ["Chờ của 2026"]


def test_every_link_and_form_of_the_queue_keeps_its_year(world, browser):
    world.waiting(world.old, JANUARY, "Đường hoa")
    tree = tree_of(browser.get(queue_url(world, "?q=hoa")))
    assert tree.xpath("//form[@id='loc']/input[@name='nam']/@value") == ["2026"]
    for place in ("//nav[@class='views']/a", "//nav[contains(@class,'chips')]/a", "//div[contains(@class,'heads')]/a"):
        links = tree.xpath(f"{place}/@href")
        assert links
        assert all("nam=2026" in link for link in links), links


def test_an_act_on_the_whole_filter_stays_within_the_year_the_page_showed(world, browser):
    old = [world.waiting(world.old, JANUARY, f"Đường hoa {number}") for number in range(2)]
    tree = tree_of(browser.get(queue_url(world, "?q=hoa&chon=ca")))
    (query,) = tree.xpath("//form[@method='post']/input[@name='loc']/@value")
    new = world.waiting(world.new, JANUARY, "Đường hoa 2027")  # from now on a bare page would show 2027
    preview = browser.post(queue_url(world, "nhieu/"), {"viec": "tiep-nhan", "loc": query, "ca": "1"}, follow=True)
    assert {row["key"] for row in BulkAct.objects.get().rows} == {row.pk for row in old}
    assert "Năm 2026: 2 hồ sơ sẽ được tiếp nhận" in preview.content.decode()
    browser.post(preview.request["PATH_INFO"], {"version": 1})
    assert Initiative.objects.get(pk=new.pk).state == "SUBMITTED"
    assert "nam=2026" in preview.context["back"]


def test_a_named_filter_holds_for_every_year_and_opens_in_the_year_seen(world, browser):
    world.waiting(world.old, JANUARY, "Đường hoa")
    world.waiting(world.new, JANUARY, "Đường rác")
    tree = tree_of(browser.get(queue_url(world, "?q=hoa&nam=2026")))
    (link,) = [link for link in tree.xpath("//nav[contains(@class,'chips')]/a/@href") if "bo-loc" in link]
    form = tree_of(browser.get(link))
    (query,) = form.xpath("//form//input[@name='loc']/@value")
    saved = browser.post(queue_url(world, "bo-loc/"), {"name": "Hoa", "shared": "on", "loc": query})
    assert saved["Location"] == queue_url(world, "?nhom=cho&q=hoa&nam=2026")
    assert SavedView.objects.get().query == "nhom=cho&q=hoa"
    counts = []
    for year in (2026, 2027):
        tree = tree_of(browser.get(queue_url(world, f"?nhom=cho&nam={year}")))
        (chip,) = [chip for chip in tree.xpath("//a[contains(@class,'chip--view')]") if "Hoa" in words(chip)]
        counts.append((words(chip), chip.get("href")))
    assert counts == [("Hoa 1", "?nhom=cho&q=hoa&nam=2026"), ("Hoa 0", "?nhom=cho&q=hoa&nam=2027")]


def test_the_last_filter_never_brings_back_the_year_it_was_used_in(world, browser):
    world.waiting(world.old, JANUARY, "Đường hoa")
    world.waiting(world.new, JANUARY, "Ngõ hoa")
    browser.get(queue_url(world, "?q=hoa&nam=2026"))
    bare = browser.get(queue_url(world))
    assert bare["Location"] == queue_url(world, "?nhom=cho&q=hoa&lan_truoc=1")
    assert rows(tree_of(browser.get(bare["Location"]))) == ["Ngõ hoa"]
    back = browser.get(queue_url(world, "?nam=2026"))  # as the crumb of a file of 2026 leads back
    assert back["Location"] == queue_url(world, "?nhom=cho&q=hoa&nam=2026&lan_truoc=1")
    assert rows(tree_of(browser.get(back["Location"]))) == ["Đường hoa"]


def test_a_file_leads_back_to_the_list_of_its_year(world, browser):
    row = world.waiting(world.old, JANUARY)
    for page in ("", "tiep-nhan/", "bo-sung/"):
        answer = browser.get(queue_url(world, f"{row.address}/{page}"))
        if answer.status_code == 200:
            assert queue_url(world, "?nam=2026") in tree_of(answer).xpath("//nav[@class='crumbs']//a/@href"), page


def test_the_queue_costs_the_same_for_any_number_of_files_of_two_years(world, browser):
    counted = []
    for count in (1, 2, 27):
        for _ in range(count):
            world.waiting(world.old, JANUARY, unit=make.make_unit(world.ward))
            world.waiting(world.new, JANUARY)
        browser.get(queue_url(world, "?nhom=cho"))
        with CaptureQueriesContext(connection) as queries:
            browser.get(queue_url(world, "?nhom=cho"))
        counted.append(len(queries))
    assert counted == [8] * 3


# Models at work -----------------------------------------------------------------------------------------------------


def still(world, cycle, name):
    row = world.received(cycle, name)
    Initiative.objects.filter(pk=row.pk).update(last_news_on=dt.date(2026, 9, 1))
    return row


def test_models_that_stand_still_are_those_of_the_finishing_year_until_the_new_ones_do(world, browser):
    still(world, world.old, "Đứng yên từ 2026")
    world.received(world.new, "Mới tiếp nhận")
    page = f"/{world.ward.slug}/thuc-hien/"
    tree = tree_of(browser.get(page))
    assert rows(tree) == ["Đứng yên từ 2026"]
    assert [(name, href) for name, href, _ in switch(tree)] == [
        ("Năm 2026 1 đứng yên · đang tự đánh giá, chấm điểm", "?nam=2026"),
        ("Năm 2027 0 đứng yên · đang đăng ký", "?nam=2027"),
    ]
    assert rows(tree_of(browser.get(f"{page}?nam=2027"))) == ["Mới tiếp nhận"]


def test_reminding_acts_in_the_year_the_page_showed(world, browser):
    row = still(world, world.old, "Đứng yên từ 2026")
    tree = tree_of(browser.get(f"/{world.ward.slug}/thuc-hien/?xem=dung-yen"))
    (action,) = tree.xpath("//main//form[@method='post']/@action")
    still(world, world.new, "Cũng đứng yên")  # from now on a bare page would show 2027
    answer = browser.post(action, {"ma": [row.code]})
    assert answer["Location"] == f"/{world.ward.slug}/thuc-hien/?nam=2026&xem=dung-yen"
    assert Notification.objects.filter(kind="still", user_key=world.secretary.pk).count() == 1
