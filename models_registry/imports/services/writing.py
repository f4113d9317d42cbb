"""Writing the rows of a confirmed list: models, texts, sealed submissions, recognitions, all by the batch of rows."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from django.db.models import Max

from core import clock
from core.actor import Actor, Seat
from core.exceptions import DomainError
from core.log import audit, seals
from core.text.vietnamese import fold, fold_name, sort_key
from models_registry.enums import InitiativeState, Origin, RecognitionSource, Source, SubmissionKind
from models_registry.imports.differences import Existing, put
from models_registry.imports.rows import (
    Surroundings,
    kind_of,
    level_of,
    likeness,
    name_of,
    period_of,
    person_of,
    sector_of,
)
from models_registry.library.recognitions import Paper, recognise
from models_registry.models import Cycle, ImportBatch, ImportRow, Initiative, RegistrationText, Sector, Submission
from models_registry.registration.services.codes import code_of, draw_numbers
from models_registry.years.unit_changes import search_text
from organizations.models import Organization

REVIVED = (
    "unit", "unit_label", "unit_sort", "kind", "sector", "origin", "name", "name_fold", "name_sort", "person_name",
    "starts_on", "ends_on", "ongoing", "state", "import_batch", "waiting_since", "received_at", "search_text", "twin",
    "end_reason", "version",
)  # fmt: skip
UPDATED = ("kind", "sector", "person_name", "starts_on", "ends_on", "ongoing", "search_text", "version")
KEPT = "duy tri"  # what old lists note beside a model that was not new


def write_rows(
    *, actor: Actor, seat: Seat, batch: ImportBatch, cycle: Cycle, rows: Sequence[ImportRow], around: Surroundings
) -> list[Initiative]:
    """Make the models of `rows` in their order, with consecutive codes; queries hardly grow with the rows.

    A row whose model was undone before revives it with its code (decision 4). Raises DomainError when it is no more.
    """
    if not rows:
        return []
    revived = _locked([row for row in rows if row.initiative_id], InitiativeState.VOIDED)
    first = draw_numbers(ward_key=cycle.ward_id, year=cycle.year, count=len(rows) - len(revived))
    writer = _Writer(actor, batch, cycle, rows, around)
    numbers = iter(range(first, first + len(rows)))
    made, fresh = [], []
    for row in rows:
        one = revived.get(row.initiative_id)
        if one is None:
            one = writer.made(row, next(numbers))
            fresh.append(one)
        else:
            writer.revive(one, row)
        made.append(one)
    Initiative.objects.bulk_create(fresh)
    Initiative.objects.bulk_update(revived.values(), REVIVED, batch_size=100)
    RegistrationText.objects.bulk_create(RegistrationText(initiative=one, saved_by_key=actor.user_key) for one in fresh)
    pairs = list(zip(rows, made, strict=True))
    _submit(actor, seat, batch, pairs, revived)
    for paper, levels in _papers(pairs, batch).items():
        recognise(levels=levels, paper=paper)
    for row, one in pairs:
        row.initiative = one
    return made


def update_rows(*, actor: Actor, seat: Seat, batch: ImportBatch, rows: Sequence[ImportRow], back=False) -> list:
    """Give the models of `rows` what the list says otherwise, or (`back`) what they said before; the earlier text
    stays a sealed submission. Raises DomainError when one of them is no longer as it was."""
    found = _locked(rows, InitiativeState.RECEIVED)
    sectors = {sector.number: sector for sector in Sector.objects.all()} if found else {}
    pairs = [(row, found[row.initiative_id]) for row in rows]
    for row, one in pairs:
        for change in row.differs:
            put(one, change["field"], change["old" if back else "new"], sectors)
        one.search_text = search_text(one, one.unit_label)
        one.version += 1
    Initiative.objects.bulk_update(found.values(), UPDATED, batch_size=100)
    _submit(actor, seat, batch, pairs, found)
    return pairs


def acts_of(
    *, actor: Actor, seat: Seat, batch: ImportBatch, made: Iterable[Initiative], changed: Iterable = ()
) -> list[audit.Act]:
    """What the log says: one line per model."""
    told = f"danh sách mô hình được công nhận năm {batch.year}"
    return [
        audit.Act(
            actor=actor, seat=seat, verb="initiative.import", text=f"Nhập từ {told}", subject=one,
            ward_key=batch.ward_id, after={"code": one.code, "batch": batch.pk},
        )
        for one in made
    ] + [
        audit.Act(
            actor=actor, seat=seat, verb="initiative.import_update", text=f"Cập nhật từ {told}", subject=one,
            ward_key=batch.ward_id, before={change["field"]: change["old"] for change in row.differs},
            after={change["field"]: change["new"] for change in row.differs},
        )
        for row, one in changed
    ]  # fmt: skip


def _locked(rows: Sequence[ImportRow], state: str) -> dict[int, Initiative]:
    """The models of these rows, held until the end, all of them still in this state."""
    keys = {row.initiative_id for row in rows}
    if not keys:
        return {}
    found = Initiative.objects.select_for_update(no_key=True, of=("self",)).filter(pk__in=keys, state=state)
    locked = {one.pk: one for one in found.select_related("unit", "sector").order_by("pk")}
    if locked.keys() != keys:
        raise DomainError("Có mô hình vừa được người khác xử lý. Hãy tải lại trang để xem.")
    return locked


def _last_twins(existing: dict[tuple[int, str], list[Existing]]) -> dict[tuple[int, str], int]:
    """The number the next twin of a unit and name gets: one more than the last in the year."""
    return defaultdict(int, {key: max(one.twin for one in found) + 1 for key, found in existing.items()})


class _Writer:
    """Makes and revives models of one batch; twins of a unit and name are numbered on."""

    def __init__(self, actor, batch, cycle, rows, around):
        self.actor, self.batch, self.cycle, self.around = actor, batch, cycle, around
        self.units = Organization.objects.in_bulk({row.unit_id for row in rows})
        self.sectors = {sector.number: sector for sector in Sector.objects.all()}
        self.taken = _last_twins(around.existing)

    def made(self, row: ImportRow, number: int) -> Initiative:
        one = Initiative(
            ward_id=self.cycle.ward_id,
            cycle=self.cycle,
            year=self.cycle.year,
            number=number,
            code=code_of(self.cycle.year, number),
            source=Source.IMPORT,
            first_sent_at=clock.now(),
            sent_number=0,
            created_by_key=self.actor.user_key,
            created_at=clock.now(),
            twin=self._next_twin(row),
        )
        self._fill(one, row)
        return one

    def revive(self, one: Initiative, row: ImportRow) -> None:
        """The code and the lineage stay; all else is what the row says now."""
        known = self.around.known(one.pk)
        if known is None or known.likeness != likeness(row, self.around):
            one.twin = self._next_twin(row)
        one.version += 1
        one.end_reason = ""
        self._fill(one, row)

    def _next_twin(self, row: ImportRow) -> int:
        key = likeness(row, self.around)
        self.taken[key] += 1
        return self.taken[key] - 1

    def _fill(self, one: Initiative, row: ImportRow) -> None:
        unit, kind, period, name = self.units[row.unit_id], kind_of(row, self.around), period_of(row), name_of(row)
        one.unit, one.unit_label, one.unit_sort = unit, unit.name, bytes(unit.sort_key)
        one.kind, one.sector = kind, self.sectors[sector_of(row, self.around)]
        one.origin = Origin.KEEP if KEPT in fold(row.raw["note"]) else Origin.NEW
        one.name, one.name_fold, one.name_sort = name, fold_name(name), sort_key(name)
        one.person_name = person_of(row, kind)
        one.starts_on, one.ends_on, one.ongoing = period.starts_on, period.ends_on, period.ongoing
        one.state, one.import_batch = InitiativeState.RECEIVED, self.batch
        one.waiting_since = one.received_at = clock.now()
        one.search_text = search_text(one, unit.name)


def _submit(actor, seat, batch, pairs, older: Mapping[int, Initiative]) -> None:
    """Seal what each model holds now; numbered on where a model (of `older`) was sealed before."""
    last = dict(
        Submission.objects.filter(initiative__in=list(older), kind=SubmissionKind.IMPORT)
        .order_by()
        .values_list("initiative")
        .annotate(Max("number"))
    ) if older else {}  # fmt: skip
    Submission.objects.bulk_create(_submission(row, one, batch, seat, actor, last.get(one.pk, 0)) for row, one in pairs)


def _submission(
    row: ImportRow, one: Initiative, batch: ImportBatch, seat: Seat, actor: Actor, earlier: int
) -> Submission:
    sealed = seals.seal(_facts(row, one, batch), _words(row, one))
    return Submission(
        ward_id=one.ward_id,
        initiative=one,
        kind=SubmissionKind.IMPORT,
        number=earlier + 1,
        sent_at=clock.now(),
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
