"""A process that answers requests of one application and measures each; and the handle its parent drives it by.

    python -m danvan.benchmark.process MODULE DATABASE

reads lines {"username", "url", "counted"} and answers each with the figures of one GET. Importing MODULE makes Django
ready: `danvan.wsgi`, or the bare application.
"""

import importlib
import json
import subprocess
import sys
import time
from contextlib import nullcontext
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

MARKS = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")
HOST = "localhost"


class Visited:
    """A running process of one application, driven line by line so that two of them never work at once."""

    def __init__(self, module, database, env):
        command = [sys.executable, "-m", "danvan.benchmark.process", module, database]
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=env
        )

    def get(self, username: str, url: str, *, counted=False) -> dict:
        """Figures of one GET: status, bytes, cpu and wall in ms, peak memory in MB; statements only when counted."""
        self._process.stdin.write(json.dumps({"username": username, "url": url, "counted": counted}) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"the measured process ended at {url}")
        return json.loads(line)

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self._process.stdin.close()
        self._process.wait()
        self._process.stdout.close()


class Visitor:
    """The side inside the measured process: one signed-in client a user, in the application it imported."""

    def __init__(self):
        self.clients = {}

    def get(self, username: str, url: str, counted: bool) -> dict:
        client = self._client(username)
        with CaptureQueriesContext(connection) if counted else nullcontext(()) as statements:
            cpu, wall, database = time.process_time(), time.perf_counter(), _database_ms()
            answer = client.get(url)
            size = _length(answer)
            cpu = 1000 * (time.process_time() - cpu) + _database_ms() - database
            wall = 1000 * (time.perf_counter() - wall)
        return {
            "status": answer.status_code,
            "queries": sum(not statement["sql"].startswith(MARKS) for statement in statements),
            "bytes": size,
            "cpu": cpu,
            "wall": wall,
            "peak": _peak_memory(),
        }

    def _client(self, username):
        if username not in self.clients:
            client = self.clients[username] = Client(SERVER_NAME=HOST, raise_request_exception=False)
            user = get_user_model().objects.get(username=username)
            client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[-1])
        return self.clients[username]


def _length(answer) -> int:
    return sum(map(len, answer.streaming_content)) if answer.streaming else len(answer.content)


def _database_ms() -> float:
    """CPU in ms of the PostgreSQL process of this connection; 0 for SQLite and for a server elsewhere."""
    if connection.vendor != "postgresql":
        return 0.0
    try:
        line = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat").read_text(encoding="ascii")
    except OSError:
        return 0.0
    return int(line.split()[0]) / 1e6


def _peak_memory() -> float:
    """Largest resident size of this process so far, in MB. `getrusage` would count the parent's before the fork."""
    line = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


def main(module: str, database: str) -> None:
    importlib.import_module(module)
    connection.settings_dict["NAME"] = database
    visitor = Visitor()
    for line in sys.stdin:
        print(json.dumps(visitor.get(**json.loads(line))), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
