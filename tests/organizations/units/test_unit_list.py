"""Lists of units as offices keep them."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.exceptions import DomainError
from core.spreadsheets import read_grids
from organizations.units.list import kind_of_name, kind_of_text, read_unit_list
from tests.models_registry.imports.workbooks import grids_of

SAMPLE = Path(__file__).parents[3] / "fixtures" / "don-vi-mau.tsv"


def outline(found) -> list[tuple]:
    return [
        (row.code, row.name, row.kind, row.reports_vertically, "+".join(p.needs for p in row.problems))
        for row in found.rows
    ]


def test_the_sample():
    found = read_unit_list(read_grids(SAMPLE.read_bytes()))
    assert len(found.rows) == 82
    assert [row.code for row in found.rows if row.reports_vertically] == ["CA01", "QS01"]
    assert not any(row.problems for row in found.rows)
    assert {row.kind: sum(other.kind == row.kind for other in found.rows) for row in found.rows} == {
        "RESIDENTIAL_CELL": 58,
        "SCHOOL_CELL": 8,
        "OFFICE_CELL": 4,
        "ARMED_FORCES_CELL": 2,
        "GRASSROOTS_COMMITTEE": 2,
        "BUSINESS_CELL": 1,
        "FATHERLAND_FRONT": 1,
        "MASS_ORGANIZATION": 5,
        "GOVERNMENT": 1,
    }


def test_names_tell_the_kinds_of_the_sample():
    rows = read_unit_list(read_grids(SAMPLE.read_bytes())).rows
    assert [(row.name, kind_of_name(row.name)) for row in rows] == [(row.name, row.kind) for row in rows]


def test_vietnamese_headings_in_any_order_under_titles():
    found = read_unit_list(
        grids_of(
            [
                ["DANH SÁCH CHI, ĐẢNG BỘ TRỰC THUỘC"],
                [],
                ["Ngành dọc (x)", "Loại hình", "Tên đơn vị", None, "STT", "Mã đơn vị"],
                [None, "CB tổ dân phố", "Chi bộ TDP Hoa Mai 1", None, 1, "hm01"],
                ["X", "Lực lượng vũ trang", "Chi bộ Công an phường", None, 2, "CA01"],
                [],
                [None, "Đoàn thể", "Hội Nông dân phường", None, 3, "CT02"],
                [None, None, "Tổng cộng", None, None, 3],
                [None, None, "NGƯỜI LẬP", None, None, None],
                [None, None, "Trần Văn Mẫu", None, None, None],
            ]
        )
    )
    assert outline(found) == [
        ("HM01", "Chi bộ TDP Hoa Mai 1", "RESIDENTIAL_CELL", False, ""),
        ("CA01", "Chi bộ Công an phường", "ARMED_FORCES_CELL", True, ""),
        ("CT02", "Hội Nông dân phường", "MASS_ORGANIZATION", False, ""),
    ]
    assert found.columns == {"vertical": "A", "kind": "B", "name": "C", "ordinal": "E", "code": "F"}


def test_groups_of_a_kind_and_no_codes():
    found = read_unit_list(
        grids_of(
            [
                ["TT", "Chi bộ, đảng bộ", "Bí thư"],
                ["I", "Chi bộ tổ dân phố (2)", None],
                [1, "Hoa Mai 1", "Trần Văn Mẫu"],
                [2, "Hoa Mai 2", None],
                ["II. Chi bộ cơ quan", None, None],
                [3, "Chi bộ Trạm Y tế", None],
                ["III", "Đảng bộ cơ sở", None],
                [4, "Đảng bộ Công ty Cấp nước", None],
            ]
        )
    )
    assert outline(found) == [
        ("", "Hoa Mai 1", "RESIDENTIAL_CELL", False, "code"),
        ("", "Hoa Mai 2", "RESIDENTIAL_CELL", False, "code"),
        ("", "Chi bộ Trạm Y tế", "OFFICE_CELL", False, "code"),
        ("", "Đảng bộ Công ty Cấp nước", "GRASSROOTS_COMMITTEE", False, "code"),
    ]
    assert [row.proposed_code for row in found.rows] == ["TDP01", "TDP02", "CQ01", "DB01"]


def test_faults_are_named_with_their_cells():
    found = read_unit_list(
        grids_of(
            [
                ["Mã", "Tên", "Loại"],
                ["A 1!", "Chi bộ A", "Cơ quan"],
                ["B1", None, "Cơ quan"],
                ["C1", "Chi bé tæ d©n phè", "Tổ dân phố"],
                ["D1", "Quán Gió", "Quán"],
                ["TDP01", "Chi bộ TDP 1", None],
                [None, "Chi bộ TDP 2", None],
            ]
        )
    )
    assert [[(p.cell_address, p.needs) for p in row.problems] for row in found.rows] == [
        [("A2", "code")],
        [("B3", "name")],
        [("B4", "name")],
        [("C5", "kind")],
        [],
        [("A7", "code")],
    ]
    assert found.rows[-1].proposed_code == "TDP02"
    assert found.rows[3].problems[0].message == "Ô C5: chưa rõ loại “Quán”"


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        (
            [["TT", "Họ và tên", "Điện thoại"], [1, "Trần Văn Mẫu", "0900000000"]],
            "Không tìm thấy cột tên đơn vị. Các cột đọc được ở dòng 1: “TT”, “Họ và tên”, “Điện thoại”. "
            "Hãy chọn đúng tệp.",
        ),
        (
            [["TT", "Đơn vị", "Tên mô hình"], [1, "Chi bộ A", "Bếp ấm"]],
            "Tệp này giống danh sách mô hình, không phải danh sách đơn vị. Hãy chọn đúng tệp.",
        ),
        (
            [["Mã", "Tên đơn vị"]],
            "Có tiêu đề ở dòng 1 nhưng bên dưới không có đơn vị nào. Hãy kiểm tra lại tệp.",
        ),
        (
            [["Xin chào"]],
            "Không tìm thấy dòng tiêu đề. Danh sách đơn vị cần có các cột Mã, Tên đơn vị, Loại.",
        ),
    ],
)  # fmt: skip
def test_other_files_get_a_clear_sentence(rows, sentence):
    with pytest.raises(DomainError) as refused:
        read_unit_list(grids_of(rows))
    assert refused.value.message == sentence


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Chi bộ lực lượng vũ trang", "ARMED_FORCES_CELL"),
        ("CB trường học", "SCHOOL_CELL"),
        ("Tổ chức chính trị – xã hội", "MASS_ORGANIZATION"),
        ("Cơ quan chính quyền", "GOVERNMENT"),
        ("Chi bộ cơ quan", "OFFICE_CELL"),
        ("business_cell", "BUSINESS_CELL"),
        ("Xuất sắc", None),
    ],
)
def test_kinds_by_meaning(text, kind):
    assert kind_of_text(text) == kind


CELLS = st.one_of(
    st.none(), st.text(max_size=20), st.integers(), st.sampled_from(["Mã", "Tên đơn vị", "Loại", "TT", "x"])
)


@settings(derandomize=True, max_examples=100, deadline=None)
@given(st.lists(st.lists(CELLS, max_size=6), min_size=1, max_size=8))
def test_no_cells_break_the_reader(rows):
    cleaned = [["".join(c for c in v if c.isprintable()) if isinstance(v, str) else v for v in row] for row in rows]
    try:
        read_unit_list(grids_of([["tiêu đề"], *cleaned]))
    except DomainError as refused:
        assert refused.message  # noqa: PT017 (either outcome is lawful)
