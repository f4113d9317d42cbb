"""Anybody presses anything in any order: what stands is always what the small model says.

People of every office, of the right unit, of another and of another ward, on fresh pages and on old ones, press the
acts of registration, appraisal and list. A lawful act leaves its entry in the log, publishing also one for each model
recognised; whatever is refused leaves nothing.
"""

import copy
from collections import Counter

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from core.exceptions import DomainError
from organizations.tree import forget_trees
from tests.support.verified import problems

from .presses import Stage
from .small_model import Year
from .small_tables import ACTS, HIGH, LIST_ACTS, LOW, NEXT_DRAFT, OUTCOMES, PEOPLE, RESULTS, SCORERS, UNIT_OF, YEAR_ACTS

pytestmark = pytest.mark.django_db
APPROVED = dict.fromkeys(UNIT_OF, "APPROVE")
SENT = [("send", "head", None), ("receive", "officer", None), ("write_self", "secretary", None)]
ASSESSED = [*SENT, ("send_self", "head", None)]
APART = [*ASSESSED, ("score", "officer", HIGH), ("complete", "officer", None), ("score", "second", LOW),
         ("complete", "second", None)]  # fmt: skip
ALIKE = [(act, who, HIGH if act == "score" else choice) for act, who, choice in APART]
RECOMMENDED = [*ALIKE, ("conclude", "boss", "RECOMMEND")]
LIST = [("list_create", "officer", None), ("list_add", "officer", None)]
LOCKED = [*LIST, ("list_lock", "boss", None)]
ENDORSED = [*LOCKED, ("list_endorse", "standing", None)]
ENTERED = [*ENDORSED, ("list_conclude", "board", APPROVED), ("decision_enter", "officer", None)]
PUBLISHED = [*ENTERED, ("decision_publish", "boss", None)]
OPENED = [("year_open", "officer", "a", None)]
CONTINUED = [*OPENED, ("continue", "secretary_a", "a", None), ("send", "head_a", "a2", None)]
CLOSED = [*CONTINUED, ("year_close", "officer", "a", None)]
# Where an example begins: what rows a and b went through, what their list did, what was done about the next year; c and
# the next year's d stay drafts.
WAYS = {
    "drafts": ([], [], []),
    "assessed": (ASSESSED, [], []),
    "scored apart": (APART, [], []),
    "recommended": (RECOMMENDED, [], []),
    "on a list": (RECOMMENDED, LIST, []),
    "before the Standing": (RECOMMENDED, LOCKED, []),
    "before the Board": (RECOMMENDED, ENDORSED, []),
    "with a decision": (RECOMMENDED, ENTERED, []),
    "next year open while assessed": (ASSESSED, [], CONTINUED),
    "next year open while before the Board": (RECOMMENDED, ENDORSED, CONTINUED),
    "next year open after publishing": (RECOMMENDED, PUBLISHED, CONTINUED),
    "this year closed": (RECOMMENDED, PUBLISHED, CLOSED),
}
CHOICES = {"score": (HIGH, LOW), "conclude": OUTCOMES, "void": SCORERS}


def chosen(dice, act: str, rows):
    """One of what there is to choose with an act."""
    if act == "list_conclude":
        return {name: dice.choice(RESULTS) for name in rows}
    return dice.choice(CHOICES.get(act, (None,)))


def may_be(now: bytes, act: str, name: str, who: str) -> bool:
    """Whether the small model takes the act with any choice."""
    tried = (dict.fromkeys(Year.again(now).rows, "APPROVE"),) if act == "list_conclude" else CHOICES.get(act, (None,))
    return any(Year.again(now).take(act, who, name, choice) is not None for choice in tried)


class Anybody(RuleBasedStateMachine):
    stage: Stage  # one for all examples: each is undone at its end
    taken: Counter  # how often each act was done

    def __init__(self):
        super().__init__()
        self.undone = transaction.atomic()
        self.undone.__enter__()
        self.year, self.old, self.done = Year(), {}, Counter()
        self.stage.forget_continued()
        self.said = []

    @initialize(dice=st.randoms(use_true_random=True))
    def some_way_gone(self, dice):
        """Later steps are reached in few presses. Dice choose evenly, where drawing anew would repeat itself."""
        self.dice = dice
        steps, steps_of_list, steps_of_years = WAYS[dice.choice(sorted(WAYS))]
        for name in ("a", "b"):
            for act, office, choice in steps:
                who = f"{office}_{UNIT_OF[name].lower()}" if office in ("head", "secretary") else office
                assert self.press(act, who, name, choice) is not None
        for act, who, choice in steps_of_list:
            for name in ("a", "b") if act == "list_add" else ("a",):
                assert self.press(act, who, name, choice) is not None
        for act, who, name, choice in steps_of_years:
            assert self.press(act, who, name, choice) is not None

    @rule()
    def somebody_presses(self):
        """One rule for all: of several rules some examples would be given one alone, and never come anywhere."""
        ways = (self.presses_what_is_lawful, self.presses_anything, self.presses_on_an_old_page)
        self.dice.choices(ways, weights=(3, 1, 1))[0]()

    def presses_what_is_lawful(self):
        now = self.year.kept()
        lawful = [
            (act, who, name)
            for act in ACTS
            for who in PEOPLE
            for name in self.rows_for(act)
            if self.year.entitled(act, who, name) and may_be(now, act, name, who)
        ]
        if not lawful:
            return  # everything has ended
        seldom = min(self.done[act] for act, _, _ in lawful)  # everything once before anything twice
        act = self.dice.choice(sorted({act for act, _, _ in lawful if self.done[act] == seldom}))
        _, who, name = self.dice.choice([one for one in lawful if one[0] == act])
        self.done[act] += 1
        self.press(act, who, name, chosen(self.dice, act, self.year.rows))

    def rows_for(self, act) -> tuple[str, ...]:
        """The rows an act is about; of a list, or of a year, one stands for all of its year."""
        if act in YEAR_ACTS:
            return ("a",)
        if act in LIST_ACTS and act not in ("list_add", "list_remove"):
            return ("a", NEXT_DRAFT)
        return tuple(self.year.rows)

    def presses_anything(self):
        act, rows = self.dice.choice(ACTS), tuple(self.year.rows)
        self.press(act, self.dice.choice(tuple(PEOPLE)), self.dice.choice(rows), chosen(self.dice, act, rows))

    def presses_on_an_old_page(self):
        if self.old:
            act, who, name, choice = self.dice.choice(sorted(self.old, key=str))
            mark, hand, said = self.old[act, who, name, choice]
            if mark != self.year.mark(act, who, name, said):
                self.refused(act, who, name, said, copy.copy(hand))  # some acts read it anew

    # --- pressing and comparing -------------------------------------------------------------------------------------

    def press(self, act, who, name, choice):
        hand = self.stage.read(act, who, name, choice)
        if act in HELD and hand is not None:
            self.old[act, who, name, str(choice)] = (self.year.mark(act, who, name, choice), copy.copy(hand), choice)
        if Year.again(self.year.kept()).take(act, who, name, choice) is None:
            if hand is not None:
                self.refused(act, who, name, choice, hand)
            return None
        expected = self.year.take(act, who, name, choice)
        since = self.stage.last_seq()
        with transaction.atomic():
            self.stage.do(act, who, name, choice, hand)
        self.compare(expected, since, who, (act, who, name, choice))
        self.taken[act] += 1
        return expected

    def refused(self, act, who, name, choice, hand):
        """Told so, or answered with what was there already; nothing is written either way."""
        since = self.stage.last_seq()
        try:
            with transaction.atomic():
                self.stage.do(act, who, name, choice, hand)
        except (DomainError, PermissionDenied):
            pass
        else:
            assert act in SECOND_PRESSES, (act, who, name, choice)
            assert self.year.entitled(act, who, name), (act, who, name)
        self.compare([], since, who, ("refused", act, who, name, choice))

    def compare(self, verbs, since, who, told):
        self.said.append(told)
        person = self.stage.actors[who].user_key
        assert self.stage.entries_after(since) == [(verb, person) for verb in verbs], self.said[-5:]
        assert self.stage.stands() == self.year.stands(), self.said[-5:]

    def teardown(self):
        try:
            assert problems() == []
        finally:
            transaction.set_rollback(True)
            self.undone.__exit__(None, None, None)
            forget_trees()


# Acts whose page says what it showed: pressed on an old page they must not count.
HELD = {
    "send", "receive", "return", "refuse", "withdraw", "reopen", "discontinue", "complete", "reopen_sheet", "void",
    "conclude", "clear", "list_lock", "list_call_back", "list_cancel", "list_endorse", "list_return", "list_conclude",
    "year_open", "year_close", "year_reopen", "continue", "stop",
}  # fmt: skip
# Acts whose second press gets the first one's answer, or finds nothing to change.
SECOND_PRESSES = {"send", "answer", "list_remove", "conclude", "score", "continue", "stop"}


def play(examples, steps):
    """How often each act was done in so many years of so many presses."""
    Anybody.stage, Anybody.taken = Stage(), Counter()
    run_state_machine_as_test(
        Anybody,
        settings=settings(
            max_examples=examples, stateful_step_count=steps, derandomize=True, deadline=None, database=None,
            phases=(Phase.generate,), suppress_health_check=list(HealthCheck), print_blob=False,
        ),
    )  # fmt: skip
    return Anybody.taken


def test_random_people_never_leave_the_small_model():
    assert play(examples=16, steps=25).total() > 100


@pytest.mark.deep
def test_many_random_people_never_leave_the_small_model():
    assert set(play(examples=200, steps=50)) == set(ACTS)
