"""Twelve lists as twelve offices would send them, each of another make: read whole, or refused in words."""

import io
import unicodedata

import pytest
from openpyxl import load_workbook

from core.exceptions import DomainError
from core.spreadsheets import encodings, read_grids
from models_registry.imports.recognised_list import read_recognised_list
from tests.models_registry.imports.workbooks import M, P, outline, workbook


def read(data: bytes):
    return read_recognised_list(read_grids(data), year=2025)


def dates(found) -> list[tuple]:
    return [(str(row.period.starts_on), str(row.period.ends_on)) for row in found.rows]


def test_two_row_heading_with_fields_to_tick_hidden_rows_and_hidden_columns():
    rows = [
        ["UBND XÃ HOA BAN", None, None, None, None, None, None, None, None, "Mã nội bộ"],
        ["BIỂU TỔNG HỢP MÔ HÌNH DÂN VẬN KHÉO ĐƯỢC CÔNG NHẬN"],
        ["STT", "Đơn vị thực hiện", "Tên mô hình", "Loại hình", None, "Lĩnh vực", None, None, None, None],
        [None, None, None, "Tập thể", "Cá nhân", "Kinh tế", "Văn hóa - xã hội", "QPAN", "Xây dựng HTCT", "CĐS"],
        [1, "Chi bộ Bản Ban", "Đường điện thắp sáng", "x", None, None, "x", None, None, None],
        [2, "Chi bộ Bản Mơ", "Giữ bản bình yên", None, "x", None, None, "X", None, None],
        [3, "Chi bộ Bản Mận", "Tổ công nghệ số", "x", None, None, None, None, None, "x"],
    ]
    data = workbook({"TH": rows}, {"TH": ["A3:A4", "B3:B4", "C3:C4", "D3:E3", "F3:J3"]})
    book = load_workbook(io.BytesIO(data))
    book.active.row_dimensions[6].hidden = True
    book.active.column_dimensions["J"].hidden = True
    out = io.BytesIO()
    book.save(out)
    found = read(out.getvalue())
    assert outline(found) == [
        ("1", "Chi bộ Bản Ban", "Đường điện thắp sáng", 3, M, ""),
        ("2", "Chi bộ Bản Mơ", "Giữ bản bình yên", 4, P, ""),
        ("3", "Chi bộ Bản Mận", "Tổ công nghệ số", 5, M, ""),
    ]
    assert "Có 1 dòng đang bị ẩn hoặc bị lọc, vẫn được đọc." in " ".join(found.notes)


def test_a_sheet_for_each_field_beside_a_sheet_of_figures():
    head = ["TT", "Tên mô hình", "Chi bộ", "Loại"]
    found = read(
        workbook(
            {
                "Tổng hợp": [["Lĩnh vực", "Số mô hình"], ["Kinh tế", 1], ["Chuyển đổi số", 1], ["Tổng cộng", 2]],
                "Kinh tế": [["Mô hình lĩnh vực phát triển kinh tế"], head, [1, "Vườn cam", "Bản Ban", "Tập thể"]],
                "Chuyển đổi số": [head, [1, "Chợ không tiền mặt", "Bản Mơ", "Cá nhân"]],
            }
        )
    )
    assert outline(found) == [
        ("1", "Bản Ban", "Vườn cam", 2, M, ""),
        ("1", "Bản Mơ", "Chợ không tiền mặt", 5, P, ""),
    ]


def test_numbers_begin_anew_in_each_group_and_every_group_has_its_total():
    found = read(
        workbook(
            {
                "DS": [
                    ["STT", "Nội dung mô hình", "Đơn vị", "Tập thể", "Cá nhân", "Ghi chú"],
                    ["I", "LĨNH VỰC PHÁT TRIỂN KINH TẾ", None, None, None, None],
                    [1, "Vườn cam", "CB Bản Ban", "x", None, None],
                    [2, "Ao cá", "CB Bản Mơ", "x", None, "duy trì"],
                    [None, "Cộng nhóm I", "2 mô hình", None, None, None],
                    ["II", "LĨNH VỰC QUỐC PHÒNG, AN NINH", None, None, None, None],
                    [1, "Tiếng loa an ninh", "CB Bản Mận", None, "x", None],
                    [None, "Cộng nhóm II", "1 mô hình", None, None, None],
                    [None, "TỔNG CỘNG", "3 mô hình", None, None, None],
                ]
            }
        )
    )
    assert outline(found) == [
        ("1", "CB Bản Ban", "Vườn cam", 2, M, ""),
        ("2", "CB Bản Mơ", "Ao cá", 2, M, ""),
        ("1", "CB Bản Mận", "Tiếng loa an ninh", 4, P, ""),
    ]


def test_semicolons_quotes_and_line_breaks_in_a_text_file():
    text = (
        "\ufeffGhi chú;Thời gian;Lĩnh vực;Loại;Tên mô hình;Đơn vị\r\n"
        ';"15/3/2025 -\n30/11/2025";Kinh tế;TT;"Trồng ""rừng"" gỗ lớn; nuôi ong";Chi bộ Bản Ban\r\n'
        "duy trì;Năm 2025;VH-XH;CN;Tủ sách bản;Chi bộ Bản Mơ\r\n"
    )
    found = read(text.encode())
    assert outline(found) == [
        ("", "Chi bộ Bản Ban", 'Trồng "rừng" gỗ lớn; nuôi ong', 2, M, ""),
        ("", "Chi bộ Bản Mơ", "Tủ sách bản", 3, P, ""),
    ]
    assert dates(found) == [("2025-03-15", "2025-11-30"), ("2025-01-01", "2025-12-31")]


def test_unicode_text_as_excel_saves_it_with_marks_apart():
    text = "TT\tTên mô hình\tĐơn vị\tLoại\tLĩnh vực\r\n1\tĐường hoa\tChi bộ Bản Ban\tTập thể\tVăn hóa - xã hội\r\n"
    found = read(unicodedata.normalize("NFD", text).encode("utf-16"))
    assert outline(found) == [("1", "Chi bộ Bản Ban", "Đường hoa", 3, M, "")]


def test_names_in_capitals_and_months_in_words():
    found = read(
        workbook(
            {
                "2025": [
                    ["DANH SÁCH MÔ HÌNH, ĐIỂN HÌNH"],
                    ["TT", "TÊN MÔ HÌNH", "CHI BỘ", "LĨNH VỰC", "TẬP THỂ/CÁ NHÂN", "THỜI GIAN THỰC HIỆN"],
                    [1, "ĐƯỜNG HOA", "CHI BỘ BẢN BAN", "VH-XH", "TẬP THỂ", "Từ tháng 3 đến tháng 12/2025"],
                    [2, "BẾP ẤM", "CHI BỘ BẢN MƠ", "VH-XH", "TẬP THỂ", "Quý II/2025"],
                    [3, "AO CÁ", "CHI BỘ BẢN MẬN", "KINH TẾ", "CÁ NHÂN", "31/02/2025 - 30/11/2025"],
                ]
            }
        )
    )
    assert outline(found) == [
        ("1", "CHI BỘ BẢN BAN", "ĐƯỜNG HOA", 3, M, ""),
        ("2", "CHI BỘ BẢN MƠ", "BẾP ẤM", 3, M, ""),
        ("3", "CHI BỘ BẢN MẬN", "AO CÁ", 2, P, "period"),
    ]
    assert dates(found)[:2] == [("2025-03-01", "2025-12-31"), ("2025-04-01", "2025-06-30")]
    assert found.rows[2].problems[0].message_vi == "Ô F5: ngày 31/02/2025 không có thật."


def test_persons_in_a_column_of_their_own():
    found = read(
        workbook(
            {
                "DS": [
                    ["TT", "Họ tên cá nhân (nếu có)", "Tên mô hình, điển hình", "Đơn vị", "Lĩnh vực", "Đối tượng"],
                    [1, None, "Đường hoa", "Chi bộ Bản Ban", "VHXH", "Tập thể"],
                    [2, "Nguyễn Thử Một", "Nuôi ong lấy mật", "Chi bộ Bản Mơ", "Kinh tế", "Cá nhân"],
                ]
            }
        )
    )
    assert [(row.name, row.kind, row.person_name) for row in found.rows] == [
        ("Đường hoa", M, ""),
        ("Nuôi ong lấy mật", P, "Nguyễn Thử Một"),
    ]


def test_a_table_far_from_the_corner_with_titles_above_and_signatures_below():
    pad = [None, None]
    found = read(
        workbook(
            {
                "Sheet1": [
                    [*pad, "ĐẢNG ỦY XÃ HOA BAN", None, None, "ĐẢNG CỘNG SẢN VIỆT NAM"],
                    [],
                    [*pad, "DANH SÁCH MÔ HÌNH ĐƯỢC CÔNG NHẬN NĂM 2025"],
                    [*pad, "(Kèm theo Quyết định số 15-QĐ/ĐU ngày 10/12/2025)"],
                    [],
                    [*pad, "Số TT", "Mô hình", "Cơ quan, đơn vị", "Thuộc lĩnh vực", "Hình thức"],
                    [*pad, "(1)", "(2)", "(3)", "(4)", "(5)"],
                    [*pad, 1, "Đường hoa", "Chi bộ Bản Ban", "Văn hóa", "Tập thể"],
                    [*pad, 2, "Ao cá", "Chi bộ Bản Mơ", "Kinh tế", "Tập thể"],
                    [*pad, "Tổng số: 02 mô hình"],
                    [],
                    [*pad, None, None, "Hoa Ban, ngày 10 tháng 12 năm 2025"],
                    [*pad, "NGƯỜI LẬP", None, "T/M BAN THƯỜNG VỤ"],
                    [*pad, "(Ký, ghi rõ họ tên)", None, "PHÓ BÍ THƯ"],
                    [*pad, "Trần Thử", None, "Lê Thử"],
                ]
            }
        )
    )
    assert outline(found) == [
        ("1", "Chi bộ Bản Ban", "Đường hoa", 3, M, ""),
        ("2", "Chi bộ Bản Mơ", "Ao cá", 2, M, ""),
    ]
    assert found.decision.number == "15-QĐ/ĐU"
    assert found.unread == ()


def test_an_older_list_of_four_fields_is_mapped_to_the_five():
    fields = ("Phát triển kinh tế", "Văn hóa, xã hội", "Quốc phòng - an ninh", "Xây dựng hệ thống chính trị")
    rows = [["TT", "Tên điển hình", "Đơn vị", "Loại mô hình", "Lĩnh vực"]]
    rows += [[n, f"Mô hình {field}", "Chi bộ Bản Ban", "Tập thể", field] for n, field in enumerate(fields, 1)]
    assert [row.sector_number for row in read(workbook({"DS": rows})).rows] == [2, 3, 4, 1]


def test_the_unit_stands_once_over_its_models_and_one_row_has_old_letters():
    found = read(
        workbook(
            {
                "DS": [
                    ["TT", "Chi bộ", "Tên mô hình", "Loại", "Lĩnh vực"],
                    [1, "Chi bộ Bản Ban", "Đường hoa", "Tập thể", "VHXH"],
                    [2, None, "M« h×nh D©n vËn khÐo", "Tập thể", "VHXH"],
                    [3, None, "Tủ sách bản", "Tập thể", "VHXH"],
                    [4, "Chi bộ Bản Mơ", "Ao cá", "Tập thể", "KT"],
                ]
            }
        )
    )
    assert [(row.unit_raw, "+".join(p.needs for p in row.problems)) for row in found.rows] == [
        ("Chi bộ Bản Ban", ""),
        ("Chi bộ Bản Ban", "encoding"),
        ("Chi bộ Bản Ban", ""),
        ("Chi bộ Bản Mơ", ""),
    ]


OLD = "TT;Tên mô hình;Đơn vị\n1;Đường hoa của tổ dân phố;Chi bộ tổ dân phố\n2;Mô hình dân vận khéo;Đảng bộ phường\n"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ("<html><body><table><tr><td>Tên mô hình</td></tr></table></body></html>".encode(), "trang web (HTML, XML)"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "Office đời cũ (.xls, .doc)"),
        ("old/Windows-1258", "bảng mã cũ Windows-1258"),
        ("old/TCVN3 (.VnTime)", "bảng mã cũ TCVN3"),
        ("old/VNI", "bảng mã cũ VNI"),
    ],
)
def test_files_of_other_makes_are_refused_in_words(data, words):
    if isinstance(data, str):
        data = _in_old_letters(data.partition("/")[2])
    with pytest.raises(DomainError) as refused:
        read(data)
    assert words in refused.value.message


def _in_old_letters(name: str) -> bytes:
    write = {"TCVN3 (.VnTime)": encodings._tcvn3, "VNI": encodings._vni, "Windows-1258": encodings._windows_1258}[name]
    words = OLD.lower().replace("\n", " \n ").split(" ")
    return b" ".join(write(word) for word in words)
