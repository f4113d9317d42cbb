"""What the main pages cost at 80 and at 8,000 registrations: queries, CPU and time, in a throw-away database.

The figures are medians; on a busy machine compare the ratios of one run, not the milliseconds of two.
"""

import copy
import statistics
import time
import uuid
from itertools import cycle as endlessly
from itertools import islice

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from evaluation.models import Evaluation, SelfAssessment
from models_registry.models import CodeCounter, Initiative, RegistrationText, Submission, Target
from models_registry.year_choice import choose_year, ward_cycles
from organizations.enums import OrganizationKind
from organizations.models import Organization, User

SIZES = (80, 8000)
MARKS = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")
CHUNK = 500
REFUSED = "refused"


class Command(BaseCommand):
    help = "Measure queries, CPU and time of the main pages at two sizes, in a throw-away database."

    def add_arguments(self, parser):
        parser.add_argument("--sizes", nargs="+", type=int, default=list(SIZES), help="registrations of the year")
        parser.add_argument("--times", type=int, default=7, help="requests a page; the median is printed")
        parser.add_argument("--files", action="store_true", help="measure Excel and PDF too (slow at 8,000)")

    def handle(self, *args, sizes, times, files, **options):
        if not settings.PRACTICE:
            raise CommandError("Chỉ đo trong chế độ tập sự (DANVAN_PRACTICE=1), không đo trên dữ liệu thật.")
        settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "testserver"]
        call_command("collectstatic", interactive=False, verbosity=0)  # pages name hashed files
        connection.creation.create_test_db(verbosity=0, autoclobber=True)
        try:
            call_command("load_practice_ward", stdout=self.stderr)
            results = []
            for size in sorted(sizes):
                grow_to(size)
                results.append((size, {name: measure(*page, times) for name, page in pages(files).items()}))
            self._print(results)
        finally:
            connection.creation.destroy_test_db(connection.settings_dict["NAME"], verbosity=0)

    def _print(self, results):
        sizes = [size for size, _ in results]
        head = "".join(f" | {f'{size:,} rows: queries':>20} {'CPU ms':>8} {'ms':>8}" for size in sizes)
        self.stdout.write(f"{'page':<28}{head} | CPU ratio")
        for name in results[0][1]:
            found = [measured[name] for _, measured in results]
            cells = "".join(f" | {_figures(one)}" for one in found)
            both = found[0] is not None and found[-1] is not None
            ratio = f"{found[-1][1] / max(found[0][1], 0.01):.2f}" if both else REFUSED
            self.stdout.write(f"{name:<28}{cells} | {ratio}")


def _figures(measured) -> str:
    if measured is None:
        return f"{REFUSED:>20} {'':>8} {'':>8}"
    queries, cpu, wall = measured
    return f"{queries:>20} {cpu:>8.1f} {wall:>8.1f}"


def measure(username: str, url: str, times: int) -> tuple[int, float, float] | None:
    """(queries, median CPU ms, median wall ms) of a GET as a person; the first request only warms up.

    None when the page leads elsewhere, as a PDF of thousands of rows does.
    """
    client = Client(raise_request_exception=True)
    client.force_login(User.objects.get(username=username), backend=settings.AUTHENTICATION_BACKENDS[-1])
    if client.get(url).status_code == 302:
        return None
    cpu, wall = [], []
    with CaptureQueriesContext(connection) as asked:
        _whole(client.get(url))
    queries = sum(not query["sql"].startswith(MARKS) for query in asked.captured_queries)
    for _ in range(times):
        started, clocked = time.process_time(), time.perf_counter()
        _whole(client.get(url))
        cpu.append(1000 * (time.process_time() - started))
        wall.append(1000 * (time.perf_counter() - clocked))
    return queries, statistics.median(cpu), statistics.median(wall)


def _whole(answer) -> None:
    if answer.status_code != 200:
        raise CommandError(f"{answer.request['PATH_INFO']} answers {answer.status_code}")
    if answer.streaming:
        for _ in answer.streaming_content:
            pass


def pages(files: bool) -> dict[str, tuple[str, str]]:
    """Name → who opens which address."""
    ward = Organization.objects.get(kind=OrganizationKind.WARD).slug
    year = choose_year(ward_cycles(Organization.objects.get(slug=ward)), "", finishing_first=True).cycle.year
    row = Evaluation.objects.filter(outcome="", state="SENT").select_related("initiative").order_by("pk").first()
    code = row.initiative.code
    draft = (
        Initiative.objects.filter(state="DRAFT", code=None, is_copy=False, deleted_at=None)
        .select_related("unit")
        .first()
    )
    typist = f"bithu.{draft.unit.code.lower()}"
    found = {
        "todo": ("bithu.tdp01", reverse("reports:todo", args=[ward])),
        "form step 2": (typist, reverse("registry:initiative_step", args=[ward, draft.address, 2])),
        "library": ("bithu.tdp01", reverse("registry:library_list", args=[ward])),
        "desk": ("chuyenvien1", reverse("reports:desk", args=[ward])),
        "review queue": ("chuyenvien1", reverse("registry:review_list", args=[ward])),
        "review queue, search": (
            "chuyenvien1",
            reverse("registry:review_list", args=[ward]) + "?q=ngo+hoa&nhom=tat-ca",
        ),
        "initiative": ("chuyenvien1", reverse("registry:initiative_detail", args=[ward, code])),
        "duties": ("chuyenvien1", reverse("registry:duty_list", args=[ward, year])),
        "sheets": ("chuyenvien1", reverse("evaluation:sheet_list", args=[ward])),
        "sheet": ("chuyenvien1", reverse("evaluation:sheet_edit", args=[ward, code])),
        "conclusions": ("truongban", reverse("evaluation:conclusion_list", args=[ward])),
        "overview": ("thuongtruc", reverse("reports:overview", args=[ward])),
    }
    if files:
        for ext in ("xlsx", "pdf"):
            found[f"registrations.{ext}"] = ("thuongtruc", reverse("reports:report_file", args=[ward, "dang-ky", ext]))
    return found


def grow_to(size: int) -> None:
    """Copy received models of the oldest open year, with what hangs on them, until it has `size` registrations."""
    ward = Organization.objects.get(kind=OrganizationKind.WARD)
    cycle = choose_year(ward_cycles(ward), "", finishing_first=True).cycle
    missing = size - Initiative.objects.filter(cycle=cycle, code__isnull=False).count()
    patterns = list(
        Initiative.objects.filter(cycle=cycle, state="RECEIVED", is_copy=False).select_related(
            "text", "evaluation__self_assessment"
        )
    )
    counter = CodeCounter.objects.get(ward=ward, year=cycle.year)
    todo = islice(endlessly(patterns), max(missing, 0))
    while chunk := list(islice(todo, CHUNK)):
        _copy(chunk, counter, cycle.year)
    counter.save()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _copy(patterns, counter, year) -> None:
    rows = []
    for pattern in patterns:
        counter.last += 1
        row = _like(pattern, pk=None, token=uuid.uuid4(), lineage=uuid.uuid4(), continues_id=None)
        row.number, row.code = counter.last, f"DK-{year}-{counter.last:03d}"
        row.search_text = f"{row.code.lower()} {pattern.search_text}"
        rows.append(row)
    made = Initiative.objects.bulk_create(rows)
    pairs = list(zip(made, patterns, strict=True))
    RegistrationText.objects.bulk_create(_like(old.text, initiative=new) for new, old in pairs)
    Target.objects.bulk_create(
        Target(initiative=new, key="t1", indicator="Số hộ ký cam kết", measure="hộ", planned=100) for new, _ in pairs
    )
    sent = Submission.objects.bulk_create(
        Submission(
            ward_id=new.ward_id, initiative=new, kind="REGISTRATION", number=1, unit_name=new.unit_label, seal="{}",
            sha256="0" * 64, body={},
        )
        for new, _ in pairs
    )  # fmt: skip
    judged = [
        (_like(old.evaluation, pk=None, initiative=new, registration=registration, current=registration), old)
        for (new, old), registration in zip(pairs, sent, strict=True)
        if hasattr(old, "evaluation") and old.evaluation.state != "DRAFT"
    ]
    evaluations = Evaluation.objects.bulk_create(row for row, _ in judged)
    SelfAssessment.objects.bulk_create(
        _like(old.evaluation.self_assessment, evaluation=row) for row, (_, old) in zip(evaluations, judged, strict=True)
    )


def _like(pattern, **changes):
    """A new row with another's columns but for some."""
    row = copy.copy(pattern)
    row._state = copy.copy(pattern._state)
    row._state.fields_cache = {}
    for name, value in changes.items():
        setattr(row, name, value)
    return row
