"""What the practice ward tells: the lines of registrations.tsv with the texts of themes.toml and words.toml."""

import csv
import random
import re
import tomllib
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from models_registry.enums import InitiativeKind, Origin

HERE = Path(__file__).resolve().parent
COPY = "COPY"  # what a unit that registers with its own sector sends for following
_PREFIX = re.compile(r"^(Chi bộ|Đảng bộ)\s+(Cơ quan\s+)?", re.IGNORECASE)


@dataclass(frozen=True)
class Line:
    """One registration: whose, how far it came (`fate`), sent on which day, `source` a number of last year's list."""

    unit: str
    fate: str
    day: int
    theme: str
    origin: str
    source: str
    sector: int | None
    kind: str
    flags: frozenset[str]
    quality: int  # of 100, for scorers; of a draft: how many of its steps are written
    name: str

    @property
    def is_copy(self) -> bool:
        return self.kind == COPY

    @property
    def is_individual(self) -> bool:
        return self.kind == InitiativeKind.INDIVIDUAL


def read_lines() -> list[Line]:
    with (HERE / "registrations.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [
        Line(
            unit=row["unit"],
            fate=row["fate"],
            day=int(row["day"]),
            theme=row["theme"],
            origin=Origin(row["origin"]),
            source=row["source"],
            sector=int(row["sector"]) if row["sector"] else None,
            kind=row["kind"],
            flags=frozenset(filter(None, row["flags"].split(","))),
            quality=int(row["quality"]),
            name=row["name"],
        )
        for row in rows
    ]


def read_themes() -> dict[str, dict[str, Any]]:
    return _read_toml("themes.toml")


def _read_toml(name: str) -> dict[str, Any]:
    return tomllib.loads((HERE / name).read_text(encoding="utf-8"))


WORDS = _read_toml("words.toml")  # what officers, heads and units say


class Telling:
    """The texts of one line, with numbers that are the same each time it is told."""

    def __init__(self, line: Line, theme: dict[str, Any], unit_name: str):
        self.line, self.theme = line, theme
        self.chance = random.Random(f"{line.unit} {line.name} {line.source}")  # noqa: S311 - sample numbers, no secret
        self.place = place_of(unit_name)
        self._numbers = {
            "noi": self.place,
            "ho": self.chance.randrange(96, 230),
            "nguoi": self.chance.randrange(120, 480),
            "tien": self.chance.randrange(3, 20),
            "lan": self.chance.randrange(4, 24),
            "so": self.chance.randrange(3, 12),
        }
        self.targets = [
            {"indicator": name, "measure": measure, "planned": Decimal(self._round(self.chance.randint(least, most)))}
            for name, measure, least, most in theme["targets"]
        ]

    @staticmethod
    def _round(number: int) -> int:
        """People promise round numbers."""
        return number if number < 50 else round(number, -1)

    def text(self, part: str) -> str:
        return self.theme[part].format_map(self._numbers)

    @property
    def work(self) -> list[dict[str, str]]:
        return [{"what": what, "who": who, "when": when} for what, who, when in self.theme["work"]]

    @property
    def households(self) -> int:
        return self._numbers["ho"]


def place_of(unit_name: str) -> str:
    """“Chi bộ tổ dân phố Đồng Tâm 1” → “tổ dân phố Đồng Tâm 1”, as sentences name it."""
    return _PREFIX.sub("", unit_name)
