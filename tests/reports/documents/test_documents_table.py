"""What a list holds, whoever draws it; and the screen's drawing of it."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.test import override_settings

from reports.documents import Column, Group, Link, Table, Total, layout, render_html
from reports.documents.glyphs import printable
from reports.documents.letterhead import Letterhead, Recipients
from reports.documents.table import heading_rows, lines_of, shown
from tests.support.folding import folded

COLUMNS = [
    Column("at", "TT", 5, "center"),
    Column("name", "Tên", 60),
    Column("group", "Tập thể", 10, "integer", "Loại"),
    Column("person", "Cá nhân", 10, "integer", "Loại"),
    Column("points", "Điểm", 15, "decimal"),
]


def table(groups, **more) -> Table:
    return Table(["DANH SÁCH"], COLUMNS, groups, **more)


def drawn(description: Table) -> list[tuple[str, list[tuple[object, int]]]]:
    return [(line.kind, [(piece.value, piece.span) for piece in line.pieces]) for line in lines_of(description)]


def test_lines_are_drawn_in_order_with_subtotals_and_totals():
    groups = [Group("I. KINH TẾ", iter([[1, "A", 1, None, 9]]), Total("Cộng", {"group": 1, "person": 0}))]
    assert drawn(table(groups, totals=[Total("Tổng", {"points": 9}), Total("Ghi nhận")])) == [
        ("group", [("I. KINH TẾ", 5)]),
        ("row", [(1, 1), ("A", 1), (1, 1), (None, 1), (9, 1)]),
        ("subtotal", [("Cộng", 2), (1, 1), (0, 1), (None, 1)]),
        ("total", [("Tổng", 4), (9, 1)]),
        ("total", [("Ghi nhận", 5)]),
    ]


def test_a_list_without_rows_says_so():
    assert drawn(table([Group("", [])])) == [("empty", [("Không có dòng nào.", 5)])]


def test_rows_may_come_from_generators_and_are_read_once():
    def rows():
        yield [1, "A", 1, 0, 9]

    def groups():
        yield Group("", rows())

    assert len(drawn(table(groups()))) == 1


def test_a_row_of_another_width_is_a_mistake_of_the_caller():
    with pytest.raises(ValueError, match="zip"):
        drawn(table([Group("", [[1, "A"]])]))


def test_a_total_of_an_unknown_column_is_a_mistake_of_the_caller():
    with pytest.raises(ValueError, match="no such columns"):
        drawn(table([], totals=[Total("Tổng", {"sum": 1})]))


def test_columns_need_different_keys():
    with pytest.raises(ValueError, match="different keys"):
        Table([], [COLUMNS[0], COLUMNS[0]], [])


def test_heading_of_two_levels():
    assert heading_rows(COLUMNS) == (
        [("TT", 1, 2), ("Tên", 1, 2), ("Loại", 2, 1), ("Điểm", 1, 2)],
        ["Tập thể", "Cá nhân"],
    )
    assert heading_rows(COLUMNS[:2]) == ([("TT", 1, 1), ("Tên", 1, 1)], [])


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [
        (None, "text", ""),
        (True, "center", "x"),
        (False, "center", ""),
        (2026, "text", "2026"),
        (1400, "integer", "1.400"),
        (Decimal("17.50"), "decimal", "17,5"),
        (1400, "decimal", "1.400"),
        (date(2026, 2, 5), "date", "05/02/2026"),
        (datetime(2026, 2, 5, 7, 30, tzinfo=UTC), "date", "14:30 ngày 05/02/2026"),
        (Link("DK-2026-071", "/x/"), "text", "DK-2026-071"),
    ],
)
def test_values_are_shown_as_vietnamese_readers_write_them(value, kind, text):
    assert shown(value, kind) == text


# Layout values of the Party


@pytest.mark.parametrize(
    ("number", "symbol", "line"),
    [
        (5, "TTr/ĐU", "Số 05-TTr/ĐU"),
        ("12", "QĐ/ĐU", "Số 12-QĐ/ĐU"),
        ("05", "QĐ/ĐU", "Số 05-QĐ/ĐU"),
        ("12a", "CV/ĐU", "Số 12a-CV/ĐU"),
        (None, "TTr/ĐU", f"Số {layout.HAND_GAP}-TTr/ĐU"),
    ],
)
def test_number_line_has_no_colon_and_two_digits(number, symbol, line):
    assert layout.number_line(number, symbol) == line


def test_date_line_is_written_out_or_left_open():
    assert layout.date_line("Yên Bái", date(2026, 2, 5)) == "Yên Bái, ngày 05 tháng 02 năm 2026"
    assert layout.date_line("Yên Bái", date(2026, 9, 13)) == "Yên Bái, ngày 13 tháng 9 năm 2026"
    gap = layout.HAND_GAP
    assert layout.date_line("Yên Bái", None, 2026) == f"Yên Bái, ngày{gap}tháng{gap}năm 2026"


def test_dates_in_documents_follow_one_switch():
    assert layout.document_date(date(2025, 9, 22)) == "22/9/2025"
    with override_settings(DOCUMENT_DATES="plain"):
        assert layout.document_date(date(2025, 9, 22)) == "22/09/2025"


def test_recipients_end_in_semicolons_and_a_full_stop():
    lines = Recipients(["- Như trên,", "Tỉnh ủy (báo cáo)", "Lưu Văn phòng Đảng ủy"]).shown
    assert lines == ["- Như trên;", "- Tỉnh ủy (báo cáo);", "- Lưu Văn phòng Đảng ủy."]


def test_an_attachment_has_neither_number_nor_date():
    head = Letterhead("A", "B", "Yên Bái", has_number=False, has_date=False)
    assert (head.number_line, head.date_line) == ("", "")


# Letters the font has


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("☐ chưa ☑ rồi ✓✗", "[ ] chưa x rồi xx"),
        ("★ A ➔ B → C", "* A → B → C"),
        ("Mô hình 🌱 xanh", "Mô hình  xanh"),
        ("ﬃ ① ＡＢ 𝐃𝐚̂𝐧", "ffi 1 AB Dân"),
        ("khéo".replace("é", "e\u0301"), "khéo"),
        ("a\x0bb\tc\u200bd\u202ee\ud800", "a b cde"),
        ("dòng 1\r\ndòng 2", "dòng 1\ndòng 2"),
        ("中 ب", "? ?"),
        ("\uf0fc đạt \uf0b7 mục", "x đạt • mục"),
        ("e" + "\u0301" * 500, "é\u0301\u0301\u0301"),
    ],
)
def test_what_the_font_lacks_is_replaced(text, plain):
    assert printable(text) == plain


# Screen


def test_screen_table_escapes_text_and_links_only_where_told():
    page = folded(render_html(table([Group("", [[1, "<script>alert(1)</script>", 1, 0, Decimal("17.5")]])])))
    assert "<script>" not in page
    assert "&lt;script&gt;" in page
    assert "<a " not in page
    assert '<td class="n" data-l="Điểm">17,5</td>' in page
    assert 'data-l="Loại: Tập thể"' in page


def test_screen_table_links_a_cell():
    page = folded(render_html(table([Group("", [[1, Link("DK & 71", "/yen-bai/mo-hinh/DK-2026-071/"), 1, 0, 1]])])))
    assert '<a href="/yen-bai/mo-hinh/DK-2026-071/">DK &amp; 71</a>' in page


def test_screen_table_has_totals_in_its_foot():
    page = folded(render_html(table([Group("I. A", [[1, "A", 1, 0, 1]])], totals=[Total("Tổng", {"points": 1})])))
    foot = page[page.index("<tfoot>") :]
    assert '<th scope="row" colspan="4"> Tổng </th>' in foot
    assert '<th scope="colgroup" colspan="5"> I. A </th>' in page
