"""A Table as .xlsx: real dates and numbers, text that stays text, A4 pages that print like the paper."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from core.exceptions import DomainError
from core.spreadsheets import put, safe_text
from reports.documents import layout
from reports.documents.breaks import Pages, Part
from reports.documents.imprint import Imprint
from reports.documents.letterhead import Letterhead, Recipients
from reports.documents.metrics import lines_needed
from reports.documents.table import Column, Line, Link, Table, heading_rows, lines_of, shown

MAX_ROWS = 70_000  # about 12 s

_TALLEST_PT = 409  # Excel's limit of a row
_PADDING_PT = 7  # Excel keeps a few pixels free on both sides of a text
_DIGIT_PX = 8  # of Times New Roman 12 on a screen of 96 dpi
_PAGE_WIDTH_PT = {"landscape": 714, "portrait": 468}  # A4 between the margins
_PAGE_HEIGHT_PT = {"landscape": 481, "portrait": 728}
_SCALE = 95  # per cent: room for printers that draw a column or a row a little larger
_LINE = 1.3125  # of the size, Excel's own line of Times New Roman
_NUMBERS = ("integer", "decimal")
_PARTS: dict[str, Part] = {"group": "group", "row": "row", "empty": "row", "subtotal": "subtotal", "total": "tail"}
_ALIGN = {"integer": "right", "decimal": "right", "date": "center", "center": "center"}


@dataclass(frozen=True, slots=True)
class Look:
    size: int = layout.TABLE_PT
    bold: bool = False
    italic: bool = False
    underline: bool = False
    align: str = "left"
    vertical: str = "top"
    ruled: bool = False


@dataclass(frozen=True, slots=True)
class Box:
    """A value over `span` columns, the first column of the row being taken by the first box."""

    value: object
    span: int
    look: Look
    kind: str = "text"
    down: int = 1  # rows it covers


def render_xlsx(table: Table) -> bytes:
    """The workbook, one sheet. Rows are streamed, so memory stays flat. Raises DomainError above 70,000 rows."""
    from openpyxl import Workbook  # noqa: PLC0415 (a tenth of a second that few requests need)
    from openpyxl.styles import Font  # noqa: PLC0415
    from openpyxl.utils.indexed_list import IndexedList  # noqa: PLC0415

    book = Workbook(write_only=True)
    book.properties.creator, book.properties.title = "", safe_text(" ".join(table.title_lines))
    # Column widths are counted in digits of the Normal style's font, so it must be one whose width is known.
    normal = Font(name=layout.FONT_OFFICE, size=layout.TABLE_PT)
    book._fonts = IndexedList([normal])
    book._named_styles["Normal"].font = normal
    writer = _Writer(book.create_sheet("Danh sách"), table.columns, table.orientation)
    front = [*_letterhead(table.letterhead, writer), *_titles(table, len(table.columns))]
    headings = _headings(table.columns)
    writer.set_up(front_rows=len(front), heading_rows=len(headings))
    for boxes in front:
        writer.add(boxes)
    _add_headings(headings, writer)
    _add_lines(table, writer)
    if table.note:
        writer.add([Box(table.note, len(table.columns), Look(italic=True))], "tail")
    for boxes in _signature(table, writer):
        writer.add(boxes, "tail")
    writer.end_pages()
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _add_headings(headings: Sequence[Sequence[Box]], writer: _Writer) -> None:
    """The heading rows, which stand again on every page."""
    for boxes in headings:
        writer.pages.repeated += writer.add(boxes)


def _add_lines(table: Table, writer: _Writer) -> None:
    first = last = writer.row
    is_grouped, count = False, 0
    for line in lines_of(table):
        writer.add(_line(line), _PARTS[line.kind])
        is_grouped = is_grouped or line.kind in ("group", "subtotal")
        if line.kind == "row":
            last = writer.row
            count += 1
            if count > MAX_ROWS:
                writer.sheet.close()
                raise DomainError("Danh sách dài quá 70.000 dòng. Hãy lọc bớt rồi tải lại.")
    if not is_grouped and last > first:
        writer.filter_rows(first, last)


class _Writer:
    """Adds rows top to bottom with the height their text needs; a written row cannot be touched again."""

    def __init__(self, sheet: Any, columns: Sequence[Column], orientation: str) -> None:
        from openpyxl import cell, styles, utils  # noqa: PLC0415 (see render_xlsx)

        self.new_cell, self.styles, self.letter = cell.WriteOnlyCell, styles, utils.get_column_letter
        self.sheet, self.orientation = sheet, orientation
        self.row, self.left_over = 0, 0.0
        self.pages = Pages(room=_PAGE_HEIGHT_PT[orientation])
        whole = sum(column.width for column in columns)
        self.widths = [_PAGE_WIDTH_PT[orientation] * column.width / whole for column in columns]
        self.made: dict[tuple[Look, str], Any] = {}
        thin = styles.Side(style="thin")
        self.rules = styles.Border(left=thin, right=thin, top=thin, bottom=thin)

    def halves(self) -> tuple[int, int]:
        """Columns in the left and right half of the page, for heading and signature."""
        half, so_far = sum(self.widths) / 2, 0.0
        for at, width in enumerate(self.widths):
            if at and so_far + width / 2 > half:
                return at, len(self.widths) - at
            so_far += width
        return max(len(self.widths) - 1, 1), min(len(self.widths) - 1, 1)

    def set_up(self, *, front_rows: int, heading_rows: int) -> None:
        """All that stands before the rows in the file, so it must be known first."""
        sheet, last = self.sheet, front_rows + heading_rows
        for at, width in enumerate(self.widths, start=1):
            sheet.column_dimensions[self.letter(at)].width = max((width / 0.75 - 5) / _DIGIT_PX, 2)
        sheet.freeze_panes = f"A{last + 1}"
        sheet.print_title_rows = f"{front_rows + 1}:{last}"
        sheet.page_setup.orientation, sheet.page_setup.paperSize = self.orientation, 9
        sheet.page_setup.scale = _SCALE  # “fit to page” would make Excel forget the breaks
        margins = sheet.page_margins
        margins.top, margins.bottom = layout.MARGIN_TOP_MM / 25.4, layout.MARGIN_BOTTOM_MM / 25.4
        margins.left, margins.right = layout.MARGIN_LEFT_MM / 25.4, layout.MARGIN_RIGHT_MM / 25.4
        margins.header = layout.PAGE_NUMBER_FROM_TOP_MM / 25.4
        number = sheet.oddHeader.center
        number.text, number.font, number.size = "&P", f"{layout.FONT_OFFICE},Regular", layout.PAGE_NUMBER_PT
        sheet.HeaderFooter.differentFirst = True

    def add(self, boxes: Sequence[Box], part: Part = "front") -> float:
        """Write a row; gives its height."""
        self.row += 1
        cells, at = [], 0
        tallest, over_two = self.left_over, 0.0
        for box in boxes:
            cells.append(self._cell(box))
            cells.extend(self._cell(Box(None, 1, box.look)) for _ in range(box.span - 1))
            if box.span > 1 or box.down > 1:
                self._merge(at, self.row, at + box.span - 1, self.row + box.down - 1)
            height = self._height(box, sum(self.widths[at : at + box.span]))
            if box.down == 1:
                tallest = max(tallest, height)
            else:
                over_two = max(over_two, height)
            at += box.span
        self.left_over = max(over_two - tallest, 0.0)
        height = min(tallest, _TALLEST_PT)
        self.sheet.row_dimensions[self.row].height = height
        self.sheet.append(cells)
        self.pages.add(height, part)
        return height

    def end_pages(self) -> None:
        """Set the breaks, once the last row is written."""
        from openpyxl.worksheet.pagebreak import Break  # noqa: PLC0415 (see render_xlsx)

        for row in self.pages.last_breaks:
            self.sheet.row_breaks.append(Break(id=row))

    def filter_rows(self, heading_row: int, last_row: int) -> None:
        self.sheet.auto_filter.ref = f"A{heading_row}:{self.letter(len(self.widths))}{last_row}"

    def _merge(self, left: int, top: int, right: int, bottom: int) -> None:
        self.sheet.merged_cells.add(f"{self.letter(left + 1)}{top}:{self.letter(right + 1)}{bottom}")

    def _cell(self, box: Box) -> Any:
        cell = self.new_cell(self.sheet)
        put(cell, box.value)
        if box.kind in _NUMBERS:
            cell.number_format = number_format(box.value) or cell.number_format
        key = box.look, cell.number_format
        if key not in self.made:
            self._set(cell, box.look)
            self.made[key] = cell._style
        cell._style = self.made[key]  # setting font and rules anew costs half of the time of a long list
        return cell

    def _set(self, cell: Any, look: Look) -> None:
        cell.font = self.styles.Font(
            name=layout.FONT_OFFICE,
            size=look.size,
            bold=look.bold,
            italic=look.italic,
            underline="single" if look.underline else None,
        )
        indent = int(look.align == "right")
        cell.alignment = self.styles.Alignment(look.align, look.vertical, wrap_text=True, indent=indent)
        if look.ruled:
            cell.border = self.rules

    def _height(self, box: Box, width: float) -> float:
        text = shown(box.value, box.kind)
        lines = lines_needed(text, width - _PADDING_PT, box.look.size, bold=box.look.bold)
        return lines * box.look.size * _LINE + (3 if box.look.ruled else 1)


def number_format(value: object) -> str:
    """The format that shows a number with the digits the screen shows: 88,75 never as 89; '' for what is no number."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return ""
    exponent = Decimal(str(value)).normalize().as_tuple().exponent
    places = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    return "#,##0" + (f".{'0' * places}" if places else "")


def _line(line: Line) -> list[Box]:
    boxes = []
    for piece in line.pieces:
        kind = piece.column.kind if piece.column else "text"
        align = _ALIGN.get(kind, "left") if line.kind != "empty" else "center"
        look = Look(bold=line.kind not in ("row", "empty"), italic=line.kind == "empty", align=align, ruled=True)
        boxes.append(Box(piece.value.text if isinstance(piece.value, Link) else piece.value, piece.span, look, kind))
    return boxes


def _headings(columns: Sequence[Column]) -> list[list[Box]]:
    look = Look(bold=True, align="center", vertical="center", ruled=True)
    first, second = heading_rows(columns)
    rows = [[Box(text, across, look, down=down) for text, across, down in first]]
    if second:
        waiting = iter(second)
        rows.append([Box(next(waiting) if column.group_heading else None, 1, look) for column in columns])
    return rows


def _titles(table: Table, width: int) -> Iterator[list[Box]]:
    for at, text in enumerate(table.title_lines):
        in_brackets = text.startswith("(")
        size = layout.SUBJECT_PT if at else layout.DOCUMENT_KIND_PT
        yield [Box(text, width, Look(size=size, bold=not in_brackets, italic=in_brackets, align="center"))]
    if table.title_lines and table.letterhead:
        yield [Box(layout.SUBJECT_SEPARATOR, width, Look(size=layout.SUBJECT_PT, align="center"))]
    if table.filter_line:
        yield [Box(table.filter_line, width, Look(italic=True))]
    elif table.title_lines:
        yield [Box(None, width, Look())]


def _letterhead(head: Letterhead | None, writer: _Writer) -> Iterator[list[Box]]:
    if head is None:
        return
    left, right = writer.halves()
    upper, bold = Look(size=layout.UPPER_BODY_PT, align="center"), Look(size=layout.BODY_PT, bold=True, align="center")
    party = Look(size=layout.PARTY_NAME_PT, bold=True, underline=True, align="center")
    day = Look(size=layout.DATE_PT, italic=True, align="center")
    yield _two(head.upper_body, upper, left, layout.PARTY_NAME, party, right)
    yield _two(head.body, bold, left, None, upper, right)
    yield _two(layout.ASTERISK, upper, left, None, upper, right)
    if head.number_line or head.date_line:
        yield _two(head.number_line, upper, left, head.date_line, day, right)
    yield _two(None, upper, left, None, upper, right)


def _signature(table: Table, writer: _Writer) -> Iterator[list[Box]]:
    signature, notes = table.signature, [*_recipients(table.recipients), *_imprint(table.imprint)]
    if not (signature or notes):
        return
    left, right = writer.halves()
    plain = Look(size=layout.POST_PT, align="center")
    rows: list[tuple[str, Look]] = []
    if signature:
        bold = Look(size=layout.AUTHORITY_PT, bold=True, align="center")
        rows = [(signature.authority, bold), (signature.post, plain)]
        rows += [("", plain)] * layout.SIGNATURE_LINES + [(signature.name, bold)]
    yield _two(None, plain, left, None, plain, right)
    for at in range(max(len(rows), len(notes))):
        note, note_look = notes[at] if at < len(notes) else (None, plain)
        text, look = rows[at] if at < len(rows) else (None, plain)
        yield _two(note, note_look, left, text, look, right)


def _recipients(recipients: Recipients | None) -> list[tuple[str, Look]]:
    if recipients is None:
        return []
    title = (layout.RECIPIENTS_TITLE, Look(size=layout.RECIPIENTS_TITLE_PT, underline=True))
    return [title, *((text, Look(size=layout.RECIPIENTS_PT)) for text in recipients.shown)]


def _imprint(imprint: Imprint | None) -> list[tuple[str, Look]]:
    """How the paper is checked, in words: a sheet has no QR."""
    return [(text, Look(size=layout.RECIPIENTS_PT)) for text in imprint.lines] if imprint else []


def _two(one: str | None, look: Look, left: int, other: str | None, other_look: Look, right: int) -> list[Box]:
    boxes = [Box(one, left, look)]
    return [*boxes, Box(other, right, other_look)] if right else boxes
