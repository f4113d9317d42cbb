"""Import of an office's own list of models recognised in a year before (decisions 3, 26).

Upload keeps the rows as they were read; people decide what could not be understood; one transaction then writes. The
same rows again, in whatever file, are recognised and write nothing. The practice ward loads through the same code.
"""

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import BinaryIO

from django.db import IntegrityError, transaction

from core import clock
from core.actor import Actor
from core.database.transitions import update_if_unchanged
from core.exceptions import DomainError, StaleState
from core.files.uploads import clean_file_name, keep_bytes
from core.log import audit
from core.spreadsheets import MAX_BYTES, read_grids
from core.text.vietnamese import clean_line
from models_registry.enums import BatchState, CycleState, RowVerdict
from models_registry.imports.recognised_list import RecognisedList, read_recognised_list
from models_registry.imports.rows import (
    Surroundings,
    carry_choices,
    count_rows,
    existing_models,
    figures_of,
    rows_to_keep,
    settle,
    share_units,
)
from models_registry.imports.services.writing import acts_of, update_rows, write_rows
from models_registry.imports.use import touched_models
from models_registry.models import Cycle, ImportBatch, ImportRow
from models_registry.years.services import history_cycle
from organizations.models import Organization
from organizations.permissions import Action, require
from organizations.tree import ward_tree
from organizations.units.lookup import unit_matcher
from organizations.units.services import remember_alias, ward_place

FIRST_YEAR = 2000
UNREAD_KEPT = 200
SETTLED = ("unit", "verdict", "problems", "initiative", "differs")
CHOSEN = (
    "chosen_unit", "chosen_kind", "chosen_sector", "chosen_name", "chosen_period", "chosen_update", "skip", "remember",
)  # fmt: skip
DONE = (BatchState.COMMITTED, BatchState.UNDONE)
RACED = "Danh sách này vừa được người khác nhập. Hãy tải lại trang để xem."


@dataclass(frozen=True)
class ListDecision:
    """The paper of the whole list, when the office names it."""

    number: str = ""
    on: dt.date | None = None
    signatory: str = ""


@dataclass(frozen=True)
class Choice:
    """What a person decided about one row. `period` None: not asked; '': without dates.

    `update`: '' (as for all), skip or update.
    """

    unit: Organization | None = None
    kind: str = ""
    sector: int | None = None
    name: str = ""
    period: str | None = None
    skip: bool = False
    remember: bool = False
    update: str = ""


@dataclass(frozen=True)
class Defaults:
    """One answer for every row without its own: of what a list never says at all, and of models there already."""

    kind: str = ""
    sector: int | None = None
    update: str = ""


# 1. Upload ----------------------------------------------------------------------------------------------------------


@transaction.atomic
def start_import(
    *, actor: Actor, ward: Organization, year: int, file: BinaryIO, file_name: str = "",
    decision: ListDecision | None = None,
) -> ImportBatch:  # fmt: skip
    """Read a list and keep its rows for the preview; nothing else is written.

    Raises DomainError at the field `file` when it is no such list, at `year` for a year that is not over.
    """
    require(actor, Action.IMPORT_LISTS, ward_place(ward))
    cycle = _year_to_fill(ward, year)
    data = file.read(MAX_BYTES + 1)
    matcher = unit_matcher(ward)
    try:
        found = read_recognised_list(
            read_grids(data), year=year, is_known_unit=lambda text: matcher.match(text).key is not None
        )
    except DomainError as error:
        raise DomainError(error.message, field="file") from error
    batch = ImportBatch.objects.create(
        ward=ward,
        year=year,
        cycle=cycle,
        file=keep_bytes(data, kind="xlsx", ward_key=ward.pk) if data.startswith(b"PK") else None,
        file_name=clean_file_name(file_name or getattr(file, "name", "") or "danh-sach.xlsx"),
        mapping=_mapping(found, decision or ListDecision()) | {"sha256": hashlib.sha256(data).hexdigest()},
        notes=list(found.notes),
        by_key=actor.user_key,
    )
    rows = rows_to_keep(found, batch=batch, year=year)
    carry_choices(rows, _earlier_rows(ward, year))
    around = surroundings(batch, matcher=matcher)
    settle(rows, around)
    ImportRow.objects.bulk_create(rows)
    batch.counts = count_rows(rows)
    batch.mapping |= figures_of(rows, around)
    batch.save(update_fields=["counts", "mapping"])
    return batch


def _year_to_fill(ward: Organization, year: int) -> Cycle | None:
    if year < FIRST_YEAR or dt.date(year, 1, 1) > clock.today():
        raise DomainError(f"Hãy nhập năm từ {FIRST_YEAR} đến {clock.today():%Y}", field="year")
    _refuse_unfinished(ward, year)
    return Cycle.objects.filter(ward=ward, year=year).first()


def _refuse_unfinished(ward: Organization, year: int) -> None:
    """A list tells what was recognised: not of a year worked on here, nor of one that would come after such a year."""
    working = unfinished_cycles(ward)
    if any(cycle.year == year for cycle in working):
        raise DomainError(
            f"Năm {year} chưa kết thúc trên hệ thống ({names_of(working)}) nên không nhập từ tệp: mô hình được công "
            "nhận của năm này có từ quyết định công bố tại đây. Hãy xem lại năm của danh sách",
            field="year",
        )
    known = Cycle.objects.filter(ward=ward, year=year).exists()
    if not known and any(cycle.year < year for cycle in working):
        raise DomainError(
            f"Chưa lập năm {year}, còn năm trước đó chưa kết thúc ({names_of(working)}). Hãy lập và mở năm {year} để "
            "đăng ký; danh sách công nhận chỉ nhập cho năm đã qua",
            field="year",
        )


def unfinished_cycles(ward: Organization) -> list[Cycle]:
    """Years being prepared or open, the oldest first: the list of a year before them can be imported."""
    rows = Cycle.objects.filter(ward=ward, state__in=[CycleState.PREPARING, CycleState.OPEN])
    return list(rows.order_by("year"))


def names_of(cycles: Iterable[Cycle]) -> str:
    """“năm 2026 đang mở, năm 2027 đang chuẩn bị”."""
    words = {CycleState.OPEN: "đang mở", CycleState.PREPARING: "đang chuẩn bị"}
    return ", ".join(f"năm {cycle.year} {words[cycle.state]}" for cycle in cycles)


def _mapping(found: RecognisedList, decision: ListDecision) -> dict:
    """How the file was understood, for the preview to say."""
    number, on = decision.number or found.decision.number, decision.on
    if on is None and not decision.number:
        on = found.decision.on
    return {
        "sheets": [
            {"title": sheet.title, "heading_rows": list(sheet.heading_rows), "columns": sheet.columns}
            for sheet in found.sheets
        ],
        "decision": {"number": number, "on": on and on.isoformat(), "signatory": decision.signatory},
        "unread": [
            {"row": row.row_number, "text": row.text[:300], "reason": row.reason} for row in found.unread[:UNREAD_KEPT]
        ],
        "kind_missing": found.kind_missing_everywhere,
        "sector_missing": found.sector_missing_everywhere,
    }


def _earlier_rows(ward: Organization, year: int) -> dict[str, ImportRow]:
    """The last committed row of each key, with what was chosen about it; an undone import is remembered too."""
    rows = ImportRow.objects.filter(ward=ward, year=year, batch__state__in=DONE).order_by("id")
    return {row.row_key: row for row in rows.only(*CHOSEN, "row_key", "initiative_id")}


def surroundings(batch: ImportBatch, *, matcher=None, cycle: Cycle | None = None) -> Surroundings:
    """What the rows of a batch are settled against, as it stands now."""
    tree = ward_tree(batch.ward)
    cycle = cycle or Cycle.objects.filter(ward_id=batch.ward_id, year=batch.year).first()
    earlier = _earlier_rows(batch.ward, batch.year)
    return Surroundings(
        tree=tree,
        matcher=matcher or unit_matcher(batch.ward),
        existing=existing_models(cycle, tree),
        by_row_key={key: row.initiative_id for key, row in earlier.items() if row.initiative_id},
        default_kind=batch.mapping.get("default_kind", ""),
        default_sector=batch.mapping.get("default_sector"),
        default_update=batch.mapping.get("default_update", ""),
        touched=touched_models,
    )


# 2. Decide ----------------------------------------------------------------------------------------------------------


@transaction.atomic
def decide_rows(
    *, actor: Actor, batch: ImportBatch, choices: Mapping[int, Choice], defaults: Defaults | None = None
) -> None:
    """Keep what a person decided about rows (by their key) and settle the list anew."""
    require(actor, Action.IMPORT_LISTS, batch)
    _refuse_committed(batch)
    rows = list(batch.rows.all())
    before = [_stored(row) for row in rows]
    for row in rows:
        if row.pk in choices:
            _choose(row, choices[row.pk], batch)
    share_units(rows)
    if defaults is not None:
        batch.mapping |= {f"default_{name}": value for name, value in asdict(defaults).items()}
    around = surroundings(batch)
    settle(rows, around)
    batch.mapping |= figures_of(rows, around)
    changed = [row for row, seen in zip(rows, before, strict=True) if _stored(row) != seen]
    ImportRow.objects.bulk_update(changed, [*SETTLED, *CHOSEN], batch_size=200)
    update_if_unchanged(batch, changes={"counts": count_rows(rows), "mapping": batch.mapping})


def _stored(row: ImportRow) -> tuple:
    return tuple(getattr(row, ImportRow._meta.get_field(name).attname) for name in (*SETTLED, *CHOSEN))


def _choose(row: ImportRow, choice: Choice, batch: ImportBatch) -> None:
    if choice.unit is not None and choice.unit.ward_id != batch.ward_id:
        raise DomainError("Hãy chọn đơn vị của phường này")
    row.chosen_unit = choice.unit
    row.chosen_kind, row.chosen_sector = choice.kind, choice.sector
    row.chosen_name, row.chosen_period = clean_line(choice.name), choice.period
    row.skip, row.remember = choice.skip, choice.remember and choice.unit is not None
    row.chosen_update = choice.update


def _refuse_committed(batch: ImportBatch) -> None:
    if batch.state in DONE:
        raise DomainError("Danh sách này đã được nhập từ trước")


# 3. Commit ----------------------------------------------------------------------------------------------------------


@transaction.atomic
def commit_import(*, actor: Actor, batch: ImportBatch, skip_undecided: bool = False) -> ImportBatch:
    """Write the valid rows, all or nothing. Raises DomainError while a row is undecided (unless those are to be left
    out), or when somebody was faster."""
    seat = require(actor, Action.IMPORT_LISTS, batch)
    _refuse_committed(batch)
    list(Organization.objects.select_for_update(no_key=True).filter(pk=batch.ward_id))  # one import of a ward at a time
    _refuse_unfinished(batch.ward, batch.year)
    cycle = history_cycle(actor=actor, ward=batch.ward, year=batch.year)
    around = surroundings(batch, cycle=cycle)
    rows = list(batch.rows.all())
    settle(rows, around)
    if skip_undecided and (asking := [row for row in rows if row.verdict == RowVerdict.ASKS]):
        for row in asking:
            row.skip = True
        settle(rows, around)
    _refuse_undecided(rows)
    done = {"state": BatchState.COMMITTED, "cycle": cycle, "committed_at": clock.now(), "counts": count_rows(rows)}
    done["mapping"] = batch.mapping | figures_of(rows, around)
    try:
        update_if_unchanged(batch, changes=done)
    except StaleState as error:
        raise StaleState(RACED) from error
    new, updates = ([row for row in rows if row.verdict == found] for found in (RowVerdict.NEW, RowVerdict.UPDATE))
    try:
        with transaction.atomic():
            made = write_rows(actor=actor, seat=seat, batch=batch, cycle=cycle, rows=new, around=around)
            changed = update_rows(actor=actor, seat=seat, batch=batch, rows=updates)
    except IntegrityError as error:  # uq_init_import: the same rows came in by another way since they were settled
        raise DomainError(RACED) from error
    ImportRow.objects.bulk_update(rows, [*SETTLED, "skip"], batch_size=200)
    _remember(actor, rows)
    acts = acts_of(actor=actor, seat=seat, batch=batch, made=made, changed=changed)
    audit.record_many([_act(actor, seat, batch), *acts])
    return batch


def _refuse_undecided(rows: Iterable[ImportRow]) -> None:
    asking = [row for row in rows if row.verdict == RowVerdict.ASKS]
    if asking:
        shown = ", ".join(row.ordinal or f"dòng {row.row_number}" for row in asking[:5])
        raise DomainError(
            f"Còn {len(asking)} dòng cần quyết định ({shown}{', …' if len(asking) > 5 else ''}). "
            "Hãy chọn, hoặc đánh dấu bỏ qua."
        )


def _remember(actor: Actor, rows: Iterable[ImportRow]) -> None:
    picked = {row.raw["unit"]: row.chosen_unit for row in rows if row.remember and row.chosen_unit and row.raw["unit"]}
    for alias, unit in picked.items():
        remember_alias(actor=actor, unit=unit, alias=alias)


def _act(actor: Actor, seat, batch: ImportBatch) -> audit.Act:
    return audit.Act(
        actor=actor, seat=seat, verb="import.commit", subject=batch, ward_key=batch.ward_id,
        text=f"Nhập danh sách mô hình được công nhận năm {batch.year}: {batch.counts[RowVerdict.NEW]} mô hình, "
        f"cập nhật {batch.counts[RowVerdict.UPDATE]}",
        after=batch.counts, audience=audit.Audience.BAN,
    )  # fmt: skip


# All three in one, for the practice ward and for commands ------------------------------------------------------------


@transaction.atomic
def import_recognised_list(
    *, actor: Actor, ward: Organization, year: int, file: BinaryIO, decisions: Mapping[str, Mapping] | None = None,
    decision: ListDecision | None = None, file_name: str = "",
) -> ImportBatch:  # fmt: skip
    """Upload, decide and commit at once. `decisions`: the list's own number of a row → unit (code), kind, sector, skip.

    Raises DomainError when rows stay undecided; nothing is then written.
    """
    batch = start_import(actor=actor, ward=ward, year=year, file=file, file_name=file_name, decision=decision)
    if decisions:
        rows = {row.ordinal: row for row in batch.rows.all()}
        units = {unit.code: unit for unit in Organization.objects.filter(ward=ward).units().living()}
        choices = {}
        for ordinal, values in decisions.items():
            values = dict(values)
            unit = units[values.pop("unit")] if "unit" in values else None
            choices[rows[str(ordinal)].pk] = Choice(unit=unit, **values)
        decide_rows(actor=actor, batch=batch, choices=choices)
    return commit_import(actor=actor, batch=batch)
