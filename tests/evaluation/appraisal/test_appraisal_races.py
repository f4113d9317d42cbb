"""Several scorers and the head at once: figures are those of the sheets that count, an act has one winner.

On PostgreSQL only: the test database of SQLite lives in memory, where readers meet locks a file would not show.
"""

import pytest
from django.db import connection

from core.exceptions import DomainError
from core.log import audit
from core.models import AuditEntry
from evaluation import scoring
from evaluation.conclusions.assignment_plan import Wish
from evaluation.conclusions.services import assignment, conclusions
from evaluation.enums import Outcome, SheetState
from evaluation.models import Evaluation, ScoreSheet
from evaluation.sheets.services import sheets
from models_registry.enums import SECTORS
from organizations.enums import Role
from tests.evaluation.appraising import FULL, Appraisal, full_scores
from tests.support import factories as make
from tests.support import racing

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]
ROUNDS = 4


@pytest.fixture
def world():
    if connection.vendor != "postgresql":
        pytest.skip("needs real row locks")
    for number, _, _ in SECTORS:
        make.sector(number)
    return Appraisal()


def at_once(*acts):
    """What each returned or was told; nobody met anything but a refusal in words."""
    results = racing.at_once(*acts)
    assert not [r for r in results if isinstance(r, Exception) and not isinstance(r, DomainError)]
    return results


def fresh(sheet):
    return ScoreSheet.objects.select_related("evaluation").get(pk=sheet.pk)


def whole(evaluation):
    """Stored figures against the sheets themselves."""
    row = Evaluation.objects.get(pk=evaluation.pk)
    totals = ScoreSheet.objects.filter(evaluation=row, state=SheetState.COMPLETED).values_list("total", flat=True)
    found = scoring.figures(totals)
    return (row.sheets_done, row.mean, row.median, row.spread) == (found.count, found.mean, found.median, found.spread)


def test_three_scorers_complete_at_once(world):
    third = world.actor(world.person(Role.OFFICER)[0])
    for _ in range(ROUNDS):
        evaluation = world.sent(world.another())
        drafts = [
            (scorer, world.draft_sheet(evaluation, scorer, full_scores({**FULL, 1: points})))
            for scorer, points in ((world.officer, 20), (world.second, 10), (third, 5))
        ]
        results = at_once(
            *(
                lambda scorer=scorer, sheet=sheet: sheets.complete_sheet(actor=scorer, sheet=fresh(sheet))
                for scorer, sheet in drafts
            )
        )
        assert results == [None, None, None]
        assert Evaluation.objects.get(pk=evaluation.pk).sheets_done == 3
        assert whole(evaluation)
    assert audit.verify(world.ward.pk) == []


def test_one_sheet_completed_twice_at_once(world):
    for _ in range(ROUNDS):
        evaluation = world.sent(world.another())
        sheet = world.draft_sheet(evaluation)
        same = [fresh(sheet), fresh(sheet)]
        results = at_once(*(lambda row=row: sheets.complete_sheet(actor=world.officer, sheet=row) for row in same))
        assert [type(result).__name__ for result in results].count("NoneType") == 1
        assert whole(evaluation)
        assert Evaluation.objects.get(pk=evaluation.pk).sheets_done == 1


def test_concluding_while_a_sheet_is_voided(world):
    for _ in range(ROUNDS):
        evaluation = world.sent(world.another())
        first = world.completed(evaluation)
        world.completed(evaluation, world.second)
        seen = fresh(first)
        at_once(
            lambda row=seen: sheets.void_sheet(actor=world.head, sheet=row, reason="Có liên quan"),
            lambda row=evaluation: conclusions.conclude_evaluation(
                actor=world.head, evaluation=row, outcome=Outcome.RECOMMEND
            ),
        )
        row = Evaluation.objects.get(pk=evaluation.pk)
        assert (row.sheets_done, row.outcome) == (1, Outcome.NONE)
        assert whole(evaluation)


def test_giving_out_pressed_twice_while_a_scorer_begins(world):
    """One press gives out, or none does because the scorer was first; each pair of model and scorer is there once."""
    wish = Wish((1, 2, 3, 4, 5), (world.officer.user_key, world.second.user_key), 2)
    place = {"actor": world.head, "ward": world.ward, "cycle": world.cycle}
    for _ in range(ROUNDS):
        evaluation = world.sent(world.another())
        sealed = assignment.seal(world.head, world.cycle, assignment.preview(**place, wish=wish))
        at_once(
            lambda sealed=sealed: assignment.assign(**place, sealed=sealed),
            lambda sealed=sealed: assignment.assign(**place, sealed=sealed),
            lambda row=evaluation: sheets.save_sheet(actor=world.officer, evaluation=row, scores=full_scores()),
        )
        told = AuditEntry.objects.filter(subject_key=evaluation.initiative_id, verb__in=["sheet.assign", "sheet.begin"])
        stand = dict(ScoreSheet.objects.filter(evaluation=evaluation).values_list("scorer_id", "state"))
        assert stand[world.officer.user_key] == SheetState.DRAFT
        was_given = stand.get(world.second.user_key) == SheetState.ASSIGNED
        assert (len(stand), told.count()) == ((2, 2) if was_given else (1, 1))
    assert audit.verify(world.ward.pk) == []
