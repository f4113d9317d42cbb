"""“Tổng quan”: every figure is right, equals the rows it leads to, and is left out while its data does not exist."""

import datetime as dt
import re
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import html

from evaluation.enums import EvaluationState, Outcome
from evaluation.leadership.services import leadership
from models_registry.enums import (
    CycleState,
    DutyKind,
    InitiativeKind,
    InitiativeState,
    Level,
    Origin,
    RecognitionSource,
)
from models_registry.library.recognitions import Paper, recognise, revoke
from models_registry.models import Initiative
from organizations.enums import OrganizationKind, Role
from reports.overview import words
from reports.overview.page import Overview
from reports.overview.reading import read_figures
from tests.reports.lists.test_year_end_lists import YearEnd
from tests.support import factories as make

from .reading import Reader
from .reading import words as text_of

pytestmark = pytest.mark.django_db
S = InitiativeState
SCHOOL = OrganizationKind.SCHOOL_CELL


class Movement:
    """Four units that owe a model, one of a vertical branch, models at every stage; a second ward beside it."""

    def __init__(self):
        self.ward = make.make_ward()
        self.cycle = make.make_cycle(self.ward, 2026)
        self.units = [make.make_unit(self.ward, f"Chi bộ tổ dân phố Minh Tân {n}") for n in (1, 2)]
        self.units += [make.make_unit(self.ward, f"Chi bộ Trường {n}", SCHOOL) for n in ("Một", "Hai")]
        self.police = make.make_unit(
            self.ward, "Chi bộ Công an", OrganizationKind.ARMED_FORCES_CELL, reports_vertically=True
        )
        for unit in self.units:
            make.make_duty(self.cycle, unit)
        make.make_duty(self.cycle, self.police, DutyKind.COPY_ONLY)
        self.standing = make.make_member(self.ward, Role.STANDING)
        other = make.make_ward("Đảng ủy phường Khác", "khac")
        stranger = make.make_unit(other)
        make.make_initiative(stranger, make.make_cycle(other, 2026), S.RECEIVED, "Của phường khác")

    def fill(self):
        one, two, school, _ = self.units
        self.a = self.add(one, S.RECEIVED, sector=make.sector(3))
        self.b = self.add(one, S.RECEIVED, sector=make.sector(3), origin=Origin.REPLICATE)
        self.c = self.add(two, S.RECEIVED, sector=make.sector(1), origin=Origin.KEEP)
        self.add(school, S.RETURNED, sector=make.sector(2), origin=Origin.IMPROVE)
        self.add(school, S.SUBMITTED, sector=make.sector(3), kind=InitiativeKind.INDIVIDUAL, person_name="Mẫu")
        for state in (S.DRAFT, S.WITHDRAWN, S.REFUSED, S.DISCONTINUED):
            self.add(self.units[3], state)
        self.add(self.police, S.RECEIVED, sector=make.sector(4), is_copy=True)
        make.make_evaluation(self.a, EvaluationState.SENT, sheets_done=2)
        make.make_evaluation(self.c, EvaluationState.SENT, sheets_done=1)
        make.make_evaluation(self.b, EvaluationState.DRAFT)

    def add(self, unit, state, **fields):
        return make.make_initiative(unit, self.cycle, state, **fields)

    @property
    def figures(self):
        return read_figures(self.ward, self.cycle)

    @property
    def overview(self):
        return Overview(self.ward, self.figures)

    def page(self, user=None, query=""):
        client = make.sign_in(Client(), user or self.standing)
        answer = client.get(f"/{self.ward.slug}/tong-quan/{query}")
        assert answer.status_code == 200
        return html.document_fromstring(answer.content.decode())


@pytest.fixture(autouse=True)
def _tuesday(at):
    at(2026, 11, 24, 9, 30)


@pytest.fixture
def movement():
    return Movement()


def test_the_figures_of_a_year(movement):
    movement.fill()
    found = movement.figures
    assert (found.registered, len(found.owing), found.missing) == (3, 4, 1)
    assert (found.tracked_done, len(found.tracked)) == (1, 1)
    assert (found.models, found.copies) == (5, 1)
    assert (found.new, found.continued, found.replicated) == (2, 2, 1)
    assert [found.in_sector(number) for number in range(1, 6)] == [1, 1, 3, 0, 0]
    assert (found.of_kind(InitiativeKind.MODEL), found.of_kind(InitiativeKind.INDIVIDUAL)) == (4, 1)
    assert (found.received, found.self_assessed, found.scored) == (3, 2, 1)
    assert found.models == sum(found.by_month.values()) == sum(found.by_origin.values())


def rows_behind(movement, url):
    """The rows of the report a figure leads to, copies of vertical units apart."""
    parts = urlsplit(url)
    slug = parts.path.strip("/").rsplit("/", 1)[-1]
    params = dict(pair.split("=") for pair in parts.query.split("&"))
    lines = Reader(Client(), movement.ward, movement.standing).screen(slug, **params)
    heading = next((at for at, line in enumerate(lines) if (line[0] or "").startswith("ĐĂNG KÝ THEO")), len(lines))
    kept = lines if params.get("loai") == "theo-doi" else lines[:heading]
    return sum(line[0].isdigit() for line in kept)


def test_every_figure_equals_the_rows_it_leads_to(movement):
    movement.fill()
    page, urls = movement.overview, movement.overview.urls
    figures = page.figures
    expected = {
        "models": figures.models,
        "new": 2,
        "keep": 1,
        "improve": 1,
        "replicate": 1,
        "collective": page.collectives,
        "person": page.persons,
        "copies": figures.copies,
        "registered": figures.registered + figures.tracked_done,
        "missing": figures.missing,
        "assessed": figures.self_assessed,
        "received": figures.received,
        "scored": figures.scored,
        "scoring": page.scoring,
    }
    assert {name: rows_behind(movement, urls[name]) for name in urls} == expected
    assert [rows_behind(movement, row.url) for row in page.sectors] == [row.total for row in page.sectors]
    kinds = [(row.kind, rows_behind(movement, row.url)) for row in page.kinds]
    assert kinds == [("RESIDENTIAL_CELL", 3), ("SCHOOL_CELL", 0)]  # received models of each kind


def test_the_page_shows_the_figures_with_and_without_copies(movement):
    movement.fill()
    text = text_of(movement.page().xpath("//main")[0])
    for told in (
        "3 / 4", "1 đơn vị chưa đăng ký.", "Ngành dọc: 1/1 đơn vị đã gửi bản theo dõi.", "5 mô hình",
        "2 xây dựng mới, 1 tiếp tục duy trì, 1 duy trì và nâng cao, 1 nhân rộng.", "4 tập thể, 1 cá nhân.",
        "Kể cả 1 bản theo dõi: 6.", "2 / 3", "1 / 2", "Văn hóa - xã hội có nhiều mô hình nhất",
        "Chưa có mô hình: Quốc phòng - an ninh, Chuyển đổi số",
        "Còn 1 đơn vị chưa đăng ký, đều ở khối chi bộ trường học", "09:30, thứ Ba 24/11/2026",
    ):  # fmt: skip
        assert told in text, told
    assert "phường khác" not in text


def test_units_stand_in_bars_by_kind_and_add_up(movement):
    movement.fill()
    page = movement.overview
    assert [(row.kind, row.assessed, row.registered, row.missing) for row in page.kinds] == [
        ("RESIDENTIAL_CELL", 2, 0, 0),
        ("SCHOOL_CELL", 0, 1, 1),
    ]
    assert [count for _, _, count in page.kind_legend] == [2, 1, 1]
    assert page.kinds[1].told == (
        "Chi bộ trường học: 0 đã nộp tự đánh giá, 1 đã đăng ký, chưa nộp, 1 chưa đăng ký"
    )  # fmt: skip


def test_before_the_year_end_nothing_is_said_of_it(movement):
    movement.add(movement.units[0], S.RECEIVED)
    later = dt.date(2026, 12, 1)
    movement.cycle.self_assessment_opens, movement.cycle.self_assessment_closes = later, dt.date(2026, 12, 20)
    movement.cycle.save()
    page = movement.overview
    assert not page.has_assessments
    assert [tone for _, tone in page.kinds[0].parts] == ["ok", "bad"]
    text = text_of(movement.page().xpath("//main")[0])
    assert "Tự đánh giá đã nộp Chưa mở Mở tự đánh giá từ ngày 01/12/2026" in text
    assert "Đã chấm đủ phiếu Chưa có" in text


def test_months_add_up_and_name_when_the_target_was_passed(movement):
    days = [dt.datetime(2026, month, 3, tzinfo=dt.UTC) for month in (1, 3, 3, 10)]
    days.append(dt.datetime(2025, 12, 20, tzinfo=dt.UTC))
    days.append(dt.datetime(2026, 3, 31, 17, 30, tzinfo=dt.UTC))  # 00:30 of April in Vietnam
    for day in days:
        row = movement.add(movement.units[0], S.SUBMITTED)
        Initiative.objects.filter(pk=row.pk).update(first_sent_at=day)
    movement.cycle.target_models = 5
    page = movement.overview
    assert [count for _, count in page.points] == [2, 2, 4, 5, 5, 5, 5, 5, 5, 6, 6]
    assert page.month_title == "Số mô hình đăng ký đã vượt chỉ tiêu từ tháng 10"
    assert page.month_label.endswith("từ 2 lên 6")
    assert page.month_rows[3] == ("Tháng 4", 1, 5)


def test_targets_of_the_period_count_each_chain_once_and_no_revoked_one(movement):
    movement.fill()
    earlier = make.make_cycle(movement.ward, 2027, CycleState.CLOSED)
    again = make.make_initiative(
        movement.units[0], earlier, S.RECEIVED, continues=movement.a, lineage=movement.a.lineage
    )
    paper = Paper(source=RecognitionSource.DECISION)
    recognise(levels={movement.a: Level.WARD, movement.c: Level.WARD, movement.b: Level.MEETS}, paper=paper)
    recognise(levels={again: Level.WARD}, paper=paper)
    recognise(levels={movement.a: Level.PROVINCE}, paper=paper)
    revoke(recognition=movement.c.recognitions.get(), on=dt.date(2026, 11, 23), number="130-QĐ/ĐU", reason="Không đúng")
    goals = {goal.label: (goal.reached, goal.target) for goal in movement.overview.goals}
    assert goals["Điển hình cấp phường trở lên, giai đoạn 2026–2030"] == (1, 10)
    assert goals["Điển hình cấp tỉnh, giai đoạn 2026–2030"] == (1, 2)
    for goal in movement.overview.goals[:2]:
        assert rows_behind(movement, goal.url) == goal.reached


def test_last_years_models_are_told_as_continued_only_when_they_are(movement):
    last = make.make_cycle(movement.ward, 2025, CycleState.HISTORY)
    old = [make.make_initiative(movement.units[0], last, S.RECEIVED, source="IMPORT") for _ in range(3)]
    recognise(levels=dict.fromkeys(old, Level.MEETS), paper=Paper(source=RecognitionSource.IMPORT))
    for source, state in zip(old, (S.RECEIVED, S.DRAFT, S.WITHDRAWN), strict=True):
        movement.add(movement.units[0], state, continues=source, origin=Origin.KEEP, lineage=source.lineage)
    goals = {goal.label: goal for goal in movement.overview.goals}
    goal = goals["Mô hình được công nhận năm 2025 đã đăng ký tiếp tục"]
    assert (goal.reached, goal.target) == (1, 3)
    assert rows_behind(movement, goal.url) == 3


def test_a_year_of_an_imported_list_shows_what_it_has_and_no_more(movement):
    last = make.make_cycle(movement.ward, 2025, CycleState.HISTORY)
    old = make.make_initiative(movement.units[0], last, S.RECEIVED, source="IMPORT")
    recognise(levels={old: Level.MEETS}, paper=Paper(source=RecognitionSource.IMPORT))
    text = text_of(movement.page(query="?nam=2025").xpath("//main")[0])
    assert "Được công nhận năm 2025 1 / 1" in text
    for absent in ("Tự đánh giá", "Lũy kế", "chưa đăng ký", "Đơn vị đã đăng ký"):
        assert absent not in text


def test_a_year_without_registrations_says_so():
    ward = make.make_ward()
    make.make_cycle(ward, 2026, registration_opens=dt.date(2026, 12, 1))
    client = make.sign_in(Client(), make.make_member(ward, Role.OBSERVER))
    assert "Năm 2026 chưa có đăng ký. Mở đăng ký từ ngày 01/12/2026." in client.get(
        f"/{ward.slug}/tong-quan/"
    ).content.decode()  # fmt: skip
    empty = make.make_ward("Đảng ủy phường Trống", "trong")
    client = make.sign_in(Client(), make.make_member(empty, Role.BOARD))
    assert "Chưa lập năm nào." in client.get(f"/{empty.slug}/tong-quan/").content.decode()


# A list before the leaders -------------------------------------------------------------------------------------------


def page_of(year, user):
    client = make.sign_in(Client(), user)
    return html.document_fromstring(client.get(f"/{year.ward.slug}/tong-quan/").content.decode())


def test_the_list_that_waits_stands_first_with_its_papers():
    year = YearEnd()
    version = year.locked()
    (box,) = page_of(year, year.standing_user).xpath("//*[contains(@class,'decide')]")
    text = text_of(box)
    assert "Chờ đồng chí cho ý kiến" in text
    assert "Danh sách 3 mô hình đề nghị công nhận năm 2026" in text
    assert "bản số 1, đã khóa · 0 trên 2 đồng chí đã cho ý kiến" in text
    links = [link.get("href") for link in box.xpath(".//a")]
    assert links[0] == f"/{year.ward.slug}/cho-y-kien/2026-1/"
    client = make.sign_in(Client(), year.standing_user)
    assert [client.get(link).status_code for link in links] == [200, 200, 200]
    leadership.give_opinion(actor=year.standing, version=version, stance="AGREE")
    text = text_of(page_of(year, year.standing_user).xpath("//*[contains(@class,'decide')]")[0])
    assert "Đồng chí đã cho ý kiến" in text
    assert "1 trên 2 đồng chí" in text


def test_lists_are_shown_only_to_who_may_read_them():
    year = YearEnd()
    year.locked()
    for role, shown in ((Role.OBSERVER, 0), (Role.BOARD, 1), (Role.OFFICER, 1)):
        person = make.make_member(year.ward, role)
        assert len(page_of(year, person).xpath("//*[contains(@class,'decide')]")) == shown, role
    box = page_of(year, year.officer_user).xpath("//*[contains(@class,'decide')]//a")[0]
    assert make.sign_in(Client(), year.officer_user).get(box.get("href")).status_code == 200
    other = YearEnd("khac")
    assert page_of(other, other.standing_user).xpath("//*[contains(@class,'decide')]") == []


def test_a_concluded_list_no_longer_waits():
    year = YearEnd()
    year.published()
    assert page_of(year, year.standing_user).xpath("//*[contains(@class,'decide')]") == []


# Words ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("counts", "title"),
    [
        ((0, 0, 0, 0, 0), "Chưa có mô hình nào đăng ký"),
        ((1, 2, 3, 0, 0), "C có nhiều mô hình nhất"),
        ((3, 2, 3, 0, 0), "A và C cùng có nhiều mô hình nhất"),
        ((3, 3, 3, 0, 0), "Ba lĩnh vực cùng có nhiều mô hình nhất"),
        ((2, 2, 2, 2, 2), "Năm lĩnh vực có số mô hình bằng nhau"),
    ],
)
def test_the_title_of_fields_tells_the_finding_and_ties(counts, title):
    assert words.sector_title(list(zip("ABCDE", counts, strict=True))) == title


@pytest.mark.parametrize(
    ("counts", "goal", "title"),
    [
        ((), 0, "Chưa có mô hình nào đăng ký"),
        ((0, 0), 70, "Chưa có mô hình nào đăng ký"),
        ((2, 9, 11), 0, "11 mô hình đã đăng ký, nhiều nhất trong tháng 2"),
        ((2, 9, 11), 11, "Số mô hình đăng ký đã đạt chỉ tiêu từ tháng 3"),
        ((2, 9, 11), 9, "Số mô hình đăng ký đã vượt chỉ tiêu từ tháng 3"),
        ((2, 9, 11), 70, "Còn thiếu 59 mô hình so với chỉ tiêu 70"),
    ],
)
def test_the_title_of_months_tells_the_finding(counts, goal, title):
    assert words.month_title([(f"T{at}", count) for at, count in enumerate(counts, start=1)], goal) == title


def test_the_title_of_kinds_tells_who_is_missing():
    assert words.kind_title({}, 5) == "Mọi đơn vị đã đăng ký"
    assert words.kind_title({}, 0) == "Chưa giao chỉ tiêu cho đơn vị nào"
    assert words.kind_title({SCHOOL: 2, "OFFICE_CELL": 2}, 5) == "Còn 4 đơn vị chưa đăng ký"


# Cost, rights, page --------------------------------------------------------------------------------------------------


def test_queries_stay_six_however_many_models(movement):
    client = make.sign_in(Client(), movement.standing)
    counted = []
    for count in (1, 2, 297):
        for number in range(count):
            row = movement.add(movement.units[number % 4], S.RECEIVED, sector=make.sector(number % 5 + 1))
            make.make_evaluation(row, EvaluationState.CONCLUDED, Outcome.RECOMMEND, 80)
        client.get(f"/{movement.ward.slug}/tong-quan/")
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/{movement.ward.slug}/tong-quan/")
        counted.append(len(queries))
    assert counted == [6, 6, 6]


def test_every_chart_has_its_figures_in_a_table(movement):
    movement.fill()
    page = movement.page()
    drawn = ".//ul[contains(@class,'hb')] or .//*[contains(@class,'plot')] or .//ul[contains(@class,'stk')]"
    charts = page.xpath(f"//div[contains(@class,'charts')]/section[{drawn}]")
    assert len(charts) == 3
    assert all(chart.xpath(".//details[contains(@class,'data')]//table") for chart in charts)


def test_no_inline_style_is_used(movement):
    movement.fill()
    assert not re.search(r"<[^>]+\sstyle=", html.tostring(movement.page(), encoding="unicode"))


def test_a_unit_has_no_overview(movement):
    client = make.sign_in(Client(), make.make_head(movement.units[0]))
    assert client.get(f"/{movement.ward.slug}/tong-quan/").status_code == 403
