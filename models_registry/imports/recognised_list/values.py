"""What one cell or line says: a tick, a kind, a field, a level, a decision. Pure functions of text."""

import re
from dataclasses import dataclass
from functools import lru_cache

from core.spreadsheets.headings import words
from core.text.periods import PeriodError, read_period
from core.text.vietnamese import clean_line
from models_registry.imports.recognised_list import vocabulary as v
from models_registry.imports.recognised_list.result import Decision
from organizations.units.words import begins_like_unit

_NUMERALS = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "1": 1, "2": 2, "3": 3, "4": 4, "5": 5}
_NUMBERED_SECTOR = re.compile(r"(?:linh vuc|lv|nhom|muc|so)?\s*(?:so|thu)?\s*(iii|ii|iv|i|v|0?[1-5])")
_PHRASES = sorted(
    ((phrase, number) for number, phrases in v.SECTORS.items() for phrase in phrases), key=lambda p: -len(p[0])
)
_PHRASE = re.compile(r"\b(?:" + "|".join(re.escape(phrase) for phrase, _ in _PHRASES) + r")\b")
_NUMBER_OF_PHRASE = dict(_PHRASES)
# “I.”, “1)”, “A -”, “III/”, “*”: what may stand in front of a line.
_ENUMERATION = re.compile(
    r"^\s*(?:(?:phần|mục|Phần|Mục|PHẦN|MỤC)\s+(?=[IVXA-ZĐ\d]{1,5}\s*[.:)-])|[-+*•–—]\s*|(?:[IVX]{1,5}|[A-ZĐ]|\d{1,3}(?:\.\d{1,3})*)\s*[.)/:\-–—]+\s*|[IVX]{1,5}\s+(?=\D))+"
)
_COUNTED_TICK = re.compile(r"[xv✓✔]\W*\d{0,2}")  # “x (01)”
_TAIL = 80  # characters at the end of a line where its count is looked for
_ITEM = re.compile(r"\s*(?:[-+*•–]|\(?\d{1,2}[.)])\s*\S")
_NAMED_COUNT = re.compile(
    r"\s*[\[(:\-–—]\s*(?:gồm|có)?\s*\d{1,4}\s*(?:mô hình|điển hình|mh|tập thể|cá nhân)[^\])]*[\])]?\s*$", re.IGNORECASE
)
_COUNT = re.compile(
    r"[\[(]?\s*(?:gồm|có|tổng)?:?\s*(\d{1,4})\s*(?:mô hình|điển hình|mh|tập thể|cá nhân|gương)[^\])]*[\])]?\s*$|"
    r"[:\-–—]\s*(\d{1,4})\s*$|[\[(]\s*(\d{1,4})\s*[\])]\s*$",
    re.IGNORECASE,
)
_DITTO_FIRSTS = frozenset(mark[0] for mark in v.DITTOS)
NUMERAL = re.compile(r"\(?(?:[IVXivx]{1,5}|[A-ZĐa-zđ]|\d{1,4}(?:\.\d{1,3})*)\)?\s*[.)/:]*")
WHOLE_NUMBER = re.compile(r"\(?\s*\d{1,5}(?:\.\d{1,3})*\s*[.)]*")
_DECISION = re.compile(
    r"(?:số|Số|SỐ)?\s*:?\s*(\d{1,5}\s*[-–/]?\s*(?:QĐ|NQ|TB|KL|QÐ)\b\s*[-–/]\s*[A-ZĐÐƯa-zđư.]+(?:[-–/][A-ZĐƯ]+)*)"
)
# Letters of TCVN3 and VNI inside a word that no Vietnamese word holds: one is enough where the list has clear cases.
_OLD_LETTER = re.compile(r"(?<=[^\W\d_])[¨©«¬®µ¶¸¹»¼½¾×÷äåæëïñöøûüþß]|[¨©«¬®µ¶¸¹»¼½¾×](?=[^\W\d_])", re.IGNORECASE)
_BETWEEN_PERSON_AND_UNIT = re.compile(r"\s*(?:[,;(\n–—]|\s-\s)\s*")
_SPOKEN_DATE = re.compile(
    r"ng[àa]y\s*(\d{1,2}\s*(?:[/.-]\s*\d{1,2}\s*[/.-]\s*\d{4}|tháng\s*\d{1,2}\s*năm\s*\d{4}))", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class SectorReading:
    """`number` when the text names just one field; `is_name` when it says nothing else."""

    number: int | None = None
    is_name: bool = False


def tick_of(text: str) -> bool | None:
    """True for a mark, False for none, None for a text that is neither."""
    plain = clean_line(text).strip("()[]. ").casefold() if len(text) <= 12 else text
    if plain in v.TICKS or _COUNTED_TICK.fullmatch(plain):
        return True
    return False if plain in v.NO_TICKS else None


def is_ditto(text: str) -> bool:
    return len(text) <= 12 and text[:1].casefold() in _DITTO_FIRSTS and clean_line(text).casefold() in v.DITTOS


@lru_cache(maxsize=5_000)
def kind_of(text: str) -> str | None:
    spoken = words(text)
    if spoken in v.KINDS:
        return v.KINDS[spoken]
    collective, person = v.COLLECTIVE_WORDS in spoken, v.PERSON_WORDS in spoken
    return None if collective == person else v.MODEL if collective else v.INDIVIDUAL


def kind_named(text: str) -> str | None:
    """The kind a heading or group line is the name of; None when it says more than that."""
    spoken = words(text)
    others = spoken.replace(v.COLLECTIVE_WORDS, "").replace(v.PERSON_WORDS, "").split()
    if all(word in v.BESIDE_KIND or word.isdigit() for word in others):
        return kind_of(without_count(text))
    return None


@lru_cache(maxsize=5_000)
def sector_of(text: str) -> SectorReading:
    """By its words in any of the usual wordings; a bare number or Roman numeral counts in the Plan's order."""
    spoken = words(without_count(strip_enumeration(text))) or words(text)
    found = {_NUMBER_OF_PHRASE[phrase] for phrase in _PHRASE.findall(spoken)}
    if not found:
        match = _NUMBERED_SECTOR.fullmatch(words(text))
        return SectorReading(_NUMERALS[match[1].lstrip("0")] if match else None)
    rest = set(_PHRASE.sub(" ", spoken).split())
    return SectorReading(found.pop() if len(found) == 1 else None, rest <= v.BESIDE_SECTOR)


def speaks_of_sector(text: str) -> bool:
    """“Lĩnh vực …”, whether or not it is one of the five."""
    return words(strip_enumeration(text)).startswith(v.SECTOR_PREFIXES)


def strip_enumeration(text: str) -> str:
    return _ENUMERATION.sub("", text) or text


def count_in(text: str) -> int | None:
    """The number of models a group line gives: 8 in “I. … (8 mô hình)”."""
    match = _COUNT.search(text[-_TAIL:])
    return int(next(group for group in match.groups() if group)) if match else None


def without_count(text: str) -> str:
    return text[:-_TAIL] + _COUNT.sub("", text[-_TAIL:]).rstrip(" :;.-–—") or text


def models_in(value: object) -> int:
    """How many models a cell lists, each on its own line behind a dash or number."""
    lines = [line for line in str(value or "").splitlines() if line.strip()]
    return len(lines) if len(lines) > 1 and all(_ITEM.match(line) for line in lines) else 1


def unit_named(text: str) -> str:
    """A unit's name from its group line; a number behind it may belong to the name and stays."""
    bare = strip_enumeration(text)
    return bare[:-_TAIL] + _NAMED_COUNT.sub("", bare[-_TAIL:]).rstrip(" :;.")


def split_person(text: str) -> tuple[str, str]:
    """“Nguyễn Văn A - Chi bộ TDP Minh Tân 2” → the person, the unit; either may be missing."""
    parts = [part.strip(" )") for part in _BETWEEN_PERSON_AND_UNIT.split(text) if part.strip(" )")]
    unit = next((part for part in parts if begins_like_unit(part)), "")
    person = next((part for part in parts if part != unit), "")
    return person, unit


def holds_old_letters(text: str) -> bool:
    return _OLD_LETTER.search(text) is not None


def level_of(text: str) -> str | None:
    padded = f" {words(text)} "
    return next((level for phrase, level in v.LEVELS.items() if f" {phrase} " in padded), None)


def is_refusal(text: str) -> bool:
    return words(text).partition(" ")[0] in v.REFUSALS


def decision_of(text: str) -> Decision:
    """Number and day of a decision named in a text; blanks left to be filled in by hand give neither."""
    number = _DECISION.search(text)
    if number is None:
        return Decision()
    day = _SPOKEN_DATE.search(text, number.end())
    return Decision(re.sub(r"\s+", "", number[1]).replace("–", "-"), day_of(day[1]) if day else None)


def day_of(text: str):
    """The one day a cell names, or None."""
    try:
        period = read_period(text, year=2000)
    except PeriodError:
        return None
    return period.starts_on if period.starts_on == period.ends_on else None


def starts_total(text: str) -> bool:
    spoken = words(text)
    return spoken in v.WHOLE_TOTALS or any(spoken == total or spoken.startswith(f"{total} ") for total in v.TOTALS)


def starts_closing(text: str) -> bool:
    spoken = words(text)
    if spoken in v.WHOLE_CLOSINGS or f"{spoken} ".startswith(v.CLOSINGS):
        return True
    return "ngay" in spoken and re.search(r"\bngay (?:\d{1,2} )?thang (?:\d{1,2} )?nam\b", spoken) is not None


def starts_remark(text: str) -> bool:
    return words(text).startswith(v.REMARKS)
