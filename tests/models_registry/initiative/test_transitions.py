import pytest

from models_registry.enums import InitiativeState as S
from models_registry.transitions import INITIATIVE

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
