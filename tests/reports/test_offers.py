"""What is offered works, and what would not work is not offered but said in words: empty lists, no engine, too long."""

import sys

import pytest
from django.urls import reverse

from evaluation.enums import ListKind, RowResult
from evaluation.leadership.services import leadership
from evaluation.leadership.services.leadership import RowConclusion
from evaluation.lists.services import commendations, proposals
from models_registry.enums import InitiativeState, Level
from organizations.enums import Role
from reports.catalogue import REPORTS
from reports.documents import pdf, weasy
from tests.evaluation.decided import Decided
from tests.support import factories as make

from .reading import Reader, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def ward(at):
    at(2026, 11, 24, 9, 15)
    return make.make_ward()


@pytest.fixture
def reader(ward, client):
    return Reader(client, ward, make.make_member(ward, Role.HEAD))


@pytest.fixture
def no_engine(monkeypatch):
    """A machine without Pango."""
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    weasy.fault.cache_clear()
    yield
    weasy.fault.cache_clear()


def buttons(page):
    return [
        words(link)
        for link in page.xpath("//main//a")
        if link.get("href", "").partition("?")[0][-4:] in (".pdf", "xlsx")
    ]


@pytest.mark.parametrize("slug", sorted(REPORTS))
@pytest.mark.parametrize("ext", ["pdf", "xlsx"])
def test_an_empty_list_is_no_paper_but_a_sentence(ward, reader, slug, ext):
    make.make_cycle(ward, 2026)
    page = reader.page(slug)
    assert buttons(page) == []
    answer = reader.client.get(reverse("reports:report_file", args=[ward.slug, slug, ext]), follow=True)
    assert answer.redirect_chain == [(reverse("reports:report_page", args=[ward.slug, slug]), 302)]
    [told] = [str(message) for message in answer.context["messages"]]
    assert "chưa" in told.lower()
    assert told in page.text_content()


def test_the_catalogue_offers_files_only_of_lists_with_rows(ward, reader):
    cycle = make.make_cycle(ward, 2026)
    make.make_initiative(make.make_unit(ward), cycle, InitiativeState.SUBMITTED)
    answer = reader.client.get(reverse("reports:report_list", args=[ward.slug]) + "?nam=2026")
    held = {report.slug: rows for report, _, rows, _ in answer.context["reports"]}
    assert {slug: rows for slug, rows in held.items() if rows} == {"dang-ky": 1}
    assert answer.content.decode().count(".pdf") == answer.content.decode().count(".xlsx") == 1
    assert answer.content.decode().count("chưa có") >= 6


def test_without_the_engine_no_page_offers_a_pdf_and_each_says_why(no_engine, at, client):
    at(2026, 11, 24, 9, 15)
    year = Decided()
    year.publish()
    make.sign_in(client, year.people[Role.HEAD])
    slug, code = year.ward.slug, year.rows[0].code
    places = [
        reverse("reports:report_list", args=[slug]),
        reverse("reports:report_page", args=[slug, "cong-nhan"]),
        reverse("reports:targets", args=[slug]),
        reverse("evaluation:proposal_version", args=[slug, 2026, 1, 1]),
        reverse("evaluation:decision_detail", args=[slug, 2026, 1]),
        reverse("registry:initiative_detail", args=[slug, code]),
        reverse("registry:review_list", args=[slug]) + "?nhom=tat-ca",
    ]
    for place in places:
        page = client.get(place).content.decode()
        assert ".pdf" not in page, place
        assert page.count("Máy chủ chưa tạo được PDF: người quản trị cần cài libpango-1.0-0"), place


def test_a_list_longer_than_a_pdf_holds_is_offered_as_excel_only(ward, reader, monkeypatch):
    cycle = make.make_cycle(ward, 2026)
    for _ in range(3):
        make.make_initiative(make.make_unit(ward), cycle, InitiativeState.SUBMITTED)
    monkeypatch.setattr(pdf, "MAX_ROWS", 2)
    page = reader.page("dang-ky", nam=2026)
    assert buttons(page) == ["Tải Excel (3 dòng)"]
    assert pdf.TOO_LONG in page.text_content()


def test_a_draft_that_cannot_be_locked_says_so_instead_of_a_paper(ward, reader):
    cycle = make.make_cycle(ward, 2026)
    officer = make.actor(make.make_member(ward, Role.OFFICER), ward)
    proposal = proposals.create_list(actor=officer, cycle=cycle, kind=ListKind.COMMENDATION)
    unit = make.make_unit(ward, "Chi bộ tổ dân phố Minh Tân 2")
    row = commendations.add_other(actor=officer, proposal=proposal, kind="MODEL", unit=unit, achievement="")
    place = reverse("evaluation:proposal_build", args=[ward.slug, 2026, 1])
    page = reader.client.get(place).content.decode()
    assert ".pdf" not in page
    assert f"chưa khóa được: “{unit.name}” chưa có câu thành tích nổi bật." in page
    given = reader.client.get(
        reverse("reports:report_file", args=[ward.slug, "khen-thuong", "pdf"]) + "?danh-sach=1&ban=nhap", follow=True
    )
    assert [str(message) for message in given.context["messages"]] == [f"“{unit.name}” chưa có câu thành tích nổi bật."]
    proposals.edit_item(actor=officer, proposal=proposal, item=row, achievement="Vận động 186 hộ hiến đất")
    assert "khen-thuong.pdf" in reader.client.get(place).content.decode()


def test_a_list_of_which_nothing_was_recognised_offers_no_decision(ward, client):
    cycle, people = make.make_cycle(ward, 2026), {}
    for role in (Role.OFFICER, Role.HEAD, Role.STANDING, Role.BOARD):
        concludes = role in (Role.STANDING, Role.BOARD)
        people[role] = make.make_member(ward, role, may_conclude=concludes)
    actor = {role: make.actor(person, ward) for role, person in people.items()}
    proposal = proposals.create_list(actor=actor[Role.OFFICER], cycle=cycle)
    models = [make.make_candidate(make.make_unit(ward), cycle)]
    proposals.add_items(actor=actor[Role.OFFICER], proposal=proposal, initiatives=models)
    version = proposals.lock_and_submit(actor=actor[Role.HEAD], proposal=proposal)
    leadership.endorse_list(actor=actor[Role.STANDING], version=version)
    refused = {item.pk: RowConclusion(RowResult.REFUSE, Level.MEETS, "Chưa rõ kết quả") for item in version.items.all()}
    leadership.conclude_list(actor=actor[Role.BOARD], version=version, rows=refused)
    make.sign_in(client, people[Role.OFFICER])
    page = client.get(reverse("evaluation:decision_detail", args=[ward.slug, 2026, 1])).content.decode()
    assert "không công nhận mô hình nào trong danh sách này nên không có quyết định" in page
    assert ".pdf" not in page
    assert "Nhập số, ngày quyết định" not in page
