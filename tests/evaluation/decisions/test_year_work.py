"""What of a year's appraisal is told before the year is closed, and what closing waits for (decisions 49, 82)."""

import pytest

from core import clock
from core.exceptions import DomainError
from evaluation.decisions.services import amendments, decisions
from evaluation.decisions.year_work import appraisal_work
from evaluation.enums import EvaluationState, ListKind, Outcome, RowResult, SheetState
from evaluation.leadership.services import leadership
from evaluation.leadership.services.leadership import RowConclusion
from evaluation.lists.services import proposals
from evaluation.models import Clarification, Evaluation, ScoreSheet
from models_registry.enums import InitiativeState
from models_registry.models import Cycle
from models_registry.years import services
from organizations.enums import Role
from tests.evaluation.appraising import Appraisal
from tests.evaluation.decided import Decided
from tests.support import factories as make
from tests.support.counting import AtMost

pytestmark = pytest.mark.django_db
WITH_LEADERS = (1, "danh sách đang ở Thường trực, Ban Thường vụ", True)
UNPUBLISHED = (1, "danh sách đã kết luận mà chưa công bố kết quả", True)


@pytest.fixture
def world():
    return Appraisal()


def told(cycle):
    return [(row.count, row.words, row.refuses) for row in appraisal_work(cycle, cycle.ward.slug)]


def people(world):
    world.people = {
        role: world.actor(make.make_member(world.ward, role, may_conclude=True)) for role in (Role.STANDING, Role.BOARD)
    }
    return world.people


def listed(world, kind=ListKind.RECOGNITION, rows=()):
    proposal = proposals.create_list(actor=world.officer, cycle=world.cycle, kind=kind)
    if rows:
        proposals.add_items(actor=world.officer, proposal=proposal, initiatives=rows)
    return proposal


def test_year_without_appraisal_has_nothing_to_tell(world):
    assert told(world.cycle) == []


def test_unfinished_work_of_models_is_told_and_does_not_refuse(world):
    world.begun()
    for _ in range(2):
        evaluation = world.sent(world.another())
    world.draft_sheet(evaluation)
    world.draft_sheet(evaluation, world.second)
    Clarification.objects.create(
        ward_id=evaluation.ward_id, evaluation=evaluation, asked_by_key=1, question="Bao nhiêu hộ?"
    )
    unfit = world.another()
    make.make_evaluation(unfit, EvaluationState.CONCLUDED, Outcome.NOT_YET)
    make.make_candidate(make.make_unit(world.ward), world.cycle)
    assert told(world.cycle) == [
        (1, "bản tự đánh giá đang soạn dở", False),
        (1, "câu hỏi chờ đơn vị làm rõ", False),
        (2, "phiếu chấm chưa hoàn thành", False),
        (2, "mô hình đã nộp tự đánh giá mà chưa có kết luận", False),
        (1, "mô hình được đề nghị công nhận mà chưa vào danh sách nào", False),
        (1, "mô hình không được đề nghị mà đơn vị chưa nhận được kết quả", False),
    ]
    services.close_cycle(actor=world.head, cycle=world.cycle, reason="Hết việc của năm")
    assert Cycle.objects.get(pk=world.cycle.pk).state == "CLOSED"


def test_what_was_stopped_or_concluded_waits_for_nobody(world):
    stopped = world.sent()
    world.draft_sheet(stopped)
    type(stopped.initiative).objects.filter(pk=stopped.initiative_id).update(state=InitiativeState.DISCONTINUED)
    concluded = world.sent(world.another())
    world.draft_sheet(concluded)
    Evaluation.objects.filter(pk=concluded.pk).update(state=EvaluationState.PUBLISHED)
    assert ScoreSheet.objects.filter(state=SheetState.DRAFT).count() == 2
    assert told(world.cycle) == []


def test_links_lead_into_the_year(world):
    world.begun()
    world.sent(world.another())
    listed(world)
    slug, year = world.ward.slug, world.cycle.year
    assert [row.url for row in appraisal_work(world.cycle, slug)] == [
        f"/{slug}/ho-so/?nam={year}&nhom=da-nhan",
        f"/{slug}/cham-diem/?nam={year}&nhom=tat-ca",
        f"/{slug}/danh-sach/#nam-{year}",
    ]


def test_draft_list_is_told_and_one_with_the_leaders_refuses(world):
    people(world)
    row = make.make_candidate(make.make_unit(world.ward), world.cycle)
    proposal = listed(world, rows=[row])
    assert told(world.cycle) == [(1, "danh sách đang lập, chưa trình", False)]  # the model is on it
    version = proposals.lock_and_submit(actor=world.head, proposal=proposal)
    assert told(world.cycle) == [WITH_LEADERS]
    leadership.endorse_list(actor=world.people[Role.STANDING], version=version)
    assert told(world.cycle) == [WITH_LEADERS]
    with pytest.raises(DomainError, match="còn 1 danh sách đang ở Thường trực, Ban Thường vụ"):
        services.close_cycle(actor=world.head, cycle=world.cycle, reason="Hết năm")


def test_registrations_with_the_standing_refuse_until_acknowledged(world):
    people(world)
    version = proposals.lock_and_submit(actor=world.head, proposal=listed(world, ListKind.REGISTRATION))
    assert told(world.cycle) == [WITH_LEADERS]
    leadership.acknowledge_list(actor=world.people[Role.STANDING], version=version)
    assert told(world.cycle) == []


def test_concluded_list_refuses_until_its_decision_is_published():
    world = Decided()
    assert told(world.cycle)[-1] == UNPUBLISHED
    world.publish()
    assert told(world.cycle) == []


def test_rows_the_board_left_are_told_until_they_are_on_a_list_again(world):
    people(world)
    rows = [make.make_candidate(make.make_unit(world.ward), world.cycle) for _ in range(2)]
    version = proposals.lock_and_submit(actor=world.head, proposal=listed(world, rows=rows))
    leadership.endorse_list(actor=world.people[Role.STANDING], version=version)
    first, second = version.items.all()
    said = {
        first.pk: RowConclusion(RowResult.APPROVE, 1),
        second.pk: RowConclusion(RowResult.DEFER, 1, "Chờ kiểm tra thực tế"),
    }
    leadership.conclude_list(actor=world.people[Role.BOARD], version=version, rows=said)
    version.proposal_list.refresh_from_db()
    decision = decisions.enter_decision(
        actor=world.officer, proposal=version.proposal_list, number="12-QĐ/ĐU", on=clock.today(),
        post="Phó Bí thư", signatory="Người Ký Thử",
    )  # fmt: skip
    decisions.publish_decision(actor=world.head, decision=decision)
    left = (1, "mô hình Ban Thường vụ để lại, chưa vào danh sách mới", False)
    assert told(world.cycle) == [left]
    again = listed(world)
    assert [row.initiative_id for row in proposals.candidates(again)] == [second.initiative_id]
    proposals.add_items(actor=world.officer, proposal=again, initiatives=[second.initiative])
    assert told(world.cycle) == [(1, "danh sách đang lập, chưa trình", False)]


def test_draft_correction_and_commendation_without_number_are_told_and_do_not_refuse():
    world = Decided()
    decision = world.publish()
    amendments.draft_amendment(
        actor=world.actor(Role.OFFICER), decision=decision, kind="CORRECTION", initiative_keys=[world.rows[0].pk]
    )
    praise = proposals.create_list(actor=world.actor(Role.OFFICER), cycle=world.cycle, kind=ListKind.COMMENDATION)
    type(praise).objects.filter(pk=praise.pk).update(state="CONCLUDED")
    assert told(world.cycle) == [
        (1, "danh sách biểu dương, khen thưởng chưa ghi số văn bản", False),
        (1, "dự thảo quyết định đính chính, thu hồi chưa công bố", False),
    ]


def test_other_year_is_not_told_of(world):
    other = make.make_cycle(world.ward, world.cycle.year + 1)
    make.make_candidate(make.make_unit(world.ward), other)
    proposals.create_list(actor=world.officer, cycle=other)
    assert told(world.cycle) == []


def test_five_queries_however_much_there_is(world):
    for _ in range(3):
        world.draft_sheet(world.sent(world.another()))
    with AtMost(5) as asked:
        told(world.cycle)
    assert asked.count == 5
