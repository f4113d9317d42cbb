"""Fixtures every test may use: fixed seeds, a clock to set, guards lowered around a flush."""

import gc
import uuid
from datetime import UTC, datetime

import pytest
from django.apps import apps
from django.test import TransactionTestCase
from hypothesis import settings

from core import clock
from core.database import guards
from models_registry.sectors import write_sectors
from organizations.tree import forget_trees

settings.register_profile("fixed", derandomize=True, deadline=None, max_examples=50)
settings.load_profile("fixed")


USES_THE_DATABASE = {"db", "transactional_db", "live_server"}


def pytest_addoption(parser):
    parser.addoption(
        "--database-only", action="store_true", help="only what asks the database: the rest is the same on both engines"
    )


# Long ways through the whole program, and drawing, which a tracer doubles: coverage counts the tests that judge.
PASSES_BY = {"test_documents_pdf", "test_papers_pdf", "test_random_year", "test_totals", "test_year"}


def pytest_collection_modifyitems(config, items):
    for item in items:
        if item.path.stem in PASSES_BY:
            item.add_marker(pytest.mark.no_cover)
    if not config.getoption("--database-only"):
        return
    asks = {True: [], False: []}
    for item in items:
        marked = item.get_closest_marker("django_db") is not None
        asks[marked or bool(USES_THE_DATABASE & set(item.fixturenames))].append(item)
    config.hook.pytest_deselected(items=asks[False])
    items[:] = asks[True]


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(fixturedef):
    """Migrating makes a million objects, nearly all to stay: looking through them for waste takes a quarter of it."""
    if fixturedef.argname != "django_db_setup":
        return (yield)
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()
        gc.freeze()


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
