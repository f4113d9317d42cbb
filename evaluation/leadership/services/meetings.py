"""The Board's meeting on a list: opened with its date and attendance, written down row by row, drafted as minutes.

What is written here decides nothing: the member entitled records it as the conclusion (services.leadership).
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from core import clock
from core.actor import Actor
from core.database.transitions import update_if_unchanged
from core.exceptions import DomainError, StaleState
from core.log import audit
from core.text.vietnamese import clean_line, clean_text
from evaluation.enums import ListState, RowResult
from evaluation.leadership.services.leadership import RowConclusion, current_list, levels_of
from evaluation.lists.kinds import result_words
from evaluation.models import BoardMeeting, MeetingRow, ProposalItem, ProposalVersion
from organizations.permissions import Action, require

MOST_PEOPLE = 60


@dataclass(frozen=True, kw_only=True)
class Attendance:
    """Who met and when; `present` and `absent` as they are printed: “Họ tên, chức vụ”."""

    held_on: dt.date
    chair: str
    secretary: str
    present: Sequence[str]
    absent: Sequence[str] = ()


@transaction.atomic
def open_meeting(
    *, actor: Actor, version: ProposalVersion, attendance: Attendance, seen_version: int | None = None
) -> BoardMeeting:
    """Begin the meeting on a version the Standing has endorsed, or correct its attendance.

    Raises DomainError for a date to come or nobody present; StaleState when the list moved on, or the attendance was
    changed elsewhere since `seen_version`.
    """
    proposal = _open(actor, version)
    if attendance.held_on > clock.today():
        raise DomainError("Ngày họp không được sau hôm nay", field="held_on")
    present, absent = (_names(rows) for rows in (attendance.present, attendance.absent))
    if not present:
        raise DomainError("Hãy ghi người có mặt, mỗi dòng một đồng chí", field="present")
    columns = {
        "held_on": attendance.held_on,
        "chair": clean_line(attendance.chair),
        "secretary": clean_line(attendance.secretary),
        "present": present,
        "absent": absent,
    }
    meeting = BoardMeeting.objects.filter(of=version).first()
    if meeting is None:
        meeting = _begin(version, columns)
    elif seen_version is not None and seen_version != meeting.version:
        raise StaleState("Thành phần dự họp vừa được sửa ở nơi khác. Hãy xem lại trước khi lưu")
    else:
        update_if_unchanged(meeting, changes=columns)
    audit.record(
        actor=actor, verb="meeting.attendance", text=f"Ghi thành phần họp: {len(present)} đồng chí có mặt",
        subject=proposal, ward_key=proposal.ward_id, after={"version": version.number, "present": len(present)},
        audience=audit.Audience.BAN,
    )  # fmt: skip
    return meeting


@transaction.atomic
def record_row(
    *, actor: Actor, meeting: BoardMeeting, item: ProposalItem, said: RowConclusion, seen_version: int = 0
) -> MeetingRow:
    """Write down what the meeting said of one row; said again, it replaces the earlier words while nothing is recorded.

    `seen_version` is the row's version the writer saw, 0 for none. Raises DomainError for a missing reason or more
    votes than people present, StaleState when somebody wrote this row meanwhile.
    """
    proposal = _open(actor, meeting.of)
    _refuse_unsound(meeting, levels_of(proposal.kind), said)
    columns = {
        "result": said.result,
        "level": said.level,
        "reason": clean_text(said.reason) if said.result != RowResult.APPROVE else "",
        "votes_for": said.votes_for,
        "votes_against": said.votes_against,
        "at": clock.now(),
    }
    row = MeetingRow.objects.filter(item=item).first()
    if (row.version if row else 0) != seen_version:
        raise StaleState(f"Dòng {item.order} vừa được ghi ở nơi khác. Hãy xem lại trước khi ghi")
    if row is None:
        row = _write_first(meeting, item, columns)
    else:
        update_if_unchanged(row, changes=columns)
    place = item.code or f"dòng {item.order}"
    audit.record(
        actor=actor, verb="meeting.row", subject=proposal,
        text=f"Ghi ý kiến cuộc họp về {place}: {result_words(proposal.kind, said.result)}",
        ward_key=proposal.ward_id, after={"version": meeting.of.number, "row": item.order},
        audience=audit.Audience.BAN,
    )  # fmt: skip
    return row


def rows_of(version: ProposalVersion) -> dict[int, MeetingRow]:
    """What was written down so far, by item; one query."""
    return {row.item_id: row for row in MeetingRow.objects.filter(meeting__of=version)}


def _open(actor: Actor, version: ProposalVersion):
    proposal = current_list(version)
    require(actor, Action.RECORD_MEETING, proposal)
    if proposal.state != ListState.ENDORSED:
        raise StaleState(f"Danh sách đang ở bước “{proposal.get_state_display()}”, không ghi cuộc họp được")
    return proposal


def _names(rows: Sequence[str]) -> list[str]:
    names = [name for row in rows if (name := clean_line(row))]
    if len(names) > MOST_PEOPLE:
        raise DomainError(f"Nhiều nhất {MOST_PEOPLE} người, hiện có {len(names)}", field="present")
    return names


def _begin(version: ProposalVersion, columns: dict) -> BoardMeeting:
    try:
        with transaction.atomic():
            return BoardMeeting.objects.create(of=version, **columns)
    except IntegrityError as error:
        raise StaleState("Cuộc họp vừa được mở ở nơi khác. Hãy tải lại trang") from error


def _write_first(meeting: BoardMeeting, item: ProposalItem, columns: dict) -> MeetingRow:
    try:
        with transaction.atomic():
            return MeetingRow.objects.create(ward_id=item.ward_id, meeting=meeting, item=item, **columns)
    except IntegrityError as error:
        raise StaleState(f"Dòng {item.order} vừa được ghi ở nơi khác. Hãy xem lại trước khi ghi") from error


def _refuse_unsound(meeting: BoardMeeting, levels: Sequence[int | None], said: RowConclusion) -> None:
    if said.result not in RowResult.values:
        raise DomainError("Hãy chọn ý kiến của cuộc họp", field="result")
    if said.result != RowResult.APPROVE and not said.reason.strip():
        raise DomainError("Hãy ghi lý do", field="reason")
    if said.level not in levels:
        raise DomainError("Hãy chọn mức công nhận", field="level")
    votes = (said.votes_for or 0) + (said.votes_against or 0)
    if votes > len(meeting.present):
        raise DomainError(f"Số phiếu {votes} nhiều hơn số người có mặt ({len(meeting.present)})", field="votes_for")
