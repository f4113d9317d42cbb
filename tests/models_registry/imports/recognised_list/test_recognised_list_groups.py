"""More makes of lists: groups within groups, headings of two things, marks and words of all kinds."""

import io
from datetime import date

import pytest
from openpyxl import load_workbook

from core.spreadsheets import read_grids
from models_registry.imports.recognised_list import read_recognised_list
from models_registry.imports.recognised_list.values import decision_of, kind_of, sector_of, tick_of
from tests.models_registry.imports.workbooks import M, P, outline, read, workbook


def test_models_behind_dashes_under_units_under_fields_in_one_column():
    found = read(
        [
            ["TT", "Tên đơn vị, mô hình", "Loại", "Thời gian"],
            ["I", "LĨNH VỰC XÂY DỰNG ĐẢNG"],
            [1, "Chi bộ A"],
            ["-", "Một", "Tập thể", "2025"],
            ["-", "Hai", "Tập thể", "2025"],
            [2, "Chi bộ B"],
            ["-", "Ba", "Cá nhân", "2025"],
            ["II", "LĨNH VỰC KINH TẾ"],
            [1, "Chi bộ C"],
            ["-", "Bốn", "Tập thể", "2025"],
        ]
    )
    assert outline(found) == [
        ("-", "Chi bộ A", "Một", 1, M, ""),
        ("-", "Chi bộ A", "Hai", 1, M, ""),
        ("-", "Chi bộ B", "Ba", 1, P, ""),
        ("-", "Chi bộ C", "Bốn", 2, M, ""),
    ]


def test_fields_under_units():
    found = read(
        [
            ["STT", "Mô hình", "Loại", "Từ", "Đến"],
            ["A. CHI BỘ TỔ DÂN PHỐ ĐỒNG TÂM 1"],
            ["Kinh tế"],
            [1, "Một", "TT", "1/2025", "12/2025"],
            ["B. CHI BỘ TỔ DÂN PHỐ ĐỒNG TÂM 2"],
            [2, "Hai", "TT", "1/2025", "12/2025"],
            ["Chuyển đổi số"],
            [3, "Ba", "CN", "1/2025", "12/2025"],
        ]
    )
    assert outline(found) == [
        ("1", "CHI BỘ TỔ DÂN PHỐ ĐỒNG TÂM 1", "Một", 2, M, ""),
        ("2", "CHI BỘ TỔ DÂN PHỐ ĐỒNG TÂM 2", "Hai", None, M, "sector"),
        ("3", "CHI BỘ TỔ DÂN PHỐ ĐỒNG TÂM 2", "Ba", 5, P, ""),
    ]


def test_field_lines_without_numerals_and_one_that_is_no_field():
    found = read(
        [
            ["TT", "ĐƠN VỊ", "TÊN MÔ HÌNH", "HÌNH THỨC"],
            [None, "XÂY DỰNG ĐẢNG - HỆ THỐNG CHÍNH TRỊ"],
            [1, "A 1", "Một", "tập thể"],
            [None, "QUỐC PHÒNG – AN NINH – TRẬT TỰ AN TOÀN XÃ HỘI"],
            [2, "A 2", "Chuyển đổi số", "cá nhân"],
            [None, "KHOA HỌC CÔNG NGHỆ, ĐỔI MỚI SÁNG TẠO VÀ CHUYỂN ĐỔI SỐ"],
            [3, "A 3", "Kinh tế", "cá nhân"],
            [None, "XÂY DỰNG NÔNG THÔN MỚI, ĐÔ THỊ VĂN MINH"],
            [4, "A 4", "Bốn", "tập thể"],
        ]
    )
    assert outline(found) == [
        ("1", "A 1", "Một", 1, M, ""),
        ("2", "A 2", "Chuyển đổi số", 4, P, ""),
        ("3", "A 3", "Kinh tế", 5, P, ""),
        ("4", "A 4", "Bốn", None, M, "sector"),
    ]


def test_arabic_groups_with_dotted_rows():
    found = read(
        [
            ["TT", "Nội dung", "Đơn vị", "Hình thức (TT, CN)"],
            [1, "Lĩnh vực xây dựng Đảng và hệ thống chính trị"],
            ["1.1", "Một", "Chi bộ A", "TT"],
            ["1.2", "Hai", "Chi bộ B", "CN"],
            [2, "Lĩnh vực kinh tế"],
            ["2.1", "Ba", "Chi bộ C", "TT"],
        ]
    )
    assert outline(found) == [
        ("1.1", "Chi bộ A", "Một", 1, M, ""),
        ("1.2", "Chi bộ B", "Hai", 1, P, ""),
        ("2.1", "Chi bộ C", "Ba", 2, M, ""),
    ]


def test_persons_and_units_in_one_column():
    found = read(
        [
            ["TT", "Họ tên/Đơn vị", "Tên mô hình", "Lĩnh vực", "Thời gian thực hiện từ", "Thời gian thực hiện đến"],
            ["A", "Tập thể"],
            [1, "Chi bộ A", "Một", "Kinh tế", date(2025, 1, 1), date(2025, 12, 31)],
            ["B", "Cá nhân"],
            [1, "Nguyễn Văn Thí Dụ - Chi bộ C", "Hai", "VH", 2025, 2025],
        ]
    )
    assert outline(found) == [("1", "Chi bộ A", "Một", 2, M, ""), ("1", "Chi bộ C", "Hai", 3, P, "")]
    assert found.rows[1].person_name == "Nguyễn Văn Thí Dụ"
    assert {(row.period.starts_on, row.period.ends_on) for row in found.rows} == {
        (date(2025, 1, 1), date(2025, 12, 31))
    }


def test_two_columns_of_names_and_a_heading_over_name_and_kinds():
    found = read(
        [
            ["TT", "Đơn vị", "Tên mô hình", "Tên điển hình", "Lĩnh vực"],
            [1, "Chi bộ A", "Một", None, "KT"],
            [2, "Chi bộ B", None, "Hai", "KT"],
        ]
    )
    assert outline(found) == [("1", "Chi bộ A", "Một", 2, M, ""), ("2", "Chi bộ B", "Hai", 2, P, "")]
    found = read(
        [
            ["TT", "Đơn vị", "Mô hình, điển hình", None, None, "Lĩnh vực"],
            [None, None, "Tên", "Tập thể", "Cá nhân", None],
            [1, "Chi bộ A", "Một", "x", None, "KT"],
        ],
        "C1:E1",
    )
    assert outline(found) == [("1", "Chi bộ A", "Một", 2, M, "")]


def test_a_column_for_names_of_individuals_tells_the_kinds():
    found = read(
        [
            ["TT", "Đơn vị", "Tên mô hình", "Họ và tên cá nhân", "Họ và tên người phụ trách", "Lĩnh vực"],
            [1, "Chi bộ A", "Một", None, "Lê Mẫu", "KT"],
            [2, "Chi bộ B", "Hai", "Trần Thị Minh Họa", "Lê Mẫu", "KT"],
        ]
    )
    assert outline(found) == [("1", "Chi bộ A", "Một", 2, M, ""), ("2", "Chi bộ B", "Hai", 2, P, "")]
    assert [row.person_name for row in found.rows] == ["", "Trần Thị Minh Họa"]


def test_numbered_groups_in_a_list_of_names_and_units_only():
    found = read(
        [
            ["TT", "Tên mô hình", "Đơn vị", "Đề nghị công nhận cấp tỉnh"],
            [1, "Kinh tế", None, None],
            [1, "Một", "Chi bộ A", "Không"],
            [2, "Lĩnh vực chuyển đổi số", "Tổng: 1", None],
            [1, "Hai", "Chi bộ B", "x"],
        ]
    )
    assert [(row.unit_raw, row.name, row.sector_number) for row in found.rows] == [
        ("Chi bộ A", "Một", 2),
        ("Chi bộ B", "Hai", 5),
    ]


def test_a_blank_row_within_the_heading_and_counted_ticks():
    found = read(
        [
            ["TT", "Đơn vị", "Tên mô hình", "Loại", None, "Lĩnh vực"],
            [],
            [None, None, None, "Tập\nthể", "Cá\nnhân", None],
            [1, "Chi bộ A", "Một", " x ", None, "KT"],
            [2, "Chi bộ B", "Hai", None, "x (01)", "KT"],
        ]
    )
    assert outline(found) == [("1", "Chi bộ A", "Một", 2, M, ""), ("2", "Chi bộ B", "Hai", 2, P, "")]
    assert found.heading_rows == (1, 2, 3)


def test_codes_of_units_where_no_name_stands():
    heading = ["TT", "Mã đơn vị", "Tên mô hình", "Lĩnh vực", "Loại"]
    found = read([heading, [1, "TDP24", "Một", "KT", "TT"]])
    assert outline(found) == [("1", "TDP24", "Một", 2, M, "")]
    found = read([[*heading, "Tên tập thể, cá nhân"], [1, "TDP24", "Một", "KT", "TT", "Minh Tân 2"]])
    assert outline(found) == [("1", "Minh Tân 2", "Một", 2, M, "")]


def test_marks_of_all_kinds():
    found = read(
        [
            ["TT", "Đơn vị", "Tên mô hình", "Tập thể", "Cá nhân", "Lĩnh vực", "Mới (x)", "Duy trì (x)"],
            [1, "Chi bộ A", "Một", "có", "không", "1", "x", None],
            [2, "Chi bộ B", "Hai", False, True, "Lĩnh vực 2", None, "x"],
            [3, "Chi bộ C", "Ba", "(x)", "-", "lv3", None, None],
            [4, "Chi bộ D", "Bốn", 1, 0, "IV", None, None],
            [5, "Chi bộ E", "Năm", "✔", None, "V", None, None],
        ]
    )
    assert outline(found) == [
        ("1", "Chi bộ A", "Một", 1, M, ""),
        ("2", "Chi bộ B", "Hai", 2, P, ""),
        ("3", "Chi bộ C", "Ba", 3, M, ""),
        ("4", "Chi bộ D", "Bốn", 4, M, ""),
        ("5", "Chi bộ E", "Năm", 5, M, ""),
    ]
    assert [row.note for row in found.rows] == ["Mới", "Duy trì", "", "", ""]


def test_months_shown_without_a_day_mean_the_whole_month():
    book = load_workbook(
        io.BytesIO(workbook({"DS": [["TT", "Đơn vị", "Tên mô hình", "Từ", "Đến"], [1, "Chi bộ A", "Một", None, None]]}))
    )
    for cell, day in (("D2", date(2025, 3, 1)), ("E2", date(2025, 11, 1))):
        book["DS"][cell] = day
        book["DS"][cell].number_format = "mm/yyyy"
    out = io.BytesIO()
    book.save(out)
    period = read_recognised_list(read_grids(out.getvalue()), year=2025).rows[0].period
    assert (period.starts_on, period.ends_on, period.raw) == (date(2025, 3, 1), date(2025, 11, 30), "03/2025 - 11/2025")


def test_years_of_recognition_in_a_column():
    found = read(
        [
            ["TT", "Đơn vị", "Tên mô hình", "Lĩnh vực", "Loại", "Năm công nhận"],
            [1, "Chi bộ A", "Một", "KT", "TT", 2024],
            [2, "Chi bộ B", "Hai", "KT", "TT", 2025],
        ]
    )
    assert [row.name for row in found.rows] == ["Hai"]
    assert [(row.row_number, row.reason) for row in found.unread] == [(2, "Danh sách ghi năm công nhận 2024.")]


def test_several_models_in_one_cell_are_not_taken_for_one():
    found = read([["TT", "Đơn vị", "Tên mô hình", "Loại", "Lĩnh vực"], [1, "Chi bộ A", "- Một\n- Hai", "TT", "KT"]])
    assert [problem.message_vi for problem in found.rows[0].problems] == [
        "Ô C2: ghi 2 mô hình trong một ô, hãy tách thành từng dòng."
    ]


def test_a_single_blank_unit_is_asked_for_and_a_blank_number_carries_on():
    heading = ["TT", "Đơn vị", "Tên mô hình", "Lĩnh vực", "Loại"]
    forgotten = read(
        [heading, [1, "Chi bộ A", "Một", "KT", "TT"], [2, None, "Hai", "VH", "CN"], [3, "Chi bộ B", "Ba", "KT", "TT"]]
    )
    assert [row[5] for row in outline(forgotten)] == ["", "unit", ""]
    carried = read(
        [
            heading,
            [1, "Chi bộ A", "Một", "KT", "TT"],
            [None, None, "Hai", "VH", "CN"],
            [2, "Chi bộ B", "Ba", "KT", "TT"],
        ]
    )
    assert [row[1] for row in outline(carried)] == ["Chi bộ A", "Chi bộ A", "Chi bộ B"]


@pytest.mark.parametrize(
    "text",
    [
        "TT\tĐơn vị\tTên mô hình\tLoại\tLĩnh vực\n1\tChi bộ A\tMột, hai\tTập thể\tKinh tế\n",
        '\ufeffTT;Đơn vị;Tên mô hình;Loại;Lĩnh vực\n1;Chi bộ A;"Một, hai";Tập thể;Kinh tế\n',
        'TT,Đơn vị,Tên mô hình,Loại,Lĩnh vực\n1,Chi bộ A,"Một, hai",Tập thể,Kinh tế\n',
    ],
)
def test_text_files(text):
    found = read_recognised_list(read_grids(text.encode()), year=2025)
    assert outline(found) == [("1", "Chi bộ A", "Một, hai", 2, M, "")]


@pytest.mark.parametrize(
    ("text", "number", "is_name"),
    [
        ("I. LĨNH VỰC XÂY DỰNG ĐẢNG VÀ HỆ THỐNG CHÍNH TRỊ (8 mô hình)", 1, True),
        ("XD Đảng và HTCT", 1, True),
        ("Phát triển KT-XH", 2, True),
        ("Văn hoá – xã hội", 3, True),
        ("Bảo đảm quốc phòng, giữ vững an ninh, trật tự an toàn xã hội", 4, True),
        ("CĐS", 5, True),
        ("Lĩnh vực 4", 4, False),
        ("(2)", 2, False),
        ("iii", 3, False),
        ("6", None, False),
        ("Kinh tế, văn hóa", None, True),
        ("Ứng dụng chuyển đổi số trong quản lý", 5, False),
        ("Môi trường", None, False),
        ("", None, False),
    ],
)
def test_fields_by_their_usual_wordings(text, number, is_name):
    reading = sector_of(text)
    assert (reading.number, reading.is_name) == (number, is_name)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Tập thể", M),
        ("TT", M),
        ("Mô hình", M),
        ("điển hình tập thể", M),
        ("CÁ NHÂN", P),
        ("cn", P),
        ("Điển hình cá nhân", P),
        ("Gương điển hình", P),
        ("Tập thể, cá nhân", None),
        ("Hộ gia đình", None),
        ("", None),
    ],
)
def test_kinds_by_their_usual_wordings(text, kind):
    assert kind_of(text) == kind


@pytest.mark.parametrize(
    ("text", "tick"), [("x", True), (" X ", True), ("01", True), ("–", False), ("", False), ("2", None)]
)
def test_ticks(text, tick):
    assert tick_of(text) is tick


@pytest.mark.parametrize(
    ("text", "number", "on"),
    [
        ("(Kèm theo Quyết định số 123-QĐ/ĐU ngày 15/12/2025)", "123-QĐ/ĐU", date(2025, 12, 15)),
        ("Quyết định số 7 - QĐ/ĐU, ngày 05 tháng 02 năm 2026 của Ban Thường vụ", "7-QĐ/ĐU", date(2026, 2, 5)),
        ("Yên Bái, ngày 20 tháng 12 năm 2025. Kèm Quyết định số 9-QĐ/ĐU", "9-QĐ/ĐU", None),
        ("Quyết định số     -QĐ/ĐU ngày    /12/2025", "", None),
        ("(Kèm theo Tờ trình của Ban Xây dựng Đảng)", "", None),
    ],
)
def test_decisions_named_in_titles(text, number, on):
    decision = decision_of(text)
    assert (decision.number, decision.on) == (number, on)
