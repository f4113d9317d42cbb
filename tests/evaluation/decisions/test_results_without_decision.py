"""A list of which the Board recognised nothing ends with results for the units and without a decision."""

import pytest

from core.exceptions import DomainError, StaleState
from core.models import AuditEntry, Notification
from evaluation.decisions.services import decisions
from evaluation.decisions.year_work import appraisal_work
from evaluation.enums import EvaluationState, ListState, Outcome, RowResult
from evaluation.leadership.services.leadership import RowConclusion, conclude_list, endorse_list
from evaluation.lists.services import proposals
from evaluation.models import Evaluation, ProposalList, RecognitionDecision
from models_registry.models import Recognition
from models_registry.years import services
from organizations.enums import Role
from tests.evaluation.appraising import Appraisal, browser, url
from tests.support import factories as make

pytestmark = pytest.mark.django_db


class World(Appraisal):
    """A list of three rows; the unit of the first is known."""

    def __init__(self):
        super().__init__()
        self.standing = self.person(Role.STANDING, may_conclude=True)[1]
        self.board = self.person(Role.BOARD, may_conclude=True)[1]
        self.unit_user = make.make_head(unit := make.make_unit(self.ward))
        units = [unit, make.make_unit(self.ward)]
        self.refused, self.left = [make.make_candidate(one, self.cycle) for one in units]
        self.unfit = make.make_evaluation(self.another(), EvaluationState.CONCLUDED, Outcome.NOT_YET)

    def concluded(self, results=(RowResult.REFUSE, RowResult.DEFER)):
        proposal = proposals.create_list(actor=self.officer, cycle=self.cycle)
        proposals.add_items(actor=self.officer, proposal=proposal, initiatives=[self.refused, self.left])
        version = proposals.lock_and_submit(actor=self.head, proposal=proposal)
        endorse_list(actor=self.standing, version=version)
        said = dict(zip([self.refused.pk, self.left.pk], results, strict=True))
        rows = {item.pk: RowConclusion(said[item.initiative_id], 1, "Chưa rõ kết quả") for item in version.items.all()}
        conclude_list(actor=self.board, version=version, rows=rows)
        return ProposalList.objects.get(pk=proposal.pk)


@pytest.fixture
def world():
    return World()


def states(world):
    rows = (world.refused.pk, world.left.pk, world.unfit.initiative_id)
    found = dict(Evaluation.objects.filter(initiative__in=rows).values_list("initiative_id", "state"))
    return [found[key] for key in rows]


def test_head_gives_results_and_the_list_ends_without_a_decision(world):
    world.concluded()
    client = browser(world.head_user)
    detail = client.get(url(world, "decision_detail", world.cycle.year, 1)).content.decode()
    here = url(world, "results_publish", world.cycle.year, 1)
    assert here in detail
    assert "không công nhận mô hình nào nên không có quyết định" in client.get(here).content.decode()
    done = client.post(here, follow=True)
    assert "Đã báo kết quả cho các đơn vị" in done.content.decode()
    assert here not in done.content.decode()
    assert "Dự thảo quyết định" not in done.content.decode()
    assert states(world) == ["PUBLISHED", "CONCLUDED", "PUBLISHED"]
    assert ProposalList.objects.get().state == ListState.PUBLISHED
    assert (RecognitionDecision.objects.count(), Recognition.objects.count()) == (0, 0)
    entry = AuditEntry.objects.get(verb="list.results")
    assert (entry.subject_key, entry.user_key) == (ProposalList.objects.get().pk, world.head_user.pk)
    assert AuditEntry.objects.filter(verb="initiative.defer", subject_key=world.left.pk).count() == 1


def test_unit_reads_the_boards_reason(world):
    decisions.publish_results(actor=world.head, proposal=world.concluded())
    told = Notification.objects.get(user_key=world.unit_user.pk, kind="result")
    assert told.text.startswith("Đã có kết quả xét công nhận")
    page = browser(world.unit_user).get(url(world, "result", world.refused.code)).content.decode()
    assert "Chưa rõ kết quả" in page


def test_unit_of_a_model_left_reads_why_although_there_is_no_decision(world):
    left = make.make_head(world.left.unit)
    decisions.publish_results(actor=world.head, proposal=world.concluded())
    assert "để lại" in Notification.objects.get(user_key=left.pk, kind="result").text
    page = browser(left).get(url(world, "result", world.left.code))
    assert (page.status_code, "Chưa rõ kết quả" in page.content.decode()) == (200, True)


def test_next_list_is_begun_and_the_year_is_closed_afterwards(world):
    proposal = world.concluded()
    with pytest.raises(DomainError, match="1 danh sách đã kết luận mà chưa công bố kết quả"):
        services.close_cycle(actor=world.head, cycle=world.cycle, reason="Hết năm")
    world.cycle.refresh_from_db()
    with pytest.raises(DomainError, match="chưa xong"):
        proposals.create_list(actor=world.officer, cycle=world.cycle)
    decisions.publish_results(actor=world.head, proposal=proposal)
    again = proposals.create_list(actor=world.officer, cycle=world.cycle)
    assert [row.initiative_id for row in proposals.candidates(again)] == [world.left.pk]
    assert [row.refuses for row in appraisal_work(world.cycle, world.ward.slug)] == [False, False]


def test_list_with_a_recognised_row_is_ended_by_its_decision_alone(world):
    proposal = world.concluded((RowResult.APPROVE, RowResult.REFUSE))
    client = browser(world.head_user)
    detail = client.get(url(world, "decision_detail", world.cycle.year, 1)).content.decode()
    assert url(world, "results_publish", world.cycle.year, 1) not in detail
    with pytest.raises(DomainError, match="có công nhận mô hình"):
        decisions.publish_results(actor=world.head, proposal=proposal)
    assert ProposalList.objects.get().state == ListState.CONCLUDED


def test_second_press_gives_nothing_again(world):
    proposal = world.concluded()
    again = ProposalList.objects.get(pk=proposal.pk)
    decisions.publish_results(actor=world.head, proposal=proposal)
    with pytest.raises(StaleState):
        decisions.publish_results(actor=world.head, proposal=again)
    assert Notification.objects.filter(user_key=world.unit_user.pk, kind="result").count() == 1
