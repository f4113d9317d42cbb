"""The formal parts around a document's content, as plain data. Sizes and signs: `layout`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from reports.documents import layout


@dataclass(frozen=True, slots=True)
class Letterhead:
    """The heading of a Party document.

    `upper_body` and `body` stand left (ĐẢNG BỘ TỈNH LÀO CAI / ĐẢNG ỦY PHƯỜNG YÊN BÁI), the Party's name and the date
    right. `symbol` is what follows the number (“TTr/ĐU”); an attachment has neither: `has_number=False`.
    """

    upper_body: str
    body: str
    place: str
    day: date | None = None
    year: int | None = None  # written when the day is still open
    number: int | str | None = None
    symbol: str = ""
    has_number: bool = True
    has_date: bool = True

    @property
    def number_line(self) -> str:
        return layout.number_line(self.number, self.symbol) if self.has_number else ""

    @property
    def date_line(self) -> str:
        return layout.date_line(self.place, self.day, self.year) if self.has_date else ""


@dataclass(frozen=True, slots=True)
class Signature:
    """`T/M BAN THƯỜNG VỤ` / `PHÓ BÍ THƯ THƯỜNG TRỰC` / name; an empty name leaves its line free."""

    authority: str
    post: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Recipients:
    """Given without dashes and stops; they are set by the rule in force."""

    lines: Sequence[str] = ()

    @property
    def shown(self) -> list[str]:
        return layout.recipient_lines(tuple(self.lines))
