"""Lists of units and of people as different offices make them, and workbooks nobody would make."""

import io
import unicodedata

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.exceptions import DomainError
from core.spreadsheets import read_grids
from organizations.enums import Role, RosterState
from organizations.models import Organization, RosterBatch, User
from organizations.people.list import read_people_list
from organizations.rosters.services.rosters import commit_roster, start_roster, undo_roster
from organizations.units.list import read_unit_list
from tests.models_registry.imports.workbooks import grids_of, workbook
from tests.support.factories import actor, make_member, make_unit, make_ward


def units(rows, *merges):
    return [(row.code, row.name, row.kind) for row in read_unit_list(grids_of(rows, *merges)).rows]


def people(rows, *merges):
    found = read_people_list(grids_of(rows, *merges))
    return [(row.full_name, row.unit or row.unit_code, row.is_head, row.phone) for row in found.rows]


# Units --------------------------------------------------------------------------------------------------------------


def test_units_under_a_two_row_heading_with_figures_beside():
    rows = [
        ["BIỂU 01"],
        ["TT", "Tổ chức đảng", None, "Số đảng viên", None],
        [None, "Mã", "Tên chi bộ", "Nam", "Nữ"],
        [1, "HM1", "Chi bộ TDP Hoa Mai 1", 12, 10],
        [2, "TH1", "Chi bộ Trường Mầm non Hoa Sen", 3, 20],
        ["Tổng cộng", None, None, 15, 30],
    ]
    assert units(rows, "A2:A3", "B2:C2", "D2:E2") == [
        ("HM1", "Chi bộ TDP Hoa Mai 1", "RESIDENTIAL_CELL"),
        ("TH1", "Chi bộ Trường Mầm non Hoa Sen", "SCHOOL_CELL"),
    ]


def test_units_in_groups_numbered_anew_with_signatures():
    rows = [
        ["TT", "Chi bộ, đảng bộ trực thuộc"],
        ["A", "Chi bộ cơ quan"],
        [1, "Chi bộ Trạm Y tế"],
        ["B", "Chi bộ trường học"],
        [1, "Chi bộ THCS Hoa Sen"],
        [2, "Chi bộ Tiểu học Hoa Sen"],
        [],
        [None, "T/M BAN THƯỜNG VỤ"],
        [None, "Trần Thử"],
    ]
    assert [(name, kind) for _, name, kind in units(rows)] == [
        ("Chi bộ Trạm Y tế", "OFFICE_CELL"),
        ("Chi bộ THCS Hoa Sen", "SCHOOL_CELL"),
        ("Chi bộ Tiểu học Hoa Sen", "SCHOOL_CELL"),
    ]


def test_units_in_capitals_with_marks_apart_and_the_kind_first():
    rows = [["LOẠI HÌNH", "TÊN ĐƠN VỊ", "MÃ"], ["ĐOÀN THỂ", unicodedata.normalize("NFD", "HỘI NÔNG DÂN"), "hnd"]]
    assert units(rows) == [("HND", "HỘI NÔNG DÂN", "MASS_ORGANIZATION")]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_units_in_text_files(encoding):
    mark = "\t" if encoding == "utf-16" else ";"
    text = "\r\n".join(mark.join(cells) for cells in (["Mã", "Tên", "Loại"], ["HM1", "TDP Hoa Mai 1", "Tổ dân phố"]))
    (row,) = read_unit_list(read_grids(text.encode(encoding))).rows
    assert (row.code, row.name, row.kind) == ("HM1", "TDP Hoa Mai 1", "RESIDENTIAL_CELL")


def test_units_on_the_second_sheet_with_the_heading_repeated():
    head = ["STT", "Mã đơn vị", "Tên đơn vị"]
    lines = [head, [1, "HM1", "Chi bộ TDP Hoa Mai 1"], head, [2, "HM2", "Chi bộ TDP Hoa Mai 2"]]
    found = read_unit_list(read_grids(workbook({"Bìa": [["Đảng ủy xã Hoa Ban"]], "DS": lines})))
    assert [row.code for row in found.rows] == ["HM1", "HM2"]


# People -------------------------------------------------------------------------------------------------------------


def test_people_with_their_unit_in_merged_cells_and_a_column_to_tick():
    rows = [
        ["DANH SÁCH CẤP ỦY"],
        ["TT", "Chi bộ", "Họ và tên", "Chức vụ", "Số ĐT", "Là người đứng đầu"],
        [1, "Chi bộ Bản Ban", "Nguyễn Thử Một", "Bí thư", "0912.000.111", "x"],
        [2, None, "Trần Thử Hai", "Phó bí thư", None, None],
        [3, "Chi bộ Bản Mơ", "Lê Thử Ba", "Bí thư", "+84 912 000 333", "x"],
    ]
    assert people(rows, "A1:F1", "B3:B4") == [
        ("Nguyễn Thử Một", "Chi bộ Bản Ban", True, "0912000111"),
        ("Trần Thử Hai", "Chi bộ Bản Ban", False, ""),
        ("Lê Thử Ba", "Chi bộ Bản Mơ", True, "0912000333"),
    ]


def test_a_row_for_each_unit_with_its_secretary_and_deputy_under_a_two_row_heading():
    rows = [
        ["TT", "Tên chi bộ", "Bí thư", None, "Phó bí thư", None],
        [None, None, "Họ tên", "Điện thoại", "Họ tên", "Điện thoại"],
        [1, "Chi bộ Bản Ban", "Đ/c Nguyễn Thử Một", "0912000111", "Trần Thử Hai", "0912000222"],
        [2, "Chi bộ Bản Mơ", "Lê Thử Ba", "0912000333", None, None],
    ]
    assert people(rows, "A1:A2", "B1:B2", "C1:D1", "E1:F1") == [
        ("Nguyễn Thử Một", "Chi bộ Bản Ban", True, "0912000111"),
        ("Trần Thử Hai", "Chi bộ Bản Ban", False, "0912000222"),
        ("Lê Thử Ba", "Chi bộ Bản Mơ", True, "0912000333"),
    ]


def test_people_below_the_line_of_their_unit_with_totals_and_signatures():
    rows = [
        ["STT", "Họ tên", "Chức danh", "SĐT", "Ghi chú"],
        ["I", "Chi bộ Bản Ban (2 đồng chí)"],
        [1, "NGUYỄN THỬ MỘT", "Bí thư, Trưởng bản", 912000111, None],
        [2, "Trần Thử Hai", "Chi ủy viên", None, "mới"],
        ["II", "Chi bộ Bản Mơ (1 đồng chí)"],
        [1, "Lê Thử Ba", "Phó Bí thư phụ trách", None, None],
        ["Tổng cộng", "3 đồng chí"],
        [None, "NGƯỜI LẬP BIỂU", None, "T/M ĐẢNG ỦY"],
        [None, "Phạm Thử", None, None],
    ]
    assert people(rows) == [
        ("Nguyễn Thử Một", "Chi bộ Bản Ban", True, "0912000111"),
        ("Trần Thử Hai", "Chi bộ Bản Ban", False, ""),
        ("Lê Thử Ba", "Chi bộ Bản Mơ", False, ""),
    ]


def test_a_list_of_units_that_names_only_secretaries():
    rows = [["Mã", "Chi bộ", "Họ và tên bí thư", "Số điện thoại"], ["HM1", "Chi bộ Bản Ban", "Nguyễn Thử Một", None]]
    assert people(rows) == [("Nguyễn Thử Một", "Chi bộ Bản Ban", True, "")]


def test_people_in_a_text_file_without_titles_name_no_head_and_say_so():
    text = "Đơn vị,Họ và tên\nChi bộ Bản Ban,Nguyễn Thử Một\nChi bộ Bản Ban,\n"
    found = read_people_list(read_grids(text.encode()))
    assert [(row.full_name, row.is_head, row.problems) for row in found.rows] == [("Nguyễn Thử Một", None, ())]
    assert found.notes == ("Danh sách không ghi chức danh: chưa ai được đặt là người đứng đầu.",)


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([["TT", "Đơn vị", "Tên mô hình"], [1, "Chi bộ A", "Bếp ấm"]], "giống danh sách mô hình"),
        ([["TT", "Họ và tên", "Đơn vị"]], "không có người nào"),
        ([["Mã", "Đơn vị", "Ghi chú"], ["A", "B", "C"]], "Không tìm thấy cột họ và tên"),
        ([["Xin chào"]], "Không tìm thấy dòng tiêu đề"),
    ],
)  # fmt: skip
def test_other_files_are_told_from_lists_of_people(rows, words):
    with pytest.raises(DomainError) as refused:
        read_people_list(grids_of(rows))
    assert words in refused.value.message


# Workbooks nobody would make ----------------------------------------------------------------------------------------

WORDS = [
    "Mã", "Tên đơn vị", "Loại", "TT", "x", "Họ và tên", "Đơn vị", "Chức danh", "Số điện thoại", "Bí thư", "HM01",
    "Chi bộ tổ dân phố Hoa Mai 1", "Chi bộ TDP Hoa Mai 1", "I. Chi bộ Hoa Mai", "Tổng cộng", "NGƯỜI LẬP",
    "M« h×nh D©n vËn khÐo", "0912000111", "Nguyễn Thử", "=1+1", "#REF!", "31/02/2026", "Trường học", "bithu.hm01",
]  # fmt: skip
CELLS = st.one_of(
    st.none(),
    st.sampled_from(WORDS),
    st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=30),
    st.integers(-10, 10**12),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
)
HEADINGS = {
    "UNITS": ["Mã", "Tên đơn vị", "Loại", "Ngành dọc"],
    "PEOPLE": ["Họ và tên", "Đơn vị", "Chức danh", "Số điện thoại", "Tên đăng nhập"],
}
BOOKS = st.lists(st.lists(CELLS, max_size=7), min_size=1, max_size=12)
QUIET = {"deadline": None, "derandomize": True, "suppress_health_check": list(HealthCheck)}


def bring_in(kind, rows, with_heading):
    """A list of any cells is refused in words, or what it makes stands in the counts and can be taken back."""
    ward = Organization.objects.filter(slug="thu-nghiem").first()
    if ward is None:
        ward = make_ward()
        make_unit(ward, "Chi bộ tổ dân phố Hoa Mai 1", code="HM01")
        make_member(ward, Role.OFFICER, "chuyenvien")
    ban = actor(User.objects.get(username="chuyenvien"), ward)
    file = io.BytesIO(workbook({"S": [HEADINGS[kind], *rows] if with_heading else rows}))
    table = Organization if kind == "UNITS" else User
    before = table.objects.count()
    try:
        batch = start_roster(actor=ban, ward=ward, kind=kind, file=file)
    except DomainError as refused:
        assert refused.message  # noqa: PT017 (either outcome is lawful)
        return
    assert table.objects.count() == before
    commit_roster(actor=ban, batch=batch)
    assert table.objects.count() == before + batch.counts["NEW"]
    undo_roster(actor=ban, batch=RosterBatch.objects.select_related("ward").get(pk=batch.pk))
    assert RosterBatch.objects.get(pk=batch.pk).state == RosterState.UNDONE


@settings(max_examples=12, **QUIET)
@given(st.sampled_from(["UNITS", "PEOPLE"]), BOOKS, st.booleans())
def test_no_workbook_breaks_the_lists(db, kind, rows, with_heading):
    bring_in_and_forget(kind, rows, with_heading)


@pytest.mark.deep
@settings(max_examples=3000, **QUIET)
@given(st.sampled_from(["UNITS", "PEOPLE"]), BOOKS, st.booleans())
def test_three_thousand_workbooks_do_not_break_the_lists(db, kind, rows, with_heading):
    bring_in_and_forget(kind, rows, with_heading)


def bring_in_and_forget(*facts):
    with transaction.atomic():
        bring_in(*facts)
        transaction.set_rollback(True)
