"""Many presses at once: one code a registration, consecutive, one winner an act.

On PostgreSQL only: the test database of SQLite lives in memory, where readers meet locks a file would not show.
"""

import datetime as dt
import random

import pytest
from django.db import OperationalError, connection, transaction

from core import clock
from core.exceptions import DomainError, StaleState
from core.log import audit
from core.models import AuditEntry
from models_registry.enums import BulkKind
from models_registry.enums import InitiativeState as S
from models_registry.models import BulkAct, CodeCounter, Initiative, Submission
from models_registry.own_models.services import withdraw
from models_registry.registration.services.saving import save_step
from models_registry.registration.services.sending import send_initiative
from models_registry.reviewing.bulk.services import do_bulk, share_out, try_bulk
from models_registry.reviewing.bulk.undo import undo_bulk
from models_registry.reviewing.services.receiving import RemarkDraft, receive, refuse, return_initiative
from organizations.enums import Role
from tests.support import factories as make
from tests.support import racing

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]
PRESSES = 4  # at once on each registration


@pytest.fixture
def world():
    if connection.vendor != "postgresql":
        pytest.skip("needs real row locks")
    ward = make.make_ward()
    cycle = make.make_cycle(ward)
    unit = make.make_unit(ward)
    head = make.actor(make.make_head(unit), ward)
    ban = make.actor(make.make_member(ward, Role.OFFICER), ward)
    return {"unit": unit, "ward": ward, "cycle": cycle, "head": head, "ban": ban}


def fresh(key):
    return Initiative.objects.select_related("cycle", "unit", "ward", "sector", "text").get(pk=key)


def at_once(*acts):
    """What each returned or raised; nobody waited in vain."""
    results = racing.at_once(*acts)
    assert not [r for r in results if isinstance(r, OperationalError)]
    return results


def test_many_presses_on_many_drafts_give_each_one_code(world):
    drafts = [make.make_initiative(world["unit"], world["cycle"]).pk for _ in range(4)]

    def press(key):
        row = fresh(key)
        return send_initiative(actor=world["head"], initiative=row, seen=row.version, confirmed=True).submission.pk

    def failing(key):
        """A press whose transaction breaks after all: its number goes back."""
        with transaction.atomic():
            press(key)
            transaction.set_rollback(True)

    at_once(*(lambda key=key: failing(key) for key in drafts))
    results = at_once(*(lambda key=key: press(key) for key in drafts for _ in range(PRESSES)))
    assert [type(result) for result in results] == [int] * len(results)
    numbers = sorted(Initiative.objects.values_list("number", flat=True))
    assert numbers == [1, 2, 3, 4]
    assert CodeCounter.objects.get().last == 4
    assert Submission.objects.count() == 4
    for index in range(len(drafts)):
        assert len(set(results[index * PRESSES : (index + 1) * PRESSES])) == 1
    assert audit.verify(world["unit"].ward_id) == []


def test_of_competing_acts_one_wins_and_the_others_are_told(world):
    due = clock.today() + dt.timedelta(days=5)
    for _ in range(6):
        key = make.make_initiative(world["unit"], world["cycle"], S.SUBMITTED).pk
        seen = fresh(key).version
        results = at_once(
            lambda key=key: receive(actor=world["ban"], initiative=fresh(key)) or "receive",
            lambda key=key: (
                return_initiative(
                    actor=world["ban"], initiative=fresh(key), remarks=[RemarkDraft("", "Thiếu")], due_on=due
                )
                and "return"
            ),
            lambda key=key, seen=seen: withdraw(actor=world["head"], initiative=fresh(key), seen=seen) or "withdraw",
        )
        won = [result for result in results if isinstance(result, str)]
        state = {"receive": S.RECEIVED, "return": S.RETURNED, "withdraw": S.WITHDRAWN}
        told = [result for result in results if isinstance(result, StaleState)]
        # A return may be followed by the withdrawal that read the row after it.
        assert (len(won), len(told)) in {(1, 2), (2, 1)}, results
        assert fresh(key).state in {state[name] for name in won}
        assert fresh(key).version == seen + len(won)


def test_a_save_and_a_send_at_once_never_seal_another_text_than_was_seen(world):
    for _ in range(6):
        key = make.make_initiative(world["unit"], world["cycle"]).pk
        seen = fresh(key).version
        saved, sent = at_once(
            lambda key=key, seen=seen: save_step(
                actor=world["head"], initiative=fresh(key), seen=seen, step=2, values={"problem": "Sửa"}, unread={}
            ),
            lambda key=key, seen=seen: send_initiative(
                actor=world["head"], initiative=fresh(key), seen=seen, confirmed=True
            ),
        )
        row = fresh(key)
        if isinstance(sent, StaleState):
            assert (saved, row.state, row.text.problem) == (True, S.DRAFT, "Sửa")
        else:
            assert isinstance(saved, StaleState)
            assert (row.state, sent.submission.body["problem"]["text"]) == (S.SUBMITTED, row.text.problem)


# Twenty at once: a short sample in the gate, the long run in --deep -------------------------------

SHORT_AND_LONG = [(3, 3), pytest.param(20, 50, marks=pytest.mark.deep)]


def send_it(world, row, bulk):
    return send_initiative(actor=world["head"], initiative=row, seen=1, confirmed=True).submission.pk


def receive_it(world, row, bulk):
    return receive(actor=world["ban"], initiative=row) or "done"


def return_it(world, row, bulk):
    due = clock.today() + dt.timedelta(days=5)
    return (
        return_initiative(actor=world["ban"], initiative=row, remarks=[RemarkDraft("", "Thiếu")], due_on=due) and "done"
    )


def refuse_it(world, row, bulk):
    return refuse(actor=world["ban"], initiative=row, reason="Trùng việc") or "done"


def withdraw_it(world, row, bulk):
    return withdraw(actor=world["head"], initiative=row, seen=1) or "done"


def do_it(world, row, bulk):
    return do_bulk(actor=world["ban"], bulk=bulk, seen=1).done_at


def undo_it(world, row, bulk):
    return undo_bulk(actor=world["ban"], bulk=bulk).undone_at


def receiving_bulk(world, *keys):
    return try_bulk(actor=world["ban"], ward=world["ward"], kind=BulkKind.RECEIVE, keys=keys)


# act: state before and after, verb of its one entry, whether every press gets the same answer
ONE_WINS = {
    send_it: (S.DRAFT, S.SUBMITTED, "initiative.send", True),
    receive_it: (S.SUBMITTED, S.RECEIVED, "initiative.receive", False),
    return_it: (S.SUBMITTED, S.RETURNED, "initiative.return", False),
    refuse_it: (S.SUBMITTED, S.REFUSED, "initiative.refuse", False),
    withdraw_it: (S.SUBMITTED, S.WITHDRAWN, "initiative.withdraw", False),
    do_it: (S.SUBMITTED, S.RECEIVED, "initiative.receive", True),
    undo_it: (S.SUBMITTED, S.SUBMITTED, "initiative.unreceive", True),
}


@pytest.mark.parametrize(("people", "rounds"), SHORT_AND_LONG)
def test_of_many_presses_of_one_act_exactly_one_counts(world, people, rounds):
    for act in ONE_WINS:
        for _ in range(rounds):
            one_act_is_pressed(world, act, people)
    numbers = list(Initiative.objects.order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, rounds * len(ONE_WINS) + 1))
    assert audit.verify(world["ward"].pk) == []


def one_act_is_pressed(world, act, people):
    before, after, verb, all_answer = ONE_WINS[act]
    key = make.make_initiative(world["unit"], world["cycle"], before).pk
    bulk = receiving_bulk(world, key) if act in (do_it, undo_it) else None
    if act is undo_it:
        do_bulk(actor=world["ban"], bulk=bulk, seen=1)
    version = fresh(key).version

    def press():
        return act(world, fresh(key), bulk and BulkAct.objects.get(pk=bulk.pk))

    results = at_once(*[press] * people)
    told = [result for result in results if isinstance(result, StaleState)]
    won = [result for result in results if not isinstance(result, Exception)]
    assert (len(set(won)), len(won) + len(told)) == (1, people), (act.__name__, results)
    assert len(won) == (people if all_answer else 1), (act.__name__, results)
    assert (fresh(key).state, fresh(key).version) == (after, version + 1)
    assert AuditEntry.objects.filter(subject_key=key, verb=verb).count() == 1


@pytest.mark.parametrize(("people", "rounds"), SHORT_AND_LONG)
def test_of_many_different_acts_each_change_stands_once_in_the_history(world, people, rounds):
    """Twenty at once, each with another act: as many entries as steps, and no state outside the table."""
    chance = random.Random(20261124)
    rivals = [receive_it, return_it, refuse_it, withdraw_it, do_it]
    for _ in range(rounds):
        row = make.make_initiative(world["unit"], world["cycle"], S.SUBMITTED)
        bulk = receiving_bulk(world, row.pk)

        def press(act, key=row.pk, bulk=bulk):
            return act(world, fresh(key), BulkAct.objects.get(pk=bulk.pk))

        chosen = [chance.choice(rivals) for _ in range(people)]
        results = at_once(*(lambda act=act: press(act) for act in chosen))
        assert {type(result) for result in results if isinstance(result, Exception)} <= {StaleState, DomainError}
        verbs = list(AuditEntry.objects.filter(subject_key=row.pk).order_by("seq").values_list("verb", flat=True))
        assert fresh(row.pk).version == 1 + len(verbs)
        # a withdrawal may follow a return it was pressed against; nothing else follows anything
        assert len(verbs) == 1 or verbs == ["initiative.return", "initiative.withdraw"], verbs
    assert audit.verify(world["ward"].pk) == []


@pytest.mark.parametrize(("people", "rounds"), SHORT_AND_LONG)
def test_overlapping_bulk_acts_in_any_order_never_wait_for_each_other_in_a_ring(world, people, rounds):
    chance = random.Random(20261124)
    officer = make.make_member(world["ward"], Role.OFFICER)
    for _ in range(rounds):
        keys = [make.make_initiative(world["unit"], world["cycle"], S.SUBMITTED).pk for _ in range(6)]

        def press(number, keys=keys):
            mine = chance.sample(keys, 4)
            kind = BulkKind.ASSIGN if number % 3 == 1 else BulkKind.RECEIVE
            bulk = try_bulk(actor=world["ban"], ward=world["ward"], kind=kind, keys=mine)
            if kind == BulkKind.ASSIGN:
                share_out(actor=world["ban"], bulk=bulk, seen=1, people=[officer], keep=False)
            bulk = do_bulk(actor=world["ban"], bulk=bulk, seen=bulk.version)
            return undo_bulk(actor=world["ban"], bulk=bulk).pk if number % 3 == 2 else bulk.pk

        results = at_once(*(lambda number=number: press(number) for number in range(people)))
        assert {type(result) for result in results if isinstance(result, Exception)} <= {DomainError}, results
        for row in Initiative.objects.filter(pk__in=keys):
            verbs = AuditEntry.objects.filter(subject_key=row.pk).exclude(verb="initiative.assign").order_by("seq")
            steps = list(verbs.values_list("verb", flat=True))
            assert steps == [("initiative.receive", "initiative.unreceive")[n % 2] for n in range(len(steps))]
            assert (row.version, row.state) == (1 + len(steps), S.RECEIVED if len(steps) % 2 else S.SUBMITTED)
    assert audit.verify(world["ward"].pk) == []
