"""The .xlsx of a list, opened again."""

import io
from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from core.exceptions import DomainError
from core.spreadsheets import read_grids, safe_text
from reports.documents import (
    Column,
    Group,
    Imprint,
    Letterhead,
    Link,
    Recipients,
    Signature,
    Table,
    Total,
    render_xlsx,
    xlsx,
)
from reports.documents.metrics import lines_needed, width_pt

COLUMNS = [
    Column("at", "TT", 6, "center"),
    Column("name", "Tên mô hình", 40),
    Column("group", "Tập thể", 10, "center", "Loại"),
    Column("person", "Cá nhân", 10, "center", "Loại"),
    Column("sent", "Ngày gửi", 14, "date"),
    Column("points", "Điểm", 10, "decimal"),
    Column("people", "Số hộ", 10, "integer"),
]
ROW = [1, "=1+1", "x", None, date(2026, 2, 5), Decimal("17.5"), 1400]


def sheet_of(table: Table):
    return load_workbook(io.BytesIO(render_xlsx(table))).active


def plain(rows, **more) -> Table:
    return Table(["DANH SÁCH"], COLUMNS, [Group("", rows)], filter_line="Năm 2026", **more)


def grouped(**more) -> Table:
    groups = [Group(f"{n}. LĨNH VỰC", [ROW, ROW], Total("Cộng", {"group": 2})) for n in ("I", "II")]
    return Table(
        ["DANH SÁCH", "mô hình", "(kèm theo)"], COLUMNS, groups, totals=[Total("Tổng", {"people": 5600})], **more
    )


def test_values_stay_what_they_are():
    row = sheet_of(plain([ROW]))[5]
    assert [cell.value for cell in row] == [1, "=1+1", "x", None, datetime(2026, 2, 5), 17.5, 1400]
    assert [cell.data_type for cell in row] == ["n", "s", "s", "n", "d", "n", "n"]
    assert row[4].number_format == "dd/mm/yyyy"
    assert row[6].number_format == "#,##0"


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        (Decimal("88.75"), "#,##0.00"),
        (Decimal("88.750000"), "#,##0.00"),
        (Decimal("88.5"), "#,##0.0"),
        (Decimal("100"), "#,##0"),
        (89, "#,##0"),
    ],
)
def test_a_number_keeps_the_digits_the_screen_shows(value, wanted):
    cell = sheet_of(plain([[*ROW[:5], value, 1]]))[5][5]
    assert (cell.value, cell.number_format) == (float(value), wanted)


def test_a_sheet_says_in_words_how_its_paper_is_checked():
    mark = Imprint("7K3M-9QXT-4HBP", "https://dan-van.example/kiem-chung/", "https://dan-van.example/x/", "abc123")
    sheet = sheet_of(plain([ROW], imprint=mark, signature=Signature("T/M BAN THƯỜNG VỤ", "BÍ THƯ", "A")))
    texts = [cell.value for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)]
    assert [text for text in texts if "kiểm" in text or "vân" in text or "Nhập" in text] == [
        "Mã kiểm chứng: 7K3M-9QXT-4HBP",
        "Dấu vân: abc123",
        "Nhập mã tại https://dan-van.example/kiem-chung/",
    ]


def test_link_and_tick_are_written_as_text():
    row = sheet_of(plain([[1, Link("DK-2026-071", "/x/"), True, False, None, None, None]]))[5]
    assert [cell.value for cell in row][1:4] == ["DK-2026-071", "x", None]
    assert row[1].hyperlink is None


def test_sheet_without_groups_has_filter_frozen_heading_and_print_titles():
    sheet = sheet_of(plain([ROW, ROW], totals=[Total("Tổng", {"people": 2800})]))
    assert [cell.value for cell in sheet[3]] == ["TT", "Tên mô hình", "Loại", None, "Ngày gửi", "Điểm", "Số hộ"]
    assert [cell.value for cell in sheet[4]] == [None, None, "Tập thể", "Cá nhân", None, None, None]
    assert sheet.freeze_panes == "A5"
    assert sheet.print_title_rows == "$3:$4"
    assert sheet.auto_filter.ref == "A4:G6"
    assert {str(merged) for merged in sheet.merged_cells.ranges} == {
        "A1:G1",
        "A2:G2",
        "A3:A4",
        "B3:B4",
        "C3:D3",
        "E3:E4",
        "F3:F4",
        "G3:G4",
        "A7:F7",
    }


def test_groups_and_an_empty_list_have_no_filter():
    assert sheet_of(grouped()).auto_filter.ref is None
    assert sheet_of(plain([])).auto_filter.ref is None
    assert sheet_of(plain([]))["A5"].value == "Không có dòng nào."


def test_pages_are_a4_with_party_margins_and_numbers_from_the_second():
    sheet = sheet_of(plain([ROW]))
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert not sheet.sheet_properties.pageSetUpPr.fitToPage  # it would make Excel forget the breaks
    assert sheet.page_setup.scale == 95
    margins = sheet.page_margins
    assert [round(side * 25.4) for side in (margins.top, margins.bottom, margins.left, margins.right)] == [
        20,
        20,
        30,
        15,
    ]
    assert sheet.HeaderFooter.differentFirst
    assert sheet.oddHeader.center.text == "&P"
    assert sheet.firstHeader.center.text is None


def test_every_cell_is_in_times_new_roman():
    fonts = {cell.font.name for row in sheet_of(grouped()).iter_rows() for cell in row}
    assert fonts == {"Times New Roman"}


def test_heading_signature_and_recipients_are_there():
    sheet = sheet_of(
        grouped(
            letterhead=Letterhead("ĐẢNG BỘ TỈNH LÀO CAI", "ĐẢNG ỦY PHƯỜNG YÊN BÁI", "Yên Bái", None, 2026, 5, "TTr/ĐU"),
            signature=Signature("T/M BAN THƯỜNG VỤ", "BÍ THƯ", "Nguyễn Văn Mẫu"),
            recipients=Recipients(["Như trên", "Lưu Văn phòng Đảng ủy"]),
        )
    )
    texts = [cell.value for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)]
    assert texts[:4] == ["ĐẢNG BỘ TỈNH LÀO CAI", "ĐẢNG CỘNG SẢN VIỆT NAM", "ĐẢNG ỦY PHƯỜNG YÊN BÁI", "*"]
    assert texts[4] == "Số 05-TTr/ĐU"
    assert texts[-6:] == [
        "Nơi nhận:",
        "T/M BAN THƯỜNG VỤ",
        "- Như trên;",
        "BÍ THƯ",
        "- Lưu Văn phòng Đảng ủy.",
        "Nguyễn Văn Mẫu",
    ]


def test_rows_are_as_high_as_their_longest_name_needs():
    name = "Tuyên truyền, vận động Nhân dân hiến đất, góp công mở rộng ngõ, xây dựng tuyến phố văn minh " * 2
    sheet = sheet_of(plain([ROW, [1, name, *ROW[2:]]]))
    assert sheet.row_dimensions[5].height < 20
    assert sheet.row_dimensions[6].height == pytest.approx(4 * 15.75, abs=5)


def test_one_column_and_portrait_work():
    table = Table(
        ["A"],
        [Column("a", "Tên", 100)],
        [Group("", [["x"]])],
        orientation="portrait",
        letterhead=Letterhead("A", "B", "C"),
    )
    assert sheet_of(table).page_setup.orientation == "portrait"


def test_too_many_rows_are_refused_in_words(monkeypatch):
    monkeypatch.setattr(xlsx, "MAX_ROWS", 3)
    with pytest.raises(DomainError, match="lọc bớt"):
        render_xlsx(plain([ROW] * 4))


def test_the_file_names_no_person_or_machine():
    book = load_workbook(io.BytesIO(render_xlsx(plain([ROW]))))
    assert (book.properties.creator, book.properties.lastModifiedBy) == (None, None)


def test_what_was_exported_can_be_read_back():
    [grid] = read_grids(render_xlsx(plain([ROW])))
    assert [cell.text for cell in grid.rows[4]] == ["1", "=1+1", "x", "", "05/02/2026", "17,5", "1400"]


@settings(max_examples=60)
@given(st.text(max_size=200))
def test_no_text_becomes_a_formula_or_breaks_the_file(text):
    cell = sheet_of(plain([[1, text, *ROW[2:]]]))["B5"]
    assert cell.data_type in ("s", "n")
    assert (cell.value or "").replace("_x005F_", "_") == safe_text(text)


def test_widths_are_those_of_the_office_font():
    assert width_pt("ĐƯỜNG", 12) == pytest.approx((722 + 776 + 722 + 722 + 722) * 12 / 1000)
    assert width_pt("ệ", 10) == width_pt("e", 10)


@pytest.mark.parametrize(
    ("text", "room", "lines"),
    [("", 100, 1), ("a b c", 100, 1), ("một hai ba", 30, 2), ("x" * 40, 60, 4), ("a\nb\n\nc", 99, 4)],
)
def test_lines_are_counted_as_words_break(text, room, lines):
    assert lines_needed(text, room, 12) == lines
