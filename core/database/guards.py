"""Triggers that keep frozen tables frozen and wards apart, the same on SQLite and PostgreSQL.

Each app lists its guards (`GUARDS` in the modules of settings.GUARD_MODULES) and raises them in a migration. A guard's
name ends in a digest of what it does, so comparing names is enough to find one that is lost, stale or switched off:
SQLite drops triggers silently when a table is rebuilt. A refused statement raises IntegrityError on both engines.
"""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module

from django.conf import settings
from django.db import connection as default_connection
from django.db import transaction

ERASURES = "erasures"  # the column a lawful erasure raises by one


@dataclass(frozen=True)
class Trigger:
    """One refusal: BEFORE `event` ON `table`, when `condition` holds (None: always, for the whole statement)."""

    table: str
    event: str
    condition: str | None
    message: str

    @property
    def name(self) -> str:
        what = f"{self.table} {self.event} {self.condition} {self.message}"
        return f"guard_{self.table[:38]}_{self.event.lower()}_{hashlib.sha256(what.encode()).hexdigest()[:8]}"


@dataclass(frozen=True)
class Frozen:
    """No DELETE, no TRUNCATE, and no UPDATE but two: a `set_once` column goes from nothing (null or '') to a value, or
    `erasable` columns change together with `erasures = erasures + 1`.

    `frozen_when` is SQL on OLD (“OLD.state = 'PUBLISHED'”); without it rows are frozen at once. With `closes_inserts`
    it reads a parent (“(SELECT state FROM … WHERE id = OLD.sheet_id) = 'COMPLETED'”), and rows can neither be added
    nor moved under a frozen parent.
    """

    table: str
    frozen_when: str | None = None
    set_once: tuple[str, ...] = ()
    erasable: tuple[str, ...] = ()
    closes_inserts: bool = False

    def __post_init__(self):
        if self.frozen_when is not None and "OLD." not in self.frozen_when:
            raise ValueError(f"{self.table}: frozen_when is SQL on OLD")

    def triggers(self, columns: list[str]) -> Iterator[Trigger]:
        message = f"{self.table} is frozen"
        then = self.frozen_when or "1 = 1"
        changed = " OR ".join(self._unlawful(column) for column in columns)
        if self.closes_inserts:
            now = then.replace("OLD.", "NEW.")
            yield Trigger(self.table, "INSERT", now, message)
            yield Trigger(self.table, "UPDATE", f"(({then}) OR ({now})) AND ({changed})", message)
        else:
            yield Trigger(self.table, "UPDATE", f"({then}) AND ({changed})", message)
        yield Trigger(self.table, "DELETE", then, message)
        yield Trigger(self.table, "TRUNCATE", None, message)

    def _unlawful(self, column: str) -> str:
        changed = f'NEW."{column}" IS DISTINCT FROM OLD."{column}"'
        erasing = f'NEW."{ERASURES}" = OLD."{ERASURES}" + 1'
        if column == ERASURES or column in self.erasable:
            return f"({changed} AND NOT ({erasing}))"
        if column in self.set_once:
            return f"({changed} AND COALESCE(CAST(OLD.\"{column}\" AS TEXT), '') <> '')"
        return f"({changed})"


@dataclass(frozen=True)
class SameWard:
    """A row's ward is the ward of every row it points at: `refs` maps its column to the table pointed at."""

    table: str
    refs: dict[str, str]
    ward: str = "ward_id"

    def triggers(self, columns: list[str]) -> Iterator[Trigger]:
        if self.ward not in columns:  # in a migration before the one that adds it
            return
        message = f"{self.table} mixes two wards"
        foreign = {column: self._foreign(column) for column in self.refs if column in columns}
        moved = {
            column: " OR ".join(f'NEW."{name}" IS DISTINCT FROM OLD."{name}"' for name in (column, self.ward))
            for column in foreign
        }
        yield Trigger(self.table, "INSERT", " OR ".join(foreign.values()), message)
        updated = " OR ".join(f"(({moved[column]}) AND {foreign[column]})" for column in foreign)
        yield Trigger(self.table, "UPDATE", updated, message)

    def _foreign(self, column: str) -> str:
        owner = f'(SELECT ward_id FROM "{self.refs[column]}" WHERE id = NEW."{column}")'  # noqa: S608  our own names
        return f'(NEW."{column}" IS NOT NULL AND {owner} IS DISTINCT FROM NEW."{self.ward}")'


class _SQLite:
    """RAISE(ABORT) inside the trigger; there is no TRUNCATE to refuse."""

    events = ("INSERT", "UPDATE", "DELETE")
    columns = "SELECT t.name, c.name FROM sqlite_master t JOIN pragma_table_info(t.name) c WHERE t.type = 'table'"
    listing = "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'guard!_%' ESCAPE '!'"

    @staticmethod
    def create(trigger: Trigger) -> str:
        return (
            f'CREATE TRIGGER "{trigger.name}" BEFORE {trigger.event} ON "{trigger.table}" WHEN {trigger.condition} '
            f"BEGIN SELECT RAISE(ABORT, '{trigger.message}'); END"
        )

    @staticmethod
    def drop(name: str) -> str:
        return f'DROP TRIGGER "{name}"'


class _PostgreSQL:
    """One function per trigger, under the same name; dropping the function drops both."""

    events = ("INSERT", "UPDATE", "DELETE", "TRUNCATE")
    columns = (
        "SELECT relname, attname FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid"
        " WHERE relkind = 'r' AND pg_table_is_visible(pg_class.oid)"
        " AND attnum > 0 AND NOT attisdropped AND attgenerated = '' ORDER BY relname, attnum"
    )
    listing = (
        "SELECT tgname, relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid"
        " WHERE NOT tgisinternal AND tgenabled IN ('O', 'A') AND pg_table_is_visible(tgrelid)"
        " AND tgname LIKE 'guard!_%' ESCAPE '!'"
    )

    @staticmethod
    def create(trigger: Trigger) -> str:
        refuse = f"RAISE EXCEPTION '{trigger.message}' USING ERRCODE = 'integrity_constraint_violation';"
        returned = "OLD" if trigger.event == "DELETE" else "NEW"
        body = f"IF {trigger.condition} THEN {refuse} END IF; RETURN {returned};" if trigger.condition else refuse
        scope = "ROW" if trigger.condition else "STATEMENT"
        return (
            f'CREATE OR REPLACE FUNCTION "{trigger.name}"() RETURNS trigger LANGUAGE plpgsql'
            f" AS $guard$ BEGIN {body} END $guard$;"
            f' CREATE OR REPLACE TRIGGER "{trigger.name}" BEFORE {trigger.event} ON "{trigger.table}"'
            f' FOR EACH {scope} EXECUTE FUNCTION "{trigger.name}"();'
            f' ALTER TABLE "{trigger.table}" ENABLE TRIGGER "{trigger.name}"'
        )

    @staticmethod
    def drop(name: str) -> str:
        return f'DROP FUNCTION "{name}"() CASCADE'


_ENGINES = {"sqlite": _SQLite, "postgresql": _PostgreSQL}


def declared(modules: Iterable[str] | None = None, connection=default_connection) -> dict[str, Trigger]:
    """By name, the triggers the listed modules (all by default) ask for on the tables that exist now."""
    columns, wanted = _columns(connection), {}
    for module in settings.GUARD_MODULES if modules is None else modules:
        for guard in import_module(module).GUARDS:
            if guard.table in columns:
                wanted |= {trigger.name: trigger for trigger in guard.triggers(columns[guard.table])}
    events = _ENGINES[connection.vendor].events
    return {name: trigger for name, trigger in wanted.items() if trigger.event in events}


def _columns(connection) -> dict[str, list[str]]:
    """The columns of every table, but generated ones, which a trigger cannot compare."""
    found = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(_ENGINES[connection.vendor].columns)
        for table, column in cursor.fetchall():
            found[table].append(column)
    return found


def installed(connection=default_connection) -> dict[str, str]:
    """By name, the tables whose guards stand and are switched on."""
    with connection.cursor() as cursor:
        cursor.execute(_ENGINES[connection.vendor].listing)
        return dict(cursor.fetchall())


def ensure(connection=default_connection) -> tuple[list[str], list[str]]:
    """Make installed equal declared; returns the names raised and the names dropped."""
    wanted, present = declared(connection=connection), installed(connection)
    missing, stale = sorted(wanted.keys() - present.keys()), sorted(present.keys() - wanted.keys())
    with transaction.atomic(using=connection.alias):
        _drop(stale, connection)
        _create([wanted[name] for name in missing], connection)
    return missing, stale


def raise_guards(module: str) -> Callable:
    """For RunPython: raise one module's guards."""

    def forwards(apps, schema_editor):
        connection = schema_editor.connection
        present = installed(connection)
        wanted = declared([module], connection)
        _create([trigger for name, trigger in wanted.items() if name not in present], connection)

    return forwards


def lower_guards(module: str) -> Callable:
    """For RunPython: drop one module's guards."""

    def backwards(apps, schema_editor):
        tables = {guard.table for guard in import_module(module).GUARDS}
        connection = schema_editor.connection
        _drop([name for name, table in installed(connection).items() if table in tables], connection)

    return backwards


def lower_every(apps, schema_editor):
    """For RunPython, before a table is rebuilt: SQLite loses its triggers, and refuses those that read it."""
    connection = schema_editor.connection
    _drop(list(installed(connection)), connection)


def raise_every(apps, schema_editor):
    """For RunPython, after it: whatever the tables that exist by now ask for stands again."""
    ensure(schema_editor.connection)


@contextmanager
def lowered(*tables: str, connection=default_connection) -> Iterator[None]:
    """Drop the guards of these tables (all by default) for a flush, a rebuild or a backfill, and raise them after.

    One transaction: whatever goes wrong inside, the guards stand again.
    """
    with transaction.atomic(using=connection.alias):
        present = installed(connection)
        _drop([name for name, table in present.items() if not tables or table in tables], connection)
        yield
        ensure(connection)


def _create(triggers: Iterable[Trigger], connection) -> None:
    _run([_ENGINES[connection.vendor].create(trigger) for trigger in triggers], connection)


def _drop(names: Iterable[str], connection) -> None:
    _run([_ENGINES[connection.vendor].drop(name) for name in names], connection)


def _run(statements: list[str], connection) -> None:
    if statements and connection.vendor == "postgresql":
        connection.check_constraints()  # PostgreSQL alters no table that has deferred checks pending
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
