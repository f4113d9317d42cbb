"""Reading an office's list: what kind of file it is, then its sheets as grids.

The .xlsx parts are walked here rather than by openpyxl: it fails on many sound files of other programs, expands merged
cells and links over the whole sheet, and cannot be stopped in between.
"""

from __future__ import annotations

import csv
import io
import re
import struct
import zipfile
import zlib
from typing import BinaryIO
from xml.sax import SAXException

from defusedxml import DefusedXmlException

from core.exceptions import DomainError
from core.spreadsheets.archive import check_directory
from core.spreadsheets.encodings import old_encoding_of
from core.spreadsheets.grid import Grid, GridBuilder
from core.spreadsheets.workbook import Workbook
from core.text.vietnamese import looks_like_old_encoding

MAX_BYTES = 10 * 1024 * 1024

_SAVE_AS = "Hãy mở trong Excel, chọn Lưu thành (Save As) dạng .xlsx rồi tải lại."
_BROKEN = "Tệp bị hỏng hoặc tải lên chưa hết. Hãy mở thử trong Excel, lưu lại rồi tải lên."
_FAULTS = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    SAXException,
    EOFError,
    OSError,
    RuntimeError,
    ValueError,
    LookupError,
    OverflowError,
)
_VIETNAMESE = re.compile("[\u1ea0-\u1ef9ăđơư]", re.IGNORECASE)  # letters that no old font leaves behind


def read_grids(file: BinaryIO | bytes) -> list[Grid]:
    """Every sheet of an .xlsx, or the one table of a .csv/.tsv in UTF-8; hidden sheets are marked, charts left out.

    Raises DomainError with a sentence for the user when the file is of another kind, damaged, dangerous, too large or
    empty. The name and declared type of the file are never looked at.
    """
    data = file if isinstance(file, bytes) else file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise DomainError("Tệp lớn hơn 10 MB. Hãy chia nhỏ bảng hoặc bỏ hình ảnh trong tệp rồi tải lại.")
    _refuse_other_kinds(data)
    grids = _read_xlsx(data) if data.startswith(b"PK") else [_read_text(data)]
    if not any(grid.rows for grid in grids):
        raise DomainError("Tệp không có ô nào chứa dữ liệu.")
    _refuse_old_font(grids)
    return grids


def _refuse_other_kinds(data: bytes) -> None:
    head = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if not data.strip():
        raise DomainError("Tệp rỗng, không có gì để đọc.")
    if head.startswith(b"%pdf"):
        raise DomainError("Đây là tệp PDF, không phải bảng tính. Hãy tải lên bảng gốc dạng .xlsx.")
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise DomainError("Tệp đang đặt mật khẩu. Hãy bỏ mật khẩu trong Excel rồi tải lại.")
        raise DomainError(f"Đây là tệp Office đời cũ (.xls, .doc). {_SAVE_AS}")
    if b"urn:schemas-microsoft-com:office:spreadsheet" in data[:4096]:
        raise DomainError(f"Đây là bảng tính dạng XML 2003. {_SAVE_AS}")
    if head.startswith((b"<!doctype", b"<html", b"<table", b"<meta", b"<head", b"<?xml")) or b"<html" in head:
        raise DomainError(f"Đây là trang web (HTML, XML) mang tên bảng tính. {_SAVE_AS}")
    if head.startswith((b"\x89png", b"\xff\xd8\xff", b"gif8")):
        raise DomainError("Đây là tệp ảnh, không phải bảng tính. Hãy tải lên bảng gốc dạng .xlsx.")
    if head.startswith((b"rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"{\\rtf")):
        raise DomainError(f"Đây không phải là bảng tính Excel. {_SAVE_AS}")


def _read_xlsx(data: bytes) -> list[Grid]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            check_directory(archive)
            _refuse_other_packages({name.lower() for name in archive.namelist()})
            return Workbook(archive).grids()
    except DefusedXmlException as fault:  # a ValueError, so before the rest
        raise DomainError(
            "Tệp có khai báo lạ trong phần XML (DTD, thực thể), Excel không bao giờ lưu như vậy, nên không nhận."
        ) from fault
    except _FAULTS as fault:
        raise DomainError(_BROKEN) from fault


def _refuse_other_packages(names: set[str]) -> None:
    if any(name.endswith("vbaproject.bin") for name in names):
        raise DomainError(f"Tệp có macro (.xlsm) nên không nhận. {_SAVE_AS}")
    if "xl/workbook.bin" in names:
        raise DomainError(f"Đây là bảng tính nhị phân (.xlsb). {_SAVE_AS}")
    if any(name.startswith("word/") for name in names):
        raise DomainError("Đây là tệp Word, không phải bảng tính. Hãy chép bảng sang Excel và lưu dạng .xlsx.")
    if "content.xml" in names and "mimetype" in names:
        raise DomainError(f"Đây là tệp OpenDocument (.ods, .odt). {_SAVE_AS}")
    if "[content_types].xml" not in names or not any(name.startswith("xl/") for name in names):
        raise DomainError("Tệp nén này không phải là bảng tính Excel (.xlsx).")


def _read_text(data: bytes) -> Grid:
    text = _decode(data)
    builder = GridBuilder()
    try:
        for number, row in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text)), start=1):
            for column, value in enumerate(row, start=1):
                if value.strip():
                    builder.add(number, column, value)
    except csv.Error as fault:
        raise DomainError(_BROKEN) from fault
    return Grid("", builder.rows())


def _decode(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):  # Excel's own “Unicode Text”
        encoding = "utf-16"
    else:
        encoding = "utf-8-sig"
        if b"\0" in data:
            raise DomainError(f"Đây không phải là bảng tính Excel hay tệp văn bản. {_SAVE_AS}")
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as fault:
        name = old_encoding_of(data)
        which = f"bảng mã cũ {name}" if name else "bảng mã không phải Unicode"
        raise DomainError(
            f"Tệp văn bản dùng {which}. Hãy chuyển sang Unicode (UTF-8), hoặc lưu dạng .xlsx, rồi tải lại."
        ) from fault


def _delimiter(text: str) -> str:
    """Tab if the first lines have any, else the more frequent of semicolon and comma."""
    sample = "\n".join(text.splitlines()[:20]) if len(text) < 1_000_000 else text[:20_000]
    return "\t" if "\t" in sample else max(";,", key=sample.count)


def _refuse_old_font(grids: list[Grid]) -> None:
    """A whole table of old letters. A few among sound ones are left to the reader of the list, to be named by cell."""
    texts = (cell.text for grid in grids for row in grid.rows for cell in row if not cell.merged_from)
    foreign = [text for text in texts if not text.isascii()]
    sound = sum(_VIETNAMESE.search(text) is not None for text in foreign)
    if 2 * sound <= len(foreign) and sum(map(looks_like_old_encoding, foreign)) > 1:
        raise DomainError(
            "Chữ trong bảng dùng phông cũ (TCVN3 hoặc VNI), đọc ra bị sai dấu. "
            "Hãy chuyển sang phông Unicode rồi tải lại."
        )
