"""Lists of registrations, reported and acknowledged; of commendations, which recognise nobody (decision 24)."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse

from core import clock
from core.exceptions import DomainError, StaleState
from core.log.seals import check, facts_of
from core.models import Notification
from core.text.formatting import date_vi
from evaluation.decisions.services import decisions
from evaluation.enums import EvaluationState, ListKind, ListState, Outcome, RowResult, Stance
from evaluation.leadership.services import leadership
from evaluation.leadership.services.leadership import RowConclusion
from evaluation.lists.rows import draft_rows, rows_to_lock
from evaluation.lists.services import commendations, proposals
from evaluation.models import ProposalItem, ProposalList
from models_registry.enums import InitiativeState, Level, RecognitionSource
from models_registry.library.recognitions import Named, Paper, recognise
from models_registry.models import Initiative, Recognition
from organizations.enums import Role
from tests.reports.reading import Reader, on_screen
from tests.support import factories as make

pytestmark = pytest.mark.django_db


class Office:
    """A ward with two registrations received, a copy and one still waiting, and everybody the procedure needs."""

    def __init__(self):
        self.ward = make.make_ward()
        self.cycle = make.make_cycle(self.ward, 2026)
        self.units = [make.make_unit(self.ward, f"Chi bộ tổ dân phố Minh Tân {n}") for n in range(1, 5)]
        received = InitiativeState.RECEIVED
        self.third = make.make_initiative(self.units[0], self.cycle, received, sector=make.sector(3))
        self.first = make.make_initiative(self.units[1], self.cycle, received, sector=make.sector(1))
        self.copy = make.make_initiative(self.units[2], self.cycle, received, sector=make.sector(1), is_copy=True)
        self.waiting = make.make_initiative(self.units[3], self.cycle, InitiativeState.SUBMITTED)
        flags = {Role.STANDING: {"may_conclude": True}, Role.BOARD: {"may_conclude": True}}
        roles = (Role.OFFICER, Role.HEAD, Role.STANDING, Role.BOARD)
        self.users = {role: make.make_member(self.ward, role, **flags.get(role, {})) for role in roles}
        self.officer, self.head, self.standing, self.board = (make.actor(self.users[role], self.ward) for role in roles)

    def begin(self, kind) -> ProposalList:
        return proposals.create_list(actor=self.officer, cycle=self.cycle, kind=kind)

    def reported(self):
        return proposals.lock_and_submit(actor=self.head, proposal=self.begin(ListKind.REGISTRATION))

    def commending(self) -> ProposalList:
        proposal = self.begin(ListKind.COMMENDATION)
        add = {"actor": self.officer, "proposal": proposal, "achievement": "Vận động 186 hộ hiến đất"}
        commendations.add_other(kind="INDIVIDUAL", unit=self.units[0], recipient="Người Tiêu Biểu", **add)
        commendations.add_other(kind="MODEL", unit=self.units[1], **add)
        return proposal

    def commended(self):
        version = proposals.lock_and_submit(actor=self.head, proposal=self.commending())
        leadership.endorse_list(actor=self.standing, version=version)
        rows = {item.pk: RowConclusion(RowResult.APPROVE) for item in version.items.all()}
        leadership.conclude_list(actor=self.board, version=version, rows=rows)
        version.proposal_list.refresh_from_db()
        return version


@pytest.fixture
def office():
    return Office()


@pytest.fixture
def go(client, office):
    """Send a request as a role to a page of the year's first list."""

    def send(role, name, data=None, *more):
        make.sign_in(client, office.users[role])
        url = reverse(f"evaluation:{name}", args=[office.ward.slug, 2026, 1, *more])
        return client.get(url) if data is None else client.post(url, data)

    return send


def test_registrations_are_locked_as_received_by_field_with_copies_last_and_no_figures(office):
    version = office.reported()
    rows = list(version.items.values_list("initiative_id", "is_copy", "level", "mean", "sheets_done"))
    assert rows == [
        (office.first.pk, False, None, None, None),
        (office.third.pk, False, None, None, None),
        (office.copy.pk, True, None, None, None),
    ]
    assert check(version.seal, version.sha256, version.body) == []
    assert [row["copy"] for row in facts_of(version.seal)["items"]] == [False, False, True]
    told = set(Notification.objects.filter(kind="list").values_list("user_key", flat=True))
    assert told == {office.users[Role.STANDING].pk, office.users[Role.BOARD].pk}


def test_a_row_has_all_figures_or_none(office):
    version = office.reported()
    row = ProposalItem(
        ward_id=version.ward_id,
        version=version,
        order=9,
        unit_name="Chi bộ",
        kind="MODEL",
        level=Level.MEETS,
        label={"name": "x", "person": ""},
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()
    with pytest.raises(DatabaseError), transaction.atomic():
        ProposalItem.objects.filter(version=version).update(period="khác")


def test_registrations_are_acknowledged_once_and_neither_endorsed_nor_concluded(office):
    version = office.reported()
    with pytest.raises(StaleState, match="không có bước"):
        leadership.endorse_list(actor=office.standing, version=version)
    with pytest.raises(StaleState, match="không có bước"):
        leadership.return_list(actor=office.standing, version=version, reason="Xem lại")
    with pytest.raises(PermissionDenied):
        leadership.acknowledge_list(actor=office.board, version=version)
    leadership.acknowledge_list(actor=office.standing, version=version)
    with pytest.raises(StaleState):
        leadership.acknowledge_list(actor=office.standing, version=version)
    proposal = ProposalList.objects.get()
    assert (proposal.state, version.endorsement.act) == (ListState.ACKNOWLEDGED, "ACKNOWLEDGE")
    leadership.give_opinion(actor=office.board, version=version, stance=Stance.AGREE)
    with pytest.raises(StaleState):
        leadership.give_opinion(actor=office.standing, version=version, stance=Stance.AGREE)


def test_a_recognition_list_cannot_be_acknowledged(office):
    row = make.make_candidate(office.units[3], office.cycle, 90)
    proposal = office.begin(ListKind.RECOGNITION)
    proposals.add_items(actor=office.officer, proposal=proposal, initiatives=[row])
    version = proposals.lock_and_submit(actor=office.head, proposal=proposal)
    with pytest.raises(StaleState, match="không có bước"):
        leadership.acknowledge_list(actor=office.standing, version=version)


def test_lists_of_different_kinds_are_open_at_once_and_do_not_hold_conclusions(office):
    office.reported()
    office.begin(ListKind.COMMENDATION)
    office.begin(ListKind.RECOGNITION)
    with pytest.raises(DomainError, match="chưa xong"):
        office.begin(ListKind.REGISTRATION)
    assert ProposalItem.objects.before_leaders().filter(initiative=office.first).exists() is False


def test_older_page_is_refused_and_second_press_acknowledges_once(office, go):
    version = office.reported()
    proposals.call_back(actor=office.head, proposal=version.proposal_list, reason="Thiếu một hồ sơ")
    Initiative.objects.filter(pk=office.waiting.pk).update(state=InitiativeState.RECEIVED)
    assert go(Role.HEAD, "proposal_lock").context["changes"].added[0].initiative_id == office.waiting.pk
    proposals.lock_and_submit(actor=office.head, proposal=ProposalList.objects.get())
    go(Role.STANDING, "acknowledge", {"version": 1})
    assert ProposalList.objects.get().state == ListState.SUBMITTED
    page = go(Role.STANDING, "leadership_detail")
    assert [row.initiative_id for row in page.context["changes"].added] == [office.waiting.pk]
    assert (page.context["counted"], len(page.context["items"])) == (3, 4)  # a copy is counted apart, as on paper
    assert f"/mo-hinh/{office.waiting.code}/" in page.content.decode()
    for _ in range(2):
        assert go(Role.STANDING, "acknowledge", {"version": 2}).status_code == 302
    assert ProposalList.objects.get().state == ListState.ACKNOWLEDGED
    assert go(Role.OFFICER, "meeting").status_code == 404


def test_rows_that_changed_since_the_page_was_read_are_not_locked(office, go):
    office.begin(ListKind.REGISTRATION)
    seen = go(Role.HEAD, "proposal_lock").context["seen"]
    Initiative.objects.filter(pk=office.first.pk).update(name="Tên khác")
    go(Role.HEAD, "proposal_lock", {"seen": seen})
    assert ProposalList.objects.get().current_number == 0
    go(Role.HEAD, "proposal_lock", {"seen": go(Role.HEAD, "proposal_lock").context["seen"]})
    assert ProposalList.objects.get().current_number == 1


def test_commendation_ends_with_the_boards_conclusion_and_recognises_nobody(office, go):
    version = office.commended()
    rows = [(item.kind, item.label["name"], item.level, item.conclusion_row.level) for item in version.items.all()]
    assert rows == [("MODEL", office.units[1].name, None, None), ("INDIVIDUAL", "Người Tiêu Biểu", None, None)]
    proposal = version.proposal_list
    assert proposal.state == ListState.CONCLUDED
    facts = {"number": "1-QĐ/ĐU", "on": clock.today(), "post": "BÍ THƯ", "signatory": "Người Ký Thử"}
    with pytest.raises(StaleState):
        decisions.enter_decision(actor=office.officer, proposal=proposal, **facts)
    assert go(Role.OFFICER, "decision_detail").status_code == 404
    assert Recognition.objects.count() == 0
    for _ in range(2):
        go(Role.OFFICER, "list_paper", {"number": "45-CV/ĐU", "on": date_vi(clock.today())})
    proposal.refresh_from_db()
    assert (proposal.paper_number, proposal.paper_on) == ("45-CV/ĐU", clock.today())
    office.begin(ListKind.COMMENDATION)  # a concluded one no longer holds the next


def test_reason_of_a_commendation_is_not_told_as_the_reason_of_the_appraisal(office):
    make.make_evaluation(office.first, EvaluationState.PUBLISHED, Outcome.RECOMMEND, 90)
    Initiative.objects.filter(pk=office.first.pk).update(best_level=Level.MEETS)
    proposal = office.begin(ListKind.COMMENDATION)
    proposals.add_items(actor=office.officer, proposal=proposal, initiatives=[office.first])
    with pytest.raises(DomainError, match="chưa được công nhận"):
        proposals.add_items(actor=office.officer, proposal=proposal, initiatives=[office.third])
    version = proposals.lock_and_submit(actor=office.head, proposal=proposal)
    leadership.endorse_list(actor=office.standing, version=version)
    item = version.items.get()
    with pytest.raises(DomainError):
        leadership.conclude_list(
            actor=office.board, version=version, rows={item.pk: RowConclusion(RowResult.APPROVE, Level.WARD)}
        )
    leadership.conclude_list(
        actor=office.board, version=version, rows={item.pk: RowConclusion(RowResult.REFUSE, reason="Đã khen năm trước")}
    )
    assert decisions.reason_for_unit(office.first.evaluation) == ""


def test_collectives_and_people_without_a_model_are_typed_once_and_told_at_the_field(office, go):
    office.begin(ListKind.COMMENDATION)
    person = {"kind": "INDIVIDUAL", "unit": office.units[0].pk, "recipient": "", "achievement": "Vận động 186 hộ"}
    page = go(Role.OFFICER, "proposal_add", person)
    assert page.context["form"].errors == {"recipient": ["Hãy ghi họ tên"]}
    for _ in range(2):
        page = go(Role.OFFICER, "proposal_add", person | {"recipient": "Người Tiêu Biểu"})
    assert page.context["form"].errors == {"recipient": ["“Người Tiêu Biểu” đã có trong danh sách"]}
    proposal = ProposalList.objects.get()
    assert proposal.draft_items.count() == 1
    other = make.make_unit(make.make_ward("Đảng ủy phường Hai", "hai"))
    page = go(Role.OFFICER, "proposal_add", person | {"recipient": "Ai đó", "unit": other.pk})
    assert list(page.context["form"].errors) == ["unit"]


def test_recognised_model_of_the_year_before_is_ticked_onto_a_commendation(office, go):
    before = make.make_cycle(office.ward, 2025)
    old = make.make_initiative(office.units[3], before, InitiativeState.RECEIVED, best_level=Level.WARD)
    paper = Paper(source=RecognitionSource.DECISION, source_key=9, number="9-QĐ/ĐU")
    recognise(levels={old: Level.WARD}, paper=paper, names={old: Named("Tên đã đính chính", old.unit_label)})
    office.begin(ListKind.COMMENDATION)
    page = go(Role.OFFICER, "proposal_build")
    assert [(row.pk, level) for row, level in page.context["candidates"]] == [(old.pk, "Điển hình cấp phường")]
    for _ in range(2):
        go(Role.OFFICER, "proposal_build", {"act": "add", "code": [old.code]})
    item = ProposalList.objects.get().draft_items.get()
    go(Role.OFFICER, "proposal_item", {"achievement": "Ba năm liền"}, item.pk)
    item.refresh_from_db()
    assert (item.initiative_id, item.achievement) == (old.pk, "Ba năm liền")
    assert [row.label["name"] for row in rows_to_lock(item.proposal_list)] == ["Tên đã đính chính"]


def test_rows_of_a_commendation_move_within_their_part(office):
    proposal = office.commending()
    add = {"actor": office.officer, "proposal": proposal, "achievement": "Vận động 186 hộ hiến đất"}
    commendations.add_other(kind="INDIVIDUAL", unit=office.units[2], recipient="Người Thứ Hai", **add)
    group, first, second = draft_rows(proposal)
    proposals.move_item(actor=office.officer, proposal=proposal, item=first, up=True)
    assert draft_rows(proposal) == [group, first, second]
    proposals.move_item(actor=office.officer, proposal=proposal, item=second, up=True)
    assert draft_rows(proposal) == [group, second, first]


def test_meeting_on_a_commendation_shows_rows_without_appraisal_and_carries_into_the_conclusion(office, go):
    version = proposals.lock_and_submit(actor=office.head, proposal=office.commending())
    leadership.endorse_list(actor=office.standing, version=version)
    people = {"chair": "Chủ Trì", "secretary": "Thư Ký", "present": "Một\nHai", "held_on": date_vi(clock.today())}
    go(Role.OFFICER, "meeting", people)
    said = {"result": RowResult.APPROVE, "votes_for": 2, "version": 0}
    assert go(Role.OFFICER, "meeting_row", said, 1).status_code == 302
    assert "Thống nhất đề nghị" in go(Role.BOARD, "meeting").content.decode()
    item, other = version.items.all()
    data = {"version": 1, "meeting_on": date_vi(clock.today())}
    data |= {f"result_{item.pk}": RowResult.APPROVE, f"result_{other.pk}": RowResult.APPROVE}
    page = go(Role.BOARD, "conclude").content.decode()
    assert "biểu quyết 2 đồng ý" in page
    assert "Mức công nhận" not in page
    go(Role.BOARD, "conclude", data)
    assert ProposalList.objects.get().state == ListState.CONCLUDED
    assert "Quyết định công nhận" not in go(Role.OFFICER, "proposal_version", None, 1).content.decode()


def test_papers_print_each_kind_and_the_draft_as_it_will_be(office, client):
    office.reported()
    proposal = office.commending()
    make.sign_in(client, office.users[Role.HEAD])
    page = client.get(f"/{office.ward.slug}/bao-cao/bao-cao-dang-ky/?nam=2026").content.decode()
    assert "Tổng số mô hình, điển hình đăng ký đã tiếp nhận: 2" in page
    assert "Cộng bản theo dõi: 1" in page
    draft = f"/{office.ward.slug}/bao-cao/khen-thuong/?nam=2026&danh-sach={proposal.number}"
    assert (
        "Danh sách số 2 năm 2026, bản thảo của bản số 1, chưa khóa" in client.get(f"{draft}&ban=nhap").content.decode()
    )
    assert "Người Tiêu Biểu" not in client.get(draft).content.decode()
    version = proposals.lock_and_submit(actor=office.head, proposal=proposal)
    page = client.get(draft).content.decode()
    assert "Tổng số đề nghị: 2, gồm 1 tập thể, 1 cá nhân" in page
    assert version.fingerprint in page


def test_a_commendation_prints_number_what_is_asked_for_and_by_which_decision(office, go, client):
    model = office.first
    recognise(
        levels={model: Level.WARD},
        paper=Paper(source=RecognitionSource.DECISION, source_key=9, number="9-QĐ/ĐU", on=dt.date(2026, 2, 5)),
    )
    proposal = office.begin(ListKind.COMMENDATION)
    proposals.add_items(actor=office.officer, proposal=proposal, initiatives=[model])
    item = proposal.draft_items.get()
    assert item.award == "Biểu dương"
    go(
        Role.OFFICER,
        "proposal_item",
        {"achievement": "Ba năm liền", "award": "Giấy khen của Chủ tịch UBND phường"},
        item.pk,
    )
    person = {
        "kind": "INDIVIDUAL", "unit": office.units[0].pk, "recipient": "Người Tiêu Biểu", "post": "Tổ trưởng",
        "achievement": "Vận động 186 hộ hiến đất",
    }  # fmt: skip
    assert go(Role.OFFICER, "proposal_add", person).status_code == 302
    go(Role.OFFICER, "proposal_add", person | {"recipient": "Người Thứ Hai"})
    version = proposals.lock_and_submit(actor=office.head, proposal=proposal)
    assert check(version.seal, version.sha256, version.body) == []
    sealed = {name: leaf["text"] for name, leaf in version.body.items() if name[0] in "12" and "name" not in name}
    assert sealed == {
        "1.achievement": "Ba năm liền", "1.award": "Giấy khen của Chủ tịch UBND phường",
        "1.grounds": "9-QĐ/ĐU, ngày 05/02/2026", "2.achievement": "Vận động 186 hộ hiến đất",
        "2.award": "Biểu dương", "2.post": "Tổ trưởng",
    }  # fmt: skip
    reader = Reader(client, office.ward, office.users[Role.HEAD])
    rows = on_screen(reader.screen("khen-thuong", nam=2026))
    assert [row for row in rows if row[0].isdigit()] == [
        [
            "1",
            model.name,
            model.unit_label,
            "Ba năm liền",
            "9-QĐ/ĐU, ngày 05/02/2026",
            "Giấy khen của Chủ tịch UBND phường",
        ],
        ["2", "Người Tiêu Biểu", f"Tổ trưởng {office.units[0].name}", "Vận động 186 hộ hiến đất", "", "Biểu dương"],
        ["3", "Người Thứ Hai", f"Tổ trưởng {office.units[0].name}", "Vận động 186 hộ hiến đất", "", "Biểu dương"],
    ]
    text = reader.pdf_text("khen-thuong", nam=2026)
    assert "(Kèm theo văn bản số" in text
    assert "(Danh sách số 1 năm 2026, bản số 1, khóa lúc" in text
    assert "Hình thức đề nghị" in text
    leadership.endorse_list(actor=office.standing, version=version)
    said = [
        RowConclusion(RowResult.APPROVE),
        RowConclusion(RowResult.APPROVE),
        RowConclusion(RowResult.REFUSE, reason="Chưa rõ"),
    ]
    leadership.conclude_list(
        actor=office.board,
        version=version,
        rows={row.pk: one for row, one in zip(version.items.all(), said, strict=True)},
    )
    go(Role.OFFICER, "list_paper", {"number": "45-TTr/BXDĐ", "on": "05/02/2026"})
    sent = on_screen(reader.screen("khen-thuong", nam=2026))
    assert [row[1] for row in sent if row[0].isdigit()] == [model.name, "Người Tiêu Biểu"]
    assert sent[-1][0] == "Không gồm 1 dòng của bản đã trình mà Ban Thường vụ không đề nghị hoặc để lại"
    assert "(Kèm theo văn bản số 45-TTr/BXDĐ, ngày 05/02/2026)" in reader.pdf_text("khen-thuong", nam=2026)
