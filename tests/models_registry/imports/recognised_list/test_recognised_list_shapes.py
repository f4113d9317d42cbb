"""Lists of recognised models of many makes: each reads to exactly these rows."""

import unicodedata
from datetime import date

from core.spreadsheets import read_grids
from models_registry.imports.recognised_list import read_recognised_list
from tests.models_registry.imports.workbooks import M, P, outline, read, workbook

CB = "Chi bộ tổ dân phố "


def test_field_column_of_abbreviations_in_odd_order_with_blank_columns():
    found = read(
        [
            [],
            [None, "ĐẢNG ỦY PHƯỜNG BÌNH AN", None, None, "ĐẢNG CỘNG SẢN VIỆT NAM"],
            [None, "Biểu tổng hợp mô hình “Dân vận khéo” năm 2025"],
            [],
            [None, "Ghi chú", None, "Lĩnh vực", "Thời gian", "Mô hình “Dân vận khéo”", "TT/CN", "Tên đơn vị", "STT"],
            [],
            [None, "Mới", None, "XD Đảng và HTCT", "T1-T12/2025", "Ngày thứ Bảy", "TT", "CB TDP Minh Tân 2", 1],
            [None, None, None, "KT", "từ 3/2025", "Trồng chuối tiêu hồng", "CN", "Hội Nông dân phường", 2],
            [None, None, None, "VH-XH", 2025, "Tuyến đường hoa", "TT", "Đoàn phường", 3],
            [],
            [None, "Duy trì", None, "QP-AN", "Cả năm", "Cổng rào ANTT", "tt", "MTTQ phường", 4],
            [None, None, None, "CĐS", "Quý I", "Tổ công nghệ số", "cn", "Trường THCS Lê Lợi", 5],
            [None, None, None, None, None, "Cộng", None, None, 5],
        ]
    )
    assert outline(found) == [
        ("1", "CB TDP Minh Tân 2", "Ngày thứ Bảy", 1, M, ""),
        ("2", "Hội Nông dân phường", "Trồng chuối tiêu hồng", 2, P, ""),
        ("3", "Đoàn phường", "Tuyến đường hoa", 3, M, ""),
        ("4", "MTTQ phường", "Cổng rào ANTT", 4, M, ""),
        ("5", "Trường THCS Lê Lợi", "Tổ công nghệ số", 5, P, ""),
    ]
    assert [row.note for row in found.rows] == ["Mới", "", "", "Duy trì", ""]
    assert found.heading_rows == (5,)
    assert (found.columns["name"], found.columns["unit"], found.columns["sector"]) == ("F", "H", "D")


def test_tick_columns_for_fields_and_kinds_under_three_heading_rows():
    found = read(
        [
            ["DANH SÁCH MÔ HÌNH DÂN VẬN KHÉO ĐƯỢC CÔNG NHẬN NĂM 2025"],
            ["TT", "Thông tin mô hình", None, "Phân loại", None, None, None, None, None, None, "Thời gian", None],
            [None, "Tên mô hình", "Đơn vị thực hiện", "Lĩnh vực", None, None, None, None, "Loại", None, "Từ", "Đến"],
            [None, None, None, "XDĐ, HTCT", "KT", "VH-XH", "QP-AN", "CĐS", "Tập thể", "Cá nhân", None, None],
            ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)", "(8)", "(9)", "(10)", "(11)", "(12)"],
            [1, "Bếp ấm", CB + "Đồng Tâm 1", None, None, "X", None, None, "✓", None, "3/2025", "11/2025"],
            [2, "Vườn rau", CB + "Đồng Tâm 2", None, "X", None, None, None, None, "✓", date(2025, 3, 15), "nay"],
            [3, "Zalo kết nối", CB + "Đồng Tâm 3", "X", None, None, None, "X", "✓", None, None, None],
            [4, "Tiếng kẻng", CB + "Đồng Tâm 4", None, None, None, True, None, 1, 0, "01/01/2025", "31/12/2025"],
        ],
        "B2:C2", "D2:J2", "A2:A4", "B3:B4", "C3:C4", "D3:H3", "I3:J3", "K2:L2", "K3:K4", "L3:L4",
    )  # fmt: skip
    assert outline(found) == [
        ("1", CB + "Đồng Tâm 1", "Bếp ấm", 3, M, ""),
        ("2", CB + "Đồng Tâm 2", "Vườn rau", 2, P, ""),
        ("3", CB + "Đồng Tâm 3", "Zalo kết nối", None, M, "sector"),
        ("4", CB + "Đồng Tâm 4", "Tiếng kẻng", 4, M, ""),
    ]
    assert [(row.period.starts_on, row.period.ends_on, row.period.ongoing) for row in found.rows] == [
        (date(2025, 3, 1), date(2025, 11, 30), False),
        (date(2025, 3, 15), None, True),
        (None, None, False),
        (date(2025, 1, 1), date(2025, 12, 31), False),
    ]


def test_one_sheet_for_each_field():
    heading = ["Số TT", "Đơn vị đăng ký", "Tên mô hình", "Loại hình"]
    data = workbook(
        {
            "XDĐ": [heading, [1, "Chi bộ A", "Một", "Tập thể"]],
            "Kinh tế": [
                ["LĨNH VỰC KINH TẾ"],
                heading,
                [1, "Chi bộ B", "Hai", "Tập thể"],
                [2, "Chi bộ C", "Ba", "Cá nhân"],
            ],
            "VHXH": [heading, [1, "Chi bộ D", "Bốn", "Tập thể"]],
            "QPAN": [["Nội dung"], ["Không có mô hình"]],
            "Sheet5": [["Các mô hình thuộc lĩnh vực chuyển đổi số"], [], heading, [1, "Chi bộ E", "Năm", "Tập thể"]],
        }
    )
    found = read_recognised_list(read_grids(data), year=2025)
    assert outline(found) == [
        ("1", "Chi bộ A", "Một", 1, M, ""),
        ("1", "Chi bộ B", "Hai", 2, M, ""),
        ("2", "Chi bộ C", "Ba", 2, P, ""),
        ("1", "Chi bộ D", "Bốn", 3, M, ""),
        ("1", "Chi bộ E", "Năm", 5, M, ""),
    ]
    assert [sheet.title for sheet in found.sheets] == ["XDĐ", "Kinh tế", "VHXH", "Sheet5"]


def test_units_as_group_lines_over_their_models():
    found = read(
        [
            ["STT", "Tên mô hình, điển hình", "Lĩnh vực", "Hình thức", "Thời gian thực hiện"],
            ["I", "Chi bộ tổ dân phố Hồng Hà 1 (2 mô hình)", None, None, None],
            [1, "Bữa cơm cho em", 3, "Mô hình", "Thường xuyên"],
            [2, "Hũ gạo tình thương", 3, "Mô hình", "Năm 2025"],
            ["II", "HỘI CỰU CHIẾN BINH PHƯỜNG", None, None, None],
            [1, "Chi bộ kiểu mẫu", 1, "Điển hình cá nhân", "Năm 2025"],
            ["III", "Xóm Chài", None, None, None],
            [1, "Chuyển đổi số", 5, "mô hình", "Quý II/2025"],
            [None, "Tổng số: 4 mô hình", None, None, None],
            [None, None, None, "TRƯỞNG BAN", None],
        ]
    )
    assert outline(found) == [
        ("1", "Chi bộ tổ dân phố Hồng Hà 1", "Bữa cơm cho em", 3, M, ""),
        ("2", "Chi bộ tổ dân phố Hồng Hà 1", "Hũ gạo tình thương", 3, M, ""),
        ("1", "HỘI CỰU CHIẾN BINH PHƯỜNG", "Chi bộ kiểu mẫu", 1, P, ""),
        ("1", "Xóm Chài", "Chuyển đổi số", 5, M, ""),
    ]
    assert (found.unread, found.notes) == ((), ("Cột “Lĩnh vực” ghi số, hiểu theo thứ tự năm lĩnh vực của Kế hoạch.",))


def test_kinds_as_outer_groups_fields_as_inner_ones():
    found = read(
        [
            ["TT", "Tập thể, cá nhân thực hiện", "Tên mô hình", "Họ và tên", "Ghi chú"],
            ["A", "TẬP THỂ", None, None, None],
            ["I", "Xây dựng hệ thống chính trị", None, None, None],
            [1, "Chi bộ Công an phường", "Ngày làm việc không hẹn", None, None],
            ["II", "Kinh tế", None, None, None],
            [2, "Hội Nông dân", "Góp vốn xoay vòng", "Trần Văn Mẫu", None],
            ["B", "CÁ NHÂN", None, None, None],
            ["I", "Lĩnh vực quốc phòng, an ninh", None, None, None],
            [3, "Chi bộ Quân sự phường", "Dân quân giỏi", "Nguyễn Thị Thí Dụ", "Mới"],
            ["C", "ĐIỂN HÌNH CÁ NHÂN", None, None, None],
            [4, "Công đoàn phường", "Mái ấm", "Lê Văn Minh Họa", None],
        ]
    )
    assert outline(found) == [
        ("1", "Chi bộ Công an phường", "Ngày làm việc không hẹn", 1, M, ""),
        ("2", "Hội Nông dân", "Góp vốn xoay vòng", 2, M, ""),
        ("3", "Chi bộ Quân sự phường", "Dân quân giỏi", 4, P, ""),
        ("4", "Công đoàn phường", "Mái ấm", None, P, "sector"),  # a new outer group ends the inner one
    ]
    assert [row.person_name for row in found.rows] == ["", "", "Nguyễn Thị Thí Dụ", "Lê Văn Minh Họa"]


def test_names_written_in_the_column_of_their_kind():
    found = read(
        [
            ["STT", "Đơn vị", "Tên mô hình, điển hình", None, "Lĩnh vực"],
            [None, None, "Tập thể", "Cá nhân", None],
            [1, "Chi bộ A", "Đường cờ", None, "Văn hoá – xã hội"],
            [2, "Chi bộ B", None, "Ông giáo làng", "Văn hoá – xã hội"],
            [3, "Chi bộ C", "Camera an ninh", "Bà tổ trưởng", "An ninh"],
        ],
        "A1:A2", "B1:B2", "C1:D1", "E1:E2",
    )  # fmt: skip
    assert outline(found) == [
        ("1", "Chi bộ A", "Đường cờ", 3, M, ""),
        ("2", "Chi bộ B", "Ông giáo làng", 3, P, ""),
        ("3", "Chi bộ C", "Camera an ninh", 4, M, ""),
        ("3", "Chi bộ C", "Bà tổ trưởng", 4, P, ""),
    ]


def test_units_written_once_fields_written_once_and_a_signature_block():
    found = read(
        [
            ["Chi bộ, đảng bộ", "Mảng", "Tên mô hình", "Tập thể", "Cá nhân", "Ngày bắt đầu", "Ngày kết thúc"],
            [CB + "Yên Ninh 1", "Kinh tế", "Nuôi ong", "x", None, date(2025, 2, 1), date(2025, 12, 31)],
            [None, None, "Trồng nấm", "x", None, date(2025, 2, 1), None],
            [CB + "Yên Ninh 2", None, "Vườn mẫu", "x", None, "2/2025", "12/2025"],
            [None, "Chuyển đổi số", "Chợ số", "x", None, None, None],
            [None, None, "Học số", None, "x", None, None],
            [],
            ["NGƯỜI LẬP BIỂU", None, "Yên Bái, ngày 20 tháng 12 năm 2025", None, None, None, None],
            ["(Ký, ghi rõ họ tên)", None, "T/M BAN THƯỜNG VỤ", None, None, None, None],
            [None, None, "PHÓ BÍ THƯ", None, None, None, None],
            ["Nguyễn Văn Thí Dụ", None, "Trần Thị Minh Họa", None, None, None, None],
            ["Nơi nhận:", None, None, None, None, None, None],
            ["- Lưu VT", None, None, None, None, None, None],
        ]
    )
    assert outline(found) == [
        ("", CB + "Yên Ninh 1", "Nuôi ong", 2, M, ""),
        ("", CB + "Yên Ninh 1", "Trồng nấm", 2, M, ""),
        ("", CB + "Yên Ninh 2", "Vườn mẫu", 2, M, ""),
        ("", CB + "Yên Ninh 2", "Chợ số", 5, M, ""),
        ("", CB + "Yên Ninh 2", "Học số", 5, P, ""),
    ]
    assert [row.row_number for row in found.rows if row.warnings] == [3, 5, 6]
    assert found.rows[1].period.ongoing
    assert found.unread == ()


def test_older_list_of_four_fields_in_its_own_order():
    found = read(
        [
            ["TT", "TÊN MÔ HÌNH", "ĐƠN VỊ", "LOẠI"],
            ["1. Phát triển kinh tế", None, None, None],
            [1, "Nuôi dê", "Chi bộ A", "Tập thể"],
            ["2. Văn hóa – xã hội", None, None, None],
            [2, "Đọc sách", "Chi bộ B", "Cá nhân"],
            ["3. Quốc phòng – an ninh", None, None, None],
            [3, "Ba không", "Chi bộ C", "Tập thể"],
            ["4. Xây dựng hệ thống chính trị", None, None, None],
            [4, "Một cửa thân thiện", "Chi bộ D", "Tập thể"],
            ["5. Xây dựng nông thôn mới", None, None, None],
            [5, "Hiến đất", "Chi bộ E", "Tập thể"],
        ],
        "A2:D2", "A4:D4", "A6:D6", "A8:D8", "A10:D10",
    )  # fmt: skip
    assert outline(found) == [
        ("1", "Chi bộ A", "Nuôi dê", 2, M, ""),
        ("2", "Chi bộ B", "Đọc sách", 3, P, ""),
        ("3", "Chi bộ C", "Ba không", 4, M, ""),
        ("4", "Chi bộ D", "Một cửa thân thiện", 1, M, ""),
        ("5", "Chi bộ E", "Hiến đất", None, M, "sector"),
    ]
    assert found.rows[4].problems[0].message_vi == ("Nhóm “Xây dựng nông thôn mới” không phải một trong năm lĩnh vực.")


def test_decomposed_letters_capitals_and_doubled_spaces():
    nfd = lambda text: unicodedata.normalize("NFD", text)  # noqa: E731
    found = read(
        [
            [nfd("Số thứ tự"), nfd("TÊN  MÔ HÌNH"), nfd("Đơn  vị"), nfd("Tập thể/Cá nhân")],
            [nfd("LĨNH VỰC VĂN HOÁ – XÃ HỘI")],
            [1, nfd("  Uỷ  ban  thân thiện “Vì dân”  "), nfd("CHI BỘ  TỔ DÂN PHỐ HỒNG HÀ 7"), nfd("Tập thể")],
        ]
    )
    assert outline(found) == [("1", "CHI BỘ TỔ DÂN PHỐ HỒNG HÀ 7", "Uỷ ban thân thiện “Vì dân”", 3, M, "")]


def test_no_kind_anywhere_asks_once():
    found = read(
        [
            ["TT", "Nội dung mô hình", "Đơn vị chủ trì", "Thuộc lĩnh vực"],
            [1, "Đường hoa", "Chi bộ A", "Văn hóa"],
            [2, "Trồng quế", "Chi bộ B", "Kinh tế"],
        ]
    )
    assert outline(found) == [
        ("1", "Chi bộ A", "Đường hoa", 3, None, "kind"),
        ("2", "Chi bộ B", "Trồng quế", 2, None, "kind"),
    ]
    assert found.kind_missing_everywhere
    assert found.notes == ("Không dòng nào đọc được tập thể hay cá nhân. Có thể chọn một loại chung cho tất cả.",)
    decided = found.with_default_kind(M)
    assert [(row.kind, row.problems) for row in decided.rows] == [(M, ()), (M, ())]


def test_a_table_with_its_own_heading_for_each_field():
    found = read(
        [
            ["I. Lĩnh vực phát triển kinh tế"],
            ["TT", "Đơn vị", "Mô hình", "Loại"],
            [1, "Chi bộ A", "Nuôi cá", "Tập thể"],
            [None, "Cộng", "1 mô hình", None],
            [],
            ["II. Lĩnh vực an ninh"],
            ["TT", "Tên mô hình", "Tên chi bộ", "Đối tượng", "Ghi chú"],
            [1, "Tiếng trống", "Chi bộ B", "Cá nhân", "Mới"],
            [2, "Ba an toàn", "Chi bộ C", "Tập thể", None],
            ["TT", "Tên mô hình", "Tên chi bộ", "Đối tượng", "Ghi chú"],
            [3, "Chung cư an toàn", "Chi bộ D", "Tập thể", None],
        ]
    )
    assert outline(found) == [
        ("1", "Chi bộ A", "Nuôi cá", 2, M, ""),
        ("1", "Chi bộ B", "Tiếng trống", 4, P, ""),
        ("2", "Chi bộ C", "Ba an toàn", 4, M, ""),
        ("3", "Chi bộ D", "Chung cư an toàn", 4, M, ""),
    ]
