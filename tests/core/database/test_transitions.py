"""A step is taken once; who comes second is told by whom, when and what."""

import threading
from enum import Enum

import pytest
from django.db import connection
from django.db.models import F

from core.actor import Actor
from core.database.transitions import Transition, TransitionTable, move, move_all, update_if_unchanged
from core.exceptions import DomainError, StaleState
from core.log import audit
from core.models import Audience
from models_registry.enums import InitiativeState as S
from models_registry.models import Initiative
from tests.support import factories


class Right(Enum):
    SEND = "send"


SEND = Transition("send", {S.DRAFT, S.RETURNED}, S.SUBMITTED, Right.SEND, "Gửi đăng ký")
REFUSE = Transition("refuse", {S.SUBMITTED}, S.REFUSED, Right.SEND, "Không tiếp nhận", needs_note=True)
TABLE = TransitionTable(SEND, REFUSE)
NOBODY_KNOWN = "Hồ sơ vừa được người khác xử lý. Hãy tải lại trang để xem."


def test_table_lists_its_steps_in_order():
    assert list(TABLE) == [SEND, REFUSE]
    assert len(TABLE) == 2
    assert TABLE["refuse"] is REFUSE
    assert TABLE.from_state(S.RETURNED) == [SEND]
    assert TABLE.from_state("SUBMITTED") == [REFUSE]
    assert TABLE.from_state(S.RECEIVED) == []


def test_two_steps_cannot_share_a_name():
    with pytest.raises(ValueError, match="same name"):
        TransitionTable(SEND, SEND)


@pytest.fixture
def row(db, frozen_clock) -> Initiative:
    ward = factories.make_ward()
    return factories.make_initiative(factories.make_unit(ward), factories.make_cycle(ward))


def seen_by_another(row) -> Initiative:
    return Initiative.objects.get(pk=row.pk)


def tell(row, text="Tiếp nhận đăng ký", **act):
    return audit.record(
        actor=Actor(5, "Người Thử", row.ward_id, "thu", (), frozenset(), frozenset()),
        verb="act",
        text=text,
        subject=row,
        ward_key=row.ward_id,
        **act,
    )


def test_step_is_one_update_of_state_version_and_changes(row, django_assert_num_queries):
    version = row.version
    with django_assert_num_queries(1):
        move(row, SEND, changes={"rounds": 4})
    stored = seen_by_another(row)
    for shown in (row, stored):
        assert (shown.state, shown.version, shown.rounds) == (S.SUBMITTED, version + 1, 4)


def test_computed_change_is_read_back(row):
    move(row, SEND, changes={"rounds": F("rounds") + 1})
    assert row.rounds == 1


def test_second_press_changes_nothing_and_is_told(row):
    other = seen_by_another(row)
    move(row, SEND)
    tell(row, "Gửi đăng ký")
    with pytest.raises(StaleState) as told:
        move(other, SEND, changes={"rounds": 9})
    assert told.value.message == ("Hồ sơ vừa được Người Thử xử lý lúc 10:05: Gửi đăng ký. Hãy tải lại trang để xem.")
    assert (other.state, other.rounds) == (S.DRAFT, 0)
    assert seen_by_another(row).rounds == 0


def test_older_act_is_told_with_its_day(row, at):
    other = seen_by_another(row)
    move(row, SEND)
    tell(row, "Gửi đăng ký")
    at(2026, 11, 28, 8, 0)
    with pytest.raises(StaleState, match="lúc 10:05 ngày 27/11/2026: Gửi đăng ký"):
        move(other, SEND)


def test_unlawful_step_is_refused_even_at_the_right_version(row):
    with pytest.raises(StaleState):
        move(row, REFUSE, note="Trùng hồ sơ")
    assert seen_by_another(row).state == S.DRAFT


@pytest.mark.parametrize("note", ["", "  \n"])
def test_step_that_needs_a_note_is_refused_without_one(row, note):
    move(row, SEND)
    version = row.version
    for take in (
        lambda: move(row, REFUSE, note=note, changes={"end_reason": "x"}),
        lambda: move_all(Initiative.objects.filter(pk=row.pk), REFUSE, note=note, changes={"end_reason": "x"}),
    ):
        with pytest.raises(DomainError) as refused:
            take()
        assert (refused.value.message, refused.value.field) == ("Hãy ghi lý do không tiếp nhận", "reason")
    stored = seen_by_another(row)
    assert (stored.state, stored.version, stored.end_reason) == (S.SUBMITTED, version, "")


def test_step_that_needs_a_note_is_taken_with_one(row):
    move(row, SEND)
    assert move_all(Initiative.objects.filter(pk=row.pk), REFUSE, note="Trùng hồ sơ") == 1
    assert seen_by_another(row).state == S.REFUSED


def test_acts_hidden_from_units_are_not_told(row):
    other = seen_by_another(row)
    move(row, SEND)
    tell(row, "Chấm 85 điểm", audience=Audience.HEAD)
    with pytest.raises(StaleState) as told:
        move(other, SEND)
    assert told.value.message == NOBODY_KNOWN


def test_change_without_a_step_needs_the_version_seen(row):
    other = seen_by_another(row)
    update_if_unchanged(row, changes={"person_name": "Người Thử"})
    assert (seen_by_another(row).person_name, row.version) == ("Người Thử", other.version + 1)
    with pytest.raises(StaleState) as told:
        update_if_unchanged(other, changes={"person_name": "Người Khác"})
    assert told.value.message == NOBODY_KNOWN
    assert seen_by_another(row).person_name == "Người Thử"


@pytest.mark.postgresql
@pytest.mark.skipif("connection.vendor != 'postgresql'")
@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_exactly_one_wins():
    ward = factories.make_ward()
    row = factories.make_initiative(factories.make_unit(ward), factories.make_cycle(ward))
    start, won, told = threading.Barrier(8), [], []

    def press():
        mine = seen_by_another(row)
        start.wait()
        try:
            move(mine, SEND)
            won.append(mine)
        except StaleState as stale:
            told.append(stale)
        finally:
            connection.close()

    threads = [threading.Thread(target=press) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(won), len(told)) == (1, 7)
