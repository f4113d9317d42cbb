"""The minutes of a Board meeting, drafted from what was written down; the office edits the words."""

from collections.abc import Mapping, Sequence

from core.text.formatting import date_words
from evaluation.enums import RowResult
from evaluation.lists.kinds import result_words
from evaluation.models import BoardMeeting, MeetingRow, ProposalItem


def draft(meeting: BoardMeeting, items: Sequence[ProposalItem], rows: Mapping[int, MeetingRow]) -> str:
    """Plain text: time, people, what was proposed, the result of each row with its votes, the count of results."""
    lines = [
        "BIÊN BẢN HỌP BAN THƯỜNG VỤ",
        f"Thời gian: {date_words(meeting.held_on)}",
        f"Chủ trì: {meeting.chair}",
        f"Thư ký: {meeting.secretary}",
        f"Có mặt ({len(meeting.present)}): {'; '.join(meeting.present)}",
    ]
    if meeting.absent:
        lines.append(f"Vắng mặt ({len(meeting.absent)}): {'; '.join(meeting.absent)}")
    version = meeting.of
    lines += ["", f"Nội dung: xem xét {version.proposal_list.title}, bản số {version.number}.", ""]
    kind = version.proposal_list.kind
    lines += [_line(kind, item, rows.get(item.pk)) for item in items]
    lines += ["", f"Kết quả: {_counted(kind, [rows[item.pk] for item in items if item.pk in rows])}."]
    return "\n".join(lines)


def _line(kind: str, item: ProposalItem, row: MeetingRow | None) -> str:
    place = ", ".join(part for part in (item.code, item.unit_name) if part and part != item.label["name"])
    who = f"{item.order}. {item.label['name']}" + (f" ({place})" if place else "")
    if row is None:
        return f"{who}: chưa ghi."
    said = result_words(kind, row.result).lower()
    if row.result == RowResult.APPROVE and row.level is not None:
        said = f"{said}, {row.get_level_display().lower()}"
    parts = [f"{who}: {said}", votes_in_words(row), f"lý do: {row.reason}" if row.reason else ""]
    return f"{'; '.join(part for part in parts if part)}."


def votes_in_words(row) -> str:
    """“biểu quyết 9 đồng ý, 1 không đồng ý”; '' when hands were not counted."""
    if row.votes_for is None:
        return ""
    return f"biểu quyết {row.votes_for} đồng ý, {row.votes_against or 0} không đồng ý"


def _counted(kind: str, rows: Sequence[MeetingRow]) -> str:
    counts = [(result, sum(row.result == result for row in rows)) for result in RowResult]
    return (
        ", ".join(f"{result_words(kind, result).lower()} {count}" for result, count in counts if count)
        or "chưa ghi dòng nào"
    )
