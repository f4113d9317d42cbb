"""The parts of an .xlsx that carry data: sheet list, shared texts, date formats, cells, merged ranges."""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any
from xml.sax import ContentHandler

from defusedxml.expatreader import DefusedExpatParser

from core.exceptions import DomainError
from core.spreadsheets.grid import MAX_ROWS, Grid, GridBuilder, Value, text_of

MAX_ELEMENTS = 1_000_000  # over all parts: a full sheet of 5,000 × 60 cells needs about 900,000
MAX_ROW_ELEMENTS = 4 * MAX_ROWS  # empty but formatted rows below the data are read over, not for ever
MAX_SHEETS = 50
TOO_LARGE = "Bảng tính quá lớn. Hãy xóa các dòng, cột và trang tính không cần rồi tải lại."

_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_QUOTED = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
_MONTH_FORMAT = "17"  # mmm-yy: what Excel makes of a typed “3/2025”
_DATE_FORMATS = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}  # built in, ECMA-376 18.8.30


class _Parser(DefusedExpatParser, ContentHandler):
    """Turns parser calls into a list of (kind, local name, attributes or text), straight from expat for speed."""

    def __init__(self) -> None:
        super().__init__(forbid_dtd=True, forbid_entities=True, forbid_external=True)
        self.setContentHandler(self)
        self.events: list[tuple[str, str, Any]] = []
        self.text: list[str] = []
        self.locals: dict[str, str] = {}

    def start_element(self, name: str, attrs: dict[str, str]) -> None:
        local = self.locals.get(name) or self.locals.setdefault(name, name.rpartition(":")[2])
        self.text = []
        self.events.append(("start", local, attrs))

    def end_element(self, name: str) -> None:
        self.events.append(("end", self.locals[name], "".join(self.text)))
        self.text = []

    def characters(self, data: str) -> None:
        self.text.append(data)


class Workbook:
    """One open archive. Prefixes of names are ignored, so both editions of the format are read."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        self.names = {name.lower(): name for name in archive.namelist()}
        self.elements = 0
        self.uses_1904 = False
        self.strings: list[str] = []
        self.formats: list[str] = []

    def grids(self) -> list[Grid]:
        main = self._target("", "officeDocument") or "xl/workbook.xml"
        sheets = self._sheets(main)
        links = self._links(main)
        parts = dict(links.values())
        self.strings = list(self._read_strings(parts.get("sharedStrings", "")))
        self.formats = self._read_formats(parts.get("styles", ""))
        found = [(title, state, links.get(key, ("", ""))) for title, state, key in sheets]
        return [self._grid(path, title, state) for title, state, (kind, path) in found if kind == "worksheet"]

    def _events(self, path: str) -> Iterator[tuple[str, str, Any]]:
        """The part's elements in order; a missing optional part is an empty one."""
        name = self.names.get(path.lower())
        if name is None:
            return
        parser = _Parser()
        with self.archive.open(name) as stream:
            while chunk := stream.read(1 << 16):
                parser.feed(chunk)
                self.elements += len(parser.events) // 2
                if self.elements > MAX_ELEMENTS:
                    raise DomainError(TOO_LARGE)
                yield from parser.events
                parser.events.clear()
        parser.close()
        yield from parser.events

    def _links(self, path: str) -> dict[str, tuple[str, str]]:
        folder, base = posixpath.split(path)
        links = {}
        for kind, name, attrs in self._events(posixpath.join(folder, "_rels", f"{base}.rels")):
            if kind == "start" and name == "Relationship":
                target = posixpath.normpath(posixpath.join("/", folder, attrs.get("Target", ""))).lstrip("/")
                links[attrs.get("Id", "")] = (attrs.get("Type", "").rpartition("/")[2], target)
        return links

    def _target(self, path: str, wanted: str) -> str:
        return next((target for kind, target in self._links(path).values() if kind == wanted), "")

    def _sheets(self, path: str) -> list[tuple[str, str, str]]:
        sheets = []
        for kind, name, attrs in self._events(path):
            if kind == "start" and name == "sheet":
                key = next((value for key, value in attrs.items() if key.rpartition(":")[2] == "id"), "")
                sheets.append((attrs.get("name", ""), attrs.get("state", "visible"), key))
            elif kind == "start" and name == "workbookPr":
                self.uses_1904 = attrs.get("date1904", "0") in ("1", "true")
        if len(sheets) > MAX_SHEETS:
            raise DomainError(TOO_LARGE)
        if not sheets:
            raise ValueError("no sheet list")
        return sheets

    def _read_strings(self, path: str) -> Iterator[str]:
        pieces, phonetic = [], False
        for kind, name, data in self._events(path):
            if name == "rPh":
                phonetic = kind == "start"
            elif kind == "end" and name == "t" and not phonetic:
                pieces.append(data)
            elif kind == "end" and name == "si":
                yield _unescaped("".join(pieces))
                pieces.clear()

    def _read_formats(self, path: str) -> list[str]:
        """Per style number: "date", "month" (no day shown), "zeros:<width>" for numbers written 007, or ""."""
        codes, used, inside = {}, [], False
        for kind, name, attrs in self._events(path):
            if name == "cellXfs":
                inside = kind == "start"
            elif kind == "start" and name == "numFmt":
                codes[attrs.get("numFmtId", "")] = attrs.get("formatCode", "")
            elif kind == "start" and name == "xf" and inside:
                used.append(attrs.get("numFmtId", "0"))
        return [_format_kind(number, codes.get(number)) for number in used]

    def _grid(self, path: str, title: str, state: str) -> Grid:
        reader = _SheetReader(self)
        for event in self._events(path):
            reader.take(*event)
        reader.builder.fill(reader.ranges)
        return Grid(title, reader.builder.rows(), is_hidden=state != "visible", notes=tuple(reader.notes(state)))


class _SheetReader:
    """Follows one sheet part, element by element."""

    def __init__(self, book: Workbook) -> None:
        self.book = book
        self.builder = GridBuilder()
        self.ranges: list[tuple[int, int, int, int]] = []
        self.row = self.column = 0
        self.attrs: dict[str, str] = {}
        self.raw: list[str] = []
        self.is_formula = self.phonetic = False
        self.row_elements = self.hidden_rows = self.blank_formulas = 0

    def take(self, kind: str, name: str, data: Any) -> None:
        if kind == "start":
            if name == "row":
                self._open_row(data)
            elif name == "c":
                self._open_cell(data)
            elif name == "f":
                self.is_formula = True
            elif name == "mergeCell":
                self.ranges.append(_range(data.get("ref", "")))
        elif name == "v" or (name == "t" and not self.phonetic):
            self.raw.append(data)
        elif name == "c":
            self._close_cell()
        if name == "rPh":
            self.phonetic = kind == "start"

    def notes(self, state: str) -> Iterator[str]:
        if state != "visible":
            yield "Trang tính này đang bị ẩn."
        if self.hidden_rows:
            yield f"Có {self.hidden_rows} dòng đang bị ẩn hoặc bị lọc, vẫn được đọc."
        if self.blank_formulas:
            yield f"Có {self.blank_formulas} ô công thức chưa có kết quả lưu sẵn, coi như trống."

    def _open_row(self, attrs: dict[str, str]) -> None:
        self.row, self.column = int(attrs.get("r", self.row + 1)), 0
        self.row_elements += 1
        self.hidden_rows += attrs.get("hidden") in ("1", "true")
        if self.row_elements > MAX_ROW_ELEMENTS:
            raise DomainError(TOO_LARGE)

    def _open_cell(self, attrs: dict[str, str]) -> None:
        if reference := attrs.get("r"):
            self.row, self.column = _position(reference)
        else:
            self.column += 1
        if self.row < 1:
            raise ValueError("cell outside a row")
        self.attrs, self.is_formula = attrs, False
        self.raw.clear()

    def _close_cell(self) -> None:
        raw, kind = "".join(self.raw), self.attrs.get("t", "n")
        if not raw:
            self.blank_formulas += self.is_formula
            return
        value, text = self._value(raw, kind)
        if isinstance(value, str) and not value.strip():
            return
        self.builder.add(self.row, self.column, value, text=text, is_formula=self.is_formula, is_error=kind == "e")

    def _value(self, raw: str, kind: str) -> tuple[Value, str | None]:
        if kind == "s":
            return self.book.strings[_index(raw)], None
        if kind in ("inlineStr", "str", "e"):
            return _unescaped(raw), None
        if kind == "b":
            return raw.strip() == "1", None
        if kind == "d":
            return _tidy(datetime.fromisoformat(raw)), None
        style = self.attrs.get("s", "")
        shown_as = self.book.formats[_index(style)] if style and _index(style) < len(self.book.formats) else ""
        number = _number(raw)
        if shown_as in ("date", "month") and (moment := _moment(number, self.book.uses_1904)) is not None:
            is_month = shown_as == "month" and isinstance(moment, date)
            return moment, f"{moment.month:02d}/{moment.year:04d}" if is_month else None
        if shown_as.startswith("zeros:") and isinstance(number, int) and number >= 0:
            return number, text_of(number).zfill(int(shown_as[6:]))
        return number, None


def _format_kind(number: str, code: str | None) -> str:
    if code is None:
        if number == _MONTH_FORMAT:
            return "month"
        return "date" if number.isdecimal() and int(number) in _DATE_FORMATS else ""
    bare = _QUOTED.sub("", code).partition(";")[0].strip()
    if bare and len(bare) < 20 and set(bare) == {"0"}:
        return f"zeros:{len(bare)}" if len(bare) > 1 else ""
    letters = set(bare.lower()) & set("dmyhs")
    if "general" in bare.lower() or not letters:
        return ""
    return "month" if letters == {"m", "y"} else "date"


def _number(raw: str) -> int | float | str:
    """A whole number as int; what no number can hold (1e999) stays the text it was."""
    value = float(raw)
    if value != value or value in (float("inf"), float("-inf")):
        return raw
    return int(value) if value.is_integer() and abs(value) < 1e15 else value


def _moment(number: int | float | str, uses_1904: bool) -> Value:
    """The date of a serial number, None when it names no day of the calendar."""
    if isinstance(number, str) or number < 0:
        return None
    days = number + 1462 if uses_1904 else number
    try:
        if days < 1:
            return (datetime.min + timedelta(seconds=round(days * 86_400))).time()
        start = datetime(1899, 12, 31) if days < 60 else datetime(1899, 12, 30)  # Excel believes in 29/02/1900
        return _tidy(start + timedelta(seconds=round(days * 86_400)))
    except OverflowError:
        return None


def _tidy(moment: datetime) -> Value:
    moment = moment.replace(tzinfo=None)
    return moment.date() if moment.time() == time.min else moment


def _index(raw: str) -> int:
    index = int(raw)
    if index < 0:
        raise ValueError(raw)
    return index


def _position(reference: str) -> tuple[int, int]:
    match = _REFERENCE.fullmatch(reference.replace("$", "").upper())
    if match is None:
        raise ValueError(reference)
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    return int(match[2]), column


def _range(reference: str) -> tuple[int, int, int, int]:
    first, _, last = reference.partition(":")
    (top, left), (bottom, right) = _position(first), _position(last or first)
    return min(top, bottom), min(left, right), max(top, bottom), max(left, right)


def _unescaped(text: str) -> str:
    """Excel writes characters XML cannot hold as _x000D_."""
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text
