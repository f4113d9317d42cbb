"""How far sheets agree: figures, comparing, keeping with reasons, live formulas (decision 22)."""

import io
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from django.core.exceptions import PermissionDenied
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from core.exceptions import DomainError, StaleState
from core.models import Notification
from evaluation import scoring
from evaluation.conclusions.services import conclusions
from evaluation.enums import Outcome
from evaluation.models import KeptScore
from evaluation.sheets.agreement import by_criterion
from evaluation.sheets.page import completed_sheets
from evaluation.sheets.services import agreement, sheets
from tests.evaluation.appraising import FULL, Appraisal, browser, full_scores, read, url

pytestmark = pytest.mark.django_db
LOW = {**FULL, 1: 5, 3: 5}  # thirty points below
NEAR = {**FULL, 1: 10}  # ten below: within the year's limit
TOTALS = st.lists(st.integers(0, 200).map(lambda halves: Decimal(halves) / 2), min_size=1, max_size=7)


@pytest.fixture
def world():
    return Appraisal()


def apart(world, low=LOW):
    evaluation = world.sent()
    world.completed(evaluation)
    world.completed(evaluation, world.second, full_scores(low))
    return read(evaluation)


def conclude(world, evaluation):
    conclusions.conclude_evaluation(actor=world.head, evaluation=evaluation, outcome=Outcome.RECOMMEND)


def own(evaluation, scorer):
    return evaluation.sheets.get(scorer_id=scorer.user_key)


# Figures -------------------------------------------------------------------------------------------------------------


@given(TOTALS)
def test_mean_and_median_equal_those_of_exact_fractions(totals):
    ordered = sorted(Fraction(total) for total in totals)
    middle = len(ordered) // 2
    median = ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2
    found = scoring.figures(totals)
    for mine, exact in ((found.mean, sum(ordered) / len(ordered)), (found.median, median)):
        cents = exact * 100
        whole, rest = divmod(cents.numerator, cents.denominator)
        shown = Decimal(whole + (2 * rest >= cents.denominator)) / 100
        assert scoring.rounded(mine) == shown.quantize(Decimal("0.01"), ROUND_HALF_UP)
    assert found.spread == max(totals) - min(totals)


def test_each_criterion_has_its_own_figures(world):
    evaluation = apart(world)
    found, _ = completed_sheets(evaluation)
    rows = by_criterion(list(evaluation.criteria_set.criteria.filter(max_points__isnull=False)), found)
    assert [row.figures.spread for row in rows] == [15, 0, 15, 0, 0, 0]
    assert [row.is_apart for row in rows] == [True, False, True, False, False, False]
    assert rows[0].figures.mean == Decimal("12.5")


# Comparing -----------------------------------------------------------------------------------------------------------


def test_scorers_whose_sheets_lie_apart_are_asked_to_compare(world):
    evaluation = apart(world)
    told = Notification.objects.filter(kind="agreement")
    assert set(told.values_list("user_key", flat=True)) == {world.officer.user_key, world.second.user_key}
    assert told.first().link == f"/{world.ward.slug}/cham-diem/{evaluation.initiative.code}/doi-chieu/"


def test_sheets_near_each_other_need_nothing(world):
    conclude(world, apart(world, NEAR))
    assert not Notification.objects.filter(kind="agreement").exists()


def test_no_conclusion_until_each_keeps_with_a_reason(world):
    evaluation = apart(world)
    with pytest.raises(DomainError, match="chênh nhau quá mức") as refused:
        conclude(world, evaluation)
    assert refused.value.field == "outcome"
    agreement.keep_sheet(actor=world.officer, sheet=own(evaluation, world.officer), reason="Có số liệu của công an")
    with pytest.raises(DomainError):
        conclude(world, read(evaluation))
    agreement.keep_sheet(actor=world.second, sheet=own(evaluation, world.second), reason="Chưa thấy minh chứng")
    conclude(world, read(evaluation))
    assert read(evaluation).outcome == Outcome.RECOMMEND


def test_a_reason_given_for_other_points_no_longer_holds(world):
    evaluation = apart(world)
    sheet = own(evaluation, world.second)
    agreement.keep_sheet(actor=world.second, sheet=sheet, reason="Chưa thấy minh chứng")
    agreement.keep_sheet(actor=world.officer, sheet=own(evaluation, world.officer), reason="Đủ")
    sheets.reopen_sheet(actor=world.second, sheet=sheet, reason="Xem lại")
    saved = sheets.save_sheet(
        actor=world.second, evaluation=evaluation, scores=full_scores({**FULL, 1: 2}), seen_version=sheet.version
    )
    saved = sheets.save_sheet(
        actor=world.second, evaluation=evaluation, scores=full_scores({**LOW, 3: 4}), seen_version=saved.version
    )
    sheets.complete_sheet(actor=world.second, sheet=saved)
    with pytest.raises(DomainError, match="chênh nhau quá mức"):
        conclude(world, read(evaluation))


def test_the_head_may_keep_them_all_while_the_figures_stay(world):
    evaluation = apart(world)
    agreement.keep_all(actor=world.head, evaluation=evaluation, reason="Hai cách nhìn đều có căn cứ")
    assert KeptScore.objects.get().sheet is None
    conclude(world, read(evaluation))


def test_nobody_keeps_for_another_or_without_a_reason(world):
    evaluation = apart(world)
    with pytest.raises(PermissionDenied):
        agreement.keep_sheet(actor=world.second, sheet=own(evaluation, world.officer), reason="Thay")
    with pytest.raises(PermissionDenied):
        agreement.keep_all(actor=world.officer, evaluation=evaluation, reason="Thay")
    with pytest.raises(DomainError, match="Hãy ghi lý do"):
        agreement.keep_sheet(actor=world.officer, sheet=own(evaluation, world.officer), reason="  ")


def test_nothing_is_kept_where_nothing_lies_apart(world):
    with pytest.raises(StaleState):
        agreement.keep_all(actor=world.head, evaluation=apart(world, NEAR), reason="Không cần")


# Pages ---------------------------------------------------------------------------------------------------------------


def test_one_compares_only_with_a_completed_sheet_of_ones_own(world):
    evaluation = world.sent()
    world.completed(evaluation, world.second, full_scores(LOW))
    world.draft_sheet(evaluation)
    page = url(world, "sheet_compare", evaluation.initiative.code)
    assert browser(world.officer_user).get(page).status_code == 404
    assert browser(world.second_user).get(page).status_code == 200


def test_the_queue_shows_what_is_to_be_compared_until_it_is_kept(world):
    evaluation = apart(world)
    client, page = browser(world.officer_user), url(world, "sheet_list", query="?nhom=doi-chieu")
    assert [row.pk for row in client.get(page).context["page"].object_list] == [evaluation.pk]
    compare = url(world, "sheet_compare", evaluation.initiative.code)
    assert client.post(compare, {"reason": ""}).context["form"].errors == {"reason": ["Hãy ghi lý do"]}
    assert client.post(compare, {"reason": "Có biên bản"}).status_code == 302
    assert list(client.get(page).context["page"].object_list) == []


def test_the_head_reads_where_a_figure_comes_from(world):
    evaluation = apart(world)
    words = browser(world.head_user).get(url(world, "points_explained", evaluation.initiative.code)).content.decode()
    assert "(70 + 100) : 2 =" in words
    assert "100 − 70 =" in words


def test_the_workbook_computes_what_the_screen_shows(world):
    apart(world)
    answer = browser(world.head_user).get(url(world, "points_file", world.cycle.year))
    book = load_workbook(io.BytesIO(answer.content))
    assert [cell.value for cell in book["Tổng hợp"][2]][3:] == [
        "=COUNT('Phiếu'!J2:J3)",
        "=ROUND(AVERAGE('Phiếu'!J2:J3),2)",
        "=ROUND(MEDIAN('Phiếu'!J2:J3),2)",
        "=MAX('Phiếu'!J2:J3)-MIN('Phiếu'!J2:J3)",
    ]
    assert [cell.value for cell in book["Phiếu"][3]][3:] == [5, 15, 5, 15, 15, 15, "=SUM(D3:I3)"]
