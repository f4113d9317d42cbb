"""What is wrong where data is kept, told from an exception: full, read-only, failing, damaged.

A fault stops a write before anything of it is kept; the sentences say so, and whom to call.
"""

import errno
import sqlite3
from collections.abc import Iterator
from enum import Enum
from http import HTTPStatus

from core.exceptions import DomainError


class Fault(Enum):
    """(heading, what is so, HTTP status) of each kind."""

    FULL = ("Máy chủ đã hết chỗ lưu", HTTPStatus.INSUFFICIENT_STORAGE)
    READ_ONLY = ("Máy chủ đang không cho ghi dữ liệu", HTTPStatus.SERVICE_UNAVAILABLE)
    FAILING = ("Ổ đĩa của máy chủ đang gặp lỗi", HTTPStatus.SERVICE_UNAVAILABLE)
    DAMAGED = ("Nơi lưu dữ liệu trên máy chủ bị hỏng", HTTPStatus.SERVICE_UNAVAILABLE)

    @property
    def heading(self) -> str:
        return self.value[0]

    @property
    def status(self) -> int:
        return self.value[1]


class StorageFault(DomainError):
    """A file could not be written; `status` is that of the answer."""

    def __init__(self, fault: Fault):
        super().__init__(f"{fault.heading}, chưa lưu được tệp. Hãy báo người quản trị")
        self.status = fault.status


ERRNOS = {
    errno.ENOSPC: Fault.FULL,
    errno.EDQUOT: Fault.FULL,
    errno.EFBIG: Fault.FULL,
    errno.EROFS: Fault.READ_ONLY,
    errno.EACCES: Fault.READ_ONLY,
    errno.EPERM: Fault.READ_ONLY,
    errno.EIO: Fault.FAILING,
}
SQLITE = {
    sqlite3.SQLITE_FULL: Fault.FULL,
    sqlite3.SQLITE_READONLY: Fault.READ_ONLY,
    sqlite3.SQLITE_CORRUPT: Fault.DAMAGED,
    sqlite3.SQLITE_NOTADB: Fault.DAMAGED,
    sqlite3.SQLITE_IOERR: Fault.FAILING,
}
POSTGRESQL = {  # SQLSTATE
    "53100": Fault.FULL,  # disk_full
    "25006": Fault.READ_ONLY,  # read_only_sql_transaction
    "58030": Fault.FAILING,  # io_error
    "XX001": Fault.DAMAGED,  # data_corrupted
    "XX002": Fault.DAMAGED,  # index_corrupted
}


def fault_of(error: BaseException | None) -> Fault | None:
    """The fault behind an error, whichever of its causes tells it; None for anything else."""
    return next(filter(None, map(_told_by, _causes(error))), None)


def _told_by(error: BaseException) -> Fault | None:
    if isinstance(error, sqlite3.Error):
        return SQLITE.get(getattr(error, "sqlite_errorcode", 0) & 0xFF)  # the low byte of an extended code
    if isinstance(error, OSError):
        return ERRNOS.get(error.errno)
    return POSTGRESQL.get(getattr(error, "pgcode", None))


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    seen = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__
