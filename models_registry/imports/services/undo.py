"""Undoing an import while nothing builds on it (decision 4): models become VOIDED and keep their codes.

Their recognitions end as “nhập nhầm”; what the list had changed on older models is changed back. Importing the same
rows again revives the same models.
"""

from django.db import transaction
from django.db.models import F

from core import clock
from core.actor import Actor
from core.database.transitions import update_if_unchanged
from core.exceptions import DomainError
from core.log import audit
from models_registry.enums import BatchState, InitiativeState, RecognitionSource, RowVerdict
from models_registry.imports.services.writing import update_rows
from models_registry.imports.use import reasons_against_undo
from models_registry.models import ImportBatch, Initiative, Recognition
from organizations.models import Organization
from organizations.permissions import Action, require

REASON = "Nhập nhầm"


@transaction.atomic
def undo_import(*, actor: Actor, batch: ImportBatch) -> None:
    """Take a committed list back, whole. A second press changes nothing.

    Raises DomainError naming the first model that is in use since, and for a list that was never written.
    """
    seat = require(actor, Action.IMPORT_LISTS, batch)
    list(Organization.objects.select_for_update(no_key=True).filter(pk=batch.ward_id))  # as at an import: one at a time
    if ImportBatch.objects.filter(pk=batch.pk, state=BatchState.UNDONE).exists():
        return
    if batch.state != BatchState.COMMITTED:
        raise DomainError("Danh sách này chưa được nhập nên không có gì để hoàn tác")
    models = Initiative.objects.filter(import_batch=batch)
    locked = list(models.select_for_update(no_key=True).order_by("pk"))
    if reason := reasons_against_undo([batch]).get(batch.pk):
        raise DomainError(f"Không hoàn tác được: {reason}")
    changes = {"state": BatchState.UNDONE, "undone_at": clock.now(), "undone_by_key": actor.user_key}
    update_if_unchanged(batch, changes=changes)
    models.update(state=InitiativeState.VOIDED, best_level=0, end_reason=REASON, version=F("version") + 1)
    live = Recognition.objects.live().filter(source=RecognitionSource.IMPORT, source_key=batch.pk)
    live.update(revoked_on=clock.today(), revoked_reason=REASON)
    updated = list(batch.rows.filter(verdict=RowVerdict.UPDATE))
    restored = update_rows(actor=actor, seat=seat, batch=batch, rows=updated, back=True)
    audit.record_many([_act(actor, seat, batch), *_acts(actor, seat, batch, locked, restored)])


def _act(actor, seat, batch) -> audit.Act:
    return audit.Act(
        actor=actor, seat=seat, verb="import.undo", subject=batch, ward_key=batch.ward_id,
        text=f"Hoàn tác lần nhập danh sách năm {batch.year}: {batch.counts[RowVerdict.NEW]} mô hình",
        audience=audit.Audience.BAN,
    )  # fmt: skip


def _acts(actor, seat, batch, voided, restored) -> list[audit.Act]:
    facts = {"actor": actor, "seat": seat, "ward_key": batch.ward_id, "reason": REASON, "after": {"batch": batch.pk}}
    return [
        audit.Act(verb="initiative.void", text="Hủy do hoàn tác lần nhập danh sách", subject=one, **facts)
        for one in voided
    ] + [
        audit.Act(verb="initiative.import_restore", text="Trả lại nội dung trước lần nhập", subject=one, **facts)
        for _, one in restored
    ]
