"""Many presses at once: one code a registration, consecutive, one winner an act.

On PostgreSQL only: the test database of SQLite lives in memory, where readers meet locks a file would not show.
"""

import datetime as dt
import threading

import pytest
from django.db import OperationalError, connection, transaction

from core import audit, clock
from core.exceptions import StaleState
from models_registry.enums import InitiativeState as S
from models_registry.models import CodeCounter, Initiative, Submission
from models_registry.services.ending import withdraw
from models_registry.services.receiving import RemarkDraft, receive, return_initiative
from models_registry.services.saving import save_step
from models_registry.services.sending import send_initiative
from organizations.enums import Role
from tests import factories as make

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
    return {"unit": unit, "cycle": cycle, "head": head, "ban": ban}


def fresh(key):
    return Initiative.objects.select_related("cycle", "unit", "ward", "sector", "text").get(pk=key)


def at_once(*acts):
    """Run the acts in threads that start together; what each returned or raised, in order."""
    gate, results = threading.Barrier(len(acts)), [None] * len(acts)

    def run(index, act):
        try:
            gate.wait()
            results[index] = act()
        except Exception as error:
            results[index] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
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
