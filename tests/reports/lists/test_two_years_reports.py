"""Overview and reports while two years are open: which year they open with, and that files carry the same."""

import pytest
from django.test import Client
from lxml import html

from models_registry.enums import CycleState
from models_registry.models import Cycle
from organizations.enums import Role
from tests.reports.reading import words
from tests.support import factories as make
from tests.support.two_years import NOW, TwoYears

pytestmark = pytest.mark.django_db
REGISTERING = (
    "Danh sách đăng ký",
    "Đơn vị chưa đăng ký",
    "Rà soát mô hình năm trước",
    "Tin thực hiện mô hình",
    "Danh sách đăng ký báo cáo lãnh đạo",
)


@pytest.fixture
def world(at):
    at(*NOW)
    found = TwoYears()
    found.received(found.old, "Của 2026")
    return found


@pytest.fixture
def browser(world):
    return make.sign_in(Client(), world.officer)


def tree_of(answer):
    assert answer.status_code == 200
    return html.document_fromstring(answer.content.decode())


def title_year(tree):
    return words(tree.xpath("//h1")[0]).rsplit(" ", 1)[-1]


def test_reports_of_the_years_end_open_with_the_finishing_year_and_others_with_the_opening_one(world, browser):
    base = f"/{world.ward.slug}/bao-cao/"

    def years():
        cards = tree_of(browser.get(base)).xpath("//main//section//h2")
        return {words(card).rsplit(" năm ", 1)[0]: words(card).rsplit(" ", 1)[-1] for card in cards}

    before = years()
    assert set(before.values()) == {"2026"}  # nobody has registered for 2027 yet
    world.received(world.new, "Của 2027")
    assert years() == before | dict.fromkeys(REGISTERING, "2027")


def test_a_report_shows_its_switch_and_its_files_carry_the_year_of_the_page(world, browser):
    world.received(world.new, "Của 2027")
    for query, year in (("", "2027"), ("?nam=2026", "2026"), ("?loai=MODEL", "2027")):
        tree = tree_of(browser.get(f"/{world.ward.slug}/bao-cao/dang-ky/{query}"))
        assert title_year(tree) == year
        assert [words(link) for link in tree.xpath("//nav[contains(@class,'years')]/a")] == [
            "Năm 2026 1 mô hình · đang tự đánh giá, chấm điểm",
            "Năm 2027 1 mô hình · đang đăng ký",
        ]
        (xlsx,) = tree.xpath("//a[contains(@href,'.xlsx')]/@href")
        assert f"dang-ky_{year}_" in browser.get(xlsx)["Content-Disposition"]
    kept = tree.xpath("//nav[contains(@class,'years')]/a/@href")
    assert kept == ["?loai=MODEL&nam=2026", "?loai=MODEL&nam=2027"]


def test_the_overview_opens_with_the_newest_open_year_that_has_registrations(world):
    leader = make.sign_in(Client(), make.make_member(world.ward, Role.STANDING))
    address = f"/{world.ward.slug}/tong-quan/"
    first = leader.get(address)
    assert first.context["cycle"] == world.old
    assert tree_of(first).xpath("//nav[contains(@class,'years')]/a/@href") == ["?nam=2026", "?nam=2027"]
    assert leader.get(f"{address}?nam=2027").context["cycle"] == world.new
    world.received(world.new, "Của 2027")
    second = leader.get(address)
    assert second.context["cycle"] == world.new
    other = tree_of(second).xpath("//nav[contains(@class,'years')]/a[@href='?nam=2026']")
    assert [words(link) for link in other] == ["Năm 2026 1 mô hình · đang tự đánh giá, chấm điểm"]


def test_candidates_of_a_period_are_counted_to_the_finishing_year(world):
    world.received(world.new, "Của 2027")
    leader = make.sign_in(Client(), make.make_member(world.ward, Role.STANDING))
    answer = leader.get(f"/{world.ward.slug}/muc-tieu/")
    assert answer.context["asked"].year == 2026
    assert leader.get(f"/{world.ward.slug}/muc-tieu/?nam=2027").context["asked"].year == 2027


def test_with_one_open_year_no_report_shows_a_switch(world, browser):
    Cycle.objects.filter(pk=world.old.pk).update(state=CycleState.CLOSED)
    for page in ("bao-cao/dang-ky/", "bao-cao/tien-do/", "tong-quan/"):
        answer = browser.get(f"/{world.ward.slug}/{page}")
        if answer.status_code == 200:
            assert not tree_of(answer).xpath("//nav[contains(@class,'years')]"), page
