"""The zip container of an .xlsx (or .docx): judged by its directory before a byte is unpacked."""

import zipfile

from core.exceptions import DomainError

MAX_ENTRIES = 1_000
MAX_UNPACKED = 60 * 1024 * 1024
MAX_RATIO = 100
RATIO_FLOOR = 64 * 1024  # tiny parts of blanks compress beyond the ratio and harm nobody
ARCHIVES = (".zip", ".7z", ".rar", ".gz", ".tgz", ".bz2", ".xz", ".jar", ".xlsx", ".xlsm", ".docx", ".pptx")

UNUSUAL = "Tệp được nén bất thường nên không nhận. Hãy mở trong Excel, lưu lại dạng .xlsx rồi tải lên."


def check_directory(archive: zipfile.ZipFile) -> None:
    """Refuse bombs: too many entries, too much to unpack, absolute or climbing names, archives inside the archive.

    `zipfile` never yields more bytes of an entry than its directory declares, so declared sizes are what can be read.
    """
    entries = archive.infolist()
    if len(entries) > MAX_ENTRIES:
        raise DomainError(UNUSUAL)
    names = set()
    for entry in entries:
        name = entry.filename.replace("\\", "/").lower()
        if entry.flag_bits & 0x1:
            raise DomainError("Tệp đang đặt mật khẩu. Hãy bỏ mật khẩu trong Excel rồi tải lại.")
        if name in names or name.startswith("/") or ".." in name.split("/") or ":" in name:
            raise DomainError(UNUSUAL)
        if name.endswith(ARCHIVES):
            raise DomainError("Tệp chứa tệp nén hoặc tài liệu khác bên trong nên không nhận. Hãy bỏ phần nhúng đó ra.")
        if entry.file_size > RATIO_FLOOR and entry.file_size > MAX_RATIO * max(entry.compress_size, 1):
            raise DomainError(UNUSUAL)
        names.add(name)
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    if unpacked > MAX_UNPACKED or unpacked > max(MAX_RATIO * packed, RATIO_FLOOR * MAX_ENTRIES // 100):
        raise DomainError(UNUSUAL)
