"""Signs the one font of papers lacks, named by row before a list is locked or a decision published."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from core.text.vietnamese import nfc

from ..documents.glyphs import lacking

MOST = 30  # sentences; of a list with more it is told how many more


def odd_signs(items: Iterable[Any], words: Mapping[str, str] | None = None) -> list[str]:
    """A sentence a place: rows of a list or decision, and other words by what they are called. [] when all is drawn."""
    told = [line for what, text in (words or {}).items() for line in _told(what.capitalize(), text)]
    for item in items:
        for what, text in _texts(item):
            told += _told(f"Dòng {item.order}, {what}", text)
    more = len(told) - MOST
    return told if more <= 0 else [*told[:MOST], f"Và {more} chỗ khác"]


def _texts(item: Any) -> Iterator[tuple[str, str]]:
    label = item.label
    yield "tên", label.get("name", "")
    yield "họ tên", label.get("person", "")
    yield "chức vụ", label.get("post", "")
    yield "đơn vị", item.unit_name
    yield "thành tích", item.achievement
    yield "hình thức đề nghị", getattr(item, "award", "")
    yield "lý do", getattr(item, "reason", "")


def _told(where: str, text: str) -> list[str]:
    return [
        f"{where}: “{sign}” (U+{ord(sign):04X}) " + (f"in thành “{drawn}”" if drawn.strip() else "không in được, sẽ bỏ")
        for sign, drawn in lacking(nfc(text)).items()
    ]
