"""Files of a registration: kept privately, removed only while the registration can be changed."""

from collections.abc import Sequence

from django.db import transaction

from core import audit, clock
from core.actor import Actor
from core.exceptions import DomainError, StaleState
from core.transitions import update_if_unchanged
from core.uploads import CheckedUpload, keep

from ..contents import PLACE
from ..models import Attachment, Initiative
from ..refusals import changed_by_another
from ..transitions import EDITABLE_STATES
from .drafts import preparing_seat

MOST_FILES = 10


@transaction.atomic
def add_files(
    *, actor: Actor, initiative: Initiative, uploads: Sequence[CheckedUpload], place: str = PLACE
) -> list[Attachment]:
    """Attach checked files to a registration being written. Raises DomainError beyond ten."""
    seat = preparing_seat(actor, initiative)
    _refuse_closed(initiative)
    rows = attach(actor=actor, initiative=initiative, uploads=uploads, place=place)
    if rows:
        update_if_unchanged(initiative, changes={})  # so that no file slips in while another page is sending
        audit.record(
            actor=actor, seat=seat, verb="initiative.file", text=f"Thêm {len(rows)} tệp", subject=initiative,
            ward_key=initiative.ward_id, note=", ".join(row.name for row in rows)[:500],
        )  # fmt: skip
    return rows


@transaction.atomic
def remove_file(*, actor: Actor, initiative: Initiative, attachment: Attachment) -> None:
    """Take a file off a registration being written; what was sent with it stays sealed. Twice is once."""
    seat = preparing_seat(actor, initiative)
    _refuse_closed(initiative)
    if not detach(attachment=attachment):
        return
    update_if_unchanged(initiative, changes={})
    audit.record(
        actor=actor, seat=seat, verb="initiative.file", text="Bỏ 1 tệp", subject=initiative,
        ward_key=initiative.ward_id, note=attachment.name,
    )  # fmt: skip


@transaction.atomic
def attach(*, actor: Actor, initiative: Initiative, uploads: Sequence[CheckedUpload], place: str) -> list[Attachment]:
    """Keep files under a place of an initiative, at most ten a place. The caller has checked the right and logs.

    A file already there by content is not added again, so that a repeated upload does no harm.
    """
    present = Attachment.objects.filter(initiative=initiative, place=place, removed_at__isnull=True)
    held = list(present.values_list("file__sha256", flat=True))
    wanted = {upload.sha256: upload for upload in uploads if upload.sha256 not in held}
    if len(held) + len(wanted) > MOST_FILES:
        raise DomainError(f"Mỗi hồ sơ tối đa {MOST_FILES} tệp, hiện đã có {len(held)}", field="files")
    return Attachment.objects.bulk_create(
        Attachment(
            initiative=initiative,
            file=keep(upload, ward_key=initiative.ward_id),
            place=place,
            name=upload.name,
            by_key=actor.user_key,
        )
        for upload in wanted.values()
    )


@transaction.atomic
def detach(*, attachment: Attachment) -> bool:
    """Hide a file; False when it was hidden before. The caller has checked the right and logs."""
    rows = Attachment.objects.filter(pk=attachment.pk, removed_at__isnull=True)
    return bool(rows.update(removed_at=clock.now()))


def _refuse_closed(initiative: Initiative) -> None:
    if initiative.state not in EDITABLE_STATES or initiative.deleted_at is not None:
        raise StaleState(changed_by_another(initiative))
