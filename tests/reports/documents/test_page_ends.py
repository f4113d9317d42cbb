"""No page holds a signature alone: the last rows of a list go over with it, in PDF and in Excel, at every length."""

import io
import re

import pytest
from openpyxl import load_workbook

from reports.documents import render_pdf, render_xlsx, xlsx
from reports.documents.breaks import MOST_BREAKS, Pages
from reports.documents.metrics import width_pt
from tests.reports.documents.drawn import texts
from tests.reports.sixty import ROWS, Sixty

pytestmark = pytest.mark.django_db
ROW = re.compile(r"Minh\s+Tân\s+\d{3}x")
# A single row stays with its title; then all totals go over with the signature.
TOTALS = re.compile("Tổng số|Điển hình cấp phường trở lên")
SIGNED = re.compile("TRƯỞNG BAN|T/M BAN THƯỜNG VỤ")
NOTED = ("de-nghi", "bao-cao-dang-ky")  # they print a hash below their rows
SOME = (1, 2, 5, 17, 21)  # before notes went over with their list, several of these left a signature alone


@pytest.fixture
def sixty(at):
    at(2026, 11, 24, 9, 15)
    return Sixty()


def alone_in_pdf(tables, lengths):
    """(list, length) of papers whose signature stands on a page without a row of the list."""
    wrong = []
    for name, build in tables.items():
        for count in lengths:
            last = texts(render_pdf(build(count)))[-1]
            held = ROW.search(last) or (count == 1 and TOTALS.search(last))
            if not held or not SIGNED.search(last):
                wrong.append((name, count))
    return wrong


def alone_in_excel(tables, lengths):
    wrong = []
    for name, build in tables.items():
        for count in lengths:
            sheet = load_workbook(io.BytesIO(render_xlsx(build(count)))).active
            pages = pages_of(sheet)
            held = ROW.search(pages[-1]) or (count == 1 and TOTALS.search(pages[-1]))
            if not held or not SIGNED.search(pages[-1]) or not fits(sheet):
                wrong.append((name, count))
    return wrong


def ends(sheet):
    return [0, *(mark.id for mark in sheet.row_breaks.brk), sheet.max_row]


def pages_of(sheet):
    """The text of each printed page, as its breaks part them."""
    marks = ends(sheet)
    rows = [[str(cell.value) for cell in row if cell.value is not None] for row in sheet.iter_rows()]
    return ["\n".join(" ".join(row) for row in rows[start:end]) for start, end in zip(marks, marks[1:], strict=False)]


def fits(sheet):
    """Whether what stands between two breaks, with the headings repeated above it, is no higher than a page."""
    room = xlsx._PAGE_HEIGHT_PT[sheet.page_setup.orientation]
    first, last = (int(number) for number in re.findall(r"\d+", sheet.print_title_rows))
    repeated = sum(sheet.row_dimensions[row].height for row in range(first, last + 1))
    marks = ends(sheet)
    heights = [
        sum(sheet.row_dimensions[row].height for row in range(start + 1, end + 1)) + (repeated if start else 0)
        for start, end in zip(marks, marks[1:], strict=False)
    ]
    return max(heights) <= room


def test_the_last_rows_go_over_with_the_signature_in_every_list(sixty):
    tables = sixty.tables()
    noted = {name: build for name, build in tables.items() if name in NOTED}
    assert alone_in_pdf(noted, SOME) == []
    assert alone_in_pdf(tables, SOME[-1:]) == []
    assert alone_in_excel(tables, SOME) == []


def test_the_last_rows_go_over_with_the_signature_of_amending_decisions(sixty):
    sixty.amend()
    tables = {name: build for name, build in sixty.tables().items() if name.startswith("decision")}
    assert len(tables) == 3
    assert alone_in_pdf(tables, SOME[-1:]) == []
    assert alone_in_excel(tables, SOME) == []


@pytest.mark.deep
def test_the_last_rows_go_over_with_the_signature_at_every_length(sixty):
    before = sixty.tables()
    lengths = range(1, ROWS + 1)
    assert alone_in_pdf(before, lengths) == []
    assert alone_in_excel(before, lengths) == []
    sixty.amend()
    amending = {name: build for name, build in sixty.tables().items() if name.startswith("decision")}
    assert alone_in_pdf(amending, lengths) == []
    assert alone_in_excel(amending, lengths) == []


def test_every_number_of_every_list_fits_its_column_with_the_digits_of_the_screen(sixty):
    """A number that does not fit is shown as ### or, without a format, with fewer digits: 88,75 as 89."""
    narrow, formats = [], set()
    for name, build in sixty.tables().items():
        sheet = load_workbook(io.BytesIO(render_xlsx(build(ROWS)))).active
        for row in sheet.iter_rows():
            for cell in row:
                if (
                    cell.data_type == "n"
                    and isinstance(cell.value, int | float)
                    and cell.alignment.horizontal == "right"
                ):
                    formats.add((cell.value, cell.number_format))
                    room = sheet.column_dimensions[cell.column_letter].width * 0.75 * xlsx._DIGIT_PX
                    if width_pt(f"{cell.value:,}", 12, bold=cell.font.b) + xlsx._PADDING_PT + 7 > room:
                        narrow.append((name, cell.coordinate, cell.value))
    assert narrow == []
    assert {(88.75, "#,##0.00"), (2.5, "#,##0.0"), (2, "#,##0")} <= formats


def test_a_group_begins_no_page_without_its_first_row_and_a_row_alone_begins_none():
    pages = Pages(room=100, repeated=10)
    for part in ("front", "group", "row", "row", "group", "row"):
        pages.add(20, part)
    assert pages.breaks == [4]
    pages.add(40, "subtotal")
    pages.add(60, "tail")
    assert pages.breaks == [4, 7]


def test_of_a_list_beyond_the_breaks_excel_keeps_only_the_last_is_set():
    pages = Pages(room=10)
    for _ in range(MOST_BREAKS + 50):
        pages.add(9, "row")
    assert pages.last_breaks == [MOST_BREAKS + 49]
