"""A received model at work: its milestones and its news, written by its unit (Plan II.4.4, decision 18)."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max

from core import clock
from core.actor import Actor
from core.database.transitions import update_if_unchanged
from core.exceptions import DomainError, StaleState
from core.log import audit
from core.text.formatting import date_vi
from models_registry.enums import CycleState, InitiativeState, Source
from models_registry.initiative.messages import work_refusal
from models_registry.models import Attachment, Initiative, Milestone, ProgressNote
from organizations.permissions import Action, require

MOST_MILESTONES = 20
LONGEST_BACK = dt.timedelta(days=366)  # a note tells of this year, not of years ago


@dataclass(frozen=True)
class NoteDraft:
    """What is told: on which day, in words, with how many people and households; whether it was a check."""

    on: dt.date
    text: str
    people: int | None = None
    households: int | None = None
    is_check: bool = False


@dataclass(frozen=True)
class MilestoneDraft:
    """One row of the plan; `number` None for a new one."""

    what: str
    planned_on: dt.date | None = None
    note: str = ""
    number: int | None = None


@transaction.atomic
def add_note(*, actor: Actor, initiative: Initiative, token: uuid.UUID, draft: NoteDraft) -> ProgressNote:
    """Keep a note with the row of its chain it belongs to (`row_of_note`), which is `initiative` of what is returned.

    `token` was made with the page: pressing twice gives one note. Raises DomainError for a model that is not at work, a
    day to come or of a year that is closed, and a note without words.
    """
    require(actor, Action.REPORT_PROGRESS, initiative)
    twin = ProgressNote.objects.select_related("initiative__ward").filter(token=token).first()
    if twin is not None:
        if twin.by_key != actor.user_key or twin.initiative.lineage != initiative.lineage:
            raise DomainError("Trang này đã cũ. Hãy mở lại trang ghi tin rồi bấm lại")
        return twin
    _check_note(draft)
    written_on, initiative = initiative, row_of_note(initiative, draft.on)
    seat = require(actor, Action.REPORT_PROGRESS, initiative)
    row = _locked(initiative)
    if initiative.pk != written_on.pk and row.cycle.state != CycleState.OPEN:
        raise DomainError(f"Năm {row.year} đã kết thúc, không ghi thêm được tin ngày {date_vi(draft.on)}", field="on")
    _refuse_idle(row)
    note = ProgressNote.objects.create(
        ward_id=initiative.ward_id,
        initiative=initiative,
        token=token,
        number=_next_number(ProgressNote, initiative),
        by_key=actor.user_key,
        on=draft.on,
        text=draft.text,
        people=draft.people,
        households=draft.households,
        is_check=draft.is_check,
    )
    Initiative.objects.filter(pk=initiative.pk, last_news_on__lt=draft.on).update(last_news_on=draft.on)
    audit.record(
        actor=actor, seat=seat, verb="progress.note", subject=initiative, ward_key=initiative.ward_id,
        text=f"Ghi tin {'kiểm tra, đánh giá' if draft.is_check else 'thực hiện'} ngày {date_vi(draft.on)}",
        after={"number": note.number, "people": draft.people, "households": draft.households}, reason=draft.text[:500],
    )  # fmt: skip
    return note


def row_of_note(initiative: Initiative, on: dt.date) -> Initiative:
    """The row of a continued model a note of this day belongs to (decisions 51, 78). At most one query.

    That of the day's year, but the old one until the new one is received. A year known only from an imported list takes
    no notes.
    """
    if on.year > initiative.year:
        following = Initiative.objects.filter(continues=initiative, state=InitiativeState.RECEIVED)
        return following.filter(deleted_at__isnull=True).select_related("ward").first() or initiative
    if on.year < initiative.year and initiative.continues_id:
        before = Initiative.objects.select_related("ward").get(pk=initiative.continues_id)
        return initiative if before.source == Source.IMPORT else before
    return initiative


@transaction.atomic
def remove_note(*, actor: Actor, note: ProgressNote, reason: str) -> None:
    """Take back one's own note, or as the unit's head anybody's of the unit; its files go with it. Twice is once."""
    initiative = note.initiative
    seat = require(actor, Action.REPORT_PROGRESS, initiative)
    _refuse_idle(_locked(initiative))
    if not may_remove(actor, note):
        raise DomainError("Chỉ người ghi tin hoặc người đứng đầu đơn vị bỏ được tin này")
    now = clock.now()
    if not ProgressNote.objects.filter(pk=note.pk, removed_at__isnull=True).update(removed_at=now):
        return
    files = Attachment.objects.filter(initiative=initiative, place=note.place, removed_at__isnull=True)
    taken = files.update(removed_at=now)
    _recount_last_news(initiative)
    audit.record(
        actor=actor, seat=seat, verb="progress.note_remove", text=f"Bỏ tin ngày {date_vi(note.on)}",
        subject=initiative, ward_key=initiative.ward_id, before={"number": note.number, "text": note.text},
        after={"files": taken}, reason=reason,
    )  # fmt: skip


def may_remove(actor: Actor, note: ProgressNote) -> bool:
    return note.by_key == actor.user_key or note.initiative.unit_id in actor.head_unit_keys


@transaction.atomic
def save_milestones(*, actor: Actor, initiative: Initiative, seen: int, rows: Sequence[MilestoneDraft]) -> None:
    """Make the plan what the rows say; those no longer among them go, and the log keeps their words.

    Saving the same rows again changes nothing. Raises StaleState when the plan was changed on another page.
    """
    seat = require(actor, Action.REPORT_PROGRESS, initiative)
    _refuse_idle(_locked(initiative))
    if len(rows) > MOST_MILESTONES:
        raise DomainError(f"Mỗi mô hình tối đa {MOST_MILESTONES} mốc, hiện có {len(rows)}")
    present = {row.number: row for row in Milestone.objects.filter(initiative=initiative)}
    if [_told(row) for row in rows] == [_told(row) for row in present.values()]:
        return
    if initiative.version != seen:
        raise StaleState("Các mốc vừa được người khác sửa. Hãy tải lại trang để xem")
    update_if_unchanged(initiative, changes={})
    gone = present.keys() - {row.number for row in rows}
    Milestone.objects.filter(initiative=initiative, number__in=gone).delete()
    following = max(present, default=0)
    for draft in rows:
        row = present.get(draft.number)
        if row is None:
            following += 1
            row = Milestone(ward_id=initiative.ward_id, initiative=initiative, number=following)
        row.what, row.planned_on, row.note = draft.what, draft.planned_on, draft.note
        row.save()
    audit.record(
        actor=actor, seat=seat, verb="progress.plan", text=f"Lập kế hoạch {len(rows)} mốc thực hiện",
        subject=initiative, ward_key=initiative.ward_id,
        before={"milestones": [_told(present[number]) for number in sorted(gone)]},
    )  # fmt: skip


@transaction.atomic
def mark_milestone(*, actor: Actor, initiative: Initiative, milestone: Milestone, done: bool) -> None:
    """Tick a milestone as done today, or take the tick back. The second press changes nothing."""
    seat = require(actor, Action.REPORT_PROGRESS, initiative)
    _refuse_idle(_locked(initiative))
    rows = Milestone.objects.filter(pk=milestone.pk, done_on__isnull=done)
    if not rows.update(done_on=clock.today() if done else None):
        return
    _recount_last_news(initiative)
    audit.record(
        actor=actor, seat=seat, verb="progress.milestone", subject=initiative, ward_key=initiative.ward_id,
        text=f"{'Xong mốc' if done else 'Bỏ đánh dấu xong mốc'}: {milestone.what}", after={"number": milestone.number},
    )  # fmt: skip


def _locked(initiative: Initiative) -> Initiative:
    """The row as it is now, held until the act is written: numbers of notes then follow one another."""
    return Initiative.objects.select_for_update(of=("self",)).select_related("cycle").get(pk=initiative.pk)


def _refuse_idle(row: Initiative) -> None:
    refusal = work_refusal(row)
    if refusal:
        raise StaleState(refusal)


def _check_note(draft: NoteDraft) -> None:
    today = clock.today()
    if not draft.text:
        raise DomainError("Hãy viết vài chữ về việc đã làm", field="text")
    if draft.on > today:
        raise DomainError("Ngày của tin chưa đến", field="on")
    if draft.on < today - LONGEST_BACK:
        raise DomainError("Ngày của tin đã quá một năm", field="on")


def _next_number(table, initiative: Initiative) -> int:
    return (table.objects.filter(initiative=initiative).aggregate(last=Max("number"))["last"] or 0) + 1


def _told(row) -> list:
    return [row.number, row.what, date_vi(row.planned_on), row.note]


def _recount_last_news(initiative: Initiative) -> None:
    """After something was taken back: the latest of what is left, else the day of the receipt."""
    began = clock.local(initiative.received_at or initiative.created_at).date()
    notes = ProgressNote.objects.filter(initiative=initiative, removed_at__isnull=True)
    last_note = notes.aggregate(last=Max("on"))["last"] or began
    last_done = Milestone.objects.filter(initiative=initiative).aggregate(last=Max("done_on"))["last"] or began
    Initiative.objects.filter(pk=initiative.pk).update(last_news_on=max(began, last_note, last_done))
