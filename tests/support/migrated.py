"""The migrated database that every process of a run copies instead of migrating one of its own.

It is built in a process of its own, which coverage does not trace. On SQLite it is a file below the temporary folder,
named by a digest of the code that makes it, for the passes and runs that follow; on PostgreSQL a database of the run.
"""

import fcntl
import gc
import hashlib
import os
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

import django
from django.db import connection

ROOT = Path(__file__).resolve().parents[2]
FOLDER = Path(tempfile.gettempdir()) / f"danvan-migrated-{os.getuid()}"
CODE = ("core", "organizations", "models_registry", "evaluation", "danvan")  # what migrations and guards import
KEPT = 86_400  # seconds a file stays after it was last used


def sqlite_file() -> Path:
    """The migrated SQLite file of the code as it is now."""
    FOLDER.mkdir(mode=0o700, exist_ok=True)
    path = FOLDER / f"{_digest()}.sqlite3"
    with _lock(FOLDER / "lock"):
        if not path.exists():
            partial = path.with_suffix(".partial")
            _build(partial, f"sqlite:///{partial}")
            partial.rename(path)
        path.touch()
        for old in FOLDER.iterdir():
            if time.time() - old.stat().st_mtime > KEPT:
                old.unlink()
    return path


def postgresql_template(shared: Path) -> str:
    """The name of the migrated database of this run, whose processes share the folder."""
    name = f"{connection.settings_dict['NAME']}_migrated"
    with _lock(shared / "migrated.lock") as lock:
        if not lock.read():
            _build(name, os.environ["DATABASE_URL"])
            lock.write("built")
    return name


def _digest() -> str:
    digest = hashlib.sha256(django.__version__.encode())
    for path in sorted(path for app in CODE for path in (ROOT / app).rglob("*.py")):
        digest.update(f"{path.relative_to(ROOT)}\n".encode() + path.read_bytes())
    return digest.hexdigest()[:20]


@contextmanager
def _lock(path: Path):
    with path.open("a+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        yield file


def _build(name, url: str) -> None:
    command = [sys.executable, "-m", "tests.support.migrated", str(name)]
    done = subprocess.run(
        command, cwd=ROOT, env=os.environ | {"DATABASE_URL": url}, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def main(name: str) -> None:
    """Create and migrate the test database of that name."""
    django.setup()
    gc.disable()  # migrating makes a million objects, nearly all to stay
    connection.settings_dict["TEST"]["NAME"] = name
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA journal_mode = DELETE")  # one file, and one that may become a database in memory
    connection.close()


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "danvan.settings_test"
    main(sys.argv[1])
