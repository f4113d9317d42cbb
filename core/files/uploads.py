"""Files in and out: checked by extension and content, kept under a name of ours, served only as what they are.

Bytes are written and synced before their row exists, under the hash of their content: a failure between the two
leaves an unreferenced file, never a row without its file, and the same file twice is stored once per ward.
"""

import hashlib
import logging
import os
import re
import shutil
import tempfile
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path, PurePosixPath
from urllib.parse import quote

from django.conf import settings
from django.http import FileResponse, Http404
from django.utils.cache import get_conditional_response

from core import clock
from core.exceptions import DomainError
from core.files.content import open_as
from core.models import StoredFile
from core.text.formatting import size_vi
from core.text.vietnamese import clean_line, fold
from core.web.faults import StorageFault, fault_of

CONTENT_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "jpg": "image/jpeg",
    "png": "image/png",
}
KINDS = {".pdf": "pdf", ".docx": "docx", ".xlsx": "xlsx", ".jpg": "jpg", ".jpeg": "jpg", ".png": "png"}
INLINE_KINDS = frozenset({"jpg", "png"})  # written anew by us; nothing else is shown inside our pages
ACCEPT = ",".join(KINDS)  # for <input type="file" accept="…">
LONGEST_NAME = 120
_MACRO_ENDINGS = {".docm", ".xlsm", ".dotm", ".xltm", ".xlsb", ".xlam"}
_OLD_ENDINGS = {".doc": ("Word", ".docx"), ".xls": ("Excel", ".xlsx")}
_FORBIDDEN_SIGNS = re.compile(r'[<>:"|?*/\\]')  # on Windows, where files are saved
_RESERVED_NAMES = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)", re.IGNORECASE)

logger = logging.getLogger(__name__)


class NoRoom(DomainError):
    """The disk, or what somebody may fill of it, is full. Words can still be saved; only files are refused."""

    status = HTTPStatus.INSUFFICIENT_STORAGE


@dataclass(frozen=True)
class CheckedUpload:
    """A file that may be kept: its shown name, what it is, and its bytes (of an image: written anew)."""

    name: str
    kind: str
    data: bytes
    width: int | None = None
    height: int | None = None
    thumb: bytes | None = None

    @property
    def size(self) -> int:
        return len(self.data)

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()


def check_upload(uploaded) -> CheckedUpload:
    """Judge an uploaded file before anything is written. Raises DomainError with the sentence for the user."""
    limit = settings.UPLOAD_MAX_BYTES
    shown = clean_file_name(uploaded.name)
    kind = _kind_of(shown)
    data = uploaded.read(limit + 1)
    if len(data) > limit:
        size = max(getattr(uploaded, "size", None) or 0, len(data))
        raise DomainError(
            f"Tệp “{shown}” nặng {size_vi(size)}, vượt mức {size_vi(limit)}."
            " Hãy chụp lại ảnh nhỏ hơn hoặc gửi từng phần"
        )
    if not data:
        raise DomainError(f"Tệp “{shown}” rỗng. Hãy mở tệp kiểm tra rồi tải lại")
    opened = open_as(kind, data, shown)
    return CheckedUpload(
        name=clean_file_name(shown, opened.kind),
        kind=opened.kind,
        data=opened.data,
        width=opened.width,
        height=opened.height,
        thumb=opened.thumb,
    )


def _kind_of(name: str) -> str:
    ending = PurePosixPath(name).suffix.lower()
    if ending in _MACRO_ENDINGS:
        raise DomainError(f"Tệp “{name}” có macro nên không nhận. Hãy lưu lại dạng .docx hoặc .xlsx rồi tải lên")
    if ending in _OLD_ENDINGS:
        program, new = _OLD_ENDINGS[ending]
        raise DomainError(f"Tệp “{name}” là {program} đời cũ. Hãy mở trong {program}, lưu lại dạng {new} rồi tải lên")
    if ending not in KINDS:
        raise DomainError("Chưa nhận loại tệp này. Hãy dùng ảnh JPG, PNG, hoặc tệp PDF, Word, Excel")
    return KINDS[ending]


def clean_file_name(name: str, kind: str | None = None) -> str:
    """A name to show and to save under: accents kept, no path, no sign Windows refuses, ending as its kind does."""
    name = clean_line(_FORBIDDEN_SIGNS.sub(" ", re.split(r"[/\\]", name or "")[-1])).strip(" .")
    stem, ending = PurePosixPath(name).stem, PurePosixPath(name).suffix.lower()
    if kind and KINDS.get(ending) != kind:
        stem, ending = (stem if ending in KINDS else name), f".{kind}"
    stem = stem[: LONGEST_NAME - len(ending)].strip(" .") or "tep"
    return f"_{stem}{ending}" if _RESERVED_NAMES.match(stem) else f"{stem}{ending}"


def keep(checked: CheckedUpload, *, ward_key: int) -> StoredFile:
    """Store a checked file; the same bytes in the same ward give the same row.

    Raises NoRoom when the disk has less left than the floor, so that the database can always be written.
    """
    refuse_when_full(checked.size)
    return _keep(checked.data, checked.kind, ward_key, width=checked.width, height=checked.height)


def keep_thumb(checked: CheckedUpload, *, ward_key: int) -> StoredFile | None:
    """The small picture of an image, made when it was checked; None when the image itself is small, or no image."""
    return _keep(checked.thumb, "jpg", ward_key) if checked.thumb else None


def refuse_when_full(incoming: int) -> None:
    place = settings.PRIVATE_ROOT
    while not place.exists():
        place = place.parent
    if shutil.disk_usage(place).free - incoming < settings.UPLOAD_FREE_FLOOR:
        logger.error("uploads refused: the disk of %s is nearly full", place)
        raise NoRoom("Máy chủ sắp hết chỗ nên chưa nhận thêm tệp. Nội dung chữ vẫn lưu được. Hãy báo người quản trị")


def keep_bytes(data: bytes, *, kind: str, ward_key: int) -> StoredFile:
    """Store a file this system made itself, such as an issued paper."""
    if kind not in CONTENT_TYPES:
        raise ValueError(f"unknown kind of file: {kind}")
    return _keep(data, kind, ward_key)


def _keep(data: bytes, kind: str, ward_key: int, **facts) -> StoredFile:
    sha256 = hashlib.sha256(data).hexdigest()
    place = f"{ward_key}/{sha256[:2]}/{sha256[2:4]}/{sha256}"
    try:
        _write(settings.PRIVATE_ROOT / place, data)
    except OSError as fault:
        logger.exception("file not written: %s", place)
        if (known := fault_of(fault)) is not None:
            raise StorageFault(known) from fault
        raise DomainError("Máy chủ chưa lưu được tệp. Vui lòng thử lại hoặc báo người quản trị") from fault
    stored, _ = StoredFile.objects.get_or_create(
        scope_key=ward_key,
        sha256=sha256,
        defaults={"size": len(data), "kind": kind, "place": place, "created_at": clock.now(), **facts},
    )
    return stored


def _write(path: Path, data: bytes) -> None:
    """Whole and on the disk, or not at all: written beside its place, synced, then moved there."""
    if path.exists() and path.stat().st_size == len(data):
        os.utime(path)  # used anew: what removes old files without a row must not take it now
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fchmod(file.fileno(), settings.FILE_UPLOAD_PERMISSIONS)
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def read_bytes(stored: StoredFile) -> bytes:
    """The bytes of a kept file. Raises Http404 when it was erased or is missing."""
    path = settings.PRIVATE_ROOT / stored.place
    if stored.erased_at is not None or not path.is_file():
        logger.error("file %s is erased or missing", stored.place)
        raise Http404
    return path.read_bytes()


def file_response(stored: StoredFile, *, name: str, inline: bool = False) -> FileResponse:
    """The file as a download under `name`; `inline` shows it in the page, for our own images only."""
    path = settings.PRIVATE_ROOT / stored.place
    if stored.erased_at is not None or not path.is_file():
        logger.error("file %s is erased or missing", stored.place)
        raise Http404
    response = FileResponse(path.open("rb"), content_type=CONTENT_TYPES[stored.kind])
    shown = inline and stored.kind in INLINE_KINDS
    response["Content-Disposition"] = disposition("inline" if shown else "attachment", name, stored.kind)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def conditional_file(request, stored: StoredFile, *, name: str):
    """One of our images inside a page, sent again only when it changed: 304 to who names it by its hash.

    Kept by the browser but asked for each time, so that it is gone with the sign-in. A range is answered whole.
    """
    etag = f'"{stored.sha256}"'
    unchanged = get_conditional_response(request, etag=etag)
    response = unchanged if unchanged is not None else file_response(stored, name=name, inline=True)
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    return response


def disposition(how: str, name: str, kind: str) -> str:
    """The header under which a file is given: its name with accents, and a plain one for old browsers.

    A slash is part of a number (125-QĐ/ĐU), never a folder.
    """
    name = clean_file_name(name.replace("/", "-"), kind)
    plain = re.sub(r"[^a-z0-9.]+", "-", fold(name)).strip("-.") or f"tep.{kind}"
    return f"{how}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
