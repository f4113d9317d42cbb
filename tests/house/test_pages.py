"""Every page everybody can reach by links: it answers, writes nothing, leads somewhere, and tells nobody's secrets."""

import datetime as dt
from copy import deepcopy

import pytest
from django.db import transaction
from django.urls import get_resolver

from core import clock
from evaluation.decisions.services import decisions
from evaluation.enums import EvaluationState, ListState, Outcome
from evaluation.leadership.services import leadership, meetings
from evaluation.leadership.services.leadership import RowConclusion
from evaluation.leadership.services.meetings import Attendance
from evaluation.lists.services import proposals
from evaluation.models import Clarification, ProposalList
from models_registry.enums import CycleState, InitiativeState, RecognitionSource, Source
from models_registry.library.recognitions import Paper, recognise
from models_registry.models import Cycle, LearnRequest, RegistrationText, Remark, Submission, Theme
from organizations.enums import Role
from organizations.tree import forget_trees
from tests.access.evaluation_lists import commended, commending, reported
from tests.access.world import World
from tests.house.canary import HIDDEN, SHEET, complete_sheet, remember_reopening
from tests.house.test_access_matrix import url_names
from tests.support import factories as make
from tests.support.crawling import EACH, names_met, read, walk

# Lines passed over here are not judged line by line: coverage counts the tests that do.
pytestmark = [pytest.mark.django_db, pytest.mark.no_cover]
S = InitiativeState
PEOPLE = ("secretary", "head", "secretary_b", "officer", "boss", "standing", "board", "observer", "admin")
SIBLINGS_DRAFT, ELSEWHERE = "CANARYNHAP", "CANARYPHUONGKHAC"
PAPERS = r"\.pdf"  # drawn slowly: opened by one person who sees all of them and one of a unit
OPEN_PAPERS = {"officer", "secretary"}
READ_DRAFTS = {"officer", "boss"}  # the Ban sees drafts (R18)
READ_SHEETS = {"officer", "boss"}
# Pages nobody reaches by a link, and how they are reached.
BY_OTHER_WAYS = {
    "healthz": "asked by machines",
    "readyz": "asked by machines",
    "accounts:sign_in": "without being signed in",
    "accounts:relogin": "after the session ended",
    "accounts:session_left": "asked by the script that warns before the session ends",
    "registry:initiative_autosave": "asked by the script that saves while one types",
    "evaluation:self_assessment_autosave": "asked by the script that saves while one types",
    "evaluation:self_assessment_file": "asked by the script that sends files one by one",
    "evaluation:sheet_autosave": "asked by the script that saves while one types",
    "registry:near_list": "asked by the script while a name is typed",
    "registry:review_tags": "a button",
    "accounts:password_first": "with a one-time password",
    "accounts:sign_out": "a button",
    "accounts:end_other_sessions": "a button",
    "registry:initiative_receipt": "after sending",
    "registry:initiative_restore": "a button",
    "registry:submission_changes": "where a file was sent twice",
    "registry:attachment_add": "a button",
    "registry:attachment_remove": "a button",
    "registry:attachment_download": "where a file is attached",
    "registry:review_receive": "a button; its page asks again",
    "registry:review_assign": "a button; its page asks again",
    "registry:import_preview": "after an upload",
    "registry:import_result": "after an import",
    "registry:import_rejected": "after an import",
    "evaluation:self_assessment_check": "after writing",
    "evaluation:clarification_autosave": "asked by the script that saves while one types",
    "evaluation:correction_autosave": "asked by the script that saves while one types",
    "evaluation:correction": "a button, while a question of the Ban is open",
    "evaluation:sheet_complete": "after scoring",
    "evaluation:sheet_upload_save": "after the preview of a file",
    "evaluation:proposal_create": "a button",
    "evaluation_public:verify": "the code printed on a paper",
    "evaluation_public:verify_form": "the address printed on every paper",
    "evaluation:sheet_compare": "where two sheets lie apart",
    "evaluation:sheet_abstain": "where one has begun to score, or was given it",
    "evaluation:conflict_withdraw": "where a scorer declared a conflict",
    "evaluation:amendment_detail": "once one was begun",
    "evaluation:amendment_edit": "once one was begun",
    "evaluation:amendment_drop": "once one was begun",
    "reports:amendment_publish": "once one was begun",
    "reports:decision_paper": "where a paper was issued",
    "reports:decision_issue": "a button",
    "reports:certificate": "where a paper was issued",
    "reports:certificates_all": "where a paper was issued",
    "reports:certificates_issue": "a button",
    "registry:province_end": "where the province recognised it",
    "organizations:delegation_end": "a button",
    "organizations:person_import_preview": "after an upload",
    "organizations:person_import_rejected": "after an import",
    "organizations:person_import_result": "after an import",
    "organizations:person_import_undo": "after an import",
    "organizations:unit_import_preview": "after an upload",
    "organizations:unit_import_rejected": "after an import",
    "organizations:unit_import_result": "after an import",
    "organizations:unit_import_undo": "after an import",
    "organizations:person_import_slips": "after an import",
    "registry:import_undo": "after an import",
    "registry:attachment_edit": "where a file is attached",
    "registry:attachment_thumb": "where a file is attached",
    "registry:bulk_share": "a button",
    "registry:bulk_show": "after choosing files",
    "registry:bulk_undo": "a button",
    "registry:extension_revoke": "where time was given",
    "registry:milestone_mark": "a button",
    "registry:note_remove": "where news was told",
    "registry:phrase_edit": "where phrases are kept",
    "registry:review_withdraw": "where a unit disputes what was typed for it",
    "registry:view_edit": "where a filter is kept",
    "registry:view_list": "where a filter is kept",
    "registry:work_remind": "a button",
    "evaluation:results_publish": "where the Board recognised nothing of a list",
}


class FullWorld(World):
    """Something in every state, with words nobody else may read in a sibling's draft, a sheet, and another ward."""

    def __init__(self):
        super().__init__()
        for unit in (self.unit, self.sibling):
            for state in (S.RECEIVED, S.SUBMITTED, S.RESUBMITTED, S.REFUSED, S.WITHDRAWN, S.DISCONTINUED):
                make.make_initiative(unit, self.cycle, state)
        self.initiative(S.DRAFT)
        self.returned = self.initiative(S.RETURNED)
        Remark.objects.create(
            ward_id=self.returned.ward_id, submission=Submission.objects.get(initiative=self.returned), number=1,
            text="Nêu rõ số hộ", asked_by_key=1, due_on=clock.today() + dt.timedelta(days=3),
        )  # fmt: skip
        self.scored = self.evaluation(EvaluationState.SENT)
        complete_sheet(self.scored, self.people["officer"])
        remember_reopening(self.scored, self.actor("officer"))
        Clarification.objects.create(
            ward_id=self.scored.ward_id, evaluation=self.scored, asked_by_key=1, question="Số hộ này ghi ở sổ nào?"
        )
        self.evaluation(EvaluationState.SENT)
        self.initiative(S.SUBMITTED, source=Source.BEHALF, behalf="WAITING")
        self._next_year()
        make.make_evaluation(self.initiative(), EvaluationState.CONCLUDED, Outcome.NOT_YET, 40)
        self._last_year()
        self._canaries()

    def _next_year(self):
        """Being prepared, with criteria that can still be edited."""
        day = clock.today() + dt.timedelta(days=400)
        make.make_criteria(
            make.make_cycle(
                self.ward, self.cycle.year + 1, CycleState.PREPARING, self_assessment_opens=day,
                self_assessment_closes=day,
            )
        )  # fmt: skip

    def _last_year(self):
        make.make_cycle(self.ward, self.cycle.year - 2, CycleState.CLOSED)  # may be opened again
        before = make.make_cycle(self.ward, self.cycle.year - 1, CycleState.HISTORY)
        for unit in (self.unit, self.sibling):
            row = make.make_initiative(unit, before, S.RECEIVED)
            recognise(levels={row: 1}, paper=Paper(source=RecognitionSource.IMPORT))
            if unit == self.unit:
                LearnRequest.objects.create(
                    ward=self.ward, initiative=row, asker=self.sibling, message="Xin xem", contact="0900 000 001",
                    asked_by_key=1,
                )  # fmt: skip
        Theme.objects.create(ward=self.ward, name="Tiếng loa đêm")

    def _canaries(self):
        draft = make.make_initiative(self.sibling, self.cycle, S.DRAFT, f"Mô hình {SIBLINGS_DRAFT}")
        RegistrationText.objects.filter(initiative=draft).update(problem=f"Vấn đề {SIBLINGS_DRAFT}")
        cycle = Cycle.objects.get(ward=self.other)
        for state in (S.DRAFT, S.SUBMITTED, S.RECEIVED):
            row = make.make_initiative(self.other_unit, cycle, state, f"Mô hình {ELSEWHERE}")
            RegistrationText.objects.filter(initiative=row).update(problem=f"Vấn đề {ELSEWHERE}")
        recognise(levels={row: 2}, paper=Paper(source=RecognitionSource.DECISION, number=ELSEWHERE))


@pytest.fixture(scope="module")
def filled(django_db_setup, django_db_blocker):
    """Made once for this module and rolled back after it."""
    forget_trees()
    with django_db_blocker.unblock(), transaction.atomic():
        yield FullWorld()
        transaction.set_rollback(True)
    forget_trees()


@pytest.fixture
def world(filled):
    return deepcopy(filled)


def broken(pages) -> list[str]:
    """What is wrong with these pages, one line each."""
    found = []
    for key, page in pages.items():
        if page.status != 200:
            found.append(f"{key}: {page.status}")
        if page.written:
            found.append(f"{key}: wrote {page.written}")
        if page.is_html:
            headings = page.tree.findall(".//h1")
            if len(headings) != 1:
                found.append(f"{key}: {len(headings)} h1")
            if not (page.tree.findtext(".//title") or "").strip():
                found.append(f"{key}: no title")
    return found


@pytest.mark.parametrize("name", PEOPLE)
def test_every_link_leads_to_a_page_and_tells_no_secret(world, name):
    pages = walk(world.client(name), leave="^$" if name in OPEN_PAPERS else PAPERS)
    assert broken(pages) == []
    assert len(pages) >= 10
    assert [key for key, page in pages.items() if page.says(ELSEWHERE)] == []
    if name != "secretary_b" and name not in READ_DRAFTS:
        assert [key for key, page in pages.items() if page.says(SIBLINGS_DRAFT)] == []
    if name not in READ_SHEETS:
        assert [key for key, page in pages.items() if page.says(*HIDDEN)] == []


def test_the_canaries_live(world):
    """The words would be found where they may be read: the walk really looks."""
    own = walk(world.client("secretary_b"), leave=PAPERS)
    assert [key for key, page in own.items() if page.says(SIBLINGS_DRAFT)] != []
    scored = read(world.client("boss"), f"/{world.slug}/ket-luan/{world.scored.initiative.code}/")
    assert all(scored.says(word) for word in (SHEET, "13,37", "26,74"))
    elsewhere = walk(world.client("officer_x"), leave=PAPERS)
    assert [key for key, page in elsewhere.items() if page.says(ELSEWHERE)] != []
    assert [key for key, page in elsewhere.items() if page.says("phuong-mot")] == []


def test_another_scorer_reads_nothing_of_a_sheet_before_completing_their_own(world):
    world.people["second"] = make.make_member(world.ward, Role.OFFICER)
    where = r"/(cham-diem|ket-luan|ho-so|danh-sach|bao-cao|viec-can-lam|mo-hinh/[^/]+/(tu-danh-gia|lam-ro|ket-qua))/?"
    pages = walk(world.client("second"), within=where, leave=PAPERS, each=3)
    assert broken(pages) == []
    assert f"/{world.slug}/cham-diem/{world.scored.initiative.code}/?" in pages
    assert [key for key, page in pages.items() if page.says(*HIDDEN)] == []


LISTS = r"/(danh-sach|cho-y-kien|quyet-dinh|bao-cao/(de-nghi|bao-cao-dang-ky|khen-thuong))/?"


def list_up_to(world, state) -> ProposalList:
    """The year's list of one candidate, brought to a state by those who bring it there; other kinds beside it."""
    world.candidate = make.make_candidate(world.unit, world.cycle, 90)
    complete_sheet(world.candidate.evaluation, world.people["officer"])
    officer, boss, standing, board = (world.actor(name) for name in ("officer", "boss", "standing", "board"))
    proposal = proposals.create_list(actor=officer, cycle=world.cycle)
    proposals.add_items(
        actor=officer, proposal=proposal, initiatives=[r.initiative for r in proposals.candidates(proposal)]
    )
    if state == ListState.DRAFT:
        commending(world)
        return proposal
    version = proposals.lock_and_submit(actor=boss, proposal=proposal)
    if state == ListState.SUBMITTED:
        reported(world)
        return proposal
    leadership.endorse_list(actor=standing, version=version)
    if state == ListState.ENDORSED:
        meetings.open_meeting(
            actor=officer, version=version,
            attendance=Attendance(held_on=clock.today(), chair="Chủ Trì", secretary="Thư Ký", present=["Một", "Hai"]),
        )  # fmt: skip
        return proposal
    rows = {item.pk: RowConclusion("APPROVE", 2) for item in version.items.all()}
    leadership.conclude_list(actor=board, version=version, rows=rows)
    proposal.refresh_from_db()
    decision = decisions.enter_decision(
        actor=officer, proposal=proposal, number="1-QĐ/ĐU", on=clock.today(), post="BÍ THƯ", signatory="Người Ký"
    )
    if state == ListState.CONCLUDED:
        commended(world)
    if state == ListState.PUBLISHED:
        decisions.publish_decision(actor=boss, decision=decision)
    return proposal


STAGES = (ListState.DRAFT, ListState.SUBMITTED, ListState.ENDORSED, ListState.CONCLUDED, ListState.PUBLISHED)


@pytest.mark.parametrize("state", STAGES)
def test_every_link_around_a_list_at_each_stage(world, state):
    list_up_to(world, state)
    for name in ("officer", "boss", "standing", "board"):
        pages = walk_lists(world, name, leave="^$" if name == "board" else PAPERS)
        assert broken(pages) == []
        assert [key for key, page in pages.items() if page.says(ELSEWHERE)] == []
        if name not in READ_SHEETS:
            assert [key for key, page in pages.items() if page.says(*HIDDEN)] == []
    own = walk(world.client("secretary"), world.candidate.get_absolute_url(), within=world.candidate.code, each=2)
    assert [key for key, page in own.items() if page.says(*HIDDEN)] == []


def walk_lists(world, name, leave, **how):
    """What somebody of the Ban sees of lists, or one of the leaders."""
    start = "danh-sach" if name in READ_DRAFTS else "cho-y-kien"
    return walk(world.client(name), f"/{world.slug}/{start}/", within=LISTS, leave=leave, **how)


def test_every_page_is_reached_by_links(world):
    """A page nobody can find is no page: each URL name stands on somebody's page, or is known to be met otherwise."""
    leave = PAPERS + r"|\.xlsx"
    met = set()
    for name in ("head", "officer", "boss", "board", "admin"):
        met |= names_met(walk(world.client(name), leave=leave, each=EACH if name == "head" else 6))
    for state in STAGES:
        with transaction.atomic():
            list_up_to(world, state)
            for name in ("officer", "boss", "standing", "board"):
                met |= names_met(walk_lists(world, name, leave, each=2))
            transaction.set_rollback(True)
    assert sorted(set(url_names(get_resolver())) - met - set(BY_OTHER_WAYS)) == []
    assert sorted(met & set(BY_OTHER_WAYS)) == []  # the list above stays true
