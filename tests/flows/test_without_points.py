"""A year whose criteria have no points (decision 80): from the criteria to the published decision, on every page."""

import io
import re
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from lxml import html
from openpyxl import load_workbook

from core import clock
from core.exceptions import DomainError
from evaluation.conclusions.services import conclusions
from evaluation.criteria import services
from evaluation.criteria.services import SetFacts
from evaluation.decisions.services import decisions
from evaluation.enums import EvaluationState, Finding, SheetState
from evaluation.leadership.services import leadership
from evaluation.leadership.services.leadership import RowConclusion
from evaluation.lists.services import proposals
from evaluation.models import Criterion, Evaluation, ProposalItem, ScoreSheet
from evaluation.self_assessment.services import self_assessment
from evaluation.sheets.services import sheets
from evaluation.sheets.services.sheets import Score
from models_registry.enums import InitiativeKind, Level
from models_registry.models import Recognition
from organizations.enums import Role
from tests.evaluation.appraising import NUMBERS, Appraisal, browser, read, url, whole_draft
from tests.reports.reading import Reader, comparable
from tests.support import factories as make
from tests.support.verified import problems

from .visitor import sign_in

pytestmark = pytest.mark.django_db
FOUND = {n: Score(finding=Finding.MET, comment="Có danh sách ký") for n in NUMBERS}
POINTS_IN_WORDS = re.compile(
    r"None|Tổng điểm|Trung bình|trung bình|Trung vị|trung vị|Chênh|\b\d[\d,]* điểm|tối đa|Điểm tự chấm|Xếp loại"
)


class WithoutPoints(Appraisal):
    """The set is made without points before self-assessment opens; two models and a person, in two fields."""

    def __init__(self):
        soon = clock.today().replace(year=clock.today().year + 1)
        super().__init__(self_assessment_opens=soon, self_assessment_closes=soon)
        self.standing_user, self.standing = self.person(Role.STANDING, may_conclude=True)
        self.board_user, self.board = self.person(Role.BOARD, may_conclude=True)
        self.other = self.another("Chợ sáng", sector=make.sector(1))
        self.someone = self.another(
            "Người vận động", sector=make.sector(1), kind=InitiativeKind.INDIVIDUAL, person_name="Nguyễn Văn Mẫu"
        )

    @property
    def models(self):
        return [self.initiative, self.other, self.someone]

    def drop_points(self):
        head = sign_in(self.head_user.username, make.PASSWORD)
        head.open(f"/{self.ward.slug}/tieu-chi/{self.cycle.year}/sua/")
        head.fill(without_points=True).press("Lưu bộ tiêu chí")
        head.sees("Đã lưu bộ tiêu chí", "Chỉ kết luận đạt / chưa đạt, không cho điểm").sees_not("Điểm tối đa")
        self.cycle.self_assessment_opens = clock.today()
        self.cycle.save(update_fields=["self_assessment_opens"])

    def assess(self):
        for row in self.models:
            draft = whole_draft(range(1, 8) if row.kind == InitiativeKind.INDIVIDUAL else NUMBERS)
            bare = {n: self_assessment.Answer(text=one.text, finding=one.finding) for n, one in draft.answers.items()}
            evaluation = self.begun(row, whole_draft(answers=bare))
            head = self.actor(row.unit.memberships.filter(is_head=True).last().user)
            self_assessment.send_self_assessment(actor=head, evaluation=evaluation)

    def evaluation(self, row):
        return read(Evaluation.objects.get(initiative=row))

    def clean(self, user, path, *phrases):
        """The page, which says these words and nothing of points."""
        answer = browser(user).get(path)
        assert answer.status_code == 200, path
        main = html.document_fromstring(answer.content.decode()).xpath("//main")[0]
        for hidden in main.xpath(".//script | .//template"):
            hidden.drop_tree()
        text = " ".join(" ".join(main.itertext()).split())
        assert POINTS_IN_WORDS.findall(text) == [], path
        for phrase in phrases:
            assert phrase in text, (path, text)
        return text


@pytest.fixture
def world():
    made = WithoutPoints()
    made.drop_points()
    return made


def test_the_editor_keeps_the_choice_and_brings_points_back(world):
    live = services.live_set(world.cycle)
    rows = list(live.criteria.values_list("max_points", "levels"))
    assert rows == [(None, [])] * 7
    assert live.pass_mark is None
    world.cycle.self_assessment_opens = world.cycle.self_assessment_closes
    world.cycle.save(update_fields=["self_assessment_opens"])
    head = sign_in(world.head_user.username, make.PASSWORD)
    head.open(f"/{world.ward.slug}/tieu-chi/{world.cycle.year}/sua/")
    assert head.page.xpath("//input[@name='without_points']/@checked")
    head.fill(without_points=False).press("Lưu bộ tiêu chí").sees("Tiêu chí 1: hãy nhập điểm tối đa")
    points = {f"tc-{n}-max_points": str(most) for n, most in enumerate((20, 15, 20, 15, 15, 15))}
    head.fill_in(points | {"without_points": False}).press("Lưu bộ tiêu chí").sees("Đã lưu bộ tiêu chí", "100")
    assert Criterion.objects.filter(criteria_set=live, max_points__isnull=False).count() == 6


def test_a_set_without_points_has_no_mark(world):
    world.cycle.self_assessment_opens = world.cycle.self_assessment_closes
    world.cycle.save(update_fields=["self_assessment_opens"])
    live = services.live_set(world.cycle)
    live.cycle.refresh_from_db()
    drafts = [services._draft_of(row) for row in live.criteria.all()]
    facts = SetFacts(title="Bộ thử", pass_mark=Decimal(50))
    with pytest.raises(DomainError, match="không đặt mức điểm nhắc"):
        services.edit_criteria(actor=world.head, criteria_set=live, facts=facts, criteria=drafts)


def test_from_self_assessment_to_the_published_decision(world):
    year, slug = world.cycle.year, world.ward.slug
    own = url(world, "self_assessment", world.initiative.code)
    world.clean(world.unit_head_user, own, "Tiêu chí")
    world.assess()
    assert set(Evaluation.objects.values_list("mean", "median", "spread")) == {(None, None, None)}

    # Sheets: one by the page, one by Excel, the rest as the pages keep them
    code = world.initiative.code
    page = url(world, "sheet_edit", code)
    world.clean(world.officer_user, page, "Chỉ kết luận đạt / chưa đạt, không cho điểm")
    scorer = browser(world.officer_user)
    posted = {f"finding_{n}": "MET" for n in NUMBERS} | {"version": "0", "viec": "hoan-thanh", "points_1": "17"}
    assert scorer.post(page, posted).status_code == 302
    asked = scorer.get(url(world, "sheet_complete", code)).content.decode()
    assert "Hoàn thành phiếu?" in asked
    sheet = ScoreSheet.objects.get(evaluation__initiative=world.initiative)
    assert scorer.post(url(world, "sheet_complete", code), {"version": sheet.version}).status_code == 302
    sheet.refresh_from_db()
    assert (sheet.state, sheet.total) == (SheetState.COMPLETED, None)
    world.clean(world.officer_user, page, "Phiếu chấm điểm")
    world.clean(world.officer_user, url(world, "sheet_grid"), "Đã chấm")
    fill_by_excel(world)
    for row in world.models:
        evaluation = world.evaluation(row)
        for who in (world.officer, world.second):
            sheet = ScoreSheet.objects.filter(evaluation=evaluation, scorer_id=who.user_key).first()
            if sheet is None:
                found = FOUND | ({7: FOUND[1]} if row == world.someone else {})
                if row == world.other:
                    found = found | {2: Score(finding=Finding.UNPROVEN)}
                sheet = sheets.save_sheet(actor=who, evaluation=evaluation, scores=found)
            if sheet.state == SheetState.DRAFT:
                sheets.complete_sheet(actor=who, sheet=sheet)
    assert set(Evaluation.objects.values_list("sheets_done", "mean", "median", "spread")) == {(2, None, None, None)}
    world.clean(world.officer_user, url(world, "sheet_list") + "?nhom=tat-ca")
    world.clean(world.officer_user, url(world, "sheet_compare", code), "không cho điểm")

    # The head
    table = world.clean(world.head_user, url(world, "conclusion_list"), "Xếp theo lĩnh vực, đơn vị")
    assert places(table, "Chợ sáng", "Người vận động", "Ngõ phố xanh")
    head = browser(world.head_user)
    assert b"kh\xc3\xb4ng cho \xc4\x91i\xe1\xbb\x83m" in head.get(url(world, "conclusion_edit", code)).content
    world.clean(world.head_user, url(world, "conclusion_edit", code), "Số phiếu 2 trên 2 phiếu")
    world.clean(world.head_user, url(world, "points_explained", code), "Kết quả từng tiêu chí quyết định")
    read_points_file(world)
    conclude(world)

    # The list, the leaders, the decision
    proposal = proposals.create_list(actor=world.officer, cycle=world.cycle)
    listed = [row.initiative for row in proposals.candidates(proposal)]
    assert [row.name for row in listed] == ["Chợ sáng", "Người vận động", "Ngõ phố xanh"]
    build = url(world, "proposal_build", year, proposal.number)
    world.clean(world.officer_user, build, "2 phiếu")
    proposals.add_items(actor=world.officer, proposal=proposal, initiatives=reversed(listed))
    proposals.sort_items(actor=world.officer, proposal=proposal)
    world.clean(world.officer_user, build, "Xếp theo lĩnh vực, đơn vị")
    version = proposals.lock_and_submit(actor=world.head, proposal=proposal)
    assert [item.label["name"] for item in version.items.all()] == [row.name for row in listed]
    assert set(ProposalItem.objects.values_list("mean", "sheets_done")) == {(None, 2)}
    for name in ("leadership_detail", "leadership_row"):
        args = (year, proposal.number, *((1,) if name == "leadership_row" else ()))
        world.clean(world.standing_user, url(world, name, *args), "Số phiếu")
    leadership.endorse_list(actor=world.standing, version=version)
    world.clean(world.board_user, url(world, "conclude", year, proposal.number))
    rows = {item.pk: RowConclusion("APPROVE", Level.MEETS) for item in version.items.all()}
    leadership.conclude_list(actor=world.board, version=version, rows=rows)
    proposal.refresh_from_db()
    decision = decisions.enter_decision(
        actor=world.officer, proposal=proposal, number="125-QĐ/ĐU", on=clock.today(), post="PHÓ BÍ THƯ",
        signatory="Người Ký Thử",
    )  # fmt: skip
    decisions.publish_decision(actor=world.head, decision=decision)
    assert Recognition.objects.live().count() == 3
    assert set(Evaluation.objects.values_list("state", flat=True)) == {EvaluationState.PUBLISHED}
    assert problems() == []
    read_papers(world)
    world.clean(world.board_user, f"/{slug}/tong-quan/?nam={year}")


def places(text, *names):
    return [text.index(name) for name in names] == sorted(text.index(name) for name in names)


def fill_by_excel(world):
    """The second scorer fills the file of findings and remarks; there is no column of points to fill."""
    client = browser(world.second_user)
    book = load_workbook(io.BytesIO(client.get(url(world, "sheet_file")).content))
    headings = [cell.value for cell in book.active[3]]
    assert headings[:6] == ["Mã dòng", "Mã", "Mô hình, điển hình", "Đơn vị", "Kết quả 1", "Nhận xét 1"]
    assert [word for word in headings if word and ("Điểm" in word or "điểm" in word)] == []
    row = next(line for line in book.active.iter_rows(min_row=4) if line[1].value == world.initiative.code)
    for place in range(6):
        row[4 + 2 * place].value = "Đạt"
    row[5].value = "Có sổ"
    out = io.BytesIO()
    book.save(out)
    preview = client.post(url(world, "sheet_upload"), {"file": SimpleUploadedFile("phieu.xlsx", out.getvalue())})
    text = preview.content.decode()
    assert "Tổng điểm" not in text
    client.post(url(world, "sheet_upload_save"), {"phieu": preview.context["sealed"], "nam": world.cycle.year})
    sheet = ScoreSheet.objects.get(evaluation__initiative=world.initiative, scorer=world.second_user)
    assert (sheet.state, sheet.total) == (SheetState.DRAFT, None)
    assert list(sheet.scores.order_by("criterion__number").values_list("finding", "points"))[:6] == [("MET", None)] * 6


def read_points_file(world):
    book = load_workbook(io.BytesIO(browser(world.head_user).get(url(world, "points_file", world.cycle.year)).content))
    models, rows = book["Tổng hợp"], book["Phiếu"]
    assert [cell.value for cell in models[1]] == ["Mã", "Mô hình, điển hình", "Đơn vị", "Số phiếu"]
    assert [cell.value for cell in models[2]][1:] == ["Chợ sáng", world.other.unit_label, 2]
    assert rows.max_row == 1 + 6
    assert [cell.value for cell in rows[2]][3:5] == ["Đạt", "Chưa đủ minh chứng"]
    assert rows.cell(1, rows.max_column).value.startswith("7. ")


def conclude(world):
    for row in world.models:
        found = {2: conclusions.Ruling(finding=Finding.MET, reason="Đã kiểm tra thực tế")} if row == world.other else {}
        evaluation = world.evaluation(row)
        conclusions.conclude_evaluation(actor=world.head, evaluation=evaluation, outcome="RECOMMEND", rulings=found)


def read_papers(world):
    reader = Reader(Client(), world.ward, world.head_user)
    screen = [row for row in reader.screen("de-nghi", nam=world.cycle.year) if row[0].isdigit()]
    assert [(row[2].split(" Nguyễn")[0], *row[6:]) for row in screen] == [
        ("Chợ sáng", "2", "Đạt tiêu chí"), ("Người vận động", "2", "Đạt tiêu chí"),
        ("Ngõ phố xanh", "2", "Đạt tiêu chí"),
    ]  # fmt: skip
    assert [row for row in comparable(reader.xlsx("de-nghi", nam=world.cycle.year)) if row[0].isdigit()] == screen
    text = reader.pdf_text("de-nghi", nam=world.cycle.year)
    assert POINTS_IN_WORDS.findall(text.replace("Bình quân", "Trung bình")) == []
    recognised = reader.pdf_text("cong-nhan", nam=world.cycle.year)
    assert "Chợ sáng" in recognised
