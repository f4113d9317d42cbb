"""How far scorers agree: figures of each criterion, and sheets that lie apart.

Pure over what is read; Decimal throughout.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from evaluation import scoring
from evaluation.models import Criterion, Evaluation, KeptScore, ScoreSheet
from evaluation.scoring import Figures
from evaluation.sheets.page import Scored


@dataclass(frozen=True)
class CriterionFigures:
    """One criterion over the sheets that count: points in the order of the sheets, and their figures."""

    criterion: Criterion
    points: Sequence[Decimal | None]
    figures: Figures
    sheets: Sequence[Scored]

    @property
    def by_sheet(self) -> list[tuple[Scored, Decimal | None]]:
        return list(zip(self.sheets, self.points, strict=True))

    @property
    def is_apart(self) -> bool:
        """More than a quarter of the criterion's points between two sheets."""
        most = self.criterion.max_points
        return bool(most) and self.figures.spread is not None and self.figures.spread * 4 > most


def by_criterion(criteria: Iterable[Criterion], sheets: Sequence[Scored]) -> list[CriterionFigures]:
    found = []
    for criterion in criteria:
        points = [one.scores[criterion.number].points if criterion.number in one.scores else None for one in sheets]
        given = [value for value in points if value is not None]
        found.append(CriterionFigures(criterion, points, scoring.figures(given), sheets))
    return found


def lies_apart(evaluation: Evaluation) -> bool:
    """Whether the sheets differ by more than the year's limit; `evaluation` comes with its cycle."""
    return evaluation.spread is not None and evaluation.spread > evaluation.cycle.spread_limit


def standing(
    kept: Iterable[KeptScore], evaluation: Evaluation, sheets: Iterable[ScoreSheet]
) -> Mapping[int, KeptScore]:
    """What still holds, by the sheet's key, 0 for the head's word on all of them."""
    totals = {sheet.pk: sheet.total for sheet in sheets}
    holds = {}
    for row in kept:
        if row.sheet_id is None:
            if (row.mean, row.spread) == (evaluation.mean, evaluation.spread):
                holds[0] = row
        elif row.sheet_id in totals and totals[row.sheet_id] == row.total:
            holds[row.sheet_id] = row
    return holds


def is_settled(kept: Mapping[int, KeptScore], sheets: Iterable[ScoreSheet]) -> bool:
    """The head keeps them all, or every scorer keeps their own."""
    return 0 in kept or all(sheet.pk in kept for sheet in sheets)
