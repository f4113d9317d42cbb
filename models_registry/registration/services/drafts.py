"""Drafts: started, marked as prepared, deleted and brought back (Plan II.4.4 step 1).

The Ban types a draft for a unit from paper; such a draft says so (decision 6).
"""

import uuid
from datetime import timedelta

from django.db import IntegrityError, transaction

from core import clock
from core.actor import Actor
from core.database.transitions import update_if_unchanged
from core.exceptions import DomainError
from core.log import audit
from core.log.notifications import notify
from core.models import Audience
from core.text.vietnamese import fold_name, sort_key
from models_registry.enums import CONTINUING, DutyKind, InitiativeKind, InitiativeState, Origin, Source, Window
from models_registry.initiative.access import preparing_seat
from models_registry.initiative.completeness import problems_of
from models_registry.initiative.contents import read_contents, text_of
from models_registry.initiative.messages import already_continued, model_of_year, refuse_stale, window_refusal
from models_registry.initiative.open_year import refuse_row_of_closed_year
from models_registry.initiative.recipients import form_address, unit_heads
from models_registry.initiative.windows import unit_window
from models_registry.models import Attachment, BehalfEntry, Cycle, Initiative, RegistrationText, Theme, UnitDuty
from models_registry.registration.services.continuing import lock_source, note_continuation, note_end
from models_registry.registration.sources import sources_of
from models_registry.years.unit_changes import search_text
from organizations.models import Organization
from organizations.permissions import Action, can, require
from organizations.tree import ward_tree

KEPT_AFTER_DELETION = timedelta(days=30)


@transaction.atomic
def start_draft(
    *,
    actor: Actor,
    unit: Organization,
    cycle: Cycle,
    token: uuid.UUID,
    origin: str = Origin.NEW,
    kind: str = InitiativeKind.MODEL,
    continues: Initiative | None = None,
    replicates: Initiative | None = None,
    theme: Theme | None = None,
) -> Initiative:
    """A new draft of a unit for a year. `token` was made with the page: pressing twice gives one draft.

    A continued model keeps its name, field, kind and lineage; its texts are offered on the form, never copied. A
    vertical unit's draft is a copy, for following only (Plan II.4.2). Raises DomainError outside the window, for a
    source that cannot be continued or replicated, and when it is continued this year already.
    """
    on_behalf = not can(actor, Action.PREPARE_INITIATIVE, unit)
    seat = require(actor, Action.RECEIVE_INITIATIVE if on_behalf else Action.PREPARE_INITIATIVE, unit)
    twin = _of_an_earlier_press(actor, unit, token)
    if twin is not None:
        return twin
    _refuse_start(unit, cycle)
    for source in (continues, replicates):
        if source is not None:
            lock_source(source)
    origin, continues, replicates = _checked_source(cycle, unit, origin, continues, replicates)
    row = _new_row(unit, cycle, token, origin, continues, replicates)
    if theme is not None and origin == Origin.NEW:
        _name_after(row, theme)
    row.is_copy = _sends_a_copy(cycle, unit)
    row.kind = InitiativeKind.MODEL if row.is_copy else (continues.kind if continues else kind)
    row.source = Source.BEHALF if on_behalf else Source.UNIT
    row.created_by_key = actor.user_key
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise already_continued(cycle, continues) if continues else error from error
    RegistrationText.objects.create(initiative=row, saved_by_key=actor.user_key)
    if on_behalf:
        BehalfEntry.objects.create(initiative=row, ward_id=row.ward_id, typed_by_id=actor.user_key)
    note_continuation(row, actor=actor)
    audit.record(
        actor=actor, seat=seat, verb="initiative.start", text=f"Bắt đầu soạn đăng ký: {Origin(origin).label}",
        subject=row, ward_key=row.ward_id, on_behalf_key=unit.pk if on_behalf else None,
    )  # fmt: skip
    return row


def _of_an_earlier_press(actor: Actor, unit: Organization, token: uuid.UUID) -> Initiative | None:
    twin = Initiative.objects.filter(token=token).first()
    if twin is not None and (twin.unit_id, twin.created_by_key) != (unit.pk, actor.user_key):
        raise DomainError("Trang này đã cũ. Hãy mở lại trang đăng ký rồi bấm lại")
    return twin


def _refuse_start(unit: Organization, cycle: Cycle) -> None:
    if unit.closed_on is not None:
        raise DomainError("Đơn vị đã kết thúc hoạt động", field="unit")
    if unit.ward_id != cycle.ward_id:
        raise DomainError("Đơn vị và năm không cùng phường", field="unit")
    refusal = window_refusal(unit_window(cycle, Window.REGISTRATION, unit.pk), cycle.year, clock.today())
    if refusal:
        raise DomainError(refusal)


def _checked_source(cycle, unit, origin, continues, replicates):
    """The origin with the row it comes from, and nothing beside it."""
    if origin in CONTINUING:
        refuse_source(cycle, unit, continues)
        return origin, continues, None
    if origin == Origin.REPLICATE:
        if replicates is None or not replicates.best_level or replicates.ward_id != cycle.ward_id:
            raise DomainError("Hãy chọn trong thư viện mô hình để nhân rộng", field="origin")
        return origin, None, replicates
    return Origin.NEW, None, None


def refuse_source(cycle: Cycle, unit: Organization, continues: Initiative | None) -> None:
    """Only a source of last year, of the same unit or of one it is heir to, is continued (decisions 14, 46)."""
    if continues is None:
        raise DomainError("Hãy chọn mô hình năm trước được tiếp tục", field="continues")
    same = ward_tree(unit.ward).same_unit(continues.unit_id, unit.pk)
    if not same or not sources_of(cycle).filter(pk=continues.pk).exists():
        raise DomainError(
            "Chỉ tiếp tục được mô hình năm trước của đơn vị, được công nhận hoặc còn chờ kết quả", field="continues"
        )


def _new_row(unit, cycle, token, origin, continues, replicates) -> Initiative:
    source = continues or replicates
    row = Initiative(
        ward_id=unit.ward_id,
        cycle=cycle,
        year=cycle.year,
        unit=unit,
        unit_label=unit.name,
        unit_sort=bytes(unit.sort_key),
        token=token,
        origin=origin,
        continues=continues,
        replicates=replicates,
    )
    if source is not None:
        row.sector_id = source.sector_id
        row.name, row.name_fold, row.name_sort = source.name, source.name_fold, bytes(source.name_sort)
    if continues is not None:
        row.lineage, row.person_name = continues.lineage, continues.person_name
    row.search_text = search_text(row, unit.name)
    return row


def _name_after(row: Initiative, theme: Theme) -> None:
    """The name and field of a suggestion of the Plan (II.4.1, II.3.3)."""
    row.name, row.sector_id = theme.name, theme.sector_id
    row.name_fold, row.name_sort = fold_name(theme.name), sort_key(theme.name)
    row.search_text = search_text(row, row.unit_label)


def _sends_a_copy(cycle: Cycle, unit: Organization) -> bool:
    duty = UnitDuty.objects.filter(cycle=cycle, unit=unit).first()
    return duty.kind == DutyKind.COPY_ONLY if duty else unit.reports_vertically


@transaction.atomic
def mark_prepared(*, actor: Actor, initiative: Initiative, seen: int) -> None:
    """Tell the unit's head that it waits to be sent. Raises DomainError while something is missing."""
    seat = preparing_seat(actor, initiative)
    refuse_stale(initiative, seen)
    problems = problems_of(read_contents(initiative))
    if problems:
        raise DomainError(f"Còn {len(problems)} chỗ cần sửa trước khi chuyển người đứng đầu")
    update_if_unchanged(initiative, changes={"prepared_at": clock.now(), "prepared_by_key": actor.user_key})
    audit.record(
        actor=actor, seat=seat, verb="initiative.prepare", text="Soạn xong, chờ người đứng đầu gửi", subject=initiative,
        ward_key=initiative.ward_id,
    )  # fmt: skip
    notify(
        user_keys=unit_heads(initiative.unit), ward_key=initiative.ward_id, kind="prepared",
        text=f"Hồ sơ đăng ký {model_of_year(initiative)} đã soạn xong, chờ đồng chí xem và gửi",
        link=form_address(actor.ward_slug, initiative, "initiative_check"),
        dedupe_key=f"prepared-{initiative.pk}-{initiative.version}",
    )  # fmt: skip


@transaction.atomic
def delete_draft(*, actor: Actor, initiative: Initiative, seen: int) -> None:
    """Take a draft never sent out of sight; it can be brought back for 30 days (decision 4)."""
    seat = preparing_seat(actor, initiative)
    if initiative.was_sent:
        raise DomainError("Hồ sơ đã gửi thì không xóa được. Đồng chí có thể rút hồ sơ")
    refuse_stale(initiative, seen)
    update_if_unchanged(initiative, changes={"deleted_at": clock.now()})
    note_end(initiative)
    audit.record(
        actor=actor, seat=seat, verb="initiative.delete", text="Xóa bản nháp", subject=initiative,
        ward_key=initiative.ward_id,
    )  # fmt: skip


@transaction.atomic
def restore_draft(*, actor: Actor, initiative: Initiative) -> None:
    """Bring a deleted draft back. Raises DomainError after 30 days, or when its source is continued by another now."""
    seat = preparing_seat(actor, initiative)
    refuse_row_of_closed_year(initiative)
    if initiative.deleted_at is None:
        return
    if initiative.deleted_at < clock.now() - KEPT_AFTER_DELETION:
        raise DomainError("Bản nháp đã xóa quá 30 ngày, không khôi phục được nữa")
    try:
        with transaction.atomic():
            update_if_unchanged(initiative, changes={"deleted_at": None})
    except IntegrityError as error:
        raise already_continued(initiative.cycle, initiative.continues) from error
    note_continuation(initiative, actor=actor)
    audit.record(
        actor=actor, seat=seat, verb="initiative.restore", text="Khôi phục bản nháp", subject=initiative,
        ward_key=initiative.ward_id,
    )  # fmt: skip


@transaction.atomic
def purge_deleted_drafts() -> int:
    """Forget the drafts deleted more than 30 days ago, never sent, with their texts and rows (decision 4); how many.

    Stored bytes of their files stay: another row of the ward may hold the same file.
    """
    since = clock.now() - KEPT_AFTER_DELETION
    gone = Initiative.objects.filter(deleted_at__lt=since, code__isnull=True, state=InitiativeState.DRAFT)
    rows = list(gone.filter(submissions__isnull=True).select_related("unit__ward"))
    Attachment.objects.filter(initiative__in=rows).delete()
    audit.record_many(
        audit.Act(
            actor=Actor.system(row.ward_id, row.unit.ward.slug), verb="initiative.purge", ward_key=row.ward_id,
            text="Xóa hẳn bản nháp đã xóa quá 30 ngày", subject=row, audience=Audience.BAN,
        )
        for row in rows
    )  # fmt: skip
    Initiative.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return len(rows)


def source_text(initiative: Initiative, name: str) -> str:
    """The text of last year's row, or of the model replicated, offered under a field; '' when there is none."""
    source = initiative.continues or initiative.replicates
    return getattr(text_of(source), name, "") if source else ""
