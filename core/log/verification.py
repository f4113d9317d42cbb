"""Verification: a list of checks (settings.VERIFICATIONS), each read in chunks that go on where they stopped.

A check reads plainly, holds neither lock nor transaction between chunks, and judges only what it fixed at its start or
what was committed in one piece: whoever writes meanwhile is neither held up nor taken for a forger (decision 64).
"""

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

from django.conf import settings
from django.core import signing
from django.utils.module_loading import import_string

MOST_SHOWN = 100  # findings of one check carried from turn to turn; the rest is only counted
TURN = 2.0  # seconds after which a turn ends with the chunk it is at
SALT, LIVES = "core.verifying", 24 * 60 * 60


@dataclass
class Part:
    """What one chunk found. `goes_on`: where the next begins, as plain JSON; None when nothing is left.

    `erased`: lawful erasures on request; `unmarked`: what was written before it could be marked.
    """

    looked_at: int = 0
    problems: list[str] = field(default_factory=list)
    erased: list[str] = field(default_factory=list)
    unmarked: int = 0
    goes_on: Any = None


@dataclass(frozen=True)
class Check:
    """`stages` read (scope, where to go on; None at first) in this order; `counted` is the noun of what they count."""

    key: str
    title: str
    explains: str
    counted: str
    scopes: Callable[[], Iterable[int]]
    stages: tuple[Callable[[int, Any], Part], ...]

    def read(self, scope_key: int, at: Any) -> Part:
        """One chunk from `at` (None: the beginning)."""
        stage, after = at or (0, None)
        part = self.stages[stage](scope_key, after)
        if part.goes_on is not None:
            part.goes_on = [stage, part.goes_on]
        elif stage + 1 < len(self.stages):
            part.goes_on = [stage + 1, None]
        return part


@dataclass
class Report:
    """All parts of one check so far. `found` counts every problem; the first of them stand in `problems`."""

    looked_at: int = 0
    found: int = 0
    problems: list[str] = field(default_factory=list)
    erased: list[str] = field(default_factory=list)
    unmarked: int = 0

    def add(self, part: Part, most: int | None = None) -> None:
        self.looked_at += part.looked_at
        self.found += len(part.problems)
        self.problems = [*self.problems, *part.problems][:most]
        self.erased = [*self.erased, *part.erased][:most]
        self.unmarked += part.unmarked


@dataclass
class Progress:
    """How far the checks of one scope have come: a report for each begun, and where the last of them goes on."""

    scope_key: int
    reports: list[Report] = field(default_factory=list)
    at: Any = None

    @classmethod
    def opened(cls, sealed: str, *, scope_key: int) -> "Progress":
        """What a page carried, signed by us. Raises BadSignature when it was changed, is old, or of another scope."""
        plain = signing.loads(sealed, salt=SALT, max_age=LIVES)
        if plain["scope_key"] != scope_key:
            raise signing.BadSignature("of another scope")
        return cls(scope_key, [Report(**one) for one in plain["reports"]], plain["at"])

    @property
    def sealed(self) -> str:
        return signing.dumps(asdict(self), salt=SALT, compress=True)

    @property
    def is_done(self) -> bool:
        return self.at is None and len(self.reports) == len(checks())

    @property
    def found(self) -> int:
        return sum(report.found for report in self.reports)

    def take_turn(self) -> None:
        """Read on for a while: at least one chunk, and none more once the time of a turn is over."""
        ends = time.monotonic() + TURN
        while not self.is_done:
            self._read_on()
            if time.monotonic() >= ends:
                return

    def _read_on(self) -> None:
        if self.at is None:
            self.reports.append(Report())
        part = checks()[len(self.reports) - 1].read(self.scope_key, self.at)
        self.reports[-1].add(part, MOST_SHOWN)
        self.at = part.goes_on


def checks() -> list[Check]:
    return [import_string(path) for path in settings.VERIFICATIONS]


def scopes() -> list[int]:
    """Every scope any check knows of: one whose log is gone altogether is still asked about."""
    return sorted(set().union(*(check.scopes() for check in checks())))


def read_whole(check: Check, scope_key: int) -> Report:
    """Chunk after chunk to the end."""
    report, part = Report(), check.read(scope_key, None)
    report.add(part)
    while part.goes_on is not None:
        part = check.read(scope_key, part.goes_on)
        report.add(part)
    return report


def verify_everything() -> Iterator[tuple[Check, int, Report]]:
    """Each check of each scope, as its report is ready."""
    for scope_key in scopes():
        for check in checks():
            yield check, scope_key, read_whole(check, scope_key)
