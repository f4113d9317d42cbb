"""Lists of units and of people from an office's own files: read, shown, committed whole, taken back while untouched.

The same four acts serve both kinds; what a row means and what is written is told by the module of the kind, which has
`ACTION`, `read(grids)`, `settle(batch, rows, actor)`, `write(actor, seat, batch, rows)`, `reasons(batches)` and
`take_back(actor, batch, rows)`. Nothing but the batch and its rows is written before commit.
"""

import hashlib
from collections.abc import Iterable, Mapping
from typing import BinaryIO

from django.db import IntegrityError, transaction

from core import clock
from core.actor import Actor
from core.database.transitions import update_if_unchanged
from core.exceptions import DomainError, StaleState
from core.files.uploads import clean_file_name
from core.log import audit
from core.spreadsheets import MAX_BYTES, read_grids
from organizations.enums import RosterKind, RosterState, RosterVerdict
from organizations.models import Organization, RosterBatch, RosterRow
from organizations.permissions import require
from organizations.rosters.services import people, units
from organizations.units.services import ward_place

KINDS = {RosterKind.UNITS: units, RosterKind.PEOPLE: people}
SETTLED = ("verdict", "reasons", "differs", "unit", "person", "said")
CHOICES = ("", "skip", "update")
RACED = "Danh sách này vừa được người khác nhập. Hãy tải lại trang để xem."


@transaction.atomic
def start_roster(
    *, actor: Actor, ward: Organization, kind: str, file: BinaryIO, file_name: str = ""
) -> RosterBatch:  # fmt: skip
    """Read a list and keep its rows for the preview. Raises DomainError at `file` when it is no such list."""
    module = KINDS[kind]
    require(actor, module.ACTION, ward_place(ward))
    data = file.read(MAX_BYTES + 1)
    try:
        found = module.read(read_grids(data))
    except DomainError as error:
        raise DomainError(error.message, field="file") from error
    batch = RosterBatch.objects.create(
        ward=ward,
        kind=kind,
        file_name=clean_file_name(file_name or getattr(file, "name", "") or "danh-sach.xlsx"),
        sha256=hashlib.sha256(data).hexdigest(),
        columns=found.columns,
        notes=list(found.notes),
        by_key=actor.user_key,
    )
    rows = [RosterRow(batch=batch, row_number=number, said=said) for number, said in module.rows_of(found)]
    module.settle(batch, rows, actor)
    RosterRow.objects.bulk_create(rows, batch_size=500)
    batch.counts = count_rows(rows)
    batch.save(update_fields=["counts"])
    return batch


@transaction.atomic
def decide_rows(*, actor: Actor, batch: RosterBatch, updates: Mapping[int, str], default: str) -> None:
    """Keep what becomes of rows that are there already (by their key; '' as for all). Raises DomainError when done."""
    require(actor, KINDS[batch.kind].ACTION, ward_place(batch.ward))
    _refuse_done(batch)
    rows = list(batch.rows.all())
    for row in rows:
        if updates.get(row.pk) in CHOICES:
            row.chosen_update = updates[row.pk]
    batch.default_update = default if default in CHOICES else ""
    KINDS[batch.kind].settle(batch, rows, actor)
    RosterRow.objects.bulk_update(rows, [*SETTLED, "chosen_update"], batch_size=200)
    update_if_unchanged(batch, changes={"default_update": batch.default_update, "counts": count_rows(rows)})


@transaction.atomic
def commit_roster(*, actor: Actor, batch: RosterBatch) -> RosterBatch:
    """Write all valid rows or none. Rows are settled anew first, so what changed since the preview is not overwritten.

    Raises StaleState when somebody was faster, DomainError when a row no longer fits.
    """
    module = KINDS[batch.kind]
    seat = require(actor, module.ACTION, ward_place(batch.ward))
    _refuse_done(batch)
    batch.ward = Organization.objects.select_for_update(no_key=True).get(pk=batch.ward_id)  # one at a time
    rows = list(batch.rows.all())
    module.settle(batch, rows, actor)
    done = {"state": RosterState.COMMITTED, "committed_at": clock.now(), "counts": count_rows(rows)}
    try:
        update_if_unchanged(batch, changes=done)
    except StaleState as error:
        raise StaleState(RACED) from error
    try:
        with transaction.atomic():
            acts = module.write(actor, seat, batch, rows)
    except IntegrityError as error:
        raise DomainError(RACED) from error
    RosterRow.objects.bulk_update(rows, [*SETTLED, "made"], batch_size=200)
    audit.record_many([_act(actor, seat, batch, "roster.commit", "Nhập"), *acts])
    return batch


@transaction.atomic
def undo_roster(*, actor: Actor, batch: RosterBatch) -> None:
    """Take a committed list back, whole, while nobody used what it made. A second press changes nothing."""
    module = KINDS[batch.kind]
    seat = require(actor, module.ACTION, ward_place(batch.ward))
    batch.ward = Organization.objects.select_for_update(no_key=True).get(pk=batch.ward_id)
    if RosterBatch.objects.filter(pk=batch.pk, state=RosterState.UNDONE).exists():
        return
    if batch.state != RosterState.COMMITTED:
        raise DomainError("Danh sách này chưa được nhập nên không có gì để hoàn tác")
    rows = list(batch.rows.filter(verdict__in=[RosterVerdict.NEW, RosterVerdict.UPDATE]))
    module.hold(rows)
    if reason := reasons_against_undo([batch]).get(batch.pk):
        raise DomainError(f"Không hoàn tác được: {reason}")
    changes = {"state": RosterState.UNDONE, "undone_at": clock.now(), "undone_by_key": actor.user_key}
    update_if_unchanged(batch, changes=changes)
    acts = module.take_back(actor, seat, batch, rows)
    audit.record_many([_act(actor, seat, batch, "roster.undo", "Hoàn tác lần nhập"), *acts])


def reasons_against_undo(batches: Iterable[RosterBatch]) -> dict[int, str]:
    """Batch key → why it cannot be undone any more; the others are left out. A fixed number of queries."""
    found: dict[int, str] = {}
    committed = [batch for batch in batches if batch.state == RosterState.COMMITTED]
    for kind, module in KINDS.items():
        if keys := [batch.pk for batch in committed if batch.kind == kind]:
            found |= module.reasons(keys)
    return found


def earlier_roster(batch: RosterBatch) -> RosterBatch | None:
    """The last import of this very file that still stands. One query."""
    rows = RosterBatch.objects.filter(ward_id=batch.ward_id, kind=batch.kind, state=RosterState.COMMITTED)
    return rows.filter(sha256=batch.sha256).exclude(pk=batch.pk).order_by("-id").first()


def import_roster(*, actor: Actor, ward: Organization, kind: str, file: BinaryIO, file_name: str = "") -> RosterBatch:
    """Read and commit at once, for the practice ward and for commands."""
    with transaction.atomic():
        batch = start_roster(actor=actor, ward=ward, kind=kind, file=file, file_name=file_name)
        return commit_roster(actor=actor, batch=batch)


def count_rows(rows: Iterable[RosterRow]) -> dict[str, int]:
    counts = dict.fromkeys(RosterVerdict.values, 0)
    for row in rows:
        counts[row.verdict] += 1
    return counts


def _refuse_done(batch: RosterBatch) -> None:
    if batch.state != RosterState.PREVIEW:
        raise DomainError("Danh sách này đã được nhập từ trước")


def _act(actor, seat, batch, verb: str, words: str) -> audit.Act:
    noun = "đơn vị" if batch.kind == RosterKind.UNITS else "người"
    text = f"{words} danh sách {noun}: thêm {batch.counts['NEW']}, cập nhật {batch.counts['UPDATE']}"
    return audit.Act(
        actor=actor, seat=seat, verb=verb, text=text, subject=batch, ward_key=batch.ward_id,
        audience=audit.Audience.ADMIN,
    )  # fmt: skip
