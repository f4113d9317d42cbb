"""Two imports of the same rows at once: whoever is second writes nothing, and is told so in words."""

import threading

import pytest
from django.db import connection, connections

from core import audit
from core.exceptions import DomainError
from models_registry.models import CodeCounter, Cycle, ImportBatch, Initiative, Recognition
from models_registry.services.imports import Choice, commit_import, decide_rows, start_import
from tests.factories import actor, sector

from .lists import sample_list, sample_units

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
