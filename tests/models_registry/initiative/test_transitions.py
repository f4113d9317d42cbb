import pytest

from core.database.transitions import move
from core.exceptions import StaleState
from models_registry.enums import Behalf, Source
from models_registry.enums import InitiativeState as S
from models_registry.transitions import BEHALF, INITIATIVE
from tests.support import factories

LAWFUL = {
    "submit": ({S.DRAFT}, S.SUBMITTED),
    "resubmit": ({S.RETURNED}, S.RESUBMITTED),
    "receive": ({S.SUBMITTED, S.RESUBMITTED}, S.RECEIVED),
    "return": ({S.SUBMITTED, S.RESUBMITTED}, S.RETURNED),
    "refuse": ({S.SUBMITTED, S.RESUBMITTED}, S.REFUSED),
    "withdraw": ({S.SUBMITTED, S.RETURNED, S.RESUBMITTED}, S.WITHDRAWN),
    "withdraw_disputed": ({S.SUBMITTED, S.RETURNED, S.RESUBMITTED, S.RECEIVED}, S.WITHDRAWN),
    "reopen": ({S.WITHDRAWN}, S.DRAFT),
    "discontinue": ({S.RECEIVED}, S.DISCONTINUED),
}


def test_the_table_is_decision_15_and_nothing_more():
    assert {step.name: (set(step.sources), step.target) for step in INITIATIVE} == LAWFUL


def test_ending_a_registration_for_good_needs_a_reason():
    assert {step.name for step in INITIATIVE if step.needs_note} == {"refuse", "withdraw_disputed", "discontinue"}


@pytest.mark.parametrize("state", [S.REFUSED, S.DISCONTINUED, S.VOIDED])
def test_nothing_leaves_an_end_state(state):
    assert INITIATIVE.from_state(state) == []


def test_the_table_of_what_is_typed_for_a_unit():
    anything = set(Behalf)
    assert {step.name: (set(step.sources), step.target) for step in BEHALF} == {
        "await": (anything, Behalf.WAITING),
        "adopt": (anything, Behalf.CONFIRMED),
        "confirm": ({Behalf.WAITING}, Behalf.CONFIRMED),
        "dispute": ({Behalf.WAITING}, Behalf.DISPUTED),
        "settle": ({Behalf.DISPUTED}, Behalf.SETTLED),
    }
    assert {step.column for step in BEHALF} == {"behalf"}
    assert [step.name for step in BEHALF if step.needs_note] == ["dispute"]


def test_steps_of_two_columns_are_taken_together_or_not_at_all(frozen_clock, ward):
    cycle, unit = factories.make_cycle(ward), factories.make_unit(ward)
    row = factories.make_initiative(unit, cycle, S.SUBMITTED, source=Source.BEHALF, behalf=Behalf.WAITING)
    steps = (INITIATIVE["withdraw_disputed"], BEHALF["settle"])
    with pytest.raises(StaleState):
        move(row, *steps, note="Nhầm đơn vị")
    row.refresh_from_db()
    assert (row.state, row.behalf) == (S.SUBMITTED, Behalf.WAITING)
    move(row, BEHALF["dispute"], note="Sai tên")
    move(row, *steps, note="Nhầm đơn vị")
    row.refresh_from_db()
    assert (row.state, row.behalf) == (S.WITHDRAWN, Behalf.SETTLED)
