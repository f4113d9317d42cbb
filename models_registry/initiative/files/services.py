"""Files of a model: kept privately, each at the place it proves, removed only while that place can be changed."""

from collections.abc import Sequence

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, Sum

from core import clock
from core.actor import Actor, Seat
from core.exceptions import DomainError, StaleState
from core.files.uploads import CheckedUpload, NoRoom, keep, keep_thumb
from core.log import audit
from core.text.formatting import size_vi
from models_registry.initiative.access import preparing_seat
from models_registry.initiative.messages import changed_by_another, work_refusal
from models_registry.initiative.open_year import refuse_row_of_closed_year
from models_registry.models import Attachment, Initiative, ProgressNote
from models_registry.models.files import FilePlace
from models_registry.transitions import EDITABLE_STATES
from organizations.permissions import Action, require

MOST_FILES = 10
LONGEST_CAPTION = 200


@transaction.atomic
def add_files(
    *,
    actor: Actor,
    initiative: Initiative,
    uploads: Sequence[CheckedUpload],
    place: str = FilePlace.REGISTRATION,
    caption: str = "",
) -> list[Attachment]:
    """Attach checked files to a registration being written, or to its news and plan while it is at work.

    Raises DomainError beyond ten at a place, NoRoom beyond what a registration or a unit may fill.
    """
    seat = _seat(actor, initiative, place)
    rows = attach(actor=actor, initiative=initiative, uploads=uploads, place=place, caption=caption)
    if rows:
        _log(actor, seat, initiative, f"Thêm {len(rows)} tệp", place, ", ".join(row.name for row in rows))
    return rows


@transaction.atomic
def remove_file(*, actor: Actor, initiative: Initiative, attachment: Attachment) -> None:
    """Take a file off while its place can be changed; what was sent with it stays sealed. Twice is once."""
    seat = _seat(actor, initiative, attachment.place)
    if detach(attachment=attachment):
        _log(actor, seat, initiative, "Bỏ 1 tệp", attachment.place, attachment.name)


@transaction.atomic
def describe_file(*, actor: Actor, initiative: Initiative, attachment: Attachment, place: str, caption: str) -> None:
    """Say what a file shows and which part of the registration it proves. The same words again change nothing."""
    seat = _seat(actor, initiative, attachment.place)
    if _is_work(attachment.place) or attachment.place == FilePlace.SCAN:
        place = attachment.place
    if (attachment.place, attachment.caption) == (place, caption):
        return
    rows = Attachment.objects.filter(pk=attachment.pk, removed_at__isnull=True)
    if not rows.update(place=place, caption=caption):
        raise StaleState("Tệp này vừa được bỏ khỏi hồ sơ")
    _log(actor, seat, initiative, "Sửa chú thích tệp", place, attachment.name)


@transaction.atomic
def attach(
    *, actor: Actor, initiative: Initiative, uploads: Sequence[CheckedUpload], place: str, caption: str = ""
) -> list[Attachment]:
    """Keep files under a place of an initiative, at most ten a place. The caller has checked the right and logs.

    A file already there by content is not added again, so that a repeated upload does no harm.
    """
    present = Attachment.objects.filter(initiative=initiative, removed_at__isnull=True)
    held = list(present.filter(_shared_with(place)).values_list("file__sha256", "place"))
    wanted = {upload.sha256: upload for upload in uploads if (upload.sha256, place) not in held}
    if len(held) + len(wanted) > MOST_FILES:
        raise DomainError(f"Mỗi hồ sơ tối đa {MOST_FILES} tệp, hiện đã có {len(held)}", field="files")
    if wanted:
        _refuse_beyond_allowance(initiative, sum(upload.size for upload in wanted.values()))
    return Attachment.objects.bulk_create(
        Attachment(
            ward_id=initiative.ward_id,
            initiative=initiative,
            file=keep(upload, ward_key=initiative.ward_id),
            thumb=keep_thumb(upload, ward_key=initiative.ward_id),
            place=place,
            name=upload.name,
            caption=caption[:LONGEST_CAPTION],
            by_key=actor.user_key,
        )
        for upload in wanted.values()
    )


@transaction.atomic
def detach(*, attachment: Attachment) -> bool:
    """Hide a file; False when it was hidden before. The caller has checked the right and logs."""
    rows = Attachment.objects.filter(pk=attachment.pk, removed_at__isnull=True)
    return bool(rows.update(removed_at=clock.now()))


def _shared_with(place: str) -> Q:
    """The parts of a registration share their ten; the signed paper and every other place have their own."""
    if place == FilePlace.SCAN or not place.startswith(FilePlace.REGISTRATION):
        return Q(place=place)
    return Q(place__startswith=FilePlace.REGISTRATION) & ~Q(place=FilePlace.SCAN)


def _refuse_beyond_allowance(initiative: Initiative, incoming: int) -> None:
    """One query, however many files there are."""
    rows = Attachment.objects.filter(removed_at__isnull=True, initiative__unit_id=initiative.unit_id)
    used = rows.aggregate(unit=Sum("file__size"), case=Sum("file__size", filter=Q(initiative=initiative)))
    case, unit = used["case"] or 0, used["unit"] or 0
    if case + incoming > settings.UPLOAD_MAX_PER_CASE:
        raise NoRoom(
            f"Tệp của một mô hình tối đa {size_vi(settings.UPLOAD_MAX_PER_CASE)}, hiện đã có {size_vi(case)}."
            " Hãy bỏ bớt tệp hoặc chụp lại ảnh nhỏ hơn"
        )
    if unit + incoming > settings.UPLOAD_MAX_PER_UNIT:
        raise NoRoom(
            f"Tệp của đơn vị tối đa {size_vi(settings.UPLOAD_MAX_PER_UNIT)}, hiện đã có {size_vi(unit)}."
            " Hãy báo Ban Xây dựng Đảng"
        )


def may_change_files(*, actor: Actor, initiative: Initiative, place: str) -> None:
    """Raises PermissionDenied for who may never change files of this place; whether now, the service says."""
    if _is_work(place):
        require(actor, Action.REPORT_PROGRESS, initiative)
    else:
        preparing_seat(actor, initiative)


def _is_work(place: str) -> bool:
    return place == FilePlace.PLAN or place.startswith(f"{FilePlace.NOTE}.")


def _seat(actor: Actor, initiative: Initiative, place: str) -> Seat:
    """The seat under which files of this place are changed; refuses while they cannot be."""
    if not _is_work(place):
        seat = preparing_seat(actor, initiative)
        refuse_row_of_closed_year(initiative)
        if initiative.state not in EDITABLE_STATES or initiative.deleted_at is not None:
            raise StaleState(changed_by_another(initiative))
        return seat
    seat = require(actor, Action.REPORT_PROGRESS, initiative)
    if refusal := work_refusal(initiative):
        raise StaleState(refusal)
    number = place.removeprefix(f"{FilePlace.NOTE}.")
    notes = ProgressNote.objects.filter(initiative=initiative, removed_at__isnull=True)
    if place != FilePlace.PLAN and not (number.isdigit() and notes.filter(number=int(number)).exists()):
        raise StaleState("Tin này vừa được bỏ")
    return seat


def _log(actor: Actor, seat: Seat, initiative: Initiative, text: str, place: str, note: str) -> None:
    """A registration's version goes up, so that no file slips in while another page is sending; from whatever it is
    now, for words saved meanwhile and the file do not touch each other."""
    if not _is_work(place):
        rows = Initiative.objects.filter(pk=initiative.pk, state__in=EDITABLE_STATES, deleted_at=None)
        if not rows.update(version=F("version") + 1):
            raise StaleState(changed_by_another(initiative))
        initiative.refresh_from_db(fields=["version"])
    audit.record(
        actor=actor, seat=seat, verb="progress.file" if _is_work(place) else "initiative.file", text=text,
        subject=initiative, ward_key=initiative.ward_id, note=note[:500],
    )  # fmt: skip
