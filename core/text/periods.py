"""Periods as offices write them: “Quý I - Quý IV/2025”, “Từ 3/2025”, “15/3/2025 - 30/11/2025”, “Thường xuyên”.

Only what is written is understood; the office's own words stay beside it. Works on folded text, so that accents, kinds
of dashes and spaces do not matter.
"""

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from core.text.vietnamese import clean_line, fold

MAX_LENGTH = 300  # longer texts are stories, not periods
_FIRST_SERIAL, _LAST_SERIAL = 36_526, 55_153  # Excel's day numbers of 2000–2050, seen where a date lost its format


@dataclass(frozen=True, slots=True)
class Period:
    """Both days included. `ongoing`: no end was named (“thường xuyên”, “từ 3/2025”, “đến nay”)."""

    starts_on: date | None = None
    ends_on: date | None = None
    ongoing: bool = False
    raw: str = ""

    @property
    def is_understood(self) -> bool:
        return self.ongoing or self.starts_on is not None or self.ends_on is not None


class PeriodError(ValueError):
    """A day no calendar has, or an end before its start. The text is a Vietnamese clause: “ngày 31/02/2026 không …”."""


@dataclass(frozen=True, slots=True)
class _Point:
    """A stretch named in the text: from month and day to month and day of a year that may stand elsewhere.

    A day of 0 is the first or last of its month; `bare` is a number that takes its meaning from the point after it.
    """

    shape: str  # day, month, quarter, year, edge or bare
    first: tuple[int, int] = (1, 0)
    last: tuple[int, int] = (12, 0)
    year: int | None = None
    last_year: int | None = None  # where the stretch crosses the new year
    number: int = 0
    is_spoken: bool = False  # “tháng”, “quý” stood before the number
    begin: int = 0
    end: int = 0


_YEAR = r"((?:19|20)\d{2})(?!\d)"
_NUMBER = r"(?<!\d)(\d{1,2})(?!\d)"
_ROMANS = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_WRITTEN = {"ba": 3, "sau": 6, "chin": 9}
_ITS_YEAR = rf"\s*(?:[/,.-]\s*)?(?:nam\s*)?{_YEAR}"


def _year(text: str | None) -> int | None:
    return None if not text else int(text) if len(text) == 4 else 2000 + int(text)


def _day(day: str, month: str, year: str | None = None) -> _Point:
    if int(day) == 0:
        raise PeriodError(f"ngày {day}/{month} không có thật")
    at = (int(month), int(day))
    return _Point("day", at, at, _year(year), number=int(day))


def _month(month: str, year: str | None = None, short_year: str | None = None, *, spoken: bool = True) -> _Point:
    number = int(month)
    return _Point("month", (number, 0), (number, 0), _year(year or short_year), number=number, is_spoken=spoken)


def _quarter(number: str, year: str | None = None) -> _Point:
    quarter = _ROMANS.get(number) or int(number)
    return _Point("quarter", (3 * quarter - 2, 0), (3 * quarter, 0), _year(year), number=quarter, is_spoken=True)


def _part(length: str, which: str, year: str | None) -> _Point:
    months = _WRITTEN.get(length) or int(length)
    first, last = (1, months) if which == "dau" else (13 - months, 12)
    return _Point("month", (first, 0), (last, 0), _year(year), is_spoken=True)


def _edge(which: str, year: str | None) -> _Point:
    month = 1 if which == "dau" else 12
    return _Point("edge", (month, 0), (month, 0), _year(year))


def _day_or_month(first: str, second: str) -> _Point:
    """“15/3” is a day; “3/25” can only be a month of 2025."""
    if int(second) > 12 and 1 <= int(first) <= 12:
        return _month(first, second, spoken=False)
    return _day(first, second)


# The first pattern that fits at a place wins.
_PATTERNS: tuple[tuple[re.Pattern, Callable[..., _Point]], ...] = tuple(
    (re.compile(pattern), build)
    for pattern, build in (
        (rf"(?<!\d){_YEAR}-(\d{{1,2}})-(\d{{1,2}})(?!\d)", lambda year, month, day: _day(day, month, year)),
        (
            r"(?<!\d)(\d{1,2})\s*([/.-])\s*(\d{1,2})\s*\2\s*(\d{4}|\d\d)(?!\d)",
            lambda day, _, month, year: _day(day, month, year),
        ),
        (rf"(?:ngay\s*)?{_NUMBER}\s*thang\s*{_NUMBER}(?:\s*[/,-]?\s*(?:nam\s*)?{_YEAR})?", _day),
        (
            rf"nam hoc\s*{_YEAR}\s*-\s*{_YEAR}",
            lambda first, last: _Point("day", (9, 1), (5, 31), int(first), int(last)),
        ),
        (rf"(?<![a-z\d])(0?[369]|ba|sau|chin)\s*thang\s*(dau|cuoi)\s*nam(?:\s*{_YEAR})?", _part),
        (rf"nua\s*(dau|cuoi)\s*nam(?:\s*{_YEAR})?", lambda which, year: _part("6", which, year)),
        (rf"\b(dau|cuoi)\s*nam\b(?:\s*{_YEAR})?", _edge),
        (rf"(?:\bquy|\bq)\s*\.?\s*(iv\b|i{{1,3}}\b|0?[1-4](?!\d))(?:{_ITS_YEAR})?", _quarter),
        (rf"(?:\bthang|\bt)\s*\.?\s*{_NUMBER}(?:{_ITS_YEAR}|\s*/\s*(\d\d)(?![\d/]))?", _month),
        (rf"(?<!\d)(\d{{1,2}})\s*[/.-]\s*{_YEAR}", lambda month, year: _month(month, year, spoken=False)),
        (r"(?<![\d/.])(\d{1,2})\s*[/.]\s*(\d{1,2})(?![\d/])", _day_or_month),
        (rf"\b(iv|i{{1,3}})\b(?:{_ITS_YEAR})?", _quarter),
        (rf"(?<!\d){_YEAR}", lambda year: _Point("year", year=int(year))),
        (rf"{_NUMBER}(?=\s*(?:[-,]|va\b|den\b|toi\b|$))", lambda number: _Point("bare", number=int(number))),
    )
)
_ALWAYS = re.compile(r"thuong xuyen|lien tuc|lau dai|hang nam|quanh nam|khong thoi han|hang (?:ngay|tuan|thang|quy)")
_WHOLE_YEAR = re.compile(r"\b(?:ca|trong|toan) nam\b|\b12 thang\b|\bnam nay\b")
_SINCE = re.compile(r"\b(?:tu|ke tu|bat dau)\b")
_UNTIL = re.compile(r"\b(?:den|toi|truoc)\b")
_TILL_NOW = re.compile(r"(?:\b(?:den|toi)|-)\s*(?:hien |thoi diem hien )?(?:nay|tai)\b|\btro di\b|\bden khi\b")
_RANGE = re.compile(r"-|den|toi|den het")
_DURATION = re.compile(r"^\s*(?:thang|nam|ngay|tuan|quy)\b(?!\s*\d)")


def read_period(text: str, *, year: int) -> Period:
    """The period a cell means; not understood leaves both days empty. `year` stands for a year that is not written.

    Raises PeriodError, whose clause names the fault, for days that do not exist and ends before starts.
    """
    raw = clean_line(text)
    folded = fold(raw)
    if not raw or len(raw) > MAX_LENGTH:
        return Period(raw=raw)
    if folded.isdigit() and _FIRST_SERIAL <= int(folded) <= _LAST_SERIAL:
        day = date(1899, 12, 30) + timedelta(days=int(folded))
        return Period(day, day, raw=raw)
    points = _with_years(_settled(_points(folded), folded), year)
    if not points:
        return _without_points(folded, raw, year)
    starts_on, ends_on = _span(points)
    last = points[-1]
    if _TILL_NOW.search(folded) or (len(points) == 1 and _is_open(folded, last)):
        return Period(starts_on, None, ongoing=True, raw=raw)
    if len(points) == 1 and _UNTIL.search(folded[: last.begin]):
        return Period(None, ends_on, raw=raw)
    if len(points) == 1 and last.shape == "edge":  # “cuối năm 2025” names no days
        return Period(raw=raw)
    return Period(starts_on, ends_on, raw=raw)


def read_period_between(start: str, end: str, *, year: int) -> Period:
    """A period written in two columns, from and to. Raises PeriodError as `read_period` does."""
    raw = " - ".join(part for part in (clean_line(start), clean_line(end)) if part)
    first, last = read_period(start, year=year), read_period(end, year=year)
    if not end and first.ends_on is not None and first.starts_on is not None:
        return Period(first.starts_on, None, ongoing=True, raw=raw)
    still = bool(end) and (last.ongoing or bool(_TILL_NOW.search(f"den {fold(end)}")))
    if not start or not first.is_understood:
        return Period(None, last.ends_on, ongoing=last.ongoing or first.ongoing, raw=raw)
    starts_on, ends_on = first.starts_on, None if still else last.ends_on
    _check_order(starts_on, ends_on)
    return Period(starts_on, ends_on, ongoing=still or (first.ongoing and ends_on is None), raw=raw)


def _without_points(folded: str, raw: str, year: int) -> Period:
    if _ALWAYS.search(folded):
        return Period(ongoing=True, raw=raw)
    if _WHOLE_YEAR.search(folded):
        return Period(date(year, 1, 1), date(year, 12, 31), raw=raw)
    return Period(raw=raw)


def _is_open(folded: str, point: _Point) -> bool:
    return bool(_SINCE.search(folded[: point.begin])) and not _UNTIL.search(folded)


def _points(folded: str) -> list[_Point]:
    found, place = [], 0
    while place < len(folded):
        for pattern, build in _PATTERNS:
            if match := pattern.match(folded, place):
                found.append(replace(build(*match.groups()), begin=match.start(), end=match.end()))
                place = match.end()
                break
        else:
            place += 1
    return found


def _settled(points: list[_Point], folded: str) -> list[_Point]:
    """Bare numbers take the shape of the point after them; roman numbers count only where quarters are spoken of."""
    has_quarters = any(point.shape == "quarter" and folded[point.begin] == "q" for point in points)
    settled: list[_Point] = []
    for place, point in reversed(list(enumerate(points))):
        if point.shape == "quarter" and not has_quarters:
            continue
        if point.shape == "bare":
            taken = _taken(point, points[place - 1] if place else None, settled[-1] if settled else None, folded)
            if taken is None:
                continue
            point = replace(taken, begin=point.begin, end=point.end)
        elif has_quarters and point.shape == "month" and not point.is_spoken and point.number <= 4:
            point = replace(_quarter(str(point.number)), year=point.year, begin=point.begin, end=point.end)
        settled.append(point)
    return settled[::-1]


def _taken(bare: _Point, before: _Point | None, after: _Point | None, folded: str) -> _Point | None:
    """What a bare number means by the point after it, or, at the very end, by the one before: “tháng 5 - 8”."""
    if after is not None:
        return None if _DURATION.match(folded[bare.end :]) else _as(after, bare.number)
    if before is not None and before.is_spoken and _RANGE.fullmatch(folded[before.end : bare.begin].strip()):
        return _as(before, bare.number)
    return None


def _as(following: _Point, number: int) -> _Point | None:
    """A bare number before another point: 15 in “15 - 30/11/2025”, 01 in “01-12/2025”, 1 in “quý 1 - quý 4”."""
    if following.shape == "day":
        return replace(following, first=(following.first[0], number), last=(following.last[0], number), year=None)
    if following.shape == "month" and 1 <= number <= 12:
        return _month(str(number), spoken=following.is_spoken)
    if following.shape == "quarter" and 1 <= number <= 4:
        return _quarter(str(number))
    return None


def _with_years(points: list[_Point], year: int) -> list[_Point]:
    """A year not written is that of the next point, else of the one before, else the list's own."""
    dated: list[_Point] = []
    nearest = next((point.year for point in reversed(points) if point.year), year)
    for point in reversed(points):
        borrowed = point.year is None
        nearest = nearest if borrowed else point.year
        shift = 1 if borrowed and dated and point.first > dated[-1].first else 0
        nearest -= shift
        dated.append(replace(point, year=nearest))
    dated.reverse()
    if len(dated) == 2 and points[1].year is None and points[0].year and dated[1].last < dated[0].first:
        dated[1] = replace(dated[1], year=dated[1].year + 1)  # “20/11/2024 - 15/01”
    return dated


def _span(points: list[_Point]) -> tuple[date, date]:
    """From the first day named to the last; two points must stand in order, more are taken as a list."""
    days = [
        (_date(point.year, *point.first, last=False), _date(point.last_year or point.year, *point.last, last=True))
        for point in points
    ]
    if len(days) == 2:
        _check_order(days[0][0], days[1][1])
    return min(first for first, _ in days), max(last for _, last in days)


def _date(year: int, month: int, day: int, *, last: bool) -> date:
    named = f"ngày {day:02d}/{month:02d}/{year}" if day else f"tháng {month:02d}/{year}"
    if not (1 <= month <= 12 and 1900 <= year <= 2100):
        raise PeriodError(f"{named} không có thật")
    length = calendar.monthrange(year, month)[1]
    if day > length:
        raise PeriodError(f"{named} không có thật")
    return date(year, month, day or (length if last else 1))


def _check_order(starts_on: date | None, ends_on: date | None) -> None:
    if starts_on and ends_on and ends_on < starts_on:
        raise PeriodError(f"ngày kết thúc {ends_on:%d/%m/%Y} trước ngày bắt đầu {starts_on:%d/%m/%Y}")
