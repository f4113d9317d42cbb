"""What was sent, as the log marks it: the columns of a submission; its words stand behind the seal's digests."""

from collections.abc import Collection
from typing import Any

from core.log.row_marks import Marked
from models_registry.enums import SubmissionKind
from models_registry.models import Initiative, Submission

COLUMNS = (
    "initiative_id", "kind", "number", "sent_at", "membership_key", "sent_by_key", "on_behalf", "unit_name", "due_on",
    "allowed_until", "basis", "late_days", "schema", "sha256",
)  # fmt: skip


def read_submissions(keys: Collection[int]) -> dict[int, list]:
    rows = Submission.objects.filter(pk__in=keys).values_list("pk", *COLUMNS)
    return {key: list(columns) for key, *columns in rows}


def content_of(new: Submission) -> list:
    """What will be read of a row just written."""
    return [getattr(new, name) for name in COLUMNS]


def submission_names(keys: Collection[int]) -> dict[int, str]:
    rows = Submission.objects.filter(pk__in=keys).select_related("initiative")
    return {row.pk: submission_name(row) for row in rows}


def submission_name(row: Submission) -> str:
    what = {SubmissionKind.SELF_ASSESSMENT: "tự đánh giá", SubmissionKind.IMPORT: "bản nhập từ danh sách"}
    return f"{row.initiative.code}, {what.get(row.kind, 'đăng ký')} gửi lần {row.number}"


def sent_in(ward_key: int, kind: str):
    rows = Submission.objects.filter(ward_id=ward_key, kind=kind)
    return rows.values_list("pk", "initiative_id", "sent_at")


REGISTRATIONS_SENT = Marked(
    name="submission",
    subject_kind=Initiative._meta.label_lower,
    verbs=("initiative.send",),
    read=read_submissions,
    names=submission_names,
    completed=lambda ward_key: sent_in(ward_key, SubmissionKind.REGISTRATION),
)


def registration_mark(sent: Submission) -> dict[str, Any]:
    """For the log line of a send."""
    return REGISTRATIONS_SENT.mark(sent.pk, content_of(sent))
