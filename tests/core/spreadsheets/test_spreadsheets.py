"""Reading what offices send and writing what they get back, hostile files included."""

import io
import time as clock
import zipfile
from datetime import date, datetime, time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.worksheet.formula import ArrayFormula

from core.exceptions import DomainError
from core.spreadsheets import MAX_COLUMNS, MAX_ROWS, Grid, encodings, old_encoding_of, read_grids

FIXTURES = Path(__file__).resolve().parents[3] / "fixtures"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def saved(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def one_sheet(*rows) -> Workbook:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    return book


def texts(grid: Grid) -> list[list[str]]:
    return [[cell.text for cell in row] for row in grid.rows]


def package(sheet: str, *, extra: dict[str, bytes] | None = None, workbook: str | None = None, **parts: str) -> bytes:
    """The smallest .xlsx around the given sheet XML, deflated."""
    contents = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}"><Relationship Id="r" Type="{OFFICE}/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": workbook
        or f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets><sheet name="A" sheetId="1" r:id="r1"/></sheets>'
        "</workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}">'
        f'<Relationship Id="r1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="r2" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": sheet,
        **parts,
        **(extra or {}),
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
    return out.getvalue()


def sheet(rows: str, after: str = "") -> str:
    return f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData>{after}</worksheet>'


def inline(reference: str, text: str = "x") -> str:
    return f'<c r="{reference}" t="inlineStr"><is><t>{text}</t></is></c>'


# Reading


def test_last_years_list_is_read_with_its_merged_cells():
    [grid] = read_grids(FIXTURES.joinpath("danh-sach-mo-hinh-2025.xlsx").open("rb"))
    assert (grid.title, len(grid.rows), grid.width, grid.is_hidden, grid.notes) == ("DS 2025", 84, 7, False, ())
    second_heading = [(cell.text, cell.merged_from) for cell in grid.rows[7]]
    assert second_heading == [
        ("TT", "A7"),
        ("Đơn vị", "B7"),
        ("Tên mô hình, điển hình “Dân vận khéo”", "C7"),
        ("Tập thể", ""),
        ("Cá nhân", ""),
        ("Thời gian thực hiện", "F7"),
        ("Ghi chú", "G7"),
    ]
    assert grid.rows[6][4].text == "Loại"
    assert grid.rows[6][4].merged_from == "D7"
    assert grid.rows[30][1].text == grid.rows[29][1].text != ""
    assert grid.rows[30][1].is_merged


def test_unit_list_is_read_from_tabbed_text():
    [grid] = read_grids(FIXTURES.joinpath("don-vi-mau.tsv").open("rb"))
    assert len(grid.rows) == 83
    assert texts(grid)[1][:3] == ["TDP01", "Chi bộ tổ dân phố Đồng Tâm 1", "Chi bộ tổ dân phố"]


def test_values_keep_their_type_and_are_written_as_a_vietnamese_reader_would():
    book = one_sheet(
        [1, 17.5, date(2026, 2, 5), datetime(2026, 2, 5, 14, 30), time(8, 15), True, "  a \n b ", 1400, 0.3]
    )
    [grid] = read_grids(saved(book))
    assert [cell.value for cell in grid.rows[0]] == [
        1,
        17.5,
        date(2026, 2, 5),
        datetime(2026, 2, 5, 14, 30),
        time(8, 15),
        True,
        "  a \n b ",
        1400,
        0.3,
    ]
    assert texts(grid)[0] == ["1", "17,5", "05/02/2026", "05/02/2026 14:30", "08:15", "có", "a b", "1400", "0,3"]
    assert [cell.address for cell in grid.rows[0]][:3] == ["A1", "B1", "C1"]


def test_decomposed_text_is_composed_and_the_raw_value_kept():
    raw = "Chi bộ  tổ dân phố".replace("ộ", "o\u0323\u0302")
    [grid] = read_grids(saved(one_sheet([raw])))
    assert grid.rows[0][0].value == raw
    assert grid.rows[0][0].text == "Chi bộ tổ dân phố"


def test_stored_results_of_formulas_are_read_and_missing_ones_counted():
    data = package(sheet('<row r="1"><c r="A1"><f>1+1</f><v>2</v></c><c r="B1"><f>A1</f></c></row>'))
    [grid] = read_grids(data)
    assert [(cell.value, cell.is_formula) for cell in grid.rows[0]] == [(2, True)]
    assert grid.notes == ("Có 1 ô công thức chưa có kết quả lưu sẵn, coi như trống.",)


def test_excel_errors_are_flagged():
    [grid] = read_grids(package(sheet('<row r="1"><c r="A1" t="e"><v>#REF!</v></c></row>')))
    assert (grid.rows[0][0].text, grid.rows[0][0].is_error) == ("#REF!", True)


def test_hidden_sheets_and_rows_are_read_and_said():
    book = one_sheet(["a"], ["b"])
    book.active.row_dimensions[2].hidden = True
    book.create_sheet("Ẩn").append(["c"])
    book["Ẩn"].sheet_state = "veryHidden"
    first, second = read_grids(saved(book))
    assert first.notes == ("Có 1 dòng đang bị ẩn hoặc bị lọc, vẫn được đọc.",)
    assert (second.title, second.is_hidden, second.notes) == ("Ẩn", True, ("Trang tính này đang bị ẩn.",))


def test_numbers_shown_with_leading_zeros_keep_them_in_the_text():
    book = one_sheet([7])
    book.active["A1"].number_format = "000"
    [grid] = read_grids(saved(book))
    assert (grid.rows[0][0].value, grid.rows[0][0].text) == (7, "007")


@pytest.mark.parametrize("code", ["dd/mm/yyyy;@", "[$-42A]d mmmm yyyy", "m/d/yy", '"ngày" dd "tháng" mm'])
def test_date_formats_are_known(code):
    book = one_sheet([45000])
    book.active["A1"].number_format = code
    assert read_grids(saved(book))[0].rows[0][0].value == date(2023, 3, 15)


@pytest.mark.parametrize("code", ["mm/yyyy", "mmm-yy", "m/yyyy;@"])
def test_months_shown_without_their_day_are_read_as_shown(code):
    book = one_sheet([45000])
    book.active["A1"].number_format = code
    [grid] = read_grids(saved(book))
    assert (grid.rows[0][0].value, grid.rows[0][0].text) == (date(2023, 3, 15), "03/2023")


@pytest.mark.parametrize("code", ["General", "#,##0", '#,##0 "đồng"', "0.00%", "[Red]0", "0.00E+00", r"#,##0\ \đ"])
def test_number_formats_are_no_dates(code):
    book = one_sheet([45000])
    book.active["A1"].number_format = code
    assert read_grids(saved(book))[0].rows[0][0].value == 45000


def test_rich_text_is_joined_without_its_phonetic_guide():
    strings = f'<sst xmlns="{MAIN}"><si><r><t>Dân vận </t></r><r><t>khéo</t></r><rPh><t>zz</t></rPh></si></sst>'
    data = package(sheet('<row r="1"><c r="A1" t="s"><v>0</v></c></row>'), **{"xl/sharedStrings.xml": strings})
    assert texts(read_grids(data)[0]) == [["Dân vận khéo"]]


def test_prefixed_names_and_missing_references_are_read():
    xml = f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData><x:row><x:c><x:v>1</x:v></x:c><x:c><x:v>2</x:v></x:c></x:row>'
    data = package(xml + "</x:sheetData></x:worksheet>")
    assert texts(read_grids(data)[0]) == [["1", "2"]]


def test_comments_links_and_array_formulas_do_not_matter():
    book = one_sheet(["a", None])
    book.active["A1"].comment = Comment("ghi chú", "x")
    book.active["B1"] = ArrayFormula("B1:B2", "=A1:A2")
    book.active["A1"].hyperlink = "http://example.org"
    assert texts(read_grids(saved(book))[0]) == [["a"]]


@pytest.mark.parametrize("separator", ["\t", ";", ","])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_text_tables_are_read_in_unicode(separator, encoding):
    data = f'mã{separator}tên\nTDP01{separator}"Tổ {separator} 1"\n'.encode(encoding)
    assert texts(read_grids(data)[0]) == [
        ["mã", "tên"],
        ["TDP01", f"Tổ {separator} 1".replace("\t", "").replace("  ", " ")],
    ]


def test_text_values_are_never_turned_into_numbers_or_dates():
    [grid] = read_grids("số\n007\n3-2\n=1+1\n".encode())
    assert [row[0].value for row in grid.rows] == ["số", "007", "3-2", "=1+1"]


# Refusing

OLD_TEXT = "mã\ttên đơn vị\nA1\tbộ tổ dân phố của năm\n"
OLD_FILES = [
    (encodings.TCVN3, encodings._tcvn3),
    (encodings.VNI, encodings._vni),
    (encodings.WINDOWS_1258, encodings._windows_1258),
]


@pytest.mark.parametrize(("name", "encode"), OLD_FILES)
def test_old_encodings_are_refused_by_name(name, encode):
    data = b"\n".join(b"\t".join(encode(w.lower()) for w in line.split("\t")) for line in OLD_TEXT.splitlines())
    with pytest.raises(DomainError, match=name.replace("(", r"\(").replace(")", r"\)")):
        read_grids(data)


def test_text_pasted_from_an_old_font_is_refused_by_name():
    with pytest.raises(DomainError, match="TCVN3"):
        read_grids(saved(one_sheet(["D©n vËn khÐo"], ["Tæ d©n phè n¨m 2025"])))


def test_ordinary_vietnamese_is_no_old_encoding():
    names = FIXTURES.joinpath("don-vi-mau.tsv").read_text(encoding="utf-8")
    assert old_encoding_of(names.encode()) is None
    assert read_grids(saved(one_sheet(*([line] for line in names.splitlines()))))


def test_unknown_eight_bit_text_is_refused():
    with pytest.raises(DomainError, match="không phải Unicode"):
        read_grids(b"a\tb\n\xe9\xe8\tc\n")


def bomb(size: int) -> bytes:
    return package(sheet(f'<row r="1">{inline("A1")}</row>') + " " * size)


def encrypted_zip() -> bytes:
    data = bytearray(package(sheet("")))
    start = data.find(b"PK\x01\x02")
    while start >= 0:
        data[start + 8] |= 1
        start = data.find(b"PK\x01\x02", start + 4)
    return bytes(data)


ENTITIES = f'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><worksheet xmlns="{MAIN}">&b;</worksheet>'
EXTERNAL = f'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><worksheet xmlns="{MAIN}">&a;</worksheet>'
VALID = package(sheet(f'<row r="1">{inline("A1")}</row>'))
MANY_ROWS = "".join(f'<row r="{n}">{inline(f"A{n}")}</row>' for n in range(1, MAX_ROWS + 2))
HOSTILE = {
    "empty": (b"", "rỗng"),
    "blank": (b" \r\n ", "rỗng"),
    "pdf": (b"%PDF-1.7\n...", "PDF"),
    "old excel": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, r"\.xls"),
    "password": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "mật khẩu"),
    "zip password": (encrypted_zip(), "mật khẩu"),
    "html": (b"\xef\xbb\xbf  <html><table><tr><td>1</td></tr></table></html>", "HTML"),
    "xml 2003": (b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>', "2003"),
    "jpeg": (b"\xff\xd8\xff\xe0" + b"\0" * 50, "ảnh"),
    "rar": (b"Rar!\x1a\x07\0", "Excel"),
    "binary": (b"MZ\0\0\x90" * 9, "Excel"),
    "truncated": (VALID[: len(VALID) // 2], "hỏng"),
    "garbled": (VALID.replace(b"PK\x01\x02", b"PK\x01\x03"), "hỏng"),
    "flipped": (VALID[:40] + bytes(40) + VALID[80:], "hỏng|nén"),
    "plain zip": (package("", workbook="").replace(b"xl/", b"yl/"), "không phải là bảng tính"),
    "word": (package("", extra={"word/document.xml": b""}), "Word"),
    "macro": (package("", extra={"xl/vbaProject.bin": b""}), "macro"),
    "xlsb": (package("", extra={"xl/workbook.bin": b""}), "xlsb"),
    "ods": (package("", extra={"content.xml": b"", "mimetype": b""}), "ods"),
    "nested": (package(sheet(""), extra={"xl/embeddings/a.zip": VALID}), "nén"),
    "climbing": (package(sheet(""), extra={"../../evil.xml": b""}), "nén"),
    "absolute": (package(sheet(""), extra={"/etc/evil.xml": b""}), "nén"),
    "1,001 entries": (package(sheet(""), extra={f"xl/{n}.xml": b"" for n in range(1_001)}), "nén"),
    "bomb": (bomb(59 * 1024 * 1024), "nén"),
    "many small bombs": (package(sheet(""), extra={f"xl/{n}.xml": b" " * 60_000 for n in range(60)}), "nén"),
    "entities": (package(ENTITIES), "thực thể"),
    "external entity": (package(EXTERNAL), "thực thể"),
    "dtd": (package(f'<!DOCTYPE worksheet SYSTEM "x.dtd"><worksheet xmlns="{MAIN}"/>'), "DTD"),
    "entities in the list": (package(sheet(""), workbook=ENTITIES), "thực thể"),
    "far cell": (package(sheet(f'<row r="1048576">{inline("XFD1048576")}</row>')), "XFD1048576"),
    "one row too many": (package(sheet(MANY_ROWS)), "A5001"),
    "one column too many": (package(sheet(f'<row r="1">{inline("BI1")}</row>')), "BI1"),
    "endless empty rows": (package(sheet("".join(f'<row r="{n}" ht="1{n}"/>' for n in range(1, 60_000)))), "quá lớn"),
    "no sheet": (package("", workbook=f'<workbook xmlns="{MAIN}"/>'), "hỏng"),
    "no cell": (package(sheet("")), "không có ô nào"),
    "broken XML": (package("<worksheet><sheetData>"), "hỏng"),
    "foreign address": (package(sheet(f"<row>{inline('AAAA1')}</row>")), "hỏng"),
    "zero address": (package(sheet(f"<row>{inline('A0')}</row>")), "hỏng"),
    "unknown shared text": (package(sheet('<row r="1"><c r="A1" t="s"><v>9</v></c></row>')), "hỏng"),
    "negative shared text": (package(sheet('<row r="1"><c r="A1" t="s"><v>-1</v></c></row>')), "hỏng"),
    "number that is none": (package(sheet('<row r="1"><c r="A1"><v>abc</v></c></row>')), "hỏng"),
    "overlapping merges": (
        package(
            sheet(
                f'<row r="1">{inline("A1")}</row><row r="200">{inline("BH200")}</row>',
                "<mergeCells>" + '<mergeCell ref="A1:XFD1048576"/>' * 20_000 + "</mergeCells>",
            )
        ),
        "chồng|nén",
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_and_foreign_files_are_refused_in_words_and_quickly(name):
    _refused_quickly(*HOSTILE[name])


@pytest.mark.deep
def test_a_hundred_thousand_entries_are_refused_quickly():
    _refused_quickly(package(sheet(""), extra={f"xl/{n}.xml": b"" for n in range(100_000)}), "nén")


def _refused_quickly(data: bytes, words: str) -> None:
    start = clock.process_time()
    with pytest.raises(DomainError, match=words) as refusal:
        read_grids(io.BytesIO(data))
    assert clock.process_time() - start < 2
    assert str(refusal.value).endswith(".")


def test_eleven_megabytes_are_refused_before_they_are_read_whole():
    source = io.BytesIO(b"PK" + bytes(11 * 1024 * 1024))
    with pytest.raises(DomainError, match="10 MB"):
        read_grids(source)
    assert source.tell() < 11 * 1024 * 1024


def test_merges_over_the_whole_sheet_fill_the_used_area_only():
    rows = f'<row r="1">{inline("A1", "a")}</row><row r="2">{inline("B2", "b")}</row>'
    [grid] = read_grids(package(sheet(rows, '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>')))
    assert texts(grid) == [["a", "a"], ["a", "a"]]


def test_empty_but_formatted_cells_far_away_are_read_over():
    rows = f'<row r="1">{inline("A1")}</row><row r="1048576"><c r="XFD1048576" s="0"/></row>'
    assert texts(read_grids(package(sheet(rows)))[0]) == [["x"]]


def test_the_largest_allowed_corner_is_read():
    [grid] = read_grids(package(sheet(f'<row r="{MAX_ROWS}">{inline(f"BH{MAX_ROWS}")}</row>')))
    assert (len(grid.rows), grid.width) == (MAX_ROWS, MAX_COLUMNS)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.binary(max_size=400), st.integers(0, len(VALID)))
def test_damaged_files_are_read_or_refused_never_crash(noise, place):
    for data in (noise, VALID[:place] + noise + VALID[place + len(noise) :]):
        try:
            read_grids(data)
        except DomainError:
            continue
