"""Every URL × every actor × GET and a valid POST. How to add an entry: tests/access/__init__.py."""

from copy import deepcopy
from importlib import import_module
from pkgutil import iter_modules

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from organizations.tree import forget_trees
from tests import access
from tests.access.world import World
from tests.support.counting import Written

# Lines passed over here are not judged line by line: coverage counts the tests that do.
pytestmark = [pytest.mark.django_db, pytest.mark.no_cover]

MAY_BE_WRITTEN_BY_GET = {"django_session", "core_downloadlog"}
TRIED_BY_GET = {"readyz": {"core_heldtext"}}  # a write that is rolled back before the answer
SIGN_IN = "/dang-nhap/"
FORCED = "/doi-mat-khau/lan-dau/"
OUTSIDERS = ("anonymous", "locked")
ASK_THE_HEAD = {"head", "officer", "head_b", "officer_x", "anonymous"}  # Django answers HEAD as GET, body cut off
NOT_FOR_FRESH = {"home", "accounts:password_first", "accounts:sign_out", "accounts:sign_in", "healthz", "readyz"}

ENTRIES = [
    entry
    for module in iter_modules(access.__path__)
    for entry in getattr(import_module(f"tests.access.{module.name}"), "ENTRIES", [])
]


def url_names(resolver, namespace=""):
    for item in resolver.url_patterns:
        if isinstance(item, URLResolver):
            inner = f"{namespace}{item.namespace}:" if item.namespace else namespace
            yield from url_names(item, inner)
        elif isinstance(item, URLPattern):
            assert item.name, f"a URL without a name: {item.pattern}"
            yield f"{namespace}{item.name}"


def test_every_url_name_has_exactly_one_entry():
    listed = [entry.name for entry in ENTRIES]
    assert sorted(listed) == sorted(set(url_names(get_resolver())))


@pytest.fixture(scope="module")
def started(django_db_setup, django_db_blocker):
    """The world with everybody signed in, made once for this module and rolled back after it."""
    forget_trees()
    with django_db_blocker.unblock(), transaction.atomic():
        world = World()
        yield world, {name: world.client(name).cookies for name in (*world.people, *OUTSIDERS, "fresh")}
        transaction.set_rollback(True)
    forget_trees()


@pytest.fixture(autouse=True)
def _papers_of_one_word(monkeypatch):
    """Who may have a paper is asked here thirty times; how it is drawn, in tests/reports/test_slip.py."""
    monkeypatch.setattr("reports.views.given.render_paper", lambda paper: b"%PDF-")


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
def test_only_the_entitled_open_and_send(entry, started):
    world, cookies = deepcopy(started)
    args = entry.address(world)
    payload = entry.payload(world)
    url = reverse(entry.name, args=args)
    for name, browser in cookies.items():
        for method in ("GET", "HEAD", "POST") if name in ASK_THE_HEAD else ("GET", "POST"):
            with transaction.atomic():
                answer, written = ask(method, url, payload, browser)
                judge(entry, name, method, answer, written)
                transaction.set_rollback(True)
            if "organizations_organization" in written:
                forget_trees()  # its version comes back with other units


def ask(method, url, payload, browser):
    """The answer, and the tables it wrote."""
    client = Client()
    client.cookies = deepcopy(browser)
    with Written() as seen:
        answer = client.post(url, payload) if method == "POST" else client.generic(method, url)
    return answer, seen.tables


def judge(entry, name, method, answer, written):
    told = f"{name} {method} {answer.request['PATH_INFO']} → {answer.status_code}"
    if method != "POST":
        assert written <= MAY_BE_WRITTEN_BY_GET | TRIED_BY_GET.get(entry.name, set()), f"{told} wrote {written}"
    if entry.public:
        assert answer.status_code < 500, told
        return
    if name in OUTSIDERS or name == "fresh" and entry.name not in NOT_FOR_FRESH:
        assert answer.status_code == 302, told
        assert answer["Location"].startswith(FORCED if name == "fresh" else SIGN_IN), told
        assert written <= MAY_BE_WRITTEN_BY_GET, f"{told} wrote {written}"
        return
    if name == "fresh":
        return
    lawful = entry.sends if method == "POST" else entry.opens
    if method == "POST" and entry.sends is None or method != "POST" and not entry.get:
        assert answer.status_code in (403, 404, 405), told
        assert written <= MAY_BE_WRITTEN_BY_GET, f"{told} wrote {written}"
    elif name in lawful:
        assert answer.status_code in (entry.done if method == "POST" else (200, 302)), f"{told} {errors_in(answer)}"
    else:
        beyond = name in access.ELSEWHERE or entry.hidden and name in access.SIBLING | access.PAST
        assert answer.status_code in ((404,) if beyond else (403, 404)), told
        assert written <= MAY_BE_WRITTEN_BY_GET, f"{told} wrote {written}"


def errors_in(answer) -> str:
    """Why a valid form came back, for the one who reads the failure."""
    context = answer.context or {}
    form = context.get("form") if hasattr(context, "get") else None
    return str(form.errors.as_data()) if form is not None else ""
