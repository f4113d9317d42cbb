"""The proposed list from its frozen rows, the year's sum of what is recognised, and the one list of a decision."""

import datetime as dt
import io

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook
from pypdf import PdfReader

from core import clock
from core.models import DownloadLog
from evaluation.decisions.services import decisions, papers
from evaluation.enums import EvaluationState, Outcome, RowResult
from evaluation.leadership.services import leadership
from evaluation.leadership.services.leadership import RowConclusion
from evaluation.lists.services import proposals
from models_registry.enums import CycleState, InitiativeKind, InitiativeState, Level, RecognitionSource
from models_registry.library.recognitions import Paper, recognise, revoke
from models_registry.models import Initiative, Recognition
from organizations.enums import Role
from organizations.units.services import rename_unit
from reports.issued.decision_list import draw_list
from tests.reports.reading import Reader, comparable, fonts, on_screen, words
from tests.support import factories as make

pytestmark = pytest.mark.django_db
S = InitiativeState
SERIF = {f"Liberation-Serif{face}" for face in ("", "-Bold", "-Italic", "-Bold-Italic")}


class YearEnd:
    """Three candidates of two units (one an individual), everybody the procedure needs, a second ward."""

    def __init__(self, slug="thu-nghiem"):
        self.ward = make.make_ward("Đảng ủy phường Thử Nghiệm", slug)
        self.cycle = make.make_cycle(self.ward, 2026)
        self.one = make.make_unit(self.ward, "Chi bộ tổ dân phố Minh Tân 2")
        self.two = make.make_unit(self.ward, "Chi bộ tổ dân phố Minh Tân 10")
        self.rows = [
            make.make_candidate(self.one, self.cycle, 80, sector=make.sector(3), name="Ngõ xanh"),
            make.make_candidate(self.two, self.cycle, 92, sector=make.sector(3), name="Hẻm sáng"),
            make.make_candidate(
                self.one, self.cycle, 85, sector=make.sector(1), name="Người vận động",
                kind=InitiativeKind.INDIVIDUAL, person_name="Nguyễn Văn Mẫu",
            ),
        ]  # fmt: skip
        self.officer_user = make.make_member(self.ward, Role.OFFICER)
        self.officer = make.actor(self.officer_user, self.ward)
        self.head = make.actor(make.make_member(self.ward, Role.HEAD), self.ward)
        self.standing_user = make.make_member(self.ward, Role.STANDING, may_conclude=True)
        self.standing = make.actor(self.standing_user, self.ward)
        self.board = make.actor(make.make_member(self.ward, Role.BOARD, may_conclude=True), self.ward)

    def locked(self):
        self.proposal = proposals.create_list(actor=self.officer, cycle=self.cycle)
        proposals.add_items(actor=self.officer, proposal=self.proposal, initiatives=self.rows)
        proposals.sort_items(actor=self.officer, proposal=self.proposal)
        item = self.proposal.draft_items.get(initiative=self.rows[1])
        proposals.edit_item(
            actor=self.officer, proposal=self.proposal, item=item, achievement=item.achievement, level=Level.WARD,
            to_province=True,
        )  # fmt: skip
        return proposals.lock_and_submit(actor=self.head, proposal=self.proposal)

    def published(self, refused=(), number="125-QĐ/ĐU"):
        version = self.locked()
        leadership.endorse_list(actor=self.standing, version=version)
        rows = {
            item.pk: RowConclusion(
                RowResult.REFUSE if item.initiative in refused else RowResult.APPROVE, item.level, "Cần thêm minh chứng"
            )
            for item in version.items.all()
        }
        leadership.conclude_list(actor=self.board, version=version, rows=rows)
        version.proposal_list.refresh_from_db()
        decision = decisions.enter_decision(
            actor=self.officer, proposal=version.proposal_list, number=number, on=dt.date(2026, 11, 20),
            post="Phó Bí thư Thường trực", signatory="Người Ký Thử",
        )  # fmt: skip
        decisions.publish_decision(actor=self.head, decision=decision)
        return decision


@pytest.fixture
def year(at):
    at(2026, 11, 24, 9, 15)
    return YearEnd()


@pytest.fixture
def reader(year, client):
    return Reader(client, year.ward, year.standing_user)


def numbered(rows):
    return [row for row in on_screen(rows) if row[0].isdigit()]


# Proposed ------------------------------------------------------------------------------------------------------------


def test_the_proposed_list_keeps_the_names_and_numbers_of_the_day_it_was_locked(year, reader):
    version = year.locked()
    before = reader.screen("de-nghi")
    rename_unit(actor=year.head, unit=year.one, name="Chi bộ Tên Mới", valid_from=clock.today())
    Initiative.objects.filter(pk=year.rows[0].pk).update(name="Tên khác")
    assert reader.screen("de-nghi") == before
    fact = "Đã vận động 186 trên 192 hộ ký cam kết, chỉnh trang 3 ngõ."
    assert numbered(before) == [
        [
            "1", "Chi bộ tổ dân phố Minh Tân 2", "Người vận động Nguyễn Văn Mẫu", "", "x", fact, "85", "", "", "2",
            "Đạt tiêu chí",
        ],
        [
            "2", "Chi bộ tổ dân phố Minh Tân 10", "Hẻm sáng", "x", "", fact, "92", "", "", "2",
            "Điển hình cấp phường, đề nghị cấp tỉnh",
        ],
        ["3", "Chi bộ tổ dân phố Minh Tân 2", "Ngõ xanh", "x", "", fact, "80", "", "", "2", "Đạt tiêu chí"],
    ]  # fmt: skip
    totals = [row[0] for row in before[-3:]]
    assert totals[0] == "Tổng số mô hình, điển hình đề nghị: 3"
    assert totals[1].startswith("Theo lĩnh vực: Xây dựng Đảng và hệ thống chính trị 1; Phát triển kinh tế 0;")
    assert totals[2] == "Theo mức đề nghị: đạt tiêu chí 2; điển hình cấp phường 1; đề nghị cấp tỉnh 1"
    assert version.sha256 in reader.page("de-nghi").text_content()


def test_each_locked_version_can_be_read_by_its_number(year, reader):
    first = year.locked()
    leadership.return_list(actor=year.standing, version=first, reason="Thiếu một mô hình")
    year.proposal.refresh_from_db()
    item = year.proposal.draft_items.get(initiative=year.rows[0])
    proposals.remove_item(actor=year.officer, proposal=year.proposal, item=item)
    second = proposals.lock_and_submit(actor=year.head, proposal=year.proposal)
    assert len(numbered(reader.screen("de-nghi", nam=2026, **{"danh-sach": 1, "ban": 1}))) == 3
    assert len(numbered(reader.screen("de-nghi", nam=2026, **{"danh-sach": 1, "ban": 2}))) == 2
    assert second.fingerprint in reader.pdf_text("de-nghi")
    for nonsense in ({"ban": 9}, {"ban": "x"}, {"danh-sach": "1" * 30}):
        assert numbered(reader.screen("de-nghi", **nonsense)) == []


def test_a_draft_of_the_list_is_in_no_report(year, reader):
    proposals.add_items(
        actor=year.officer, proposal=proposals.create_list(actor=year.officer, cycle=year.cycle), initiatives=year.rows
    )
    assert reader.screen("de-nghi")[0][0] == "Năm 2026 chưa có danh sách đề nghị công nhận nào được khóa."


def test_a_list_out_of_the_order_of_fields_is_never_rearranged(year, reader):
    year.locked()
    proposals.call_back(actor=year.head, proposal=year.proposal, reason="Đổi thứ tự")
    first = year.proposal.draft_items.first()
    proposals.move_item(actor=year.officer, proposal=year.proposal, item=first, up=False)
    year.proposal.refresh_from_db()
    proposals.lock_and_submit(actor=year.head, proposal=year.proposal)
    rows = on_screen(reader.screen("de-nghi"))
    assert [row[2] for row in rows[:3]] == ["Hẻm sáng", "Người vận động Nguyễn Văn Mẫu", "Ngõ xanh"]
    assert [row[0] for row in rows[:3]] == ["1", "2", "3"]


@pytest.mark.parametrize("slug", ["de-nghi", "cong-nhan"])
def test_screen_excel_and_pdf_agree(year, reader, slug):
    year.published()
    screen = on_screen(reader.screen(slug))
    assert comparable(reader.xlsx(slug)) == screen
    text = reader.pdf_text(slug).replace(" ", "")
    assert all(cell.replace(" ", "") in text for row in screen for cell in row)
    assert fonts(reader.pdf(slug)) <= SERIF


def test_who_may_read_which_list(year, client):
    year.published()
    people = {
        "unit": make.make_head(year.one),
        "observer": make.make_member(year.ward, Role.OBSERVER),
        "admin": make.make_member(year.ward, Role.ADMIN),
        "board": make.make_member(year.ward, Role.BOARD),
    }
    answers = {}
    for name, person in people.items():
        reader = Reader(Client(), year.ward, person)
        answers[name] = [reader.get(slug, "xlsx").status_code for slug in ("de-nghi", "cong-nhan")]
    assert answers == {"unit": [403, 200], "observer": [403, 200], "admin": [403, 200], "board": [200, 200]}


def test_another_wards_lists_do_not_show(year, reader):
    other = YearEnd("khac")
    other.published()
    assert reader.screen("de-nghi")[0][0] == "Năm 2026 chưa có danh sách đề nghị công nhận nào được khóa."
    assert reader.screen("cong-nhan")[0][0] == "Năm 2026 chưa có mô hình, điển hình được công nhận."


# Recognised ----------------------------------------------------------------------------------------------------------


def test_the_recognised_list_has_the_decisions_frozen_names_and_totals(year, reader):
    year.published(refused=[year.rows[0]])
    rename_unit(actor=year.head, unit=year.one, name="Chi bộ Tên Mới", valid_from=clock.today())
    Initiative.objects.filter(pk=year.rows[1].pk).update(name="Tên khác")
    rows = on_screen(reader.screen("cong-nhan"))
    assert rows == [
        ["I. LĨNH VỰC XÂY DỰNG ĐẢNG VÀ HỆ THỐNG CHÍNH TRỊ", *[""] * 6],
        [
            "1", "Chi bộ tổ dân phố Minh Tân 2", "Người vận động Nguyễn Văn Mẫu", "", "x", "Thường xuyên",
            "Đạt tiêu chí",
        ],
        ["Cộng lĩnh vực I: 1", "", "", "0", "1", "", ""],
        ["III. LĨNH VỰC VĂN HÓA - XÃ HỘI", *[""] * 6],
        [
            "2", "Chi bộ tổ dân phố Minh Tân 10", "Hẻm sáng", "x", "", "Thường xuyên",
            "Điển hình cấp phường, đề nghị cấp tỉnh",
        ],
        ["Cộng lĩnh vực III: 1", "", "", "1", "0", "", ""],
        ["Tổng số mô hình, điển hình được công nhận: 2", "", "", "1", "1", "", ""],
        [
            "Theo lĩnh vực: Xây dựng Đảng và hệ thống chính trị 1; Phát triển kinh tế 0; Văn hóa - xã hội 1; "
            "Quốc phòng - an ninh 0; Chuyển đổi số 0",
            *[""] * 6,
        ],
        [
            "Theo loại: tập thể 1; cá nhân 1. "
            "Theo mức: đạt tiêu chí 1; điển hình cấp phường 1; điển hình cấp tỉnh 0",
            *[""] * 6,
        ],
    ]  # fmt: skip


@pytest.mark.parametrize("number", ["125-QĐ/ĐU", "125"])
def test_the_sum_of_a_year_is_the_bans_own_and_no_annex_of_a_decision(year, reader, number):
    year.published(number=number)
    text = reader.pdf_text("cong-nhan")
    assert "ĐẢNG ỦY PHƯỜNG THỬ NGHIỆM BAN XÂY DỰNG ĐẢNG *" in text
    assert "Thử Nghiệm, ngày 24 tháng 11 năm 2026" in text
    assert "(Theo Quyết định số 125-QĐ/ĐU, ngày 20/11/2026 của Ban Thường vụ Đảng ủy phường Thử Nghiệm)" in text
    assert "TRƯỞNG BAN" in text
    assert ("Kèm theo" in text, "T/M" in text) == (False, False)


def test_one_list_goes_out_with_a_decision_and_the_sum_leads_to_it(year, reader):
    """PDF and Excel come from one seal: one title, one content, one code."""
    decision = year.published()
    papers.keep_list(actor=year.head, decision=decision, data=draw_list(decision))
    links = {words(link): link.get("href") for link in reader.page("cong-nhan").xpath("//main//a")}
    page = links["Danh sách kèm theo Quyết định số 125-QĐ/ĐU"]
    args = [year.ward.slug, 2026, 1]
    assert page == reverse("evaluation:decision_detail", args=args)
    shown = reader.client.get(page).content.decode()
    sheet, paper = (reverse(f"reports:decision_{name}", args=[*args, decision.pk]) for name in ("sheet", "paper"))
    assert (sheet in shown, paper in shown, "bao-cao/cong-nhan" in shown) == (True, True, False)
    given = reader.client.get(sheet)
    assert given["Content-Disposition"].startswith('attachment; filename="danh-sach-cong-nhan-2026-125-qd-du.xlsx"')
    rows = load_workbook(io.BytesIO(given.content)).active.iter_rows(values_only=True)
    in_excel = " ".join(" ".join(str(cell) for cell in row if cell is not None) for row in rows)
    pdf = PdfReader(io.BytesIO(b"".join(reader.client.get(paper).streaming_content)))
    in_pdf = " ".join(page.extract_text() for page in pdf.pages)
    for part in (
        "(Kèm theo Quyết định số 125-QĐ/ĐU, ngày 20/11/2026 của Ban Thường vụ Đảng ủy phường Thử Nghiệm)",
        "DANH SÁCH", "được công nhận năm 2026", "Hẻm sáng", "Nguyễn Văn Mẫu", "T/M BAN THƯỜNG VỤ", "Người Ký Thử",
        f"Mã kiểm chứng: {decision.shown_code}", f"Dấu vân: {decision.fingerprint}",
    ):  # fmt: skip
        squeezed = part.replace(" ", "")
        assert (squeezed in "".join(in_excel.split()), squeezed in "".join(in_pdf.split())) == (True, True), part


def test_who_may_not_read_lists_sees_the_sum_without_links_to_them(year, client):
    year.published()
    page = Reader(client, year.ward, make.make_head(year.one)).page("cong-nhan")
    assert "kèm theo Quyết định" not in page.xpath("//main")[0].text_content()


def test_nothing_is_recognised_before_publishing(year, reader):
    year.locked()
    assert reader.screen("cong-nhan")[0][0] == "Năm 2026 chưa có mô hình, điển hình được công nhận."


def test_an_imported_year_is_listed_from_the_register_without_signature(year, reader):
    old = make.make_cycle(year.ward, 2025, CycleState.HISTORY)
    rows = [
        make.make_initiative(year.two, old, S.RECEIVED, name, sector=make.sector(2), source="IMPORT")
        for name in ("Thứ hai", "Thứ nhất")
    ]
    recognise(levels=dict.fromkeys(rows, Level.MEETS), paper=Paper(source=RecognitionSource.IMPORT))
    assert [row[1:3] for row in numbered(reader.screen("cong-nhan", nam=2025))] == [
        [year.two.name, "Thứ hai"],
        [year.two.name, "Thứ nhất"],
    ]
    text = reader.pdf_text("cong-nhan", nam=2025)
    assert "Lập từ danh sách năm trước" in text
    assert "T/M" not in text
    assert "Kèm theo" not in text


def test_a_revoked_recognition_leaves_the_list_and_a_higher_one_shows_once(year, reader):
    year.published()
    first, second = year.rows[0], year.rows[1]
    gone = Recognition.objects.get(initiative=first)
    revoke(recognition=gone, on=dt.date(2026, 11, 23), number="130-QĐ/ĐU", reason="Không đúng sự thật")
    recognise(levels={second: Level.PROVINCE}, paper=Paper(source=RecognitionSource.PROVINCE, number="7"))
    assert [(row[2], row[6]) for row in numbered(reader.screen("cong-nhan"))] == [
        ("Người vận động Nguyễn Văn Mẫu", "Đạt tiêu chí"),
        ("Hẻm sáng", "Điển hình cấp tỉnh"),
    ]


def test_downloads_name_the_version_and_are_logged(year, reader):
    year.published()
    answer = reader.get("de-nghi", "pdf")
    assert answer["Content-Disposition"] == 'attachment; filename="de-nghi_2026_ds1-ban1_20261124-0915.pdf"'
    answer = reader.get("cong-nhan", "xlsx")
    assert answer["Content-Disposition"] == 'attachment; filename="cong-nhan_2026_tat-ca_20261124-0915.xlsx"'
    assert list(DownloadLog.objects.order_by("id").values_list("what", "filter", "row_count")) == [
        ("de-nghi.pdf", "Danh sách số 1, bản số 1", 3),
        ("cong-nhan.xlsx", "Năm 2026", 3),
    ]


@pytest.mark.parametrize("slug", ["de-nghi", "cong-nhan"])
@pytest.mark.parametrize(("ext", "most"), [("", 5), ("xlsx", 6)])
def test_queries_do_not_grow_with_the_rows(year, reader, slug, ext, most):
    counted = []
    for more in (0, 40):
        for _ in range(more):
            row = make.make_initiative(year.one, year.cycle, S.RECEIVED)
            make.make_evaluation(row, EvaluationState.CONCLUDED, Outcome.RECOMMEND, 70)
            year.rows.append(row)
        year.published(number=str(100 + more))
        reader.get(slug)
        with CaptureQueriesContext(connection) as queries:
            reader.get(slug, ext)
        counted.append(len(queries))
        year.rows.clear()
    assert len(set(counted)) == 1, counted
    assert counted[0] <= most, counted
