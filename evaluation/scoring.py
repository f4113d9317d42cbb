"""Arithmetic of points: pure functions over Decimal, no database, no float (R12, decisions 21–22).

Means are kept with six places and rounded to two only when shown. That is as good as rounding once: the mean of n
totals with two places lies at least 1/(1000·n) from any half of the second place unless it is one, which six places
tell apart for every n up to 1,000 (at four places two different means could tie).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from core.text.formatting import decimal_vi

STEP = Decimal("0.5")
FULL_MARK = Decimal(100)
STORED = Decimal("0.000001")
SHOWN = Decimal("0.01")
ZERO = Decimal(0)


@dataclass(frozen=True)
class Figures:
    """What is stored of one evaluation's completed sheets; nothing completed: 0, None, None; without points None."""

    count: int
    mean: Decimal | None
    median: Decimal | None
    spread: Decimal | None


def has_points(criteria: Iterable) -> bool:
    """Whether any of these criteria, or drafts of them, is scored; without points there are findings only."""
    return any(row.max_points is not None for row in criteria)


def total(points: Iterable[Decimal | None]) -> Decimal:
    """The sum of the points given; what is not scored yet adds nothing."""
    return sum((given for given in points if given is not None), ZERO)


def average(numbers: Iterable[Decimal]) -> Decimal | None:
    """With six places; None of nothing."""
    numbers = list(numbers)
    return _mean(numbers) if numbers else None


def figures(totals: Iterable[Decimal | None]) -> Figures:
    """Of the totals of sheets; None is the total of a sheet without points (decision 80)."""
    totals = list(totals)
    ordered = sorted(given for given in totals if given is not None)
    if totals and not ordered:
        return Figures(len(totals), None, None, None)
    if not ordered:
        return Figures(0, ZERO, None, None)
    return Figures(len(ordered), _mean(ordered), _median(ordered), ordered[-1] - ordered[0])


def _mean(totals: list[Decimal]) -> Decimal:
    return _kept(sum(totals, ZERO) / len(totals))


def _median(ordered: list[Decimal]) -> Decimal:
    middle = len(ordered) // 2
    if len(ordered) % 2:
        return _kept(ordered[middle])
    return _kept((ordered[middle - 1] + ordered[middle]) / 2)


def _kept(number: Decimal) -> Decimal:
    return number.quantize(STORED, ROUND_HALF_UP)


def rounded(number: Decimal) -> Decimal:
    """As it is shown: two places, halves up, rounded this once."""
    return number.quantize(SHOWN, ROUND_HALF_UP)


def is_on_step(points: Decimal) -> bool:
    """Points go by halves."""
    return points % STEP == 0


def points_error(points: Decimal | None, max_points: Decimal | None) -> str:
    """Why these points cannot stand, in the words of the form; '' when they can. No points is no error."""
    if points is None:
        return ""
    if max_points is None:
        return "Tiêu chí này chỉ ghi kết quả, không chấm điểm"
    if points < 0:
        return "Điểm không được nhỏ hơn 0"
    if points > max_points:
        return f"Điểm tối đa của tiêu chí này là {decimal_vi(max_points)}"
    if not is_on_step(points):
        return "Điểm ghi theo bước 0,5, ví dụ 17 hoặc 17,5"
    return ""


def percent_met(planned: Decimal | None, result: Decimal | None) -> Decimal | None:
    """How much of a registered target was reached, in per cent; None when there is nothing to compare."""
    if not planned or result is None:
        return None
    return rounded(result * 100 / planned)
