"""“Bàn làm việc” while 2026 is being finished and 2027 takes registrations: neither year hides the other."""

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import html

from evaluation.enums import EvaluationState, Outcome
from evaluation.lists.services import proposals
from models_registry.enums import CycleState, InitiativeState
from models_registry.models import Cycle
from models_registry.years.choice import ward_cycles
from models_registry.years.services import open_cycle
from reports.desk import Desk
from tests.reports.reading import words
from tests.support import factories as make
from tests.support.two_years import NOW, TwoYears

pytestmark = pytest.mark.django_db
S = InitiativeState
JANUARY = dt.date(2027, 1, 15)


@pytest.fixture
def world(at):
    at(*NOW)
    return TwoYears()


def client_of(user):
    return make.sign_in(Client(), user)


def page_of(world, user=None, query=""):
    answer = client_of(user or world.officer).get(f"/{world.ward.slug}/ban-lam-viec/{query}")
    assert answer.status_code == 200
    return html.document_fromstring(answer.content.decode())


def desk_of(world, user=None, asked=""):
    return Desk(make.actor(user or world.officer, world.ward), world.ward, ward_cycles(world.ward), asked)


def test_opening_next_year_leaves_the_waiting_files_of_this_one_on_the_desk(world):
    Cycle.objects.filter(pk=world.new.pk).update(state=CycleState.PREPARING)
    world.waiting(world.old, dt.date(2027, 1, 5), "Chờ của 2026")
    (before,) = desk_of(world).years
    assert (before.counts.waiting, before.counts.overdue) == (1, 1)
    open_cycle(actor=make.actor(world.head, world.ward), cycle=Cycle.objects.get(pk=world.new.pk))
    assert [(year.cycle.year, year.counts.waiting, year.counts.overdue) for year in desk_of(world).years] == [
        (2026, 1, 1),
        (2027, 0, 0),
    ]
    assert [row.initiative.name for row in desk_of(world).files] == ["Chờ của 2026"]
    assert "Năm 2026: 1 hồ sơ chờ quá 5 ngày làm việc" in words(page_of(world))


def test_the_switch_counts_the_work_of_each_year(world):
    world.waiting(world.old, JANUARY)
    world.waiting(world.new, JANUARY)
    world.waiting(world.new, JANUARY)
    make.make_evaluation(world.received(world.old))
    switch = page_of(world).xpath("//nav[@class='years no-print']/a")
    assert [(words(link), link.get("href"), link.get("aria-current")) for link in switch] == [
        ("Cả hai năm4 việc chờ", f"/{world.ward.slug}/ban-lam-viec/", "page"),
        ("Năm 20262 việc · đang tự đánh giá, chấm điểm", "?nam=2026", None),
        ("Năm 20272 việc · đang đăng ký", "?nam=2027", None),
    ]


def test_a_page_of_one_year_tells_what_waits_in_the_other(world):
    world.waiting(world.old, dt.date(2027, 1, 5), "Chờ của 2026")
    world.waiting(world.new, JANUARY, "Chờ của 2027")
    page = page_of(world, query="?nam=2027")
    (note,) = page.xpath("//*[contains(@class,'note--info')]")
    assert words(note) == "Đang xem riêng năm 2027 Năm 2026 còn 1 việc, 1 hồ sơ quá hạn. Xem cả hai năm"
    assert [words(name) for name in page.xpath("//main//tbody//a[@class='name']")] == ["Chờ của 2027"]
    assert not page.xpath("//*[contains(@class,'urgent')]")
    assert [year.counts.waiting for year in desk_of(world, asked="2027").years] == [1]


def test_work_of_both_years_stands_in_one_table_with_its_year_late_work_first(world):
    world.waiting(world.new, dt.date(2027, 1, 13), "Đăng ký mới")
    world.waiting(world.new, dt.date(2027, 1, 4), "Chờ lâu")
    evaluation = make.make_evaluation(world.received(world.old, "Ngõ hoa"))
    evaluation.since = dt.datetime(2027, 1, 6, 3, tzinfo=dt.UTC)
    evaluation.save()
    rows = page_of(world).xpath("//main//table//tbody/tr")
    cells = [(words(row.xpath(".//a[@class='name']")[0]), words(row.xpath("td[@data-l='Năm']")[0])) for row in rows]
    assert cells == [
        ("Đăng ký: Chờ lâu", "2027"),
        ("Chấm điểm: Ngõ hoa", "2026"),
        ("Đăng ký: Đăng ký mới", "2027"),
    ]
    sheet = f"/{world.ward.slug}/cham-diem/{evaluation.initiative.address}/"
    assert rows[1].xpath(".//a[@class='name']/@href") == [sheet]


def test_the_head_finds_conclusions_of_the_finishing_year(world):
    make.make_evaluation(world.received(world.old, "Đủ phiếu"), sheets_done=2)
    make.make_evaluation(world.received(world.old, "Chưa đủ"), sheets_done=1)
    concluded = world.received(world.old, "Xong")
    make.make_evaluation(concluded, EvaluationState.CONCLUDED, Outcome.RECOMMEND, 90)
    desk = desk_of(world, world.head)
    assert [row.initiative.name for row in desk.appraisals] == ["Đủ phiếu"]
    assert [(year.counts.open_conclusions, year.ready) for year in desk.years] == [(2, 1), (0, 0)]
    page = page_of(world, world.head)
    (link,) = page.xpath("//main//a[contains(@href,'/ket-luan/?')]")
    assert (words(link), link.get("href")) == ("2", f"/{world.ward.slug}/ket-luan/?nhom=chua&nam=2026")


def test_every_figure_of_a_block_leads_into_its_year_to_as_many_rows(world):
    for cycle in (world.old, world.new):
        world.waiting(cycle, dt.date(2027, 1, 4))
        world.waiting(cycle, JANUARY, assignee=world.officer)
        for state in (S.RETURNED, S.DRAFT):
            make.make_initiative(world.unit, cycle, state)
    world.waiting(world.new, JANUARY)
    make.make_evaluation(world.received(world.old))
    figures = {}
    for link in page_of(world).xpath("//*[@class='duo']//dd/a"):
        body = html.document_fromstring(client_of(world.officer).get(link.get("href")).content.decode())
        figures[link.get("href").removeprefix(f"/{world.ward.slug}/")] = (
            words(link).split(" ")[0], str(len(body.xpath("//main//tbody/tr")))
        )  # fmt: skip
    assert all(shown == rows for shown, rows in figures.values()), figures
    assert {"ho-so/?nhom=cho&nam=2026", "ho-so/?nhom=cho&nam=2027", "cham-diem/?nhom=chua&nam=2026"} <= set(figures)
    assert figures["ho-so/?nhom=cho&nam=2027"] == ("3", "3")


def test_lists_and_dates_name_their_year(world):
    proposals.create_list(actor=make.actor(world.officer, world.ward), cycle=world.old)
    page = page_of(world)
    (task,) = page.xpath("//section[@aria-labelledby='ds']//li")
    assert words(task.xpath(".//*[starts-with(@class,'yr')]")[0]) == "2026"
    assert [words(row) for row in page.xpath("//aside//li[@class='due']")][:3] == [
        "24Tháng 1 2026 Hết hạn tự đánh giá Còn 6 ngày",
        "01Tháng 2 2026 Mở trình danh sách Còn 14 ngày",
        "08Tháng 2 2026 Hết hạn chấm điểm Còn 21 ngày",
    ]
    assert "2027 Hết hạn đăng ký Còn 41 ngày" in words(page.xpath("//aside")[0])
    assert not page_of(world, query="?nam=2027").xpath("//section[@aria-labelledby='ds']//li")


def test_every_link_of_the_page_opens(world):
    world.waiting(world.old, dt.date(2027, 1, 4))
    world.waiting(world.new, JANUARY)
    make.make_evaluation(world.received(world.old), sheets_done=2)
    for user in (world.officer, world.head):
        client = client_of(user)
        for query in ("", "?nam=2026", "?nam=2027"):
            for link in set(page_of(world, user, query).xpath("//main//a/@href")):
                address = f"/{world.ward.slug}/ban-lam-viec/{link}" if link.startswith("?") else link
                assert client.get(address).status_code == 200, link


def test_one_open_year_shows_no_switch(world):
    Cycle.objects.filter(pk=world.old.pk).update(state=CycleState.CLOSED)
    page = page_of(world)
    assert not page.xpath("//nav[contains(@class,'years')]")
    assert words(page.xpath("//h1/following-sibling::p")[0]) == "Năm 2027 · Thứ Hai, 18/01/2027"
    closed = page_of(world, query="?nam=2026")
    assert "Đang xem riêng năm 2026" in words(closed)
    assert f"/{world.ward.slug}/ban-lam-viec/" in closed.xpath("//*[contains(@class,'note--info')]//a/@href")


def test_queries_do_not_grow(world):
    counted = []
    for count in (1, 2, 30):
        for _ in range(count):
            world.waiting(world.old, JANUARY)
            world.waiting(world.new, JANUARY)
            make.make_evaluation(world.received(world.old))
        client = client_of(world.officer)
        client.get(f"/{world.ward.slug}/ban-lam-viec/")
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/{world.ward.slug}/ban-lam-viec/")
        counted.append(len(queries))
    assert counted == [8] * 3


def test_the_finishing_year_leads_to_what_is_left_before_it_is_closed(world):
    links = [link.get("href") for link in page_of(world).xpath("//aside//a[contains(., 'Xem việc còn lại')]")]
    assert links == [f"/{world.ward.slug}/nam/{world.old.year}/khep/"]
    Cycle.objects.filter(pk=world.new.pk).update(state=CycleState.PREPARING)
    assert page_of(world).xpath("//a[contains(., 'Xem việc còn lại')]") == []
