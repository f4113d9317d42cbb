"""The growing file: the end of each log, told where the database does not reach (decisions 42, 64).

A line is its kind and its columns, split by tabs; of kind HEAD: time, scope, number, hash, reason. Lines are only ever
appended; the operator may have the file system see to that (`chattr +a`). What the file tells and the log no longer
has, or has otherwise, was taken from the log or made anew.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction

from core import clock
from core.log import audit
from core.log.verification import Check, Part
from core.models import AuditChain, AuditEntry
from core.text.formatting import date_vi

HEAD, CONTINUED = "HEAD", "CONTINUED"  # the second is kept for copies put back (decision 72), and read past
CHUNK = 500  # heads at a time


@dataclass(frozen=True)
class Head:
    at: datetime
    scope_key: int
    number: int
    hash: str


def keep_after_commit(scope_key: int, reason: str) -> None:
    """Append the end of a log once the act under way is committed; a disk that refuses is logged, the act stands."""
    transaction.on_commit(lambda: keep(scope_key, reason), robust=True)


def keep(scope_key: int, reason: str) -> None:
    """Append the end of a log as it is now; nothing when there is no log. Raises OSError."""
    end = AuditChain.objects.filter(scope_key=scope_key).values_list("last_seq", "last_hash").first()
    if end:
        _append([HEAD, clock.now().isoformat(), scope_key, *end, " ".join(reason.split())])


def _append(columns: list) -> None:
    """One whole line, on the disk when this returns; after a line that broke off it begins a new one."""
    line = "\t".join(map(str, columns)) + "\n"
    handle = os.open(settings.LOG_HEADS, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o640)
    try:
        size = os.fstat(handle).st_size
        is_broken = size and os.pread(handle, 1, size - 1) != b"\n"
        os.write(handle, ("\n" * bool(is_broken) + line).encode())
        os.fsync(handle)
    finally:
        os.close(handle)


def scopes() -> set[int]:
    return {line.scope_key for _, line in _lines() if isinstance(line, Head)}


def _lines() -> Iterator[tuple[int, Head | None]]:
    """(number of the line, head) of the file; None for a line that cannot be read."""
    try:
        with settings.LOG_HEADS.open(encoding="utf-8", errors="replace") as file:
            for number, line in enumerate(file, start=1):
                kind, *columns = line.rstrip("\n").split("\t")
                if kind != CONTINUED:
                    yield number, _head(columns) if kind == HEAD else None
    except FileNotFoundError:
        return
    except OSError:
        yield 1, None


def _head(columns: list[str]) -> Head | None:
    try:
        at, scope_key, number, digest, _ = columns
        return Head(datetime.fromisoformat(at), int(scope_key), int(number), digest)
    except ValueError:
        return None


def _compare(scope_key: int, after: int | None) -> Part:
    """The next heads of a scope against its log."""
    part, chunk, seen = Part(), [], 0
    for number, head in _lines():
        if number <= (after or 0) or head is not None and head.scope_key != scope_key:
            continue
        seen += 1
        if seen > CHUNK:
            break
        part.goes_on = number
        if head is None:
            part.problems.append(f"Dòng {number} của sổ đối chiếu: {audit.UNREADABLE}")
        else:
            chunk.append(head)
    if seen <= CHUNK:
        part.goes_on = None
    part.looked_at = len(chunk)
    lines = AuditEntry.objects.filter(scope_key=scope_key, seq__in=[head.number for head in chunk])
    hashes = dict(lines.values_list("seq", "hash"))
    wrong = {}  # the same end may have been kept several times
    for head in chunk:
        day = date_vi(clock.local(head.at).date())
        if head.number not in hashes:
            wrong.setdefault(head.number, f"Dòng {head.number}: sổ đối chiếu có từ ngày {day}, nhật ký không còn")
        elif hashes[head.number] != head.hash:
            wrong.setdefault(head.number, f"Dòng {head.number}: khác với sổ đối chiếu ngày {day}")
    part.problems += wrong.values()
    return part


HEADS = Check(
    key="heads",
    title="Sổ đối chiếu nhật ký",
    explains="Sổ nằm ngoài cơ sở dữ liệu, chỉ ghi thêm: nhật ký bị xóa phần cuối hay viết lại từ đầu là lộ ra.",
    counted="lần ghi sổ",
    scopes=scopes,
    stages=(_compare,),
)
