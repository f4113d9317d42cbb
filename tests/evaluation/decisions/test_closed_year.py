"""Every act of the appraisal in a finishing year beside an open one, in a closed year, and once it was opened again.

In a closed year correction, revocation, the province's recognition and certificates stay lawful, nothing else
(decision 82).
"""

import pytest
from django.db import transaction

from core.exceptions import DomainError
from evaluation.enums import SheetState
from evaluation.models import ScoreSheet
from evaluation.sheets.services import declarations, sheets
from models_registry.enums import CycleState, InitiativeState
from models_registry.models import Cycle
from models_registry.years import services
from tests.evaluation.appraising import full_scores
from tests.evaluation.decisions import acts_of_appraisal, acts_of_leaders
from tests.evaluation.decisions.closed_year import World, fresh
from tests.evaluation.two_years import TODAY
from tests.support import factories as make

pytestmark = pytest.mark.django_db
LAWFUL = acts_of_leaders.LAWFUL
ENDED = acts_of_appraisal.ENDED + acts_of_leaders.ENDED


@pytest.fixture
def world(at, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    at(*TODAY)
    return World()


def pressed(world, acts, before=()) -> dict[str, str]:
    """What each act was answered, '' when it was done; all of it is taken back before the next."""
    answers = {}
    for act in acts:
        with transaction.atomic():
            press = act(world)
            for step in before:
                step(world)
            try:
                with transaction.atomic():
                    press()
                answers[act.__name__] = ""
            except DomainError as error:
                answers[act.__name__] = error.message
            transaction.set_rollback(True)
    return answers


def close(world):
    """By hand: the service waits for lists with the leaders, which some acts are about."""
    Cycle.objects.filter(pk=world.cycle.pk).update(state=CycleState.CLOSED)


def reopen(world):
    services.reopen_cycle(actor=world.head, cycle=fresh(world.cycle), reason="Còn một danh sách chưa trình")


def test_every_act_is_lawful_in_a_finishing_year_beside_an_open_one(world):
    assert pressed(world, LAWFUL + ENDED) == {act.__name__: "" for act in LAWFUL + ENDED}


def test_closed_year_takes_only_amendments_the_province_and_certificates(world):
    assert pressed(world, LAWFUL, [close]) == {act.__name__: "" for act in LAWFUL}
    refused = pressed(world, ENDED, [close])
    assert {name: words for name, words in refused.items() if "Năm 2026 đã kết thúc" not in words} == {}
    assert len(refused) == len(ENDED)


def test_year_opened_again_takes_every_act(world):
    assert pressed(world, LAWFUL + ENDED, [close, reopen]) == {act.__name__: "" for act in LAWFUL + ENDED}


def test_what_was_declared_of_a_unit_holds_for_every_year(world):
    close(world)
    declarations.declare(actor=world.officer, ward=world.ward, unit=world.unit, reason="Vợ tôi là bí thư chi bộ")
    later = make.make_initiative(world.unit, world.opening, InitiativeState.RECEIVED)
    row = make.make_evaluation(later)
    with pytest.raises(Exception, match="đã khai có liên quan"):
        sheets.save_sheet(actor=world.officer, evaluation=row, scores=full_scores())
    assert not ScoreSheet.objects.exclude(state=SheetState.VOID).exists()
