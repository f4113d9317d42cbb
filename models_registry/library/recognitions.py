"""Recognitions and what the register keeps of them (decision 26). Called by imports and by the year end."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from django.db import transaction

from models_registry.enums import RecognitionSource
from models_registry.models import Initiative, Recognition


@dataclass(frozen=True)
class Named:
    """What a correction calls a model and its unit."""

    name: str
    unit_name: str


@dataclass(frozen=True, kw_only=True)
class Paper:
    """The paper a recognition stands on; all of it may be empty for an old list."""

    source: str
    source_key: int | None = None
    issuer: str = ""
    number: str = ""
    on: dt.date | None = None
    signatory: str = ""


@transaction.atomic
def recognise(
    *, levels: Mapping[Initiative, int], paper: Paper, names: Mapping[Initiative, Named] | None = None
) -> None:
    """Write that initiatives are recognised, each at its level. The year of merit is the initiative's own.

    The caller has checked the right (import or publishing) and writes the log. At most five queries however many.
    Raises IntegrityError when one of them is recognised at this level already.
    """
    if paper.source not in RecognitionSource.values:
        raise ValueError(paper.source)
    Recognition.objects.bulk_create(
        Recognition(
            ward_id=row.ward_id,
            cycle_id=row.cycle_id,
            initiative=row,
            lineage=row.lineage,
            year=row.year,
            level=level,
            **asdict(paper),
            **_changed_names(row, (names or {}).get(row)),
        )
        for row, level in levels.items()
    )
    for level in sorted(set(levels.values())):
        keys = [row.pk for row, given in levels.items() if given == level]
        Initiative.objects.filter(pk__in=keys, best_level__lt=level).update(best_level=level)
    for row, level in levels.items():
        row.best_level = max(row.best_level, level)


def _changed_names(row: Initiative, named: Named | None) -> dict[str, str]:
    """Only what differs from the register is kept beside it."""
    if named is None:
        return {}
    return {
        "name": named.name if named.name != row.name else "",
        "unit_name": named.unit_name if named.unit_name != row.unit_label else "",
    }


@transaction.atomic
def revoke(*, recognition: Recognition, on: dt.date, number: str, reason: str) -> None:
    """End a recognition by a later decision; the row stays."""
    Recognition.objects.filter(pk=recognition.pk, revoked_on__isnull=True).update(
        revoked_on=on, revoked_number=number, revoked_reason=reason
    )
    refresh_best_level(recognition.initiative)


@transaction.atomic
def end_all(*, reasons: Mapping[Recognition, str], on: dt.date, number: str) -> None:
    """End live recognitions by one later decision, each for its reason. At most six queries however many.

    Raises IntegrityError when one of them was ended meanwhile: what ended it is set once.
    """
    for row, reason in reasons.items():
        row.revoked_on, row.revoked_number, row.revoked_reason = on, number, reason
    Recognition.objects.bulk_update(list(reasons), ["revoked_on", "revoked_number", "revoked_reason"])
    _refresh_best_levels({row.initiative_id for row in reasons})


@transaction.atomic
def supersede(
    *, levels: Mapping[Recognition, int], reasons: Mapping[Recognition, str], paper: Paper,
    names: Mapping[Recognition, Named],
) -> None:  # fmt: skip
    """Put new recognitions in the place of old ones by a decision that corrects; the old rows stay, ended by it."""
    end_all(reasons=reasons, on=paper.on, number=paper.number)
    recognise(
        levels={old.initiative: level for old, level in levels.items()}, paper=paper,
        names={old.initiative: named for old, named in names.items()},
    )  # fmt: skip
    new = Recognition.objects.live().filter(source=paper.source, source_key=paper.source_key)
    by_initiative = {row.initiative_id: row for row in new}
    for old in levels:
        old.superseded_by = by_initiative[old.initiative_id]
    Recognition.objects.bulk_update(list(levels), ["superseded_by"])


def _refresh_best_levels(initiative_keys: set[int]) -> None:
    best = dict.fromkeys(initiative_keys, 0)
    live = Recognition.objects.live().filter(initiative_id__in=initiative_keys)
    for key, level in live.values_list("initiative_id", "level"):
        best[key] = max(best[key], level)
    for level in sorted(set(best.values())):
        keys = [key for key, given in best.items() if given == level]
        Initiative.objects.filter(pk__in=keys).update(best_level=level)


def refresh_best_level(initiative: Initiative) -> None:
    """Keep the initiative's best live level beside it, for the library and the counts."""
    levels = Recognition.objects.live().filter(initiative=initiative).values_list("level", flat=True)
    initiative.best_level = max(levels, default=0)
    Initiative.objects.filter(pk=initiative.pk).update(best_level=initiative.best_level)
