"""The PDF of lists: its letters, fonts, pages, numbers and what it must never fetch or carry."""

import http.server
import io
import re
import subprocess
import sys
import threading
from datetime import date

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from core.exceptions import DomainError
from reports.documents import (
    Group,
    Letterhead,
    Recipients,
    Signature,
    Table,
    Total,
    glyphs,
    pdf,
    render_pdf,
    weasy,
)
from tests.reports.documents.drawn import COLUMNS, LIBERATION, fonts, row, squeezed, texts

ALL_LETTERS = (
    "aàảãáạăằẳẵắặâầẩẫấậbcdđeèẻẽéẹêềểễếệfghiìỉĩíịjklmnoòỏõóọôồổỗốộơờởỡớợpqrstuùủũúụưừửữứựvwxyỳỷỹýỵz"
    "AÀẢÃÁẠĂẰẲẴẮẶÂẦẨẪẤẬBCDĐEÈẺẼÉẸÊỀỂỄẾỆFGHIÌỈĨÍỊJKLMNOÒỎÕÓỌÔỒỔỖỐỘƠỜỞỠỚỢPQRSTUÙỦŨÚỤƯỪỬỮỨỰVWXYỲỶỸÝỴZ"
)


def plain(rows, **more) -> Table:
    return Table(["DANH SÁCH", "đăng ký năm 2026"], COLUMNS, [Group("", rows)], **more)


def recognition_list() -> Table:
    sizes = {"I": 8, "II": 14, "III": 35, "IV": 10, "V": 3}
    numbers = iter(range(1, 71))
    groups = [
        Group(f"{roman}. LĨNH VỰC", [row(next(numbers)) for _ in range(size)], Total("Cộng", {"group": size}))
        for roman, size in sizes.items()
    ]
    return Table(
        ["DANH SÁCH", "mô hình, điển hình “Dân vận khéo” được công nhận năm 2026", "(kèm theo Quyết định số 05-QĐ/ĐU)"],
        COLUMNS,
        groups,
        totals=[Total("Tổng cộng: 70 mô hình", {"group": 70, "person": 0})],
        letterhead=Letterhead(
            "ĐẢNG BỘ TỈNH LÀO CAI", "ĐẢNG ỦY PHƯỜNG YÊN BÁI", "Yên Bái", date(2027, 2, 5), has_number=False
        ),
        signature=Signature("T/M BAN THƯỜNG VỤ", "PHÓ BÍ THƯ THƯỜNG TRỰC", "Nguyễn Văn Mẫu"),
        recipients=Recipients(["Tỉnh ủy (báo cáo)", "Lưu Văn phòng Đảng ủy"]),
    )


def numbered(page: str) -> int | None:
    """The page number, which is drawn last, on a line of its own."""
    last = page.rstrip().rpartition("\n")[2].strip()
    return int(last) if last.isdecimal() else None


@pytest.fixture(scope="module")
def paper_of_70() -> bytes:
    return render_pdf(recognition_list())


@pytest.fixture(scope="module")
def list_of_400() -> bytes:
    groups = [Group(f"{at}. PHẦN", [row(at * 100 + n) for n in range(100)]) for at in range(1, 5)]
    return render_pdf(Table(["DANH SÁCH"], COLUMNS, groups, filter_line="Tất cả", note="Hết danh sách."))


# Lists


def test_only_liberation_serif_is_embedded(paper_of_70):
    assert fonts(paper_of_70) == LIBERATION


def test_heading_row_stands_on_each_page_and_numbers_begin_on_the_second(paper_of_70):
    pages = texts(paper_of_70)
    assert len(pages) > 3
    assert all("Tập\nthể" in page or "Tập thể" in page for page in pages)
    assert [numbered(page) for page in pages] == [None, *range(2, len(pages) + 1)]


def test_party_heading_and_signature_stand_once(paper_of_70):
    pages = texts(paper_of_70)
    whole = "\n".join(pages)
    for text in ("ĐẢNG CỘNG SẢN VIỆT NAM", "ĐẢNG ỦY PHƯỜNG YÊN BÁI", "Yên Bái, ngày 05 tháng 02 năm 2027", "-----"):
        assert whole.count(text) == pages[0].count(text) == 1
    for text in ("T/M BAN THƯỜNG VỤ", "Nguyễn Văn Mẫu", "- Lưu Văn phòng Đảng ủy.", "Tổng cộng: 70 mô hình"):
        assert whole.count(text) == pages[-1].count(text) == 1


def test_signature_is_never_parted_from_the_list():
    for rows in range(1, 16):
        last = texts(
            render_pdf(plain([row(n) for n in range(rows)], signature=Signature("T/M CHI BỘ", "BÍ THƯ", "A")))
        )[-1]
        assert "T/M CHI BỘ" in last
        assert "Chi bộ tổ dân phố" in last


def test_a_list_of_one_row_does_not_leave_its_title_alone_on_a_page():
    title = ["DANH SÁCH", "đăng ký năm 2026", *[f"(Dòng {n} của căn cứ)" for n in range(7)]]
    rows = [row(1, "Tuyên truyền, vận động Nhân dân " * 6)]
    totals = [Total("Tổng số: 1", {"group": 1}), Total("Theo lĩnh vực: Văn hóa - xã hội 1")]
    signed = Signature("T/M CHI BỘ", "BÍ THƯ", "A")
    first, last = texts(render_pdf(Table(title, COLUMNS, [Group("", rows)], totals=totals, signature=signed)))
    assert "Minh Tân 1" in first
    assert "Theo lĩnh vực" in last
    assert "T/M CHI BỘ" in last


def test_group_heading_is_never_the_last_line_of_a_page():
    for rows in range(5, 14):
        groups = [Group("I. ĐẦU", [row(n) for n in range(rows)]), Group("II. SAU", [row(n) for n in range(9)])]
        page = next(page for page in texts(render_pdf(Table(["A"], COLUMNS, groups))) if "II. SAU" in page)
        assert "Minh Tân" in page.partition("II. SAU")[2]


def test_long_list_is_joined_without_loss_doubling_or_gap(list_of_400):
    pages = texts(list_of_400)
    found = re.findall(r"Minh Tân\s+(\d+)", "\n".join(pages))
    assert [int(number) for number in found] == [at * 100 + n for at in range(1, 5) for n in range(100)]
    assert [numbered(page) for page in pages] == [None, *range(2, len(pages) + 1)]
    per_page = [page.count("Minh Tân") for page in pages[1:-1]]
    assert min(per_page) >= max(per_page) - 2
    assert all(squeezed("Tên mô hình, điển hình") in squeezed(page) for page in pages)
    assert ("Hết danh sách." in pages[-1], "Hết danh sách." in pages[-2]) == (True, False)
    assert sum("Tất cả" in page for page in pages) == 1
    assert fonts(list_of_400) == LIBERATION


def test_the_same_list_gives_the_same_bytes(paper_of_70):
    assert render_pdf(recognition_list()) == paper_of_70


def test_file_says_nothing_about_people_programs_and_places(list_of_400):
    reader = PdfReader(io.BytesIO(list_of_400))
    assert dict(reader.metadata) == {"/Title": "DANH SÁCH"}
    assert reader.trailer["/Root"]["/Lang"] == "vi"
    assert reader.xmp_metadata is None
    with pikepdf.open(io.BytesIO(list_of_400)) as opened:
        out = io.BytesIO()
        opened.save(out, stream_decode_level=pikepdf.StreamDecodeLevel.generalized, compress_streams=False)
    assert not re.search(rb"WeasyPrint|pikepdf|/home/|/root/|/tmp/|file:", out.getvalue(), re.IGNORECASE)


def test_every_vietnamese_letter_comes_back():
    name = " ".join(ALL_LETTERS)
    data = render_pdf(plain([row(1, name), row(2, name.replace("ệ", "e\u0323\u0302"))]))
    assert squeezed("\n".join(texts(data))).count(ALL_LETTERS) == 2
    assert fonts(data) <= LIBERATION


def test_text_with_tags_and_styles_is_printed_as_typed():
    evil = '<b>x</b></td></table><style>@page{size:1px}</style><img src="file:///etc/passwd">&amp; {{ 7*7 }}'
    pages = texts(render_pdf(plain([row(1, evil)], filter_line=evil, note=evil)))
    assert squeezed("".join(pages)).count(squeezed(evil)) == 3


def test_a_word_without_blanks_stays_in_its_column():
    pages = texts(render_pdf(plain([row(1, "x" * 300)])))
    assert squeezed("".join(pages)).count("x" * 300) == 1


def test_a_row_taller_than_a_page_is_printed_whole():
    rows = [row(1), row(2, "\n".join(f"dòng {n}." for n in range(120))), *[row(n) for n in range(3, 200)]]
    whole = "\n".join(texts(render_pdf(plain(rows))))
    assert re.findall(r"dòng (\d+)\.", whole) == [str(n) for n in range(120)]
    assert [int(n) for n in re.findall(r"Minh Tân\s+(\d+)", whole)] == list(range(1, 200))


def test_more_than_2000_rows_are_refused_offering_excel():
    with pytest.raises(DomainError, match="Excel"):
        render_pdf(plain(row(n) for n in range(pdf.MAX_ROWS + 1)))


def test_an_endless_list_is_refused_too():
    def endless():
        while True:
            yield row(1)

    with pytest.raises(DomainError, match="Excel"):
        render_pdf(plain(endless()))


def test_an_empty_list_is_a_page_that_says_so():
    [page] = texts(render_pdf(plain([])))
    assert "Không có dòng nào." in page


def test_portrait_and_landscape_have_their_size():
    for orientation, wide in (("landscape", True), ("portrait", False)):
        box = PdfReader(io.BytesIO(render_pdf(plain([row(1)], orientation=orientation)))).pages[0].mediabox
        assert (box.width > box.height) is wide
        assert sorted((round(box.width), round(box.height))) == [595, 842]


# Letters


def test_font_has_every_sign_that_is_let_through():
    ttfont = pytest.importorskip("fontTools.ttLib")
    for style in ("Regular", "Bold", "Italic", "BoldItalic"):
        found = subprocess.run(
            ["fc-match", "-f", "%{file}", f"Liberation Serif:style={style.replace('BoldItalic', 'Bold Italic')}"],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        assert "LiberationSerif" in found
        missing = glyphs._DRAWN - {chr(code) for code in ttfont.TTFont(found).getBestCmap()}
        assert missing == set()


def test_signs_of_every_kind_embed_no_other_font():
    drawn = "".join(sorted(glyphs._DRAWN))
    pasted = "☐☑✓✗★→➔ﬃ①🌱𝐃中ب\uf0fc\ufe0f" + "".join(chr(code) for code in range(0x2190, 0x2800, 3))
    names = [drawn[at : at + 300] for at in range(0, len(drawn), 300)]
    assert fonts(render_pdf(plain([row(1, name) for name in [*names, pasted]]))) <= LIBERATION


@settings(max_examples=12)
@given(st.lists(st.text(max_size=80), min_size=1, max_size=12))
def test_any_text_is_printed_in_the_one_font(names):
    assert fonts(render_pdf(plain([row(1, name) for name in names]))) <= LIBERATION


# The engine


class _Counter(http.server.BaseHTTPRequestHandler):
    hits = 0

    def do_GET(self):
        type(self).hits += 1
        self.send_response(200)
        self.end_headers()

    def log_message(self, *args):
        pass


def test_nothing_is_fetched_even_by_our_own_style_sheet(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("bí mật 8731")
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Counter)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    there = f"http://127.0.0.1:{server.server_port}/"
    css = (
        f'@import "{there}a.css"; @font-face {{ font-family: x; src: url({there}f.ttf) }}'
        f"body {{ background: url({there}b.png); font-family: x }}"
        f'.note::after {{ content: url("{secret.as_uri()}") }}'
    )
    try:
        context = {"title": "x", "note": "x", "table": pdf.table_context(COLUMNS, [])}
        document = weasy.render_pages("reports/documents/table.html", context, orientation="portrait", extra_css=css)
        data = document.write_pdf(uncompressed_pdf=True)
    finally:
        server.shutdown()
        server.server_close()
    assert _Counter.hits == 0
    assert b"8731" not in data


def test_another_font_in_the_file_is_refused():
    document = weasy.render_pages(
        "reports/documents/table.html",
        {"title": "x", "note": "chữ", "table": pdf.table_context(COLUMNS, [])},
        orientation="portrait",
        extra_css=".note { font-family: 'DejaVu Sans' }",
    )
    with pytest.raises(DomainError, match="fonts-liberation2"):
        weasy.join([document.write_pdf()], title="x")


def test_missing_engine_is_said_in_words(monkeypatch):
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    with pytest.raises(DomainError, match="cần cài libpango"):
        render_pdf(plain([row(1)]))


def test_importing_the_documents_loads_neither_engine_nor_openpyxl():
    code = (
        "import os, sys, django; os.environ['DJANGO_SETTINGS_MODULE'] = 'danvan.settings_test'; django.setup();"
        "import reports.documents, core.spreadsheets; print({'weasyprint', 'openpyxl'} & set(sys.modules))"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "set()"
