"""A one-page paper as plain data: a registration slip, a short decision list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from reports.documents.letterhead import Letterhead, Recipients, Signature
from reports.documents.table import Table


@dataclass(frozen=True, slots=True)
class Heading:
    """A bold line: “I. NỘI DUNG ĐĂNG KÝ”."""

    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """`basis`: a line of grounds (“- Căn cứ …;”), upright without indent; `centre`: bold, centred; `line`: of a
    form, from the margin on."""

    text: str
    style: Literal["body", "basis", "centre", "line", "note"] = "body"


@dataclass(frozen=True, slots=True)
class Fields:
    """Label and value side by side, ruled. Long values may run over the page."""

    items: Sequence[tuple[str, object]]


@dataclass(frozen=True, slots=True)
class Dotted:
    """To be filled in by hand: the label with dots behind it to the margin, and `more` whole lines of dots below."""

    label: str
    more: int = 0


@dataclass(frozen=True, slots=True)
class Paper:
    """Of a `Table` among the blocks only columns, groups, totals and note are drawn; its rows are read into memory."""

    title_lines: Sequence[str]
    blocks: Sequence[Heading | Paragraph | Fields | Dotted | Table]
    letterhead: Letterhead | None = None
    addressee: str = ""  # “Kính trình: …” of a tờ trình, “Kính gửi: …” of a công văn
    signature: Signature | None = None
    recipients: Recipients | None = None
    orientation: Literal["landscape", "portrait"] = "portrait"
    file_stem: str = "phieu"
