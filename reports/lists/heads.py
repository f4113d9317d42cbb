"""Headings, signatures and group lines that several papers share; names come from the ward's own address block."""

import datetime as dt

from models_registry.enums import SECTORS, InitiativeKind, Origin
from organizations.models import Organization

from ..documents import Letterhead, Signature, Total, layout

BAN = "BAN XÂY DỰNG ĐẢNG"
ROMAN = {1: "I", 2: "II", 3: "III", 4: "IV", 5: "V"}
NO_SECTOR = 9  # stands after the five; an old list may leave the field open
SECTOR_NAMES = {number: name for number, name, _ in SECTORS}
_HEADINGS = {number: f"{ROMAN[number]}. {heading}" for number, _, heading in SECTORS}
COPIES_HEADING = "ĐĂNG KÝ THEO NGÀNH DỌC (THEO DÕI)"
ORIGIN_WORDS = {
    Origin.NEW: "Mới",
    Origin.KEEP: "Duy trì",
    Origin.IMPROVE: "Duy trì, nâng cao",
    Origin.REPLICATE: "Nhân rộng",
}


def ward_body(ward: Organization) -> str:
    """“ĐẢNG ỦY PHƯỜNG YÊN BÁI”."""
    return ward.address_block.get("body") or ward.name.upper()


def place_of(ward: Organization) -> str:
    return ward.address_block.get("place", "")


def ban_letterhead(ward: Organization, *, day: dt.date | None = None, year: int | None = None) -> Letterhead:
    """Of the Party Building Committee: a dependent body stands under its committee."""
    return Letterhead(ward_body(ward), BAN, place_of(ward), day=day, year=year, has_number=False)


def ban_signature() -> Signature:
    """Room for the head of the Ban to sign; who it is on that day, the paper does not guess."""
    return Signature("", "TRƯỞNG BAN", "")


def numbered(number: str, kind: str, ward: Organization) -> str:
    """“05-QĐ/ĐU” of a number typed with or without its symbol."""
    return symbolised(number, kind, ward.address_block.get("symbol", ""))


def symbolised(number: str, kind: str, symbol: str) -> str:
    if "/" in number or "-" in number:
        return number
    return layout.number_line(number, f"{kind}/{symbol}" if symbol else kind).removeprefix("Số ")


def named(name: str, person: str) -> str:
    """A model's name; of an exemplary person also who it is, on a line of its own."""
    return f"{name}\n{person}" if person else name


def ticks(kind: str) -> tuple[bool, bool]:
    """The two columns “Tập thể”, “Cá nhân”."""
    return kind == InitiativeKind.MODEL, kind == InitiativeKind.INDIVIDUAL


def sector_heading(number: int) -> str:
    """“I. LĨNH VỰC XÂY DỰNG ĐẢNG VÀ HỆ THỐNG CHÍNH TRỊ”."""
    return _HEADINGS.get(number, "CHƯA RÕ LĨNH VỰC")


def sector_subtotal(number: int, model: int, person: int) -> Total:
    """For tables with the columns “model” and “person”."""
    what = f"lĩnh vực {ROMAN[number]}" if number in ROMAN else "chưa rõ lĩnh vực"
    return Total(f"Cộng {what}: {model + person}", {"model": model, "person": person})


def sectors_in_words(tally) -> str:
    """“Xây dựng Đảng và hệ thống chính trị 8; Phát triển kinh tế 14; …” of a tally by (“sector”, number)."""
    return "; ".join(f"{name} {tally.of('sector', number)}" for number, name in SECTOR_NAMES.items())
