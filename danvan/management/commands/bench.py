"""What the main pages cost at 80 and at 8,000 registrations: queries, CPU, time and bytes, in a throw-away database.

Figures are medians; CPU is that of the page's process and, with PostgreSQL on this machine, of the database's. With
`--limit` every request alternates with one to a bare application that shows as much (a folder with `limit_app.py`), so
that noise falls on both: on a busy machine trust the ratios of one run, not the milliseconds of two.
"""

import os
import statistics
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from danvan.benchmark.growing import grow_to
from danvan.benchmark.pages import main_pages
from danvan.benchmark.process import Visited

SIZES = (80, 8000)
BARE_USER = "bench"  # made by the bare application itself
COLUMNS = (("queries", 9, 0), ("cpu", 9, 1), ("wall", 9, 1), ("kB", 8, 1))


class Command(BaseCommand):
    help = "Measure queries, CPU, time and bytes of the main pages at two sizes, in a throw-away database."

    def add_arguments(self, parser):
        parser.add_argument("--sizes", nargs="+", type=int, default=list(SIZES), help="registrations of the year")
        parser.add_argument("--times", type=int, default=7, help="requests a page; the median is printed")
        parser.add_argument("--files", action="store_true", help="measure Excel and PDF too (slow at 8,000)")
        parser.add_argument("--limit", type=Path, help="folder of a bare application to measure beside (PostgreSQL)")

    def handle(self, *args, sizes, times, files, limit, **options):
        if not settings.PRACTICE:
            raise CommandError("Chỉ đo trong chế độ tập sự (DANVAN_PRACTICE=1), không đo trên dữ liệu thật.")
        if limit and connection.vendor != "postgresql":
            raise CommandError("--limit cần PostgreSQL (DATABASE_URL).")
        call_command("collectstatic", interactive=False, verbosity=0)  # pages name hashed files
        if connection.vendor == "sqlite":  # in a file, for the measured process reads it too
            connection.settings_dict["TEST"]["NAME"] = str(settings.VAR_DIR / "bench.sqlite3")
        connection.creation.create_test_db(verbosity=0, autoclobber=True)
        try:
            call_command("load_practice_ward", stdout=self.stderr)
            smallest = {}
            for size in sorted(sizes):
                grow_to(size)
                rows, peaks = self._measure(size, times, files, limit)
                self._print(size, rows, peaks, smallest)
                smallest = smallest or rows
        finally:
            connection.creation.destroy_test_db(connection.settings_dict["NAME"], verbosity=0)

    def _measure(self, size, times, files, limit):
        """({page: (own figures, bare figures or None)}, peak memory of each process)."""
        with ExitStack() as stack:
            processes = [stack.enter_context(Visited("danvan.wsgi", connection.settings_dict["NAME"], os.environ))]
            if limit:
                processes.append(stack.enter_context(_bare(stack, limit, size)))
            rows = {page: _alternate(processes, page, times) for page in main_pages(files)}
            return rows, [max(figures[n]["peak"] for figures in rows.values()) for n in range(len(processes))]

    def _print(self, size, rows, peaks, smallest):
        sides = ["ours", "limit", "ours ÷ limit"][: 1 + 2 * (len(peaks) - 1)]
        width = sum(wide for _, wide, _ in COLUMNS)
        self.stdout.write(f"\n{size:,} registrations")
        self.stdout.write(f"{'':<22}" + "".join(f" |{side:^{width}}" for side in sides))
        heads = "".join(f"{name:>{wide}}" for name, wide, _ in COLUMNS)
        self.stdout.write(f"{'page':<22}" + f" |{heads}" * len(sides) + (" | budget" if len(sides) > 1 else ""))
        for page, figures in rows.items():
            line = f"{page.name:<22}" + "".join(f" |{_cells(side)}" for side in figures)
            if len(figures) > 1:
                ratio = _ratio(*figures)
                over = " over" if ratio and ratio["cpu"] > page.budget else ""
                line += f" |{_cells(ratio, 2)} | {page.budget:g}{over}"
            before = next((old[0] for known, old in smallest.items() if known.name == page.name), None)
            if before and (grown := _ratio(figures[0], before)):
                line += f" | CPU × {grown['cpu']:.2f}"
            self.stdout.write(line)
        memory = ", ".join(f"{side} {peak:.0f}" for side, peak in zip(("ours", "limit"), peaks, strict=False))
        self.stdout.write(f"peak memory, MB: {memory}")


def _bare(stack, folder: Path, size: int) -> Visited:
    """The bare application on a database of its own with as many rows, both gone when the stack is left."""
    name = f"{connection.settings_dict['NAME']}_limit"
    info = connection.connection.info
    env = {
        **os.environ, "LIMIT_DB": name, "PGHOST": info.host, "PGPORT": str(info.port), "PGUSER": info.user,
        "PGPASSWORD": info.password or "", "LIMIT_STATIC": stack.enter_context(TemporaryDirectory()),
        "PYTHONPATH": os.pathsep.join([str(folder.resolve()), os.environ.get("PYTHONPATH", "")]),
        "PYTHONDONTWRITEBYTECODE": "1",
    }  # fmt: skip
    _statement(f'DROP DATABASE IF EXISTS "{name}"')
    _statement(f'CREATE DATABASE "{name}"')
    stack.callback(_statement, f'DROP DATABASE IF EXISTS "{name}"')
    script = [sys.executable, str(folder / "limit_app.py"), "init", str(size)]
    subprocess.run(script, env=env, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - named by who measures
    return Visited("limit_app", name, env)


def _statement(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def _alternate(processes, page, times) -> list[dict]:
    """Median figures of a page and of its bare twin, requested in turn; once only for one that does not answer 200."""
    targets = [(page.username, page.url), (BARE_USER, page.bare)][: len(processes)]
    first = [process.get(*target, counted=True) for process, target in zip(processes, targets, strict=True)]
    figures = [[] for _ in processes]
    for _ in range(times):
        for process, target, answers, warm in zip(processes, targets, figures, first, strict=True):
            if warm["status"] == 200:
                answers.append(process.get(*target))
    return [_median(warm, answers) for warm, answers in zip(first, figures, strict=True)]


def _median(first, answers):
    median = {name: statistics.median(answer[name] for answer in answers) for name in ("cpu", "wall") if answers}
    return {**first, "kB": first["bytes"] / 1000, "peak": max(a["peak"] for a in [first, *answers]), **median}


def _ratio(one, other):
    if (one["status"], other["status"]) != (200, 200):
        return None
    return {name: one[name] / max(other[name], 0.01) for name, _, _ in COLUMNS}


def _cells(figures, places=None) -> str:
    """The four columns of one side; a page that does not answer 200 shows its status, or nothing for a ratio."""
    if figures is None or figures.get("status", 200) != 200:
        return f"{figures['status'] if figures else '–':>{sum(wide for _, wide, _ in COLUMNS)}}"
    return "".join(
        f"{figures[name]:>{wide}.{decimals if places is None else places}f}" for name, wide, decimals in COLUMNS
    )
