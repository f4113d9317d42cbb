"""Scales in words: what the points of a criterion mean.

A scale is kept as rows [points from, words], highest first, and typed one line a row: “16: đạt hoặc vượt mọi chỉ tiêu”.
Pure functions; the Plan gives no points (decision 20), so every scale is the office's own convention.
"""

import re
from collections.abc import Sequence
from decimal import Decimal

from core.exceptions import DomainError
from core.text.formatting import decimal_vi
from core.text.vietnamese import clean_line
from evaluation import scoring

Scale = Sequence[tuple[Decimal, str]]
LONGEST_WORDS = 300
MOST_ROWS = 8
_ROW = re.compile(r"(?:từ\s+)?([0-9]{1,3}(?:[.,][0-9]{1,2})?)\s*(?:điểm)?\s*[:\-–]\s*(\S.*)", re.IGNORECASE)


def read_scale(text: str) -> Scale:
    """What was typed, highest first. Raises DomainError naming the line that cannot be read, or two with one bound."""
    rows = []
    for number, line in enumerate((line for line in text.splitlines() if line.strip()), start=1):
        found = _ROW.fullmatch(line.strip())
        if not found:
            raise DomainError(f"Dòng {number} chưa đúng dạng, ví dụ “16: đạt hoặc vượt mọi chỉ tiêu đã đăng ký”")
        words = clean_line(found[2])
        if len(words) > LONGEST_WORDS:
            raise DomainError(f"Dòng {number} dài quá {LONGEST_WORDS} ký tự, hiện có {len(words)}")
        rows.append((Decimal(found[1].replace(",", ".")), words))
    if len(rows) > MOST_ROWS:
        raise DomainError(f"Nhiều nhất {MOST_ROWS} mức, hiện có {len(rows)}")
    if len({points for points, _ in rows}) < len(rows):
        raise DomainError("Có hai mức cùng một số điểm")
    return sorted(rows, reverse=True)


def typed_scale(scale: Scale) -> str:
    """The same rows as they are typed."""
    return "\n".join(f"{decimal_vi(points)}: {words}" for points, words in scale)


def to_store(scale: Scale) -> list[list[str]]:
    return [[str(points), words] for points, words in scale]


def from_store(rows: Sequence[Sequence[str]]) -> Scale:
    return [(Decimal(points), words) for points, words in rows]


def scale_error(scale: Scale, top: Decimal) -> str:
    """Why a scale does not fit points from 0 to `top`; '' when it does."""
    for points, _ in scale:
        if not scoring.is_on_step(points):
            return "Điểm của mỗi mức ghi theo bước 0,5"
        if points > top:
            return f"Mức {decimal_vi(points)} điểm cao hơn điểm tối đa {decimal_vi(top)}"
    return ""


def in_words(scale: Scale, top: Decimal) -> list[tuple[str, str]]:
    """(“16–20”, words) for each row, highest first."""
    rows, upper = [], top
    for points, words in scale:
        span = decimal_vi(points) if points == upper else f"{decimal_vi(points)}–{decimal_vi(upper)}"
        rows.append((span, words))
        upper = points - scoring.STEP
    return rows
