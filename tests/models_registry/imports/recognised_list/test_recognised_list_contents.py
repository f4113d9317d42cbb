"""What lists say beside names and units: faults, decisions, years, persons, totals."""

from datetime import date

from core.spreadsheets import read_grids
from models_registry.imports.recognised_list import read_recognised_list
from tests.models_registry.imports.workbooks import M, P, outline, read, workbook


def test_faults_are_named_with_their_cells():
    found = read(
        [
            ["TT", "Đơn vị", "Tên mô hình", "Tập thể", "Cá nhân", "Thời gian"],
            ["I", "LĨNH VỰC KINH TẾ", None, None, None, None],
            [1, "Chi bộ A", "Một", "x", "x", "31/02/2026"],
            [2, None, "Hai", "v", None, "Từ 9/2025 đến 5/2025"],
            [3, "Chi bộ C", None, "x", None, None],
            [4, "Chi bộ D", "M« h×nh D©n vËn khÐo", "x", None, "Theo kế hoạch"],
            [5, "Chi bộ E", "trång rau s¹ch", "x", None, None],
            [6, "Chi bộ A", "Một", "-", "x", "1/1/2025 - 31/12/2025"],
        ]
    )
    assert [[(p.cell_address, p.needs, p.message_vi) for p in row.problems] for row in found.rows] == [
        [
            ("D3", "kind", "Ô D3, E3: đánh dấu cả tập thể và cá nhân."),
            ("F3", "period", "Ô F3: ngày 31/02/2026 không có thật."),
        ],
        [
            ("B4", "unit", "Ô B4: chưa có đơn vị. Dòng trên là “Chi bộ A”."),
            ("F4", "period", "Ô F4: ngày kết thúc 31/05/2025 trước ngày bắt đầu 01/09/2025."),
        ],
        [("C5", "name", "Ô C5: chưa có tên mô hình.")],
        [
            (
                "C6",
                "encoding",
                "Ô C6: chữ gõ bằng bảng mã cũ (TCVN3 hoặc VNI): “M« h×nh D©n vËn khÐo”. "
                "Hãy chuyển sang Unicode rồi tải lại.",
            )
        ],
        [
            (
                "C7",
                "encoding",
                "Ô C7: chữ gõ bằng bảng mã cũ (TCVN3 hoặc VNI): “trång rau s¹ch”. Hãy chuyển sang Unicode rồi tải lại.",
            )
        ],
        [],
    ]
    assert found.rows[3].warnings == ("Ô F6: chưa hiểu thời gian “Theo kế hoạch”, giữ nguyên văn.",)
    assert found.rows[5].warnings == ("Dòng 8 trùng đơn vị và tên với dòng 3.",)


def test_decision_level_and_outcome():
    found = read(
        [
            ["DANH SÁCH MÔ HÌNH ĐƯỢC CÔNG NHẬN"],
            ["(Kèm theo Quyết định số 123-QĐ/ĐU, ngày 15/12/2025 của Đảng ủy phường)"],
            ["TT", "Đơn vị", "Tên mô hình", "Loại", "Lĩnh vực", "Cấp công nhận", "Số quyết định", "Kết quả công nhận"],
            [1, "Chi bộ A", "Một", "Tập thể", "KT", "Cấp phường", None, "Công nhận"],
            [2, "Chi bộ B", "Hai", "Tập thể", "KT", "Tỉnh", "45-QĐ/TU ngày 20/01/2026", "Công nhận"],
            [3, "Chi bộ C", "Ba", "Tập thể", "KT", None, None, "Không công nhận"],
        ]
    )
    assert [(row.name, row.level, row.decision.number, row.decision.on) for row in found.rows] == [
        ("Một", "WARD", "123-QĐ/ĐU", date(2025, 12, 15)),
        ("Hai", "PROVINCE", "45-QĐ/TU", date(2026, 1, 20)),
    ]
    assert (found.decision.number, found.decision.on) == ("123-QĐ/ĐU", date(2025, 12, 15))
    assert [(row.row_number, row.reason) for row in found.unread] == [(6, "Danh sách ghi “Không công nhận”.")]


def test_workbook_with_other_years_a_summary_and_a_registration_list():
    heading = ["TT", "Đơn vị", "Tên mô hình", "Loại", "Lĩnh vực"]
    one, two, three = (
        [1, "Chi bộ A", "Một", "Tập thể", "KT"],
        [2, "Chi bộ B", "Hai", "Cá nhân", "CĐS"],
        [3, "Chi bộ C", "Ba", "Tập thể", "VHXH"],
    )
    data = workbook(
        {
            "2024": [["Danh sách công nhận năm 2024"], heading, [1, "Chi bộ A", "Cũ", "Tập thể", "KT"]],
            "Công nhận": [["Danh sách mô hình được công nhận năm 2025"], heading, one, two],
            "Riêng KT": [heading, one],
            "Đăng ký": [["Danh sách đăng ký năm 2025"], heading, one, two, three],
            "Chưa đạt": [["Danh sách chưa công nhận năm 2025"], heading, three],
            "Thống kê": [["TT", "Lĩnh vực", "Số mô hình"], [1, "Kinh tế", 1], [2, "Chuyển đổi số", 1]],
        }
    )
    found = read_recognised_list(read_grids(data), year=2025)
    assert [row.name for row in found.rows] == ["Một", "Hai"]
    assert found.notes == (
        "Trang “2024” không được đọc: không phải của năm 2025.",
        "Trang “Chưa đạt” không được đọc: ghi là chưa được công nhận.",
        "Trang “Đăng ký” không được đọc: là danh sách đăng ký.",
        "Trang “Riêng KT” không được đọc: mọi dòng đã có ở trang khác.",
        "Trang “Thống kê” không được đọc: không phải danh sách mô hình.",
    )


def test_collective_or_person_written_out_instead_of_ticks():
    found = read(
        [
            ["TT", "Tên mô hình, điển hình", "Tập thể, cá nhân thực hiện", None, "Lĩnh vực"],
            [None, None, "Tập thể", "Cá nhân", None],
            [1, "Đường cờ", "Chi bộ TDP Đồng Tâm 1", None, "VH - XH"],
            [2, "Thầy giáo số", None, "Nguyễn Văn Thí Dụ – Chi bộ Trường THCS Quang Trung", "CĐS"],
            [3, "Người gieo chữ", None, "Trần Thị Minh Họa", "VH - XH"],
        ],
        "A1:A2", "B1:B2", "C1:D1", "E1:E2",
    )  # fmt: skip
    assert outline(found) == [
        ("1", "Chi bộ TDP Đồng Tâm 1", "Đường cờ", 3, M, ""),
        ("2", "Chi bộ Trường THCS Quang Trung", "Thầy giáo số", 5, P, ""),
        ("3", "", "Người gieo chữ", 3, P, "unit"),
    ]
    assert [row.person_name for row in found.rows] == ["", "Nguyễn Văn Thí Dụ", "Trần Thị Minh Họa"]


def test_ditto_marks_repeat_the_cell_above():
    found = read(
        [
            ["TT", "Đơn vị", "Tên mô hình", "Lĩnh vực", "Loại", "Thời gian"],
            [1, "Chi bộ A", "Một", "Kinh tế", "Tập thể", "Năm 2025"],
            [2, '"', "Hai", "nt", "-nt-", "như trên"],
        ]
    )
    assert outline(found)[1] == ("2", "Chi bộ A", "Hai", 2, M, "")
    assert found.rows[1].period.ends_on == date(2025, 12, 31)


def test_totals_that_disagree_are_told():
    found = read(
        [
            ["TT", "Đơn vị", "Tên mô hình", "Tập thể", "Cá nhân"],
            ["I", "Lĩnh vực kinh tế (2 mô hình)", None, 2, 0],
            [1, "Chi bộ A", "Một", 1, None],
            ["II", "Lĩnh vực văn hóa - xã hội", "01 mô hình", 1, 0],
            [2, "Chi bộ B", "Hai", 1, None],
            [None, "Tổng cộng", "3 mô hình", 3, 0],
        ]
    )
    assert outline(found) == [("1", "Chi bộ A", "Một", 2, M, ""), ("2", "Chi bộ B", "Hai", 3, M, "")]
    assert found.notes == (
        "Dòng 2: nhóm ghi 2 mô hình, đọc được 1.",
        "Dòng 6 ghi tổng cộng 3, đọc được 2 mô hình.",
    )


def test_only_a_column_for_persons_makes_the_rest_collectives():
    found = read(
        [
            ["TT", "Mô hình, điển hình tiêu biểu", "Chi bộ", "Cá nhân (đánh dấu x)", "Lĩnh vực"],
            [1, "Một", "Đồng Tâm 1", None, "I"],
            [2, "Hai", "Đồng Tâm 2", "x", "V"],
        ]
    )
    assert outline(found) == [("1", "Đồng Tâm 1", "Một", 1, M, ""), ("2", "Đồng Tâm 2", "Hai", 5, P, "")]


def test_new_and_kept_as_ticks_and_group_lines_without_numerals():
    found = read(
        [
            ["Stt", "Tên đơn vị", "Tên mô hình", "Mô hình", "Điển hình", "Mới/duy trì", None],
            [None, None, None, None, None, "Mới", "Duy trì"],
            ["Quốc phòng - an ninh", None, None, None, None, None, None],
            ["01", "Chi bộ A", "Một", "X", None, "X", None],
            ["Chuyển đổi số", None, None, None, None, None, None],
            ["02", "Chi bộ B", "Hai", None, "X", None, "X"],
        ],
        "F1:G1",
    )
    assert outline(found) == [("01", "Chi bộ A", "Một", 4, M, ""), ("02", "Chi bộ B", "Hai", 5, P, "")]
    assert [row.note for row in found.rows] == ["Mới", "Duy trì"]
