"""Two imports of the same rows at once: whoever is second writes nothing, and is told so in words."""

import threading
import uuid
from functools import partial

import pytest
from django.db import connection, connections

from core.exceptions import DomainError
from core.log import audit
from models_registry.enums import Origin
from models_registry.imports.services.imports import Choice, commit_import, decide_rows, start_import
from models_registry.imports.services.undo import undo_import
from models_registry.models import CodeCounter, Cycle, ImportBatch, Initiative, Recognition
from models_registry.own_models.services import discontinue
from models_registry.registration.services.drafts import start_draft
from tests.models_registry.imports.lists import sample_list, sample_units
from tests.support.factories import actor, make_cycle, make_head, sector

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.postgresql,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one writer in at a time"),
]


@pytest.fixture
def ban(officer, ward):
    sample_units(ward)
    for number in range(1, 6):  # the flush of a transactional test took the ones of the migration
        sector(number)
    return actor(officer, ward)


def ready(ban, ward):
    batch = start_import(actor=ban, ward=ward, year=2025, file=sample_list())
    rows = {row.ordinal: row for row in batch.rows.all()}
    choices = {rows["17"].pk: Choice(skip=True), rows["33"].pk: Choice(kind="MODEL")}
    decide_rows(actor=ban, batch=batch, choices=choices)
    return batch.pk


def commit_at_once(ban, *keys):
    gate, outcomes = threading.Barrier(len(keys)), []

    def run(key):
        try:
            batch = ImportBatch.objects.select_related("ward", "file").get(pk=key)
            gate.wait()
            outcomes.append(commit_import(actor=ban, batch=batch).counts["NEW"])
        except DomainError as error:
            outcomes.append(error.message)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(key,)) for key in keys]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def written():
    return (
        Initiative.objects.count(),
        Recognition.objects.count(),
        CodeCounter.objects.get(year=2025).last,
        Cycle.objects.filter(year=2025).count(),
    )


def test_the_same_rows_in_two_files_are_written_once(ban, ward):
    outcomes = commit_at_once(ban, ready(ban, ward), ready(ban, ward))
    assert sorted(outcomes, key=str) == [0, 69]
    assert written() == (69, 69, 69, 1)
    assert audit.verify(ward.pk) == []


def test_one_file_confirmed_twice_is_written_once(ban, ward):
    key = ready(ban, ward)
    outcomes = commit_at_once(ban, key, key)
    assert 69 in outcomes
    (told,) = (outcome for outcome in outcomes if outcome != 69)
    assert told == "Danh sách này vừa được người khác nhập. Hãy tải lại trang để xem."
    assert written() == (69, 69, 69, 1)


def test_taking_back_against_continuing_ends_in_one_of_the_two(ban, ward):
    """Either the draft stands and the list too, or the list is taken back and nobody continues it."""
    key = ready(ban, ward)
    commit_import(actor=ban, batch=ImportBatch.objects.select_related("ward", "file").get(pk=key))
    cycle = make_cycle(ward, 2026)
    source = Initiative.objects.select_related("unit").first()
    head = actor(make_head(source.unit), ward)

    def undo():
        return partial(undo_import, actor=ban, batch=ImportBatch.objects.select_related("ward").get(pk=key))

    def carry_on():
        row = Initiative.objects.get(pk=source.pk)
        facts = {"unit": source.unit, "cycle": cycle, "token": uuid.uuid4(), "origin": Origin.KEEP, "continues": row}
        return partial(start_draft, actor=head, **facts)

    outcomes = at_once(undo, carry_on)
    drafts = Initiative.objects.filter(continues=source).count()
    assert (drafts, Initiative.objects.get(pk=source.pk).state) in {(1, "RECEIVED"), (0, "VOIDED")}
    assert sum(bool(told) for told in outcomes) == 1, outcomes
    assert audit.verify(ward.pk) == []


def test_taking_back_against_stopping_one_model_ends_in_one_of_the_two(ban, ward):
    key = ready(ban, ward)
    commit_import(actor=ban, batch=ImportBatch.objects.select_related("ward", "file").get(pk=key))

    def undo():
        return partial(undo_import, actor=ban, batch=ImportBatch.objects.select_related("ward").get(pk=key))

    def stop():
        row = Initiative.objects.order_by("pk").first()
        return partial(discontinue, actor=ban, initiative=row, seen=row.version, reason="Không còn phù hợp")

    at_once(undo, stop)
    states = sorted(set(Initiative.objects.values_list("state", flat=True)))
    assert states in (["VOIDED"], ["DISCONTINUED", "RECEIVED"])


def at_once(*makers):
    """Everybody reads, then all act together; '' for an act that went through, else what was said."""
    gate, outcomes = threading.Barrier(len(makers)), []

    def run(maker):
        try:
            act = maker()
            gate.wait()
            act()
            outcomes.append("")
        except DomainError as error:
            outcomes.append(error.message)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(maker,)) for maker in makers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes
