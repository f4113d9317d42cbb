"""Score sheets: drafts, completion, reopening, voiding, the figures (decisions 21–22, scenarios 16–18)."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction

from core.exceptions import DomainError, StaleState
from core.models import AuditEntry, Notification
from evaluation.conclusions.services import conclusions
from evaluation.enums import EvaluationState, Finding, Outcome, SheetState
from evaluation.models import CriterionScore, Evaluation, ScoreSheet
from evaluation.sheets.services import sheets
from evaluation.sheets.services.sheets import Score
from models_registry.enums import InitiativeState
from models_registry.models import Initiative
from tests.evaluation.appraising import FULL, Appraisal, full_scores, read

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return Appraisal()


@pytest.fixture
def evaluation(world):
    return world.sent()


def points(**changed):
    return full_scores({**FULL, **{int(name[1:]): value for name, value in changed.items()}})


def figures(evaluation):
    row = Evaluation.objects.get(pk=evaluation.pk)
    return row.sheets_done, row.mean, row.median, row.spread


def test_a_draft_keeps_what_there_is(world, evaluation):
    sheet = sheets.save_sheet(
        actor=world.officer, evaluation=evaluation, scores={1: Score(points=Decimal("17.5")), 3: Score(comment="Khá")}
    )
    stored = list(sheet.scores.order_by("criterion__number").values_list("points", "comment"))
    assert stored == [(Decimal("17.5"), ""), (None, ""), (None, "Khá"), (None, ""), (None, ""), (None, "")]
    assert ScoreSheet.objects.get().total == Decimal("17.5")
    assert figures(evaluation) == (0, 0, None, None)


def test_saving_anew_writes_over_what_was_there(world, evaluation):
    world.draft_sheet(evaluation)
    sheet = sheets.save_sheet(
        actor=world.officer, evaluation=evaluation, scores={1: Score(points=Decimal(0))}, seen_version=2
    )
    assert list(sheet.scores.order_by("criterion__number").values_list("points", flat=True)) == [0] + [None] * 5


@pytest.mark.parametrize(("number", "typed"), [(1, "20.5"), (2, "15.5"), (1, "-1"), (1, "1.25")])
def test_points_out_of_range_are_refused_at_their_field(world, evaluation, number, typed):
    with pytest.raises(DomainError) as error:
        sheets.save_sheet(actor=world.officer, evaluation=evaluation, scores={number: Score(points=Decimal(typed))})
    assert error.value.field == f"points_{number}"
    assert ScoreSheet.objects.count() == 0


def test_two_windows_of_one_scorer(world, evaluation):
    world.draft_sheet(evaluation)
    with pytest.raises(StaleState):
        sheets.save_sheet(actor=world.officer, evaluation=evaluation, scores=points(c1=1), seen_version=0)
    same = sheets.save_sheet(actor=world.officer, evaluation=evaluation, scores=full_scores(), seen_version=0)
    assert same.version == 2  # the second press of one button


def test_completing_locks_with_total_and_text(world, evaluation):
    sheet = world.completed(evaluation, scores=points(c1="17.5"))
    sheet = ScoreSheet.objects.get(pk=sheet.pk)
    assert (sheet.state, sheet.total, sheet.submission) == (SheetState.COMPLETED, Decimal("97.5"), evaluation.current)
    assert figures(evaluation) == (1, Decimal("97.5"), Decimal("97.5"), 0)
    with pytest.raises(StaleState):
        sheets.save_sheet(actor=world.officer, evaluation=evaluation, scores=full_scores(), seen_version=sheet.version)


def test_figures_of_three_sheets(world, evaluation):
    third = world.actor(world.person("OFFICER")[0])
    for scorer, first in ((world.officer, "20"), (world.second, "10.5"), (third, "12")):
        world.completed(evaluation, scorer, points(c1=first))
    assert figures(evaluation) == (3, Decimal("94.166667"), Decimal(92), Decimal("9.5"))


@pytest.mark.parametrize(
    ("score", "says"),
    [
        (Score(points=Decimal(3)), "Hãy chọn kết quả của tiêu chí 4"),
        (Score(finding=Finding.MET), "Hãy chấm điểm tiêu chí 4"),
    ],
)
def test_empty_is_not_zero(world, evaluation, score, says):
    sheet = world.draft_sheet(evaluation, scores=full_scores(c4=score))
    with pytest.raises(DomainError, match=says):
        sheets.complete_sheet(actor=world.officer, sheet=sheet)
    assert figures(evaluation) == (0, 0, None, None)


def test_completing_what_was_changed_after_it_was_seen(world, evaluation):
    sheet = world.draft_sheet(evaluation)
    sheets.save_sheet(actor=world.officer, evaluation=evaluation, scores=points(c1=1), seen_version=sheet.version)
    sheet = ScoreSheet.objects.select_related("evaluation").get()
    with pytest.raises(StaleState):
        sheets.complete_sheet(actor=world.officer, sheet=sheet, seen_version=2)


def test_two_completions_of_one_sheet_count_once(world, evaluation):
    sheet = world.draft_sheet(evaluation)
    same = ScoreSheet.objects.select_related("evaluation").get(pk=sheet.pk)
    sheets.complete_sheet(actor=world.officer, sheet=sheet)
    with pytest.raises(StaleState):
        sheets.complete_sheet(actor=world.officer, sheet=same)
    assert figures(evaluation)[0] == 1
    assert AuditEntry.objects.filter(verb="sheet.complete").count() == 1


def test_somebody_elses_sheet(world, evaluation):
    sheet = world.draft_sheet(evaluation)
    for act in (
        lambda: sheets.complete_sheet(actor=world.second, sheet=sheet),
        lambda: sheets.reopen_sheet(actor=world.second, sheet=sheet, reason="Thử"),
    ):
        with pytest.raises(PermissionDenied):
            act()


def test_only_officers_score(world, evaluation):
    for actor in (world.head, world.unit_head):
        with pytest.raises(PermissionDenied):
            sheets.save_sheet(actor=actor, evaluation=evaluation, scores=full_scores())


def test_heads_are_told_when_sheets_suffice(world, evaluation):
    world.completed(evaluation)
    assert not Notification.objects.filter(kind="conclusion").exists()
    world.completed(evaluation, world.second)
    notice = Notification.objects.get(kind="conclusion")
    assert (notice.user_key, notice.link) == (
        world.head_user.pk, f"/{world.ward.slug}/ket-luan/{evaluation.initiative.code}/"
    )  # fmt: skip


def test_reopening_needs_a_reason_and_takes_the_sheet_out_of_the_figures(world, evaluation):
    sheet = world.completed(evaluation, scores=points(c1="13.5"))
    world.completed(evaluation, world.second, points(c1=15))
    with pytest.raises(DomainError, match="Hãy ghi lý do"):
        sheets.reopen_sheet(actor=world.officer, sheet=sheet, reason=" ")
    sheets.reopen_sheet(actor=world.officer, sheet=sheet, reason="Chấm nhầm tiêu chí 1")
    assert figures(evaluation) == (1, 95, 95, 0)
    entry = AuditEntry.objects.get(verb="sheet.reopen")
    assert (entry.audience, entry.reason) == ("HEAD", "Chấm nhầm tiêu chí 1")
    assert "13.5" in {name: before for name, before, _ in entry.changes}["scores"]
    sheets.save_sheet(actor=world.officer, evaluation=evaluation, scores=points(c1=20), seen_version=sheet.version)
    sheets.complete_sheet(actor=world.officer, sheet=ScoreSheet.objects.select_related("evaluation").get(pk=sheet.pk))
    assert figures(evaluation) == (2, Decimal("97.5"), Decimal("97.5"), 5)


def test_the_database_itself_refuses_changes_of_a_completed_sheets_scores(world, evaluation):
    sheet = world.completed(evaluation)
    rows = CriterionScore.objects.filter(sheet=sheet)
    added = {"ward_id": sheet.ward_id, "sheet": sheet, "criterion": world.criteria.criteria.last()}
    moved = lambda: CriterionScore.objects.create(**added)  # noqa: E731
    for act in (lambda: rows.update(points=1), rows.delete, lambda: rows.update(comment="Khác"), moved):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()
    assert set(rows.values_list("comment", flat=True)) == {""}


EDGES = [
    ((2026, 11, 1, 0, 0), True),
    ((2026, 10, 31, 23, 59, 59), False),
    ((2026, 11, 30, 23, 59, 59), True),
    ((2026, 12, 1, 0, 0), False),
]


@pytest.mark.parametrize(("moment", "taken"), EDGES)
def test_the_scoring_window_by_the_clock_in_vietnam(at, moment, taken):
    at(2026, 11, 10, 9, 0)
    world = Appraisal()
    evaluation = world.sent()
    sheet = world.draft_sheet(evaluation)
    world.cycle.scoring_opens, world.cycle.scoring_closes = dt.date(2026, 11, 1), dt.date(2026, 11, 30)
    world.cycle.save()
    at(*moment)
    if taken:
        sheets.complete_sheet(actor=world.officer, sheet=sheet)
        return
    for act in (
        lambda: sheets.complete_sheet(actor=world.officer, sheet=sheet),
        lambda: sheets.save_sheet(actor=world.second, evaluation=evaluation, scores=full_scores()),
    ):
        with pytest.raises(DomainError):
            act()


def test_nothing_is_scored_before_it_is_sent_or_after_it_is_concluded(world):
    begun = world.begun()
    with pytest.raises(DomainError, match="chưa nộp tự đánh giá"):
        sheets.save_sheet(actor=world.officer, evaluation=begun, scores=full_scores())
    evaluation = world.sent(world.another())
    sheet = world.completed(evaluation)
    conclusions.conclude_evaluation(
        actor=world.head, evaluation=evaluation, outcome=Outcome.TOO_EARLY, reason="Mới làm hai tháng"
    )
    for act in (
        lambda: sheets.save_sheet(actor=world.second, evaluation=evaluation, scores=full_scores()),
        lambda: sheets.reopen_sheet(actor=world.officer, sheet=sheet, reason="Sửa"),
    ):
        with pytest.raises(DomainError, match="đã có kết luận"):
            act()


def test_a_discontinued_model_is_not_scored(world, evaluation):
    Initiative.objects.filter(pk=evaluation.initiative_id).update(state=InitiativeState.DISCONTINUED)
    with pytest.raises(DomainError, match="đã dừng"):
        sheets.save_sheet(actor=world.officer, evaluation=evaluation, scores=full_scores())


def test_a_void_sheet_stays_on_file_and_does_not_count(world, evaluation):
    sheet = world.completed(evaluation, scores=points(c1=10))
    world.completed(evaluation, world.second)
    assert sheets.void_sheet(actor=world.head, sheet=sheet, reason="Người chấm là thành viên tổ") is False
    sheet = ScoreSheet.objects.get(pk=sheet.pk)
    assert (sheet.state, sheet.total, sheet.scores.count()) == (SheetState.VOID, 90, 6)
    assert figures(evaluation) == (1, 100, 100, 0)
    assert AuditEntry.objects.get(verb="sheet.void").audience == "HEAD"
    assert Notification.objects.get(kind="sheet").user_key == world.officer_user.pk


def test_only_the_head_voids_and_says_why(world, evaluation):
    sheet = world.completed(evaluation)
    with pytest.raises(PermissionDenied):
        sheets.void_sheet(actor=world.second, sheet=sheet, reason="Thử")
    with pytest.raises(DomainError):
        sheets.void_sheet(actor=world.head, sheet=sheet, reason="")


def test_an_outcome_that_then_lacks_sheets_is_cleared(world, evaluation):
    sheet = world.completed(evaluation)
    world.completed(evaluation, world.second)
    conclusions.conclude_evaluation(actor=world.head, evaluation=evaluation, outcome=Outcome.RECOMMEND)
    assert sheets.void_sheet(actor=world.head, sheet=sheet, reason="Có liên quan") is True
    row = read(evaluation)
    assert (row.state, row.outcome, row.outcome_at, row.sheets_done) == (EvaluationState.SENT, "", None, 1)


def test_a_waived_outcome_survives_voiding(world, evaluation):
    sheet = world.completed(evaluation)
    conclusions.conclude_evaluation(
        actor=world.head, evaluation=evaluation, outcome=Outcome.TOO_EARLY, reason="Mới triển khai"
    )
    assert sheets.void_sheet(actor=world.head, sheet=sheet, reason="Có liên quan") is False
    assert read(evaluation).outcome == Outcome.TOO_EARLY


def test_declining_needs_a_reason_and_keeps_a_void_sheet(world, evaluation):
    with pytest.raises(DomainError):
        sheets.decline_sheet(actor=world.officer, evaluation=evaluation, reason="")
    world.draft_sheet(evaluation)
    sheet = sheets.decline_sheet(actor=world.officer, evaluation=evaluation, reason="Anh em ruột")
    assert (sheet.state, sheet.void_reason, sheet.scores.count()) == (SheetState.VOID, "Anh em ruột", 6)


def test_no_point_reaches_an_entry_units_or_other_scorers_read(world, evaluation):
    sheet = world.completed(evaluation, scores=points(c1="13.5"))
    sheets.reopen_sheet(actor=world.officer, sheet=sheet, reason="Sửa")
    shown = AuditEntry.objects.exclude(audience__in=["HEAD", "ADMIN"])
    assert [entry.seq for entry in shown if "13.5" in str(entry.changes) or "93.5" in str(entry.changes)] == []
