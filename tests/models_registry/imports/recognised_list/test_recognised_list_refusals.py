"""Files that are no list of recognised models, and cells nobody expects."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.exceptions import DomainError
from core.spreadsheets import Cell, Grid, read_grids
from models_registry.imports.recognised_list import read_recognised_list
from tests.models_registry.imports.workbooks import grids_of

UNITS = Path(__file__).parents[4] / "fixtures" / "don-vi-mau.tsv"
NOTHING_LIKE_IT = (
    "Không tìm thấy dòng tiêu đề của bảng. Danh sách cần có cột tên mô hình và ít nhất một cột khác "
    "như đơn vị, loại, lĩnh vực hoặc thời gian thực hiện."
)


def refusal(grids) -> str:
    with pytest.raises(DomainError) as refused:
        read_recognised_list(grids, year=2025)
    return refused.value.message


def test_a_phone_list():
    rows = [["DANH BẠ"], ["TT", "Họ và tên", "Chức vụ", "Điện thoại"], [1, "Trần Văn Mẫu", "Bí thư", "0900000000"]]
    assert refusal(grids_of(rows)) == (
        "Không tìm thấy cột tên mô hình (ví dụ “Tên mô hình, điển hình”); tệp giống danh bạ liên hệ. "
        "Các cột đọc được ở dòng 2: “TT”, “Họ và tên”, “Chức vụ”, “Điện thoại”. "
        "Hãy chọn tệp danh sách mô hình đã được công nhận."
    )


def test_an_attendance_list():
    rows = [
        ["Danh sách dự hội nghị Dân vận khéo"],
        ["STT", "Họ và tên", "Đơn vị", "Ký nhận"],
        [1, "Trần Văn Mẫu", "Chi bộ A"],
    ]
    assert "; tệp giống danh sách điểm danh, ký nhận. Các cột đọc được ở dòng 2: “STT”" in refusal(grids_of(rows))


def test_the_list_of_units():
    assert refusal(read_grids(UNITS.read_bytes())) == (
        "Không tìm thấy cột tên mô hình (ví dụ “Tên mô hình, điển hình”); tệp giống danh sách đơn vị. "
        "Các cột đọc được ở dòng 1: “ma”, “ten”, “loai”, “dang_ky_theo_nganh_doc”. "
        "Hãy chọn tệp danh sách mô hình đã được công nhận."
    )


def test_a_score_table():
    rows = [
        ["BẢNG TỔNG HỢP ĐIỂM"],
        ["TT", "Tên mô hình", "Đơn vị", "Tiêu chí 1", "Tiêu chí 2", "Tiêu chí 3", "Tổng điểm"],
        [1, "Bếp ấm", "Chi bộ A", 18, 12, 17.5, 47.5],
    ]
    assert refusal(grids_of(rows, title="Điểm")) == (
        "Trang “Điểm” giống bảng chấm điểm, không phải danh sách được công nhận. "
        "Hãy chọn tệp danh sách mô hình đã được công nhận."
    )


def test_a_table_of_numbers_of_models():
    rows = [["TT", "Đơn vị", "Số mô hình đăng ký", "Số mô hình công nhận"], [1, "Chi bộ A", 3, 2]]
    assert refusal(grids_of(rows)).startswith(
        "Không tìm thấy cột tên mô hình (ví dụ “Tên mô hình, điển hình”). Các cột"
    )


def test_a_letter_and_an_empty_sheet():
    assert (
        refusal(grids_of([["Kính gửi: Các chi bộ"], ["Ban Xây dựng Đảng đề nghị gửi danh sách mô hình."]]))
        == NOTHING_LIKE_IT
    )
    assert refusal([Grid("Trống", [])]) == NOTHING_LIKE_IT
    assert refusal([]) == NOTHING_LIKE_IT


def test_a_heading_with_nothing_below():
    rows = [["TT", "Đơn vị", "Tên mô hình", "Loại"], [1], [2], [None, "Tổng cộng", "0 mô hình"]]
    assert refusal(grids_of(rows, title="Mẫu")) == (
        "Trang “Mẫu” có tiêu đề ở dòng 1 nhưng bên dưới không đọc được mô hình nào. Hãy kiểm tra lại tệp."
    )


HEADINGS = [
    "TT",
    "Đơn vị",
    "Tên mô hình",
    "Tập thể",
    "Cá nhân",
    "Lĩnh vực",
    "Thời gian",
    "Từ",
    "Đến",
    "Loại",
    "Ghi chú",
]
WORDS = [
    "x", "I", "II.", "1", "Tổng cộng", "LĨNH VỰC KINH TẾ", "Chi bộ A", "31/02/2025", "Cộng", "A", "nt", "“", "Cá nhân",
    "tập thể", "Người lập", "Năm 2025", "M« h×nh", "Kinh tế (3 mô hình)", "VH-XH", "-", "Bếp ấm", "quý I - 3/2025",
]  # fmt: skip
TEXTS = st.one_of(st.just(""), st.sampled_from(HEADINGS + WORDS), st.text(max_size=12))
ROWS = st.lists(st.lists(TEXTS, min_size=7, max_size=7), min_size=1, max_size=14)


ANY_CELLS = (ROWS, st.permutations(HEADINGS), st.lists(st.tuples(st.integers(0, 12), st.integers(0, 6)), max_size=6))


@settings(derandomize=True, max_examples=80, deadline=None)
@given(*ANY_CELLS)
def test_no_cells_raise_anything_but_a_clear_refusal(rows, headings, merged):
    _read_or_refuse(rows, headings, merged)


@pytest.mark.deep
@settings(derandomize=True, max_examples=2000, deadline=None)
@given(*ANY_CELLS)
def test_no_cells_raise_anything_but_a_clear_refusal_two_thousand_times(rows, headings, merged):
    _read_or_refuse(rows, headings, merged)


def _read_or_refuse(rows, headings, merged):
    cells = [
        [Cell(text or None, f"{'ABCDEFG'[column]}{row}", text) for column, text in enumerate(line)]
        for row, line in enumerate([headings[:7], *rows], start=1)
    ]
    for row, column in merged:  # a cell that shows the one above it
        if 1 <= row < len(cells) and cells[row - 1][column].text:
            above = cells[row - 1][column]
            own = cells[row][column].address
            cells[row][column] = Cell(above.value, own, above.text, merged_from=above.merged_from or above.address)
    try:
        found = read_recognised_list([Grid("Trang", cells)], year=2025)
    except DomainError as refused:
        assert refused.message.endswith((".", ")."))  # noqa: PT017 (either outcome is lawful)
        return
    assert found.rows
    for row in found.rows:
        asked = {problem.needs for problem in row.problems}
        assert bool(row.name) or "name" in asked
        assert bool(row.unit_raw) or "unit" in asked
        assert (row.kind is not None) != ("kind" in asked)
        assert (row.sector_number is not None) != ("sector" in asked)
