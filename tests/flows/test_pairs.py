"""Any two acts at once on the same row or list: one consistent outcome, whichever comes first.

Both pages are read before either act is pressed. What then stands must be what the small model gives for the acts that
counted, in one order or the other; each that counted has its entries in the log, no other has any, and nobody waits for
somebody who waits for them. On PostgreSQL only: SQLite lets one writer in at a time.
"""

import random
from itertools import product

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from core.exceptions import DomainError
from tests.support.racing import at_once
from tests.support.verified import problems

from .presses import Stage
from .small_model import Year
from .small_tables import ACTS, HIGH, KIN, LOW, OUTCOMES, PEOPLE, SCORERS

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]
APPROVED = {"a": "APPROVE", "b": "APPROVE", "c": "APPROVE"}
SENT = [("send", "head_b", None)]
RECEIVED = [*SENT, ("receive", "officer", None)]
WRITTEN = [*RECEIVED, ("write_self", "secretary_b", None)]
ASSESSED = [*WRITTEN, ("send_self", "head_b", None)]
BEGUN = [*ASSESSED, ("score", "officer", HIGH), ("score", "second", LOW)]
HALF = [*BEGUN, ("complete", "officer", None)]
APART = [*HALF, ("complete", "second", None)]
AGREED = [*ASSESSED, *[(act, who, HIGH) for who in ("officer", "second") for act in ("score", "complete")]]
CONCLUDED = [*AGREED, ("conclude", "boss", "RECOMMEND"), ("list_create", "officer", None)]
LISTED = [*CONCLUDED, ("list_add", "officer", None)]
SUBMITTED = [*LISTED, ("list_lock", "boss", None)]
ENDORSED = [*SUBMITTED, ("list_endorse", "standing", None)]
DECIDED = [*ENDORSED, ("list_conclude", "board", APPROVED)]
ENTERED = [*DECIDED, ("decision_enter", "officer", None)]
OPENED = [("year_open", "officer", None)]
FIRST, YEARS = 2020, 70  # of a ward
# How a row gets where two people meet on it.
PLACES = {
    "a draft": [],
    "sent": SENT,
    "returned": [*SENT, ("return", "officer", None)],
    "answered": [*SENT, ("return", "officer", None), ("answer", "secretary_b", None)],
    "sent again": [*SENT, ("return", "officer", None), ("answer", "secretary_b", None), ("send", "head_b", None)],
    "withdrawn": [*SENT, ("withdraw", "head_b", None)],
    "received": RECEIVED,
    "written": WRITTEN,
    "assessed": ASSESSED,
    "being scored": BEGUN,
    "half scored": HALF,
    "scored apart": APART,
    "scored alike": AGREED,
    "recommended": CONCLUDED,
    "not recommended": [*ASSESSED, ("conclude", "boss", "TOO_EARLY")],
    "on a draft list": LISTED,
    "before the Standing": SUBMITTED,
    "before the Board": ENDORSED,
    "decided": DECIDED,
    "with a decision": ENTERED,
    "beside an open next year": [*ASSESSED, *OPENED],
    "continued in the next year": [*ASSESSED, *OPENED, ("continue", "secretary_b", None)],
    "in a closed year": [*RECEIVED, *OPENED, ("year_close", "officer", None)],
}
CHOICES = {
    "score": (HIGH, LOW),
    "conclude": OUTCOMES,
    "void": SCORERS,
    "list_conclude": (APPROVED,),
    "decision_enter": ("", "b"),
}
OWN = {"score", "complete", "reopen_sheet", "decline", "keep", "ask", "list_speak"}


def pairs():
    """(place, first, second): every ordered pair of acts that are both lawful there, as (act, who, choice)."""
    found = []
    for place, way in PLACES.items():
        year = Year()
        for step in way:
            take(year, step)
        kept = year.kept()
        lawful = distinct(press for press in presses() if take(Year.again(kept), press) is not None)
        found += [(place, one, other) for one, other in product(lawful, lawful)]
    return found


def presses():
    """Each act with each choice by everybody entitled who could do it."""
    for act in ACTS:
        for who in PEOPLE:
            if Year().entitled(act, who, "b") and who != KIN:
                yield from ((act, who, choice) for choice in CHOICES.get(act, (None,)))


def distinct(lawful):
    """One person an act is enough, except where each has their own: scorers and members of the leaders."""
    found = {}
    for act, who, choice in lawful:
        found.setdefault((act, str(choice), who if act in OWN else ""), (act, who, choice))
    return list(found.values())


def take(year, press):
    act, who, choice = press
    return year.take(act, who, "b", choice)


def meet(stage, place, one, other) -> str:
    """What is wrong after both pressed at once on the ward's newest year; '' when nothing is."""
    year = Year()
    for act, who, choice in PLACES[place]:
        stage.do(act, who, "b", choice, stage.read(act, who, "b", choice))
        assert take(year, (act, who, choice)) is not None
    since = stage.last_seq()
    hands = [stage.read(act, who, "b", choice) for act, who, choice in (one, other)]
    results = at_once(
        *(
            lambda press=press, hand=hand: stage.do(press[0], press[1], "b", press[2], hand)
            for press, hand in zip((one, other), hands, strict=True)
        )
    )
    errors = [said if isinstance(said, Exception) else None for said in results]
    told = f"{place}: {one} against {other} → {results!r}, log {stage.entries_after(since)}, stands {stage.stands()}"
    if any(error and not isinstance(error, DomainError | PermissionDenied) for error in errors):
        return f"broke: {told}"
    done = [press for press, error in zip((one, other), errors, strict=True) if error is None]
    if not done:
        return f"nobody won: {told}"
    agreed = any(agrees(stage, Year.again(year.kept()), order, since) for order in orders(done))
    return "" if agreed else f"no order gives this: {told}"


def orders(done):
    """In which orders the acts may have counted; of one act pressed twice the second may have been the first's echo."""
    if len(done) == 1:
        return [done]
    one, other = done
    return [[one, other], [other, one], *([[one], [other]] if one[0] == other[0] else [])]


def agrees(stage, year, order, since) -> bool:
    entries = []
    for press in order:
        verbs = take(year, press)
        if verbs is None:
            return False
        entries += [(verb, stage.actors[press[1]].user_key) for verb in verbs]
    return year.stands() == stage.stands() and sorted(entries) == sorted(stage.entries_after(since))


def wrong_of(chosen) -> list[str]:
    """What went wrong: each pair in a year of its own, seventy years in a ward."""
    if connection.vendor != "postgresql":
        pytest.skip("needs real row locks")
    found = []
    for begin in range(0, len(chosen), YEARS):
        stage = Stage(f"phuong-{begin}", FIRST)
        for number, pair in enumerate(chosen[begin : begin + YEARS]):
            if number:
                stage.open_year(FIRST + 2 * number)  # each has its next year
            found += [said] if (said := meet(stage, *pair)) else []
    return found + problems()


def test_some_pairs_of_acts_at_once():
    chosen = random.Random(2026).sample(pairs(), 6)
    assert wrong_of(chosen) == []


@pytest.mark.deep
def test_all_pairs_of_acts_at_once():
    chosen = random.Random(2026).sample(pairs(), len(pairs()))
    assert {press[0] for _, one, other in chosen for press in (one, other)} == set(ACTS)
    assert wrong_of(chosen) == []
