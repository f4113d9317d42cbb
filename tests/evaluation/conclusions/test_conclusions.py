"""The head's findings and conclusions (decisions 21–23)."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from core.exceptions import DomainError, StaleState
from core.models import AuditEntry
from evaluation.conclusions.services import conclusions
from evaluation.conclusions.services.conclusions import Ruling
from evaluation.enums import EvaluationState, Finding, Outcome
from evaluation.lists.services import proposals
from evaluation.models import Evaluation, FinalFinding
from evaluation.sheets.services.sheets import Score
from organizations.enums import Role
from tests.evaluation.appraising import Appraisal, full_scores, read

pytestmark = pytest.mark.django_db
MET, NOT_MET = Finding.MET, Finding.NOT_MET
DOUBT = Score(finding=Finding.UNPROVEN, points=Decimal(5))


@pytest.fixture
def world():
    return Appraisal()


@pytest.fixture
def scored(world):
    """Two sheets; the second doubts criterion 4."""
    evaluation = world.sent()
    world.completed(evaluation)
    world.completed(evaluation, world.second, full_scores(c4=DOUBT))
    return read(evaluation)


def conclude(world, evaluation, outcome=Outcome.RECOMMEND, **fields):
    conclusions.conclude_evaluation(
        actor=fields.pop("actor", world.head), evaluation=evaluation, outcome=outcome, **fields
    )
    return read(evaluation)


def test_all_sheets_agree_and_nothing_is_to_be_settled(world):
    evaluation = world.sent()
    world.completed(evaluation)
    world.completed(evaluation, world.second)
    row = conclude(world, evaluation)
    assert (row.state, row.outcome, row.outcome_by_key) == (
        EvaluationState.CONCLUDED, Outcome.RECOMMEND, world.head_user.pk
    )  # fmt: skip
    assert FinalFinding.objects.count() == 0


def test_a_doubted_criterion_must_be_settled_first(world, scored):
    with pytest.raises(DomainError) as error:
        conclude(world, scored)
    assert error.value.field == "final_4"
    with pytest.raises(DomainError) as error:
        conclude(world, scored, rulings={4: Ruling(finding=MET)})
    assert error.value.field == "final_reason_4"
    assert read(scored).outcome == ""


def test_settled_as_met_it_is_recommended(world, scored):
    row = conclude(world, scored, rulings={4: Ruling(finding=MET, reason="Đã xem biên bản tại chỗ")})
    assert row.outcome == Outcome.RECOMMEND
    settled = FinalFinding.objects.get()
    assert (settled.criterion.number, settled.finding, settled.by_key) == (4, MET, world.head_user.pk)


def test_the_finding_decides_whatever_the_points(world, scored):
    rulings = {4: Ruling(finding=NOT_MET, reason="Chưa có nơi nào làm theo")}
    with pytest.raises(DomainError, match="Tiêu chí 4 chưa được chốt"):
        conclude(world, scored, rulings=rulings)
    row = conclude(world, scored, Outcome.NOT_YET, reason="Chưa đạt tiêu chí 4", rulings=rulings)
    assert (row.outcome, row.outcome_reason) == (Outcome.NOT_YET, "Chưa đạt tiêu chí 4")


def test_a_ruling_where_all_sheets_agree_counts_for_nothing(world, scored):
    rulings = {1: Ruling(finding=NOT_MET, reason="Thử"), 4: Ruling(finding=MET, reason="Đủ")}
    assert conclude(world, scored, rulings=rulings).outcome == Outcome.RECOMMEND
    assert list(FinalFinding.objects.values_list("criterion__number", flat=True)) == [4]


@pytest.mark.parametrize("outcome", [Outcome.NOT_YET, Outcome.TOO_EARLY])
def test_other_outcomes_need_a_reason(world, scored, outcome):
    with pytest.raises(DomainError) as error:
        conclude(world, scored, outcome, rulings={4: Ruling(finding=MET, reason="Đủ")})
    assert error.value.field == "outcome_reason"


def test_too_early_needs_neither_sheets_nor_findings(world):
    row = conclude(world, world.sent(), Outcome.TOO_EARLY, reason="Mới triển khai hai tháng")
    assert (row.outcome, row.sheets_done, row.waiver_at) == (Outcome.TOO_EARLY, 0, None)


def test_too_few_sheets_need_a_waiver(world):
    evaluation = world.sent()
    world.completed(evaluation)
    with pytest.raises(DomainError) as error:
        conclude(world, evaluation)
    assert (error.value.field, error.value.message[:17]) == ("waiver_reason", "Mới có 1 trên 2 p")
    row = conclude(world, evaluation, waiver_reason="Hai chuyên viên còn lại có liên quan")
    assert (row.outcome, row.waiver_by_key) == (Outcome.RECOMMEND, world.head_user.pk)


def test_no_sheet_at_all_leaves_every_criterion_to_the_head(world):
    evaluation = world.sent()
    with pytest.raises(DomainError) as error:
        conclude(world, evaluation, waiver_reason="Mọi người chấm có liên quan")
    assert error.value.field == "final_1"


def test_a_waiver_falls_away_with_enough_sheets(world):
    evaluation = world.sent()
    world.completed(evaluation)
    conclude(world, evaluation, waiver_reason="Chờ người chấm")
    conclusions.clear_outcome(actor=world.head, evaluation=evaluation, reason="Đã có người chấm")
    world.completed(evaluation, world.second)
    row = conclude(world, evaluation)
    assert (row.waiver_at, row.waiver_reason) == (None, "")


def test_only_the_head_of_the_ban_concludes(world, scored):
    board = world.actor(world.person(Role.BOARD)[0])
    for actor in (world.officer, world.unit_head, board):
        with pytest.raises(PermissionDenied):
            conclude(world, scored, Outcome.TOO_EARLY, reason="Thử", actor=actor)


def test_a_conclusion_may_be_written_anew(world, scored):
    conclude(world, scored, Outcome.TOO_EARLY, reason="Mới triển khai")
    row = conclude(world, scored, rulings={4: Ruling(finding=MET, reason="Đủ")})
    assert row.outcome == Outcome.RECOMMEND
    assert AuditEntry.objects.filter(verb="evaluation.conclude").count() == 2


def test_figures_that_changed_since_they_were_seen(world, scored):
    Evaluation.objects.filter(pk=scored.pk).update(version=scored.version + 1)
    with pytest.raises(StaleState):
        conclude(world, scored, Outcome.TOO_EARLY, reason="Thử", seen_version=scored.version)


def test_the_second_press_of_one_button(world, scored):
    fields = {"reason": "Mới triển khai", "seen_version": scored.version}
    conclude(world, scored, Outcome.TOO_EARLY, **fields)
    conclude(world, scored, Outcome.TOO_EARLY, **fields)
    assert AuditEntry.objects.filter(verb="evaluation.conclude").count() == 1


def test_settling_without_concluding(world, scored):
    conclusions.settle_findings(
        actor=world.head, evaluation=scored, rulings={4: Ruling(finding=MET, reason="Đã kiểm tra")}
    )
    assert read(scored).state == EvaluationState.SENT
    assert conclude(world, scored).outcome == Outcome.RECOMMEND


def test_clearing_needs_a_reason_and_opens_scoring_again(world, scored):
    conclude(world, scored, Outcome.TOO_EARLY, reason="Mới triển khai")
    with pytest.raises(DomainError):
        conclusions.clear_outcome(actor=world.head, evaluation=scored, reason="")
    conclusions.clear_outcome(actor=world.head, evaluation=scored, reason="Xem lại")
    row = read(scored)
    assert (row.state, row.outcome, row.outcome_reason) == (EvaluationState.SENT, "", "")


def test_nothing_changes_while_the_model_is_before_the_leaders(world, scored):
    conclude(world, scored, rulings={4: Ruling(finding=MET, reason="Đủ")})
    proposal = proposals.create_list(actor=world.officer, cycle=world.cycle)
    proposals.add_items(actor=world.officer, proposal=proposal, initiatives=[scored.initiative])
    proposals.lock_and_submit(actor=world.head, proposal=proposal)
    for act in (
        lambda: conclude(world, scored, Outcome.TOO_EARLY, reason="Muộn"),
        lambda: conclusions.clear_outcome(actor=world.head, evaluation=scored, reason="Muộn"),
    ):
        with pytest.raises(StaleState, match="danh sách đã trình"):
            act()
    proposals.call_back(actor=world.head, proposal=proposal, reason="Sửa")
    assert conclude(world, scored, Outcome.TOO_EARLY, reason="Rút lại").outcome == Outcome.TOO_EARLY


def test_what_was_not_sent_cannot_be_concluded(world):
    with pytest.raises(StaleState, match="chưa nộp"):
        conclude(world, world.begun(), Outcome.TOO_EARLY, reason="Thử")


def test_another_ruling_on_an_old_page_is_told_not_dropped(world, scored):
    seen = scored.version
    conclude(world, scored, rulings={4: Ruling(finding=MET, reason="Đủ")}, seen_version=seen)
    with pytest.raises(StaleState):
        conclude(world, scored, rulings={4: Ruling(finding=MET, reason="Lý do khác")}, seen_version=seen)
