"""Certificates as PDF: one page each, landscape, with the heading of a Party document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from core.exceptions import DomainError
from reports.documents import layout, weasy
from reports.documents.glyphs import printable
from reports.documents.imprint import Imprint
from reports.documents.letterhead import Letterhead, Signature
from reports.documents.pdf import formal_parts

_SHEET = Path(__file__).parent / "css" / "certificate.css"
_STAR = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 100 100'%3E%3Cpath fill='%23c8102e' "
    "d='M50 4 61 38 97 38 68 59 79 94 50 73 21 94 32 59 3 38 39 38Z'/%3E%3C/svg%3E"
)
LONG_NAME = 50  # signs; beyond, the name is set smaller
TOO_LONG = "Nội dung của một giấy công nhận dài quá một trang: {}"


@dataclass(frozen=True, slots=True)
class Certificate:
    """`named`: whom or what; `level`: as what; `grounds`: by which decision. The date stands over the signature."""

    letterhead: Letterhead
    issuer: str
    named: str
    unit: str
    level: str
    achievement: str
    grounds: str
    signature: Signature
    imprint: Imprint


def render_certificates(certificates: Sequence[Certificate], *, title: str) -> bytes:
    """One page each, in order. Raises DomainError when the text of one does not fit or the engine is missing."""
    context = {"title": printable(title), "star": _STAR, "certificates": [_drawn(one) for one in certificates]}
    document = weasy.render_pages(
        "reports/documents/certificates.html",
        context,
        orientation="landscape",
        extra_css=_SHEET.read_text(encoding="utf-8"),
    )
    if len(document.pages) != len(certificates):
        raise DomainError(TOO_LONG.format(max(certificates, key=lambda one: len(one.named)).named))
    return weasy.join([document.write_pdf()], title=context["title"])


def _drawn(one: Certificate) -> dict:
    parts = formal_parts(one.letterhead, one.signature, None)
    parts["letterhead"]["date_line"] = parts["letterhead"]["number_line"] = ""
    return {
        **parts,
        "issuer": printable(one.issuer),
        "named": printable(one.named),
        "unit": printable(one.unit),
        "level": printable(one.level),
        "achievement": printable(one.achievement),
        "grounds": printable(one.grounds),
        "date": printable(layout.date_line(one.letterhead.place, one.letterhead.day)),
        "is_long": len(one.named) > LONG_NAME,
        "imprint": one.imprint.context,
    }
