"""Frozen tables stay frozen and wards apart, on both engines, whatever path the statement takes.

The tables are made here, so that each rule is tried alone; the declared guards of the floors above have tests there.
"""

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from core import clock
from core.database import guards
from core.database.checks import guards_stand
from core.database.guards import Frozen, SameWard
from core.models import AuditChain, DownloadLog

TABLES = """
CREATE TABLE paper (id integer PRIMARY KEY, state text, seal text, body text, file_id integer, number text NOT NULL,
    erasures integer NOT NULL);
CREATE TABLE line (id integer PRIMARY KEY, paper_id integer, points integer);
CREATE TABLE place (id integer PRIMARY KEY, ward_id integer);
CREATE TABLE thing (id integer PRIMARY KEY, ward_id integer, place_id integer, name text);
INSERT INTO paper VALUES (1, 'OPEN', 'a', 'x', NULL, '', 0), (2, 'DONE', 'b', 'y', NULL, '', 0);
INSERT INTO line VALUES (1, 1, 5), (2, 2, 6);
INSERT INTO place VALUES (1, 10), (2, 20), (3, NULL);
"""
DONE_PARENT = "(SELECT state FROM paper WHERE id = OLD.paper_id) = 'DONE'"


def run(statement: str) -> list:
    """Run one statement in a savepoint, so that a refusal leaves the test's transaction usable."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall() if cursor.description else []


def refused(statement: str) -> bool:
    try:
        run(statement)
    except IntegrityError:
        return True
    return False


@pytest.fixture
def protect(db):
    """protect(guard, …) makes the tables and raises exactly these guards on them."""
    for statement in filter(str.strip, TABLES.split(";")):
        run(statement)
    columns = guards._columns(connection)

    def raise_these(*chosen):
        for guard in chosen:
            for trigger in guard.triggers(columns[guard.table]):
                if trigger.event in guards._ENGINES[connection.vendor].events:
                    guards._create([trigger], connection)

    return raise_these


def test_frozen_at_once_refuses_update_and_delete(protect):
    protect(Frozen("paper"))
    assert refused("UPDATE paper SET seal = 'forged' WHERE id = 1")
    assert refused("UPDATE paper SET file_id = 7 WHERE id = 1")
    assert refused("UPDATE paper SET erasures = erasures + 2 WHERE id = 1")
    assert refused("DELETE FROM paper WHERE id = 1")
    run("UPDATE paper SET seal = 'a' WHERE id = 1")
    run("INSERT INTO paper VALUES (3, 'OPEN', 'c', 'z', NULL, '', 0)")


def test_frozen_survives_insert_or_replace_and_truncate(protect):
    protect(Frozen("paper"))
    if connection.vendor == "sqlite":
        assert refused("INSERT OR REPLACE INTO paper VALUES (1, 'OPEN', 'forged', 'x', NULL, '', 0)")
    else:
        assert refused("TRUNCATE paper")
    assert run("SELECT seal FROM paper ORDER BY id") == [("a",), ("b",)]


def test_frozen_when_leaves_other_rows_free(protect):
    protect(Frozen("paper", frozen_when="OLD.state = 'DONE'"))
    run("UPDATE paper SET seal = 'corrected' WHERE id = 1")
    run("UPDATE paper SET state = 'DONE' WHERE id = 1")
    assert refused("UPDATE paper SET state = 'OPEN' WHERE id = 1")
    assert refused("DELETE FROM paper WHERE id = 2")


def test_set_once_goes_from_nothing_to_a_value_and_no_further(protect):
    protect(Frozen("paper", set_once=("file_id", "number")))
    run("UPDATE paper SET file_id = 7, number = '12-QĐ/ĐU' WHERE id = 1")
    assert refused("UPDATE paper SET file_id = 8 WHERE id = 1")
    assert refused("UPDATE paper SET file_id = NULL WHERE id = 1")
    assert refused("UPDATE paper SET number = '' WHERE id = 1")
    assert refused("UPDATE paper SET file_id = 9, seal = 'forged' WHERE id = 2")


def test_erasure_blanks_only_erasable_columns_and_is_counted(protect):
    protect(Frozen("paper", erasable=("body",)))
    assert refused("UPDATE paper SET body = 'blank' WHERE id = 1")
    assert refused("UPDATE paper SET body = 'blank', erasures = erasures + 1, seal = 'forged' WHERE id = 1")
    run("UPDATE paper SET body = 'blank', erasures = erasures + 1 WHERE id = 1")
    assert refused("UPDATE paper SET erasures = 0 WHERE id = 1")


def test_children_close_with_their_parent(protect):
    protect(Frozen("line", frozen_when=DONE_PARENT, closes_inserts=True))
    run("UPDATE line SET points = 6 WHERE id = 1")
    run("INSERT INTO line VALUES (3, 1, 7)")
    assert refused("UPDATE line SET points = 7 WHERE id = 2")
    assert refused("UPDATE line SET paper_id = 1 WHERE id = 2")
    assert refused("UPDATE line SET paper_id = 2 WHERE id = 1")
    assert refused("INSERT INTO line VALUES (4, 2, 7)")
    assert refused("DELETE FROM line WHERE id = 2")
    run("DELETE FROM line WHERE id = 3")


def test_rows_of_two_wards_do_not_mix(protect):
    protect(SameWard("thing", refs={"place_id": "place"}))
    run("INSERT INTO thing VALUES (1, 10, 1, 'ours'), (2, 10, NULL, 'nowhere')")
    assert refused("INSERT INTO thing VALUES (3, 10, 2, 'theirs')")
    assert refused("INSERT INTO thing VALUES (3, 10, 3, 'above the wards')")
    assert refused("UPDATE thing SET ward_id = 20 WHERE id = 1")
    assert refused("UPDATE thing SET place_id = 2 WHERE id = 2")
    run("UPDATE thing SET ward_id = 20, place_id = 2 WHERE id = 1")


def test_frozen_when_must_speak_of_the_old_row():
    with pytest.raises(ValueError, match="SQL on OLD"):
        Frozen("paper", frozen_when="state = 'DONE'")


def lose_one_guard() -> str:
    """As a rebuilt table on SQLite would."""
    name, table = next((name, table) for name, table in guards.installed().items() if table == "core_downloadlog")
    run(guards._ENGINES[connection.vendor].drop(name))
    return name


@pytest.mark.django_db
def test_every_declared_guard_is_installed():
    assert set(guards.installed()) == set(guards.declared())
    assert guards_stand(None, ["default"]) == []
    call_command("ensure_guards", "--check")


@pytest.mark.django_db
def test_lost_guard_is_noticed_and_mended():
    name = lose_one_guard()
    (problem,) = guards_stand(None, ["default"])
    assert name in problem.msg
    with pytest.raises(CommandError, match=name):
        call_command("ensure_guards", "--check")
    call_command("ensure_guards")
    assert set(guards.installed()) == set(guards.declared())


@pytest.mark.django_db
def test_checks_that_do_not_ask_for_the_database_leave_it_alone(django_assert_num_queries):
    lose_one_guard()
    with django_assert_num_queries(0):
        assert guards_stand(None, None) == []


@pytest.mark.django_db
@pytest.mark.skipif("connection.vendor != 'sqlite'")
def test_sqlite_that_lets_replace_slip_past_the_guards_is_noticed():
    run("PRAGMA recursive_triggers = OFF")
    try:
        (problem,) = guards_stand(None, ["default"])
        assert problem.id == "core.W002"
    finally:
        run("PRAGMA recursive_triggers = ON")


@pytest.mark.django_db
@pytest.mark.skipif("connection.vendor != 'postgresql'")
def test_guard_switched_off_is_noticed():
    name = next(name for name, table in guards.installed().items() if table == "core_downloadlog")
    run(f'ALTER TABLE core_downloadlog DISABLE TRIGGER "{name}"')
    assert guards.ensure() == ([name], [])
    assert set(guards.installed()) == set(guards.declared())


@pytest.mark.django_db
def test_guards_are_lowered_for_one_table_and_stand_again(frozen_clock):
    DownloadLog.objects.create(at=clock.now(), scope_key=1, what="Danh sách", row_count=3)
    assert refused("DELETE FROM core_downloadlog")
    with guards.lowered("core_downloadlog"):
        run("DELETE FROM core_downloadlog")
        assert {table for table in guards.installed().values() if table.startswith("core_")} == {"core_auditentry"}
    assert set(guards.installed()) == set(guards.declared())


@pytest.mark.django_db
def test_guards_stand_again_after_a_failure_while_lowered():
    standing = guards.installed()
    with pytest.raises(IntegrityError), guards.lowered():
        AuditChain.objects.bulk_create([AuditChain(scope_key=1), AuditChain(scope_key=1)])
    assert guards.installed() == standing


@pytest.mark.django_db(transaction=True)
def test_transactional_tests_may_leave_frozen_rows_behind():
    DownloadLog.objects.create(at=clock.now(), scope_key=1, what="Danh sách", row_count=3)


@pytest.mark.django_db(transaction=True)
def test_the_next_transactional_test_finds_empty_tables_and_standing_guards():
    assert DownloadLog.objects.count() == 0
    assert set(guards.installed()) == set(guards.declared())
