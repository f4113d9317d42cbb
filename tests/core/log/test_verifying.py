"""Verification reads in chunks, goes on where it stopped, and takes nobody who writes meanwhile for a forger."""

import pytest
from django.core import signing
from django.db import connection

from core.actor import Actor
from core.database import guards
from core.log import audit, verification
from core.log.verification import Check, Part, Progress, Report
from core.models import AuditChain, AuditEntry

pytestmark = pytest.mark.django_db
WARD = 7


def write(count):
    acts = [audit.Act(actor=Actor.system(WARD, "thu"), verb="v", text=f"Việc {n}", ward_key=WARD) for n in range(count)]
    return audit.record_many(acts)


@pytest.fixture
def _small_chunks(monkeypatch):
    monkeypatch.setattr(audit, "CHUNK", 3)


def read_all(between=lambda: None):
    part = audit.read_chain(WARD)
    parts = [part]
    while part.goes_on is not None:
        between()
        part = audit.read_chain(WARD, part.goes_on)
        parts.append(part)
    return parts


@pytest.mark.usefixtures("_small_chunks")
@pytest.mark.parametrize("lines", [0, 1, 3, 7])
def test_lines_written_between_the_chunks_raise_no_alarm_and_are_not_counted(lines):
    write(lines)
    parts = read_all(between=lambda: write(2))
    assert [problem for part in parts for problem in part.problems] == []
    assert sum(part.looked_at for part in parts) == lines


@pytest.mark.usefixtures("_small_chunks")
@pytest.mark.parametrize("seq", [1, 4, 7])
def test_a_changed_line_is_named_though_others_write(seq):
    write(8)
    with guards.lowered():
        AuditEntry.objects.filter(seq=seq).update(user_key=99)
    parts = read_all(between=lambda: write(1))
    assert [problem for part in parts for problem in part.problems] == [f"Dòng {seq}: cột không khớp nội dung"]


@pytest.mark.usefixtures("_small_chunks")
def test_an_end_set_back_below_lines_that_stand_is_noticed():
    entries = write(5)
    AuditChain.objects.filter(scope_key=WARD).update(last_seq=3, last_hash=entries[2].hash)
    assert audit.verify(WARD) == ["Cuối nhật ký (dòng 5) không khớp với số đã ghi"]


def test_a_line_that_no_longer_is_one_is_named_alone():
    write(3)
    with guards.lowered(), connection.cursor() as cursor:
        kind = "::jsonb" if connection.vendor == "postgresql" else ""
        cursor.execute(f"UPDATE core_auditentry SET labels = %s{kind} WHERE seq = 3", ['["x"]'])  # noqa: S608  our own
    assert audit.verify(WARD) == ["Dòng 3: không đọc được"]


def test_the_log_is_read_without_a_transaction(django_assert_num_queries):
    """On SQLite a transaction of ours takes the write lock at once (BEGIN IMMEDIATE)."""
    write(3)
    with django_assert_num_queries(5) as asked:
        audit.read_chain(WARD)
    assert [query["sql"].split()[0] for query in asked.captured_queries] == ["SELECT"] * 5


def counting(key, last):
    """A check of `last` chunks, each finding one row and one problem."""

    def read(scope_key, at):
        number = (at or 0) + 1
        return Part(1, [f"{key}{number} của {scope_key}"], goes_on=number if number < last else None)

    return Check(key, key, "", "dòng", lambda: [WARD], (read,))


A, B = counting("a", 3), counting("b", 1)
C = Check("c", "c", "", "dòng", lambda: [WARD, 9], (*A.stages, *B.stages))


@pytest.fixture
def _checks(settings):
    settings.VERIFICATIONS = [f"{__name__}.{name}" for name in "ABC"]


@pytest.mark.usefixtures("_checks")
def test_everything_is_every_check_of_every_scope_stage_after_stage():
    found = [(check.key, scope, report.problems) for check, scope, report in verification.verify_everything()]
    assert found[:3] == [
        ("a", 7, ["a1 của 7", "a2 của 7", "a3 của 7"]),
        ("b", 7, ["b1 của 7"]),
        ("c", 7, ["a1 của 7", "a2 của 7", "a3 của 7", "b1 của 7"]),
    ]
    assert {scope for _, scope, _ in found} == {7, 9}


@pytest.mark.usefixtures("_checks")
def test_a_turn_goes_on_where_the_last_one_stopped(monkeypatch):
    monkeypatch.setattr(verification, "TURN", -1)  # a chunk a turn
    progress, steps = Progress(WARD), []
    while not progress.is_done:
        progress.take_turn()
        steps.append([report.looked_at for report in progress.reports])
        progress = Progress.opened(progress.sealed, scope_key=WARD)
    assert steps == [[1], [2], [3], [3, 1], [3, 1, 1], [3, 1, 2], [3, 1, 3], [3, 1, 4]]
    assert progress.found == 8
    monkeypatch.setattr(verification, "TURN", 60)
    at_once = Progress(WARD)
    at_once.take_turn()
    assert at_once == progress


@pytest.mark.usefixtures("_checks")
def test_a_position_of_another_scope_an_old_or_a_changed_one_is_refused(at):
    at(2026, 11, 27, 10, 5)
    sealed = Progress(WARD, [Report(1)], [0, 1]).sealed
    for wrong, scope in ((sealed, 9), (sealed + "x", WARD)):
        with pytest.raises(signing.BadSignature):
            Progress.opened(wrong, scope_key=scope)
    at(2026, 11, 28, 10, 6)
    with pytest.raises(signing.BadSignature):
        Progress.opened(sealed, scope_key=WARD)


def test_beyond_a_hundred_findings_are_only_counted():
    report = Report()
    for _ in range(3):
        report.add(Part(50, ["x"] * 60), verification.MOST_SHOWN)
    assert (report.found, len(report.problems), report.looked_at) == (180, 100, 150)
