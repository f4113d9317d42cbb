"""The PDF of papers: slips and letters, whole and in order."""

import re
from datetime import date

import pytest

from core.exceptions import DomainError
from reports.documents import (
    Fields,
    Group,
    Heading,
    Letterhead,
    Paper,
    Paragraph,
    Recipients,
    Signature,
    Table,
    layout,
    letter,
    render_paper,
)
from tests.reports.documents.drawn import COLUMNS, LIBERATION, fonts, row, squeezed, texts


def slip(**changes) -> Paper:
    targets = Table([], COLUMNS[:3], [Group("", [[1, "Hộ", 1400]])])
    parts = {
        "title_lines": ["PHIẾU ĐĂNG KÝ", "mô hình “Dân vận khéo” năm 2026"],
        "blocks": [
            Fields([("Tên mô hình", "Ngày thứ Bảy cùng dân"), ("Ngày gửi", date(2026, 9, 3)), ("Ghi chú", None)]),
            Heading("Chỉ tiêu"),
            targets,
            Paragraph("- Căn cứ Kế hoạch;", "basis"),
            Paragraph("Chi bộ cam kết thực hiện."),
        ],
        "letterhead": Letterhead(
            "ĐẢNG BỘ PHƯỜNG YÊN BÁI", "CHI BỘ MINH TÂN 7", "Yên Bái", date(2026, 9, 3), number=3, symbol="BC/CB"
        ),
        "addressee": "Kính gửi: Ban Xây dựng Đảng",
        "signature": Signature("T/M CHI BỘ", "BÍ THƯ", "Nguyễn Văn Mẫu"),
        "recipients": Recipients(["Như trên", "Lưu chi bộ"]),
    }
    return Paper(**{**parts, **changes})


def test_slip_is_one_page_with_everything_in_order():
    data = render_paper(slip())
    [page] = texts(data)
    wanted = [
        "CHI BỘ MINH TÂN 7",
        "Số 03-BC/CB",
        "PHIẾU ĐĂNG KÝ",
        "Kính gửi: Ban Xây dựng Đảng",
        "Tên mô hình",
        "03/9/2026",
        "Chỉ tiêu",
        "1400",
        "- Căn cứ Kế hoạch;",
        "Chi bộ cam kết thực hiện.",
        "Nơi nhận:",
        "- Như trên;",
        "- Lưu chi bộ.",
    ]
    places = [page.find(text) for text in wanted]
    assert -1 not in places
    assert places == sorted(places)
    assert "T/M CHI BỘ" in page
    assert fonts(data) <= LIBERATION
    assert render_paper(slip()) == data


def test_slip_escapes_what_was_typed():
    evil = "<h1>x</h1>{% now %}"
    paper = slip(blocks=[Fields([(evil, evil)]), Heading(evil), Paragraph(evil)], addressee=evil)
    assert squeezed("".join(texts(render_paper(paper)))).count(squeezed(evil)) == 5


def test_long_text_in_a_field_runs_over_the_page():
    text = "\n".join(f"ý {n}." for n in range(90))
    pages = texts(render_paper(slip(blocks=[Fields([("Nội dung", text)])])))
    assert len(pages) > 1
    assert re.findall(r"ý (\d+)\.", "\n".join(pages)) == [str(n) for n in range(90)]


def test_a_list_too_long_for_a_paper_is_refused():
    long = Table([], COLUMNS, [Group("", [row(n) for n in range(letter.STRETCH + 1)])])
    with pytest.raises(DomainError, match="danh sách kèm theo"):
        render_paper(slip(blocks=[long]))


def test_party_name_keeps_one_line_on_portrait_paper():
    whole = texts(render_paper(slip(letterhead=Letterhead("A" * 60, "B " * 60, "Yên Bái", date(2026, 11, 27)))))[0]
    assert layout.PARTY_NAME in whole
    assert "Yên Bái, ngày 27 tháng 11 năm 2026" in whole
