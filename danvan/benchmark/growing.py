"""Growing the practice ward's year to thousands of registrations."""

import copy
import uuid
from itertools import cycle as endlessly
from itertools import islice

from django.db import connection

from evaluation.models import Evaluation, SelfAssessment
from models_registry.models import CodeCounter, Initiative, RegistrationText, Submission, Target
from models_registry.years.choice import choose_year, ward_cycles
from organizations.enums import OrganizationKind
from organizations.models import Organization

CHUNK = 500


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
        Target(ward_id=new.ward_id, initiative=new, key="t1", indicator="Số hộ ký cam kết", measure="hộ", planned=100)
        for new, _ in pairs
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
