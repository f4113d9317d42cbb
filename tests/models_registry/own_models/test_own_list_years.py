"""The list of models over the years: a unit's open years together, one year at a time for other readers."""

import datetime as dt

import pytest
from django.urls import reverse
from lxml import html

from models_registry.enums import CycleState, Window
from models_registry.enums import InitiativeState as S
from models_registry.models import Coordination, Cycle, WindowExtension
from organizations.enums import Role
from tests.reports.reading import words
from tests.support import factories as make
from tests.support.counting import AtMost

pytestmark = pytest.mark.django_db
D = dt.date


@pytest.fixture(autouse=True)
def _monday(at):
    at(2027, 1, 18, 9, 30)


@pytest.fixture
def finishing(ward):
    return make.make_cycle(ward, 2026, registration_opens=D(2026, 1, 5), registration_closes=D(2026, 3, 31))


@pytest.fixture
def opening(ward):
    return make.make_cycle(ward, 2027, self_assessment_opens=D(2027, 11, 1), self_assessment_closes=D(2027, 12, 5))


@pytest.fixture
def listed(as_head, ward):
    def get(query=""):
        answer = as_head.get(reverse("registry:initiative_list", args=[ward.slug]) + query)
        return answer.context, html.document_fromstring(answer.content.decode())

    return get


def start(ward, year):
    return f"/{ward.slug}/mo-hinh/dang-ky/?nam={year}"


def buttons(page):
    return [(words(link), link.get("href")) for link in page.xpath("//a[contains(@href, '/dang-ky/')]")]


def test_open_years_stand_together_newest_first_each_row_with_its_year(listed, unit, finishing, opening):
    old = make.make_initiative(unit, finishing, S.RECEIVED)
    new = make.make_initiative(unit, opening, S.DRAFT)
    context, page = listed()
    assert list(context["page"]) == [new, old]
    assert [words(mark) for mark in page.xpath("//article/span[contains(@class,'yr--')]")] == ["2027", "2026"]
    assert words(page.xpath("//div[@class='page-head']//p")[0]).startswith("Năm 2026 và 2027 ·")


@pytest.mark.parametrize("year", [2026, 2027])
def test_one_open_year_is_an_address_away_and_leads_back(listed, unit, ward, finishing, opening, year):
    rows = {cycle.year: make.make_initiative(unit, cycle, S.RECEIVED) for cycle in (finishing, opening)}
    context, page = listed(f"?nam={year}")
    assert list(context["page"]) == [rows[year]]
    assert not page.xpath("//span[contains(@class,'yr--')]")
    (together,) = page.xpath("//nav[@class='views']/a")
    assert (words(together), together.get("href")) == ("Năm 2026 và 2027", f"/{ward.slug}/mo-hinh/")


def test_earlier_years_are_led_to(listed, unit, ward, finishing, opening):
    make.make_cycle(ward, 2025, CycleState.HISTORY)
    _, page = listed()
    links = page.xpath("//nav[@class='views']/a")
    assert [(words(link), link.get("aria-current")) for link in links] == [
        ("Năm 2026 và 2027", "page"),
        ("Năm 2025", None),
    ]


def test_a_unit_with_nothing_in_a_year_is_told_and_why_it_may_not_register(listed, unit, ward, finishing, opening):
    make.make_initiative(unit, finishing, S.RECEIVED)
    _, page = listed()
    told = [words(line) for line in page.xpath("//div[@class='card__body']/p")]
    assert told == [
        "Năm 2027 đơn vị chưa đăng ký mô hình.",
        "Đợt đăng ký năm 2026 đã kết thúc lúc 24 giờ ngày 31/03/2026.",
    ]
    assert buttons(page) == [("Đăng ký mô hình năm 2027", start(ward, 2027))]


def test_who_has_more_time_may_register_in_both_years(listed, unit, ward, finishing, opening):
    WindowExtension.objects.create(
        ward=ward, cycle=finishing, unit=unit, window=Window.REGISTRATION, until=D(2027, 2, 18), reason="Lũ"
    )
    both = [("Đăng ký mô hình năm 2027", start(ward, 2027)), ("Đăng ký mô hình năm 2026", start(ward, 2026))]
    context, page = listed()
    assert buttons(page) == both * 2  # above the list, and in the empty list
    assert context["list_years"].empty_words == (
        "Năm 2026 và 2027 đơn vị chưa đăng ký mô hình. Mỗi chi bộ đăng ký ít nhất 1 mô hình."
    )


def test_coordinated_models_of_both_years_are_shown(listed, unit, ward, finishing, opening):
    other = make.make_unit(ward)
    rows = [make.make_initiative(other, cycle, S.RECEIVED) for cycle in (opening, finishing)]
    for row in rows:
        Coordination.objects.create(ward_id=row.ward_id, initiative=row, organization=unit)
    context, page = listed()
    assert list(context["coordinated"]) == rows
    assert [words(mark) for mark in page.xpath("//td//span[contains(@class,'yr--')]")] == ["2027", "2026"]


def test_filters_keep_to_the_years_shown(listed, unit, finishing, opening):
    rows = [make.make_initiative(unit, cycle, S.RECEIVED) for cycle in (opening, finishing)]
    context, page = listed("?trang_thai=RECEIVED")
    assert list(context["page"]) == rows
    assert not page.xpath("//form[@id='loc']/input[@name='nam']")
    _, page = listed("?trang_thai=RECEIVED&nam=2026")
    assert page.xpath("string(//form[@id='loc']/input[@name='nam']/@value)") == "2026"


def test_one_open_year_looks_as_ever(listed, unit, ward, finishing, opening):
    Cycle.objects.filter(pk=finishing.pk).update(state=CycleState.CLOSED)
    make.make_initiative(unit, opening, S.RECEIVED)
    _, page = listed()
    assert not page.xpath("//span[contains(@class,'yr--')]")
    assert buttons(page) == [("Đăng ký mô hình mới", start(ward, 2027))]
    assert [words(link) for link in page.xpath("//nav[@class='views']/a")] == ["Năm 2027", "Năm 2026"]


def test_readers_of_the_ward_see_one_year_and_the_other_with_its_count(client, unit, ward, finishing, opening):
    make.make_initiative(unit, finishing, S.RECEIVED)
    make.sign_in(client, make.make_member(ward, Role.OBSERVER))
    answer = client.get(reverse("registry:initiative_list", args=[ward.slug]))
    assert answer.context["cycle"] == finishing  # where there is something to read
    shown = html.document_fromstring(answer.content.decode()).xpath("//nav[contains(@class,'years')]/a")
    assert [words(link.xpath("./span")[0]).split(" ·")[0] for link in shown] == ["1 mô hình", "0 mô hình"]


@pytest.mark.parametrize("count", [1, 3])
def test_two_years_cost_the_same_however_many_rows(as_head, unit, ward, finishing, opening, count):
    for cycle in (finishing, opening):
        for _ in range(count):
            make.make_initiative(unit, cycle, S.RECEIVED)
    as_head.get(reverse("registry:initiative_list", args=[ward.slug]))
    with AtMost(9) as asked:
        as_head.get(reverse("registry:initiative_list", args=[ward.slug]))
    assert asked.count == 9
