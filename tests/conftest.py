"""Fixtures every test may use: fixed seeds, a clock to set, guards lowered around a flush."""

import os
import sqlite3
import uuid
from contextlib import closing
from datetime import UTC, datetime

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client, TransactionTestCase
from hypothesis import settings

from core import clock
from core.database import guards
from models_registry.enums import write_sectors
from organizations.tree import forget_trees
from tests.support import migrated
from tests.support.engines import differs
from tests.support.folding import folded

settings.register_profile("fixed", derandomize=True, deadline=None, max_examples=50)
settings.load_profile("fixed")


USES_THE_DATABASE = {"db", "transactional_db", "live_server"}


def pytest_addoption(parser):
    parser.addoption(
        "--database-only", action="store_true", help="only what asks the database: the rest is the same on both engines"
    )
    parser.addoption(
        "--engine-only",
        action="store_true",
        help="of that, only what the engines may answer differently (tests/support/engines.py)",
    )


# Long ways through the whole program, and drawing, which a tracer doubles: coverage counts the tests that judge.
PASSES_BY = {"test_documents_pdf", "test_papers_pdf", "test_random_year", "test_totals", "test_year"}


def pytest_collection_modifyitems(config, items):
    for item in items:
        if item.path.stem in PASSES_BY:
            item.add_marker(pytest.mark.no_cover)
    wanted = [item for item in items if _is_wanted(config, item)]
    config.hook.pytest_deselected(items=[item for item in items if not _is_wanted(config, item)])
    items[:] = wanted


def _is_wanted(config, item) -> bool:
    asks = item.get_closest_marker("django_db") is not None or bool(USES_THE_DATABASE & set(item.fixturenames))
    if config.getoption("--engine-only"):
        return asks and differs(item)
    return asks or not config.getoption("--database-only")


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory):
    """A folder of the run: that of each process of xdist lies below it."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if os.environ.get("PYTEST_XDIST_WORKER") else own


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix, shared_folder):
    """Make the test database a copy of the migrated one."""
    test = connection.settings_dict["TEST"]
    if connection.vendor == "postgresql":
        test |= {"TEMPLATE": migrated.postgresql_template(shared_folder), "MIGRATE": False}
        yield
        return
    test["MIGRATE"] = False
    name = connection.creation._get_test_db_name()
    with closing(sqlite3.connect(migrated.sqlite_file())) as source, closing(sqlite3.connect(name, uri=True)) as copy:
        source.backup(copy)
        yield


@pytest.fixture(scope="session", autouse=True)
def _flush_below_guards():
    """Transactional tests end by emptying every table, which guards forbid: lower them around that, and only that.

    What the migrations wrote is written again, for whoever comes next.
    """
    flush = TransactionTestCase._fixture_teardown

    def flush_lowered(self):
        with guards.lowered():
            flush(self)
        write_sectors(apps, None)

    TransactionTestCase._fixture_teardown = flush_lowered
    yield
    TransactionTestCase._fixture_teardown = flush


@pytest.fixture(scope="session", autouse=True)
def _fold_pages():
    """The test client reads pages with the white space of their layout folded."""
    request = Client.request

    def request_folded(self, **environment):
        response = request(self, **environment)
        if not response.streaming and response.headers.get("Content-Type", "").startswith("text/html"):
            response.content = folded(response.content.decode())
        return response

    Client.request = request_folded
    yield
    Client.request = request


@pytest.fixture(autouse=True)
def _fresh_trees():
    """A test may get the keys of a former test's ward: no tree outlives its test."""
    forget_trees()
    yield
    forget_trees()


@pytest.fixture(autouse=True)
def _own_growing_file(settings, tmp_path_factory):
    """A test may get the keys of a former test's ward: no file of heads outlives its test."""
    settings.LOG_HEADS = tmp_path_factory.getbasetemp() / f"heads-{uuid.uuid4().hex}.tsv"


@pytest.fixture
def at(time_machine):
    """Set the clock, which then stands still: at(2026, 11, 30, 23, 59) is a time in Vietnam."""

    def move_to(*parts: int) -> datetime:
        moment = datetime(*parts, tzinfo=clock.VIETNAM).astimezone(UTC)
        time_machine.move_to(moment, tick=False)
        return moment

    return move_to


@pytest.fixture
def frozen_clock(at) -> datetime:
    """A Friday morning, 10:05 on 27/11/2026."""
    return at(2026, 11, 27, 10, 5)
