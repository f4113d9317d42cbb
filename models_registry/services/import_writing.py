"""Writing the rows of a confirmed list: models, texts, sealed submissions, recognitions, all by the batch of rows."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence

from core import audit, clock, seals
from core.actor import Actor, Seat
from core.text import fold, fold_name, sort_key
from organizations.models import Organization

from ..enums import InitiativeState, Origin, RecognitionSource, Source, SubmissionKind
from ..import_rows import (
    Existing,
    Surroundings,
    kind_of,
    level_of,
    likeness,
    name_of,
    period_of,
    person_of,
    sector_of,
)
from ..models import Cycle, ImportBatch, ImportRow, Initiative, RegistrationText, Sector, Submission
from .codes import code_of, draw_numbers
from .recognitions import Paper, recognise
from .units import search_text

KEPT = "duy tri"  # what old lists note beside a model that was not new


def write_rows(
    *, actor: Actor, seat: Seat, batch: ImportBatch, cycle: Cycle, rows: Sequence[ImportRow], around: Surroundings
) -> list[Initiative]:
    """Make the models of `rows` in their order, with consecutive codes; queries hardly grow with the rows."""
    if not rows:
        return []
    first = draw_numbers(ward_key=cycle.ward_id, year=cycle.year, count=len(rows))
    units = Organization.objects.in_bulk({row.unit_id for row in rows})
    sectors = {sector.number: sector for sector in Sector.objects.all()}
    taken = _last_twins(around.existing)
    made = [
        _initiative(row, number, batch, cycle, units[row.unit_id], sectors, taken, around, actor)
        for number, row in enumerate(rows, start=first)
    ]
    Initiative.objects.bulk_create(made)
    RegistrationText.objects.bulk_create(RegistrationText(initiative=one, saved_by_key=actor.user_key) for one in made)
    pairs = list(zip(rows, made, strict=True))
    Submission.objects.bulk_create(_submission(row, one, batch, seat, actor) for row, one in pairs)
    for paper, levels in _papers(pairs, batch).items():
        recognise(levels=levels, paper=paper)
    for row, one in pairs:
        row.initiative = one
    return made


def acts_of(*, actor: Actor, seat: Seat, batch: ImportBatch, made: Iterable[Initiative]) -> list[audit.Act]:
    """What the log says: one line per model."""
    text = f"Nhập từ danh sách mô hình được công nhận năm {batch.year}"
    return [
        audit.Act(
            actor=actor, seat=seat, verb="initiative.import", text=text, subject=one, ward_key=batch.ward_id,
            after={"code": one.code, "batch": batch.pk},
        )
        for one in made
    ]  # fmt: skip


def _last_twins(existing: dict[tuple[int, str], list[Existing]]) -> dict[tuple[int, str], int]:
    """The number the next twin of a unit and name gets: one more than the last in the year."""
    return defaultdict(int, {key: max(one.twin for one in found) + 1 for key, found in existing.items()})


def _initiative(row, number, batch, cycle, unit, sectors, taken, around, actor) -> Initiative:
    now, name, kind, period = clock.now(), name_of(row), kind_of(row, around), period_of(row)
    key = likeness(row, around)
    one = Initiative(
        ward_id=cycle.ward_id,
        cycle=cycle,
        year=cycle.year,
        unit=unit,
        unit_label=unit.name,
        unit_sort=bytes(unit.sort_key),
        kind=kind,
        origin=Origin.KEEP if KEPT in fold(row.raw["note"]) else Origin.NEW,
        sector=sectors[sector_of(row, around)],
        name=name,
        name_fold=fold_name(name),
        name_sort=sort_key(name),
        person_name=person_of(row, kind),
        starts_on=period.starts_on,
        ends_on=period.ends_on,
        ongoing=period.ongoing,
        twin=taken[key],
        state=InitiativeState.RECEIVED,
        number=number,
        code=code_of(cycle.year, number),
        source=Source.IMPORT,
        first_sent_at=now,
        waiting_since=now,
        received_at=now,
        sent_number=0,
        import_batch=batch,
        created_by_key=actor.user_key,
        created_at=now,
    )
    taken[key] += 1
    one.search_text = search_text(one, unit.name)
    return one


def _submission(row: ImportRow, one: Initiative, batch: ImportBatch, seat: Seat, actor: Actor) -> Submission:
    sealed = seals.seal(_facts(row, one, batch), _words(row, one))
    return Submission(
        ward_id=one.ward_id,
        initiative=one,
        kind=SubmissionKind.IMPORT,
        number=1,
        sent_at=one.first_sent_at,
        membership_key=seat.key or None,
        sent_by_key=actor.user_key,
        unit_name=one.unit_label,
        seal=sealed.text,
        sha256=sealed.sha256,
        body=sealed.body,
    )


def _facts(row: ImportRow, one: Initiative, batch: ImportBatch) -> dict:
    return {
        "ward": one.ward_id,
        "year": one.year,
        "code": one.code,
        "unit": {"key": one.unit_id, "code": one.unit.code, "name": one.unit.name},
        "kind": one.kind,
        "origin": one.origin,
        "sector": one.sector.number,
        "starts_on": one.starts_on,
        "ends_on": one.ends_on,
        "ongoing": one.ongoing,
        "lineage": one.lineage,
        "level": level_of(row),
        "decision": _decision(row, batch),
        "file": batch.file.sha256 if batch.file else None,
        "sheet": row.sheet,
        "row": row.row_number,
        "ordinal": row.ordinal,
    }


def _words(row: ImportRow, one: Initiative) -> dict[str, str]:
    """Every word of the row, as typed in the list, through digests only."""
    raw = row.raw
    words = {"name": one.name, "person_name": one.person_name, "unit_as_written": raw["unit"], "note": raw["note"]}
    words |= {"name_as_written": raw["name"], "period_as_written": raw["period"]}
    words |= {f"cells.{heading}": text for heading, text in raw["cells"].items()}
    return {name: word for name, word in words.items() if word}


def _papers(pairs, batch: ImportBatch) -> dict[Paper, dict[Initiative, int]]:
    """Models by the paper that recognised them: a row's own, else that of the whole list."""
    found: dict[Paper, dict[Initiative, int]] = defaultdict(dict)
    for row, one in pairs:
        decision = _decision(row, batch)
        paper = Paper(
            source=RecognitionSource.IMPORT,
            source_key=batch.pk,
            number=decision["number"],
            on=decision["on"] and dt.date.fromisoformat(decision["on"]),
            signatory=decision["signatory"],
        )
        found[paper][one] = level_of(row)
    return found


def _decision(row: ImportRow, batch: ImportBatch) -> dict:
    whole = {"number": "", "on": None, "signatory": "", **batch.mapping.get("decision", {})}
    own = row.raw["decision"]
    return {"number": own["number"], "on": own["on"], "signatory": ""} if own else whole
