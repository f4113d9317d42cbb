"""A table to draw, and what a drawn PDF says: texts of its pages, fonts in it."""

import io
import re
from decimal import Decimal

import pikepdf
from pypdf import PdfReader

from reports.documents import Column, weasy

COLUMNS = [
    Column("at", "TT", 6, "center"),
    Column("unit", "Đơn vị", 24),
    Column("name", "Tên mô hình, điển hình “Dân vận khéo”", 42),
    Column("group", "Tập thể", 8, "center", "Loại"),
    Column("person", "Cá nhân", 8, "center", "Loại"),
    Column("points", "Điểm", 12, "decimal"),
]
LIBERATION = {"Liberation-Serif", "Liberation-Serif-Bold", "Liberation-Serif-Italic"}


def row(number: int, name: str = "Ngày thứ Bảy cùng dân") -> list[object]:
    return [number, f"Chi bộ tổ dân phố Minh Tân {number}", name, "x", "", Decimal("87.5")]


def texts(data: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(data)).pages]


def fonts(data: bytes) -> set[str]:
    with pikepdf.open(io.BytesIO(data)) as opened:
        return weasy.fonts_of(opened)


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)
