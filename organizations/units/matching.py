"""Which unit a text means: “CB TDP MINH TÂN 2”, “Chi bộ tổ 2 Minh Tân”, “TDP24”. Pure; knows no database.

Only equality decides, after folding and writing out short forms; what is merely near is offered to a person, never
taken. Minh Tân 1 can so never become Minh Tân 10 or 11.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import combinations

from core.spreadsheets.headings import words
from core.text.vietnamese import clean_line, fold
from organizations.units.words import LEFT_OUT, written_out

MAX_CANDIDATES = 8
NEAR = 0.62  # share of equal letters from which a unit is worth offering
_REMARK = re.compile(r"\s*\([^()\d]*\)\s*$")  # “(mới thành lập)”; one with a number may name the unit
_WARD = re.compile(r"(?:^|.* )(?:phuong|xa|thi tran|dac khu) ")


@dataclass(frozen=True, slots=True)
class KnownUnit:
    """`names[0]` is the present name, the others are past ones. `key` is whatever the caller finds the unit by."""

    key: int
    code: str
    names: tuple[str, ...]
    aliases_fold: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Match:
    """`how` is code, name, alias or expanded where `key` is set, else suggestion; `candidates` are best first."""

    key: int | None
    how: str
    candidates: tuple[int, ...] = ()


NO_MATCH = Match(None, "suggestion")


class UnitMatcher:
    """Built once for a ward's units, asked for every row. `ward_name` lets “phường Yên Bái” mean this ward."""

    def __init__(self, units: Iterable[KnownUnit], *, ward_name: str = ""):
        self.units = {unit.key: unit for unit in units}
        self.ward = _WARD.sub("", words(ward_name))
        self._codes = {words(unit.code): unit.key for unit in self.units.values() if unit.code}
        self._names: dict[str, list[int]] = {}
        self._past: dict[str, list[int]] = {}
        self._aliases: dict[str, list[int]] = {}
        self._variants: dict[str, dict[int, int]] = {}
        for unit in self.units.values():
            self._learn(unit)
        self._cores = {unit.key: _core(self._key_of(unit.names[0])) for unit in self.units.values()}
        self._found: dict[str, Match] = {}

    def match(self, raw: str) -> Match:
        text = clean_line(raw)
        if text not in self._found:
            self._found[text] = self._match(text) if words(text) else NO_MATCH
        return self._found[text]

    def _learn(self, unit: KnownUnit) -> None:
        for place, name in enumerate(unit.names):
            _add(self._past if place else self._names, fold(name), unit.key)
            for variant, dropped in _variants(self._key_of(name)):
                known = self._variants.setdefault(variant, {})
                known[unit.key] = min(dropped + 10 * bool(place), known.get(unit.key, 99))
        for alias in unit.aliases_fold:
            _add(self._aliases, fold(alias), unit.key)

    def _match(self, text: str) -> Match:
        named = self._by_name(text)
        coded = self._by_code(text)
        if coded and named and (coded.key != named.key or named.key is None):
            return Match(None, "suggestion", tuple(dict.fromkeys((*coded.candidates, *named.candidates))))
        return coded or named or Match(None, "suggestion", tuple(self._near(text)))

    def _by_code(self, text: str) -> Match | None:
        """The code alone, or in front of or behind the unit's own name."""
        spoken = words(text)
        if (key := self._codes.get(spoken)) is not None:
            return Match(key, "code", (key,))
        first, _, rest = spoken.partition(" ")
        front, _, last = spoken.rpartition(" ")
        for code, name in ((first, rest), (last, front)):
            key = self._codes.get(code)
            if key is not None and (named := self._by_name(name)) is not None:
                if named.key == key:
                    return Match(key, "code", (key,))
                return Match(None, "suggestion", (key, *named.candidates))
        return None

    def _by_name(self, text: str) -> Match | None:
        """Strictest first. What several units answer to is told by its accents, or by a person."""
        folded = fold(text)
        for table, how in ((self._names, "name"), (self._aliases, "alias"), (self._past, "name")):
            if keys := table.get(folded):
                return self._decided(text, keys, how)
        for key in self._spoken_keys(text):
            if known := self._variants.get(key):
                least = min(known.values())
                return self._decided(text, [unit for unit, dropped in known.items() if dropped == least], "expanded")
        return None

    def _decided(self, text: str, keys: Sequence[int], how: str) -> Match:
        if len(keys) > 1:
            accented = [key for key in keys if text.casefold() in map(_plain_case, self.units[key].names)]
            if len(accented) != 1:
                return Match(None, "suggestion", tuple(keys[:MAX_CANDIDATES]))
            keys = accented
        return Match(keys[0], how, tuple(keys))

    def _key_of(self, text: str) -> str:
        return " ".join(written_out(text))

    def _spoken_keys(self, text: str) -> Iterator[str]:
        """The text as written, without the name of this ward, without the word for ward, without a remark behind."""
        key = self._key_of(text)
        yield key
        if (bare := _REMARK.sub("", text)) != text:
            yield from self._spoken_keys(bare)
        if self.ward and f" phuong {self.ward} " in f" {key} ":
            padded = f" {key} "
            yield padded.replace(f" phuong {self.ward} ", " phuong ").strip()
            yield padded.replace(f" phuong {self.ward} ", " ").strip()

    def _near(self, text: str) -> list[int]:
        spoken = _core(self._key_of(text))
        numbers = [word for word in spoken.split() if word.isdigit()]
        scored = []
        said = set(spoken.split())
        matcher = SequenceMatcher(None, "", spoken, autojunk=False)  # the second text is the one it prepares once
        for key, name in self._cores.items():
            if numbers and numbers != [word for word in name.split() if word.isdigit()]:
                continue
            matcher.set_seq1(name)
            contains = bool(said) and said <= set(name.split())
            if not contains and (matcher.real_quick_ratio() < NEAR or matcher.quick_ratio() < NEAR):
                continue
            share = matcher.ratio() + contains
            if share >= NEAR:
                scored.append((-share, len(scored), key))
        return [key for _, _, key in sorted(scored)[:MAX_CANDIDATES]]


def _add(table: dict[str, list[int]], text: str, key: int) -> None:
    if key not in (keys := table.setdefault(text, [])):
        keys.append(key)


def _plain_case(name: str) -> str:
    return clean_line(name).casefold()


def _without(key: str, phrase: str) -> str:
    return f" {key} ".replace(f" {phrase} ", " ", 1).strip()


def _core(key: str) -> str:
    """What tells a unit from its neighbours."""
    for phrase in LEFT_OUT:
        key = _without(key, phrase) or key
    return key


def _variants(key: str) -> Iterator[tuple[str, int]]:
    """The name itself and every way to leave out words that offices leave out, with how many were."""
    # The body and its party cell are two: “Đảng ủy phường” is not “Chi bộ Cơ quan Đảng ủy phường”.
    present = [phrase for phrase in LEFT_OUT if f" {phrase} " in f" {key} "]
    for count in range(len(present) + 1):
        for chosen in combinations(present, count):
            if "chi bo" in chosen and "co quan" in chosen:
                continue
            shorter = key
            for phrase in chosen:
                shorter = _without(shorter, phrase)
            if len(shorter.split()) > 1 or count == 0:
                yield shorter, count
