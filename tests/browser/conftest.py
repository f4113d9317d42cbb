"""Browser tests: the real server with the practice ward, Chromium, and a watch over everything a page asks for.

    @pytest.mark.browser
    def test_secretary_sees_the_todo_list(site, new_page, sign_in, axe):
        page = new_page(width=390)
        sign_in(page, "bithu.tdp01")
        assert axe(page) == []

`site` is gunicorn on its own copy of the practice ward, one per test module: what a module changes, no other sees.
Tests that need rows of their own making use pytest-django's `live_server` and `new_page(base_url=live_server.url)`.
Every page made by `new_page` is watched: a request to another host, a refused style or script (CSP), a script error or
a missing file fails the test when it ends.
"""

import fcntl
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.support import migrated

from .judging import Judge

ROOT = Path(__file__).resolve().parents[2]
PRACTICE_PASSWORD = "tapsu-2026"
HEIGHTS = {320: 640, 390: 844, 768: 1024}  # phones and a tablet; desktops are 800 high
# Chromium heeds the last list of features only: Playwright's own (of its 1.65), then the two documents that each window
# would load for suggestions below an address bar nobody sees.
FEATURES_OFF = [
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsUpgrades",
    "HttpsFirstBalancedModeAutoEnable",
    "LensOverlay",
    "MediaRouter",
    "PaintHolding",
    "ThirdPartyStoragePartitioning",
    "AvoidCorsURLLoaderRestartOnRedirect",
    "OptimizationHints",
    "NetworkTimeServiceQuerying",
    "AimEnabled",
    "PreconnectToSearch",
    "WebUIOmniboxAimPopup",
    "WebUIOmniboxPopup",
]
FLAGS = [
    f"--disable-features={','.join(FEATURES_OFF)}",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]


# --- Chromium -------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def browser_type_launch_args():
    """The machine's own Chromium (CHROMIUM names another); pytest-playwright starts it once per session."""
    names = [os.environ.get("CHROMIUM"), "chromium", "chromium-browser", "google-chrome"]
    found = next((path for name in names if name and (path := shutil.which(name))), None)
    if not found:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("Chromium is missing: apt-get install chromium")
    as_root = ["--no-sandbox"] if os.geteuid() == 0 else []  # Chromium refuses to start as root otherwise
    return {"executable_path": found, "args": FLAGS + as_root}


@pytest.fixture(scope="session", autouse=True)
def allow_orm_beside_playwright():
    """Playwright's synchronous interface keeps an event loop in this thread, which Django would take for async code."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


@pytest.fixture(scope="session")
def django_db_keepdb():
    """The database is a file copied beforehand, which Django shall not make anew."""
    return True


@pytest.fixture(scope="session")
def django_db_modify_db_settings(tmp_path_factory):
    """A file instead of memory, so that the threads of `live_server` have connections and locks of their own."""
    from django.db import connection  # noqa: PLC0415 – this file is also read where Django is not configured yet

    file = tmp_path_factory.mktemp("database") / "browser.sqlite3"
    shutil.copy(migrated.sqlite_file(), file)
    connection.settings_dict["TEST"] |= {"NAME": str(file), "MIGRATE": False}


# --- The server with the practice ward ------------------------------------------------------------------------------


def environment(var):
    dropped = ("DATABASE_URL", "DJANGO_SETTINGS_MODULE", "SECRET_KEY", "ALLOWED_HOSTS")
    kept = {name: value for name, value in os.environ.items() if name not in dropped}
    return kept | {"DANVAN_PRACTICE": "1", "DANVAN_ENV_FILE": os.devnull, "DANVAN_VAR": str(var)}


def manage(var, *words):
    """Run a management command on that data folder; its output."""
    return run(var, "manage.py", *words)


def run(var, *words):
    """Run Python with that data folder; its output, or a failure that shows it."""
    command = [sys.executable, *words]
    done = subprocess.run(
        command, cwd=ROOT, env=environment(var), capture_output=True, encoding="utf-8", errors="replace", check=False
    )
    assert done.returncode == 0, f"{' '.join(words)}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@dataclass(frozen=True)
class Site:
    url: str
    var: Path  # the data folder: practice.sqlite3, files/

    def manage(self, *words):
        return manage(self.var, *words)


@pytest.fixture(scope="session")
def practice_seed(shared_folder):
    """A data folder as `scripts/start` leaves it: made by the first process that needs it, awaited by the others."""
    var, whole = shared_folder / "practice", shared_folder / "practice.whole"
    with (shared_folder / "practice.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not whole.exists():
            shutil.rmtree(var, ignore_errors=True)
            var.mkdir()
            shutil.copy(migrated.sqlite_file(), var / "practice.sqlite3")
            run(var, "-m", "tests.browser.practice_seed")
            whole.touch()
    return var


def free_port():
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return door.getsockname()[1]


def wait_for(url, server, log):
    """Return when the server answers, with whatever status. Raises when it ends or stays silent for half a minute."""
    for _ in range(300):
        assert server.poll() is None, log.read_text(errors="replace")
        try:
            with urllib.request.urlopen(url, timeout=5):  # noqa: S310 – an address made here
                return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
    pytest.fail("the server does not answer\n" + log.read_text(errors="replace"))


@pytest.fixture(scope="module")
def site(practice_seed, tmp_path_factory):
    """A running server on a fresh copy of the practice ward."""
    var = tmp_path_factory.mktemp("site") / "var"
    shutil.copytree(practice_seed, var)
    port, log = free_port(), var / "server.log"
    command = ["gunicorn", "danvan.wsgi", "--bind", f"127.0.0.1:{port}", "--threads", "4", "--no-control-socket"]
    with log.open("wb") as output:
        server = subprocess.Popen(
            [sys.executable, "-m", *command], cwd=ROOT, env=environment(var), stdout=output, stderr=output
        )
    try:
        wait_for(f"http://127.0.0.1:{port}/dang-nhap/", server, log)
        yield Site(f"http://127.0.0.1:{port}", var)
    finally:
        server.terminate()
        try:
            server.wait(10)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


# --- Pages ----------------------------------------------------------------------------------------------------------


class Watch:
    """Everything of a browser context that must not happen, as readable lines."""

    def __init__(self, context, base_url):
        self.problems = []
        self.home = urlsplit(base_url).netloc
        context.on("request", self.on_request)
        context.on("response", self.on_response)
        context.on("console", self.on_console)
        context.on("weberror", lambda error: self.problems.append(f"script error: {error.error}"))

    def on_request(self, request):
        parts = urlsplit(request.url)
        if parts.scheme in {"http", "https", "ws", "wss"} and parts.netloc != self.home:
            self.problems.append(f"another host: {request.url}")

    def on_response(self, response):
        if response.status >= 400 and not response.request.is_navigation_request():
            self.problems.append(f"{response.status}: {response.url}")

    def on_console(self, message):
        loading = message.text.startswith("Failed to load resource")  # judged in on_response, where the page is exempt
        if (message.type == "error" and not loading) or "Content Security Policy" in message.text:
            self.problems.append(f"console: {message.text}")

    def take(self):
        """The problems so far; they are then forgotten."""
        problems, self.problems = self.problems, []
        return problems


@pytest.fixture
def watches():
    """The watches of this test's pages, for the rare test that expects a problem."""
    return []


@pytest.fixture
def new_page(request, new_context, watches):
    """new_page(width=1280, base_url=None, **context options) → a page of its own session, on `site` unless told."""

    def make(width=1280, base_url=None, **options):
        base_url = base_url or request.getfixturevalue("site").url
        context = new_context(
            base_url=base_url,
            viewport={"width": width, "height": HEIGHTS.get(width, 800)},
            locale="vi-VN",
            timezone_id="Asia/Ho_Chi_Minh",
            reduced_motion="reduce",
            **options,
        )
        context.set_default_timeout(15_000)
        watches.append(Watch(context, base_url))
        contexts.append(context)
        return context.new_page()

    contexts = []
    yield make
    for context in contexts:
        for page in context.pages:
            page.evaluate("0")  # lets events that are still on their way arrive
    assert [problem for watch in watches for problem in watch.problems] == []


@pytest.fixture
def sign_in():
    """sign_in(page, username, password=…): through the form, as a person does; returns on the person's home page."""

    def act(page, username, password=PRACTICE_PASSWORD):
        page.goto("/dang-nhap/")
        page.locator("[name=username]").fill(username)
        page.locator("[name=password]").fill(password)
        with page.expect_navigation():
            page.locator("[name=password]").press("Enter")
        assert urlsplit(page.url).path != "/dang-nhap/", "refused: " + page.locator("main").inner_text()
        return page

    return act


@pytest.fixture(scope="session")
def axe():
    """axe(page) → readable lines, one per element that breaks a rule; empty when the page is accessible."""

    script = Axe().axe_script
    run = 'axe.run({resultTypes: ["violations"]}).then((found) => found.violations)'

    def check(page):
        if not page.evaluate("'axe' in window"):  # read once per document: at its next width the script is warm
            page.evaluate(script)
        violations = page.evaluate(run)
        return [f"{rule['id']}: {rule['help']}: {node['html'][:160]}" for rule in violations for node in rule["nodes"]]

    return check


@pytest.fixture(scope="session")
def scrolls_sideways():
    """scrolls_sideways(page) → True when the page is wider than its window."""

    def check(page):
        return page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")

    return check


@pytest.fixture(scope="module")
def judge(request, axe, scrolls_sideways, pytestconfig):
    """judge(page, url) → what is wrong, one line each; pictures are kept below --output. Counts for one module."""
    album = Path(pytestconfig.getoption("--output")).resolve() / request.path.stem.removeprefix("test_")
    return Judge(axe, scrolls_sideways, album)
