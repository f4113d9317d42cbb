"""“Bàn làm việc”: what waits for the Ban, in numbers that equal the pages they lead to."""

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import html

from evaluation.enums import EvaluationState, Outcome
from evaluation.lists.services import proposals
from models_registry.enums import DutyKind, InitiativeState
from models_registry.models import Initiative
from models_registry.years.choice import ward_cycles
from organizations.enums import OrganizationKind, Role
from reports.desk import Desk
from tests.reports.reading import words
from tests.support import factories as make

pytestmark = pytest.mark.django_db
S = InitiativeState


class Office:
    def __init__(self):
        self.ward = make.make_ward()
        self.cycle = make.make_cycle(self.ward, 2026)
        self.unit = make.make_unit(self.ward, "Chi bộ tổ dân phố Minh Tân 2")
        self.idle = make.make_unit(self.ward, "Chi bộ tổ dân phố Minh Tân 10")
        self.police = make.make_unit(
            self.ward, "Chi bộ Công an", OrganizationKind.ARMED_FORCES_CELL, reports_vertically=True
        )
        make.make_duty(self.cycle, self.unit)
        make.make_duty(self.cycle, self.idle)
        make.make_duty(self.cycle, self.police, DutyKind.COPY_ONLY)
        self.officer = make.make_member(self.ward, Role.OFFICER, "chuyenvien1")
        self.other = make.make_member(self.ward, Role.OFFICER, "chuyenvien2")
        self.head = make.make_member(self.ward, Role.HEAD, "truongban")
        stranger = make.make_ward("Đảng ủy phường Khác", "khac")
        unit = make.make_unit(stranger)
        make.make_initiative(unit, make.make_cycle(stranger, 2026), S.SUBMITTED, "Của phường khác")

    def waiting(self, day, name="Mô hình", assignee=None, **fields):
        row = make.make_initiative(self.unit, self.cycle, S.SUBMITTED, name, assignee=assignee, **fields)
        since = dt.datetime(2026, 11, day, 3, tzinfo=dt.UTC)
        Initiative.objects.filter(pk=row.pk).update(waiting_since=since, first_sent_at=since)
        return row

    def desk(self, user=None, asked=""):
        return Desk(make.actor(user or self.officer, self.ward), self.ward, ward_cycles(self.ward), asked)

    def client(self, user=None):
        return make.sign_in(Client(), user or self.officer)

    def page(self, user=None):
        answer = self.client(user).get(f"/{self.ward.slug}/ban-lam-viec/")
        assert answer.status_code == 200
        return html.document_fromstring(answer.content.decode())


@pytest.fixture(autouse=True)
def _tuesday(at):
    at(2026, 11, 24, 9, 30)


@pytest.fixture
def office():
    return Office()


def test_counts_are_those_of_the_pages_they_lead_to(office):
    office.waiting(23)
    office.waiting(10)
    for state in (S.RETURNED, S.DRAFT, S.DRAFT, S.RECEIVED, S.WITHDRAWN):
        make.make_initiative(office.unit, office.cycle, state)
    counts = office.desk().only.counts
    assert (counts.waiting, counts.overdue, counts.returned, counts.drafts) == (2, 1, 1, 2)
    assert (counts.missing, counts.tracked_missing) == (1, 1)
    client = office.client()
    queue = f"/{office.ward.slug}/ho-so/"
    for tab, count in (("cho", 2), ("qua-han", 1), ("bo-sung", 1), ("nhap", 2)):
        page = html.document_fromstring(client.get(f"{queue}?nhom={tab}").content.decode())
        assert len(page.xpath("//main//tbody/tr")) == count, tab


def test_every_figure_of_units_without_a_registration_leads_to_exactly_those(office):
    make.make_initiative(office.unit, office.cycle, S.RECEIVED)
    late, exempt = make.make_unit(office.ward, "Chi bộ tổ dân phố Hồng Hà 1"), make.make_unit(office.ward)
    make.make_duty(office.cycle, late, minimum=2)
    make.make_initiative(late, office.cycle, S.SUBMITTED)  # one of two
    make.make_duty(office.cycle, exempt, DutyKind.EXEMPT, reason="Mới thành lập")
    links = office.page().xpath("//section[h2='Đơn vị chưa đăng ký']//a[contains(@href,'nhiem-vu')]")
    found = {}
    for link in links:
        page = html.document_fromstring(office.client().get(link.get("href")).content.decode())
        found[words(link)] = [words(cell).rsplit(" ", 1)[0] for cell in page.xpath("//main//tbody/tr/th")]
    assert found == {
        "2": ["Chi bộ tổ dân phố Hồng Hà 1", "Chi bộ tổ dân phố Minh Tân 10"],
        "1 đơn vị ngành dọc": ["Chi bộ Công an"],
    }
    assert office.desk().only.counts.missing == 2


def test_files_given_to_the_reader_are_counted_as_the_queue_counts_them(office):
    office.waiting(23)
    assert not office.page().xpath("//a[contains(@href,'nguoi=toi')]")
    office.waiting(23, assignee=office.officer)
    (link,) = office.page().xpath("//a[contains(@href,'nguoi=toi')]")
    assert words(link) == "Giao cho tôi (1)"
    page = html.document_fromstring(office.client().get(link.get("href")).content.decode())
    assert len(page.xpath("//main//tbody/tr")) == 1


def test_overdue_files_are_the_one_alert(office):
    assert not office.page().xpath("//*[contains(@class,'urgent')]")
    office.waiting(10)
    (alert,) = office.page().xpath("//*[contains(@class,'urgent')]")
    assert "1 hồ sơ chờ quá 5 ngày làm việc" in words(alert)
    assert alert.xpath(".//a/@href") == [f"/{office.ward.slug}/ho-so/?nhom=qua-han&nam=2026"]


def test_a_disputed_entry_is_told(office):
    office.waiting(23, source="BEHALF", behalf="DISPUTED")
    assert "1 bản nhập hộ đơn vị không đồng ý" in words(office.page())
    assert office.desk().only.counts.missing == 2  # a disputed entry does not count


def test_the_files_shown_are_mine_first_then_unassigned_longest_first(office):
    office.waiting(20, "Chưa giao, sau")
    office.waiting(16, "Của người khác", office.other)
    office.waiting(18, "Chưa giao, trước")
    office.waiting(23, "Của tôi, sau", office.officer)
    office.waiting(19, "Của tôi, trước", office.officer)
    files = office.desk().files
    assert [(file.initiative.name, file.days, file.is_overdue) for file in files] == [
        ("Của tôi, trước", 3, False),
        ("Của tôi, sau", 1, False),
        ("Chưa giao, trước", 4, False),
        ("Chưa giao, sau", 2, False),
    ]
    for _ in range(12):
        office.waiting(20)
    assert len(office.desk().files) == 10


def test_nothing_left_says_so(office):
    assert "Không còn việc chờ đồng chí." in words(office.page())


def test_an_officers_sheets_are_counted_by_how_far_they_are(office):
    for _ in range(2):
        make.make_evaluation(make.make_initiative(office.unit, office.cycle, S.RECEIVED), sheets_done=1)
    enough = make.make_initiative(office.unit, office.cycle, S.RECEIVED)
    make.make_evaluation(enough, sheets_done=2)
    office.officer.home_cell = office.idle
    office.officer.save()
    conflicted = make.make_initiative(office.idle, office.cycle, S.RECEIVED)
    make.make_evaluation(conflicted)
    desk = office.desk().only
    assert (desk.counts.sent, desk.counts.scored, desk.counts.ready) == (4, 1, 1)
    assert (desk.sheets_to_do, desk.sheets["lien_quan"], desk.sheets_in_all) == (3, 1, 3)
    text = words(office.page())
    assert "0 / 3" in text
    assert "1 có liên quan hoặc xin không chấm" in text


def test_the_head_sees_what_is_to_be_concluded_and_no_sheets_of_his_own(office):
    make.make_evaluation(make.make_initiative(office.unit, office.cycle, S.RECEIVED), sheets_done=2)
    make.make_evaluation(make.make_initiative(office.unit, office.cycle, S.RECEIVED), sheets_done=1)
    concluded = make.make_initiative(office.unit, office.cycle, S.RECEIVED)
    make.make_evaluation(concluded, EvaluationState.CONCLUDED, Outcome.RECOMMEND, 90)
    desk = office.desk(office.head).only
    assert desk.sheets is None
    assert (desk.counts.open_conclusions, desk.counts.ready) == (2, 1)
    page = office.page(office.head)
    assert "2 mô hình chưa kết luận, trong đó 1 đã đủ phiếu." in words(page)
    link = page.xpath("//a[contains(@href, 'ket-luan/?nhom=chua&nam=2026')]/@href")[0]
    rows = html.document_fromstring(office.client(office.head).get(link).content.decode()).xpath("//main//tbody/tr")
    assert len(rows) == 2
    assert "chưa kết luận" not in words(office.page())


def test_lists_on_their_way_lead_to_where_they_are(office):
    assert "Chưa có danh sách nào đang trình." in words(office.page())
    actor = make.actor(office.officer, office.ward)
    proposal = proposals.create_list(actor=actor, cycle=office.cycle)
    link = f"/{office.ward.slug}/danh-sach/2026-1/lap/"
    assert link in office.page().xpath("//main//a/@href")
    row = make.make_candidate(office.unit, office.cycle)
    proposals.add_items(actor=actor, proposal=proposal, initiatives=[row])
    proposals.lock_and_submit(actor=make.actor(office.head, office.ward), proposal=proposal)
    assert f"/{office.ward.slug}/danh-sach/2026-1/ban/1/" in office.page().xpath("//main//a/@href")


def test_every_link_of_the_page_opens(office):
    office.waiting(10)
    make.make_evaluation(make.make_initiative(office.unit, office.cycle, S.RECEIVED), sheets_done=2)
    for user in (office.officer, office.head):
        client = office.client(user)
        for link in set(office.page(user).xpath("//main//a/@href")):
            assert client.get(link).status_code == 200, link


def test_nothing_of_another_ward_shows(office):
    assert "Của phường khác" not in words(office.page())
    assert office.desk().only.counts.waiting == 0


def test_a_ward_without_a_year_leads_to_making_one():
    ward = make.make_ward()
    client = make.sign_in(Client(), make.make_member(ward, Role.OFFICER))
    assert "Chưa lập năm nào." in client.get(f"/{ward.slug}/ban-lam-viec/").content.decode()


def test_queries_do_not_grow(office):
    """At 2, 6 and 600 models; half of what waits is given to whoever looks."""
    most = {office.officer: 7, office.head: 6}
    clients, counted = {user: office.client(user) for user in most}, {user: [] for user in most}
    for count in (1, 2, 297):
        for number in range(count):
            office.waiting(10 + number % 14, assignee=(None, office.officer)[number % 2])
            make.make_evaluation(make.make_initiative(office.unit, office.cycle, S.RECEIVED))
        for user, client in clients.items():
            Initiative.objects.filter(assignee__isnull=False).update(assignee=user)
            client.get(f"/{office.ward.slug}/ban-lam-viec/")
            with CaptureQueriesContext(connection) as queries:
                client.get(f"/{office.ward.slug}/ban-lam-viec/")
            counted[user].append(len(queries))
    assert counted == {user: [number] * 3 for user, number in most.items()}
