"""Recognitions and what the register keeps of them (decision 26). Called by imports and by the year end."""

import datetime as dt

from django.db import transaction

from ..enums import RecognitionSource
from ..models import Initiative, Recognition


@transaction.atomic
def recognise(
    *,
    initiative: Initiative,
    level: int,
    source: str,
    issuer: str = "",
    number: str = "",
    on: dt.date | None = None,
    signatory: str = "",
    source_key: int | None = None,
) -> Recognition:
    """Write that an initiative is recognised at a level. The year of merit is the initiative's own.

    The caller has checked the right (import or publishing) and writes the log. Raises IntegrityError when the
    initiative is recognised at this level already.
    """
    if source not in RecognitionSource.values:
        raise ValueError(source)
    row = Recognition.objects.create(
        ward_id=initiative.ward_id,
        cycle_id=initiative.cycle_id,
        initiative=initiative,
        lineage=initiative.lineage,
        year=initiative.year,
        level=level,
        issuer=issuer,
        number=number,
        on=on,
        signatory=signatory,
        source=source,
        source_key=source_key,
    )
    refresh_best_level(initiative)
    return row


@transaction.atomic
def revoke(*, recognition: Recognition, on: dt.date, number: str, reason: str) -> None:
    """End a recognition by a later decision; the row stays."""
    Recognition.objects.filter(pk=recognition.pk, revoked_on__isnull=True).update(
        revoked_on=on, revoked_number=number, revoked_reason=reason
    )
    refresh_best_level(recognition.initiative)


def refresh_best_level(initiative: Initiative) -> None:
    """Keep the initiative's best live level beside it, for the library and the counts."""
    levels = Recognition.objects.live().filter(initiative=initiative).values_list("level", flat=True)
    initiative.best_level = max(levels, default=0)
    Initiative.objects.filter(pk=initiative.pk).update(best_level=initiative.best_level)


def targets_met(ward_key: int, from_year: int, until_year: int, level: int) -> int:
    """How many distinct models (by lineage) are recognised at a level or above in the years given: 1 query."""
    rows = Recognition.objects.live().filter(
        ward_id=ward_key, level__gte=level, year__gte=from_year, year__lte=until_year
    )
    return rows.values("lineage").distinct().count()
