"""Whether every kept file still is on the disk as it was stored, and still belongs to whoever it was kept for.

A file that is missing, altered or cannot be read is named as people know it: by its model and its own name.
"""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Q

from core.log import audit, seals
from core.log.verification import Check, Part
from core.models import StoredFile
from evaluation.appraisal.marks import pages_digest
from evaluation.decisions.verification.decisions import name_of
from evaluation.models import IssuedPaper, ProposalVersion, RecognitionDecision
from models_registry.models import Attachment, ImportBatch, Submission
from models_registry.models.files import FilePlace

CHUNK = 50  # files at a time, fewer when they are large
MOST_BYTES = 64 * 1024 * 1024
ALTERED = "nội dung đã thay đổi"
CERTIFICATES = "decision.certificates"  # the verb of the log


def _scopes() -> list[int]:
    return list(StoredFile.objects.order_by().values_list("scope_key", flat=True).distinct())


def _on_disk(scope_key: int, after: int | None) -> Part:
    """The next stored files against their own hashes."""
    rows = (
        StoredFile.objects.filter(scope_key=scope_key, pk__gt=after or 0)
        .order_by("pk")
        .only("sha256", "size", "place", "erased_at")
    )
    part, read, wrong = Part(), 0, {}
    for stored in rows[:CHUNK]:
        if part.looked_at and read + stored.size > MOST_BYTES:
            break
        part.looked_at, part.goes_on, read = part.looked_at + 1, stored.pk, read + stored.size
        if what := _fault(stored):
            wrong[stored.pk] = what
    if wrong:
        still = StoredFile.objects.filter(pk__in=wrong, erased_at=None)  # what was erased or purged meanwhile is lawful
        names = _names(list(still))
        part.problems = [f"{name}: {wrong[key]}" for key in sorted(names) for name in names[key]]
    return part


def _fault(stored: StoredFile) -> str:
    """What is wrong with its bytes; '' when they are whole, or erased on request."""
    if stored.erased_at is not None:
        return ""
    try:
        with (settings.PRIVATE_ROOT / stored.place).open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        return "không còn trên máy chủ"
    except OSError:
        return "không đọc được trên máy chủ"
    return "" if sha256 == stored.sha256 else ALTERED


def _names(files: Collection[StoredFile]) -> dict[int, list[str]]:
    """By the file's key, what people call it; each use of the same bytes has its own name. At most six queries."""
    names = defaultdict(list)
    for key, name in _uses([stored.pk for stored in files]):
        names[key].append(name)
    return {stored.pk: names[stored.pk] or [f"Tệp …{stored.sha256[-6:]}, không hồ sơ nào dùng"] for stored in files}


def _uses(keys: Collection[int]) -> Iterator[tuple[int, str]]:
    for row in Attachment.objects.filter(file__in=keys).select_related("initiative"):
        yield row.file_id, attachment_name(row)
    for row in Attachment.objects.filter(thumb__in=keys).select_related("initiative"):
        yield row.thumb_id, f"{attachment_name(row)} (ảnh nhỏ)"
    for row in ImportBatch.objects.filter(file__in=keys):
        yield row.file_id, f"Danh sách nhập năm {row.year}, tệp “{row.file_name}”"
    for row in ProposalVersion.objects.filter(file__in=keys).select_related("proposal_list"):
        yield row.file_id, f"{row.proposal_list.title}, bản số {row.number}: tệp danh sách"
    for row in RecognitionDecision.objects.filter(file__in=keys):
        yield row.file_id, f"{name_of(row)}: tệp danh sách"
    papers = IssuedPaper.objects.filter(file__in=keys).select_related("decision")
    for row in {row.file_id: row for row in papers}.values():  # one file holds many pages
        yield row.file_id, f"{name_of(row.decision)}: tệp giấy công nhận"


def attachment_name(row: Attachment) -> str:
    what = "bản giấy có chữ ký" if row.place == FilePlace.SCAN else "tệp"
    return f"{row.initiative.code or row.initiative.name}, {what} “{row.name}”"


def _as_sent(scope_key: int, after: int | None) -> Part:
    """The files each text was sent with are still those its seal names."""
    rows = Submission.objects.filter(ward_id=scope_key, pk__gt=after or 0).order_by("pk")
    keys = list(rows.values_list("pk", flat=True)[: CHUNK * 4])
    part, sent = Part(goes_on=keys[-1] if len(keys) == CHUNK * 4 else None), []
    for _, row in seals.read_each(Submission.objects.filter(pk__in=keys).order_by("pk")):
        if row is not None and not seals.is_unreadable(row.seal):  # else the check of what was sent names it
            sent += _sealed_files(row)
    held = Attachment.objects.filter(
        Q(token__in=[one.token for one in sent if one.token]) | Q(pk__in=[one.key for one in sent if one.key])
    )
    held = list(held.select_related("file", "initiative"))
    by_token, by_key = {str(row.token): row for row in held}, {row.pk: row for row in held}
    wrong = {}  # the same file may have been sent several times
    for one in sent:
        row = by_token.get(one.token) if one.token else by_key.get(one.key)
        if row is None:
            wrong[f"{one.unit_name}, tệp đã gửi “{one.name}”: không còn trong hồ sơ"] = None
        elif row.file.sha256 != one.sha256:
            wrong[f"{attachment_name(row)}: không còn là tệp đã gửi"] = None
    part.problems = list(wrong)
    return part


@dataclass(frozen=True)
class _Sent:
    """A file as a seal names it: a registration by its token, a self-assessment by its key."""

    token: str | None
    key: int | None
    sha256: str
    name: str
    unit_name: str


def _sealed_files(row: Submission) -> Iterator[_Sent]:
    for index, file in enumerate(seals.facts_of(row.seal).get("files", ())):
        name = f"files.{index}.name" if "token" in file else f"file.{file['id']}"
        word = row.body.get(name, {}).get("text", "")
        yield _Sent(file.get("token"), file.get("id"), file["sha256"], word, row.unit_name)


def _issued(scope_key: int, after: int | None) -> Part:
    """The certificates the log tells of are all still there, on the pages of the same file."""
    lines, goes_on = audit.read_lines(scope_key, [CERTIFICATES], after)
    part = Part(goes_on=goes_on)
    for line in lines:
        told = f"{line.entry.text} (nhật ký dòng {line.entry.seq})"
        pages, kept = line.after("pages_sha256"), IssuedPaper.objects.filter(ward_id=scope_key)
        kept = list(kept.filter(file__sha256=line.after("file")).values_list("file_id", flat=True))
        if len(kept) != line.after("items"):
            part.problems.append(f"{told}: nay còn {len(kept)} giấy")
        elif pages and pages != pages_digest(kept[0]):
            part.problems.append(f"{told}: có trang đã đổi người nhận")
    return part


FILES = Check(
    key="files",
    title="Tệp và giấy tờ đã lưu",
    explains="Minh chứng, bản giấy có chữ ký và văn bản đã phát hành còn đủ, không bị thay.",
    counted="tệp",
    scopes=_scopes,
    stages=(_on_disk, _as_sent, _issued),
)
