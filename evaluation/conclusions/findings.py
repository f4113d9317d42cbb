"""From what the sheets say to the final finding of each criterion (decision 21). Pure; “the finding decides”."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from evaluation.enums import Finding


@dataclass(frozen=True)
class Verdict:
    """One criterion: whether the head must settle it, and how it stands ('' = not settled yet)."""

    is_open: bool
    finding: str
    reason: str = ""

    @property
    def is_met(self) -> bool:
        return self.finding == Finding.MET


def is_open(said: Iterable[str]) -> bool:
    """The head settles a criterion when no sheet counts, or any sheet says other than đạt."""
    said = list(said)
    return not said or any(finding != Finding.MET for finding in said)


def verdicts(said: Mapping[int, Iterable[str]], rulings: Mapping[int, tuple[str, str]]) -> dict[int, Verdict]:
    """By criterion number: `said` what each sheet that counts found, `rulings` the head's (finding, reason).

    A ruling on a criterion all sheets find met is not needed and does not count.
    """
    found = {}
    for number, findings in said.items():
        if not is_open(findings):
            found[number] = Verdict(False, Finding.MET)
            continue
        finding, reason = rulings.get(number, ("", ""))
        found[number] = Verdict(True, finding, reason)
    return found


def unsettled(found: Mapping[int, Verdict]) -> list[int]:
    return [number for number, verdict in found.items() if not verdict.finding]


def unmet(found: Mapping[int, Verdict]) -> list[int]:
    return [number for number, verdict in found.items() if not verdict.is_met]
