"""Whether a decision, or one row of it, still stands: what a stranger with a paper in hand may learn.

No personal data: a number, a date, the body that issued it, how many rows, the fingerprint.
"""

from dataclasses import dataclass

from django.db import models

from .enums import DecisionKind, DecisionState
from .models import DecisionItem, RecognitionDecision
from .verification import seal_problems


class Standing(models.TextChoices):
    VALID = "VALID", "Còn hiệu lực"
    CORRECTED = "CORRECTED", "Đã đính chính"
    REVOKED = "REVOKED", "Đã thu hồi"
    BROKEN = "BROKEN", "Không khớp niêm phong"


@dataclass(frozen=True)
class Checked:
    """`item`: the row, when the code is of one certificate. `by`: the decisions that changed it since."""

    decision: RecognitionDecision
    item: DecisionItem | None
    standing: Standing
    rows: int
    corrected: int
    revoked: int
    by: list[RecognitionDecision]


def look_up(code: str, order: int | None) -> Checked | None:
    """None when there is no such published paper, or no such row on it. At most five queries."""
    rows = RecognitionDecision.objects.filter(state=DecisionState.PUBLISHED, verify_code=code)
    decision = rows.select_related("ward", "amends").first() if code else None
    if decision is None:
        return None
    items = list(decision.items.all())
    item = next((row for row in items if row.order == order), None)
    if order is not None and (item is None or decision.kind == DecisionKind.REVOCATION):
        return None
    about = items if item is None else [item]
    last = _last_changes(decision, {row.initiative_id for row in about})
    corrected = sum(row.decision.kind == DecisionKind.CORRECTION for row in last)
    revoked = len(last) - corrected
    by = sorted({row.decision for row in last}, key=lambda row: row.pk)
    standing = _standing(decision, len(about), corrected, revoked)
    return Checked(decision, item, standing, len(items), corrected, revoked, by)


def _last_changes(decision: RecognitionDecision, initiative_keys: set[int]) -> list[DecisionItem]:
    """Of each model, the last published row of a later decision in the same chain; a revocation is final itself."""
    if decision.kind == DecisionKind.REVOCATION:
        return []
    first = decision.amends_id or decision.pk
    later = DecisionItem.objects.filter(
        decision__amends_id=first, decision__state=DecisionState.PUBLISHED, initiative_id__in=initiative_keys
    )
    if decision.amends_id:
        later = later.filter(decision__published_at__gt=decision.published_at)
    found = {}
    for row in later.select_related("decision").order_by("decision__published_at", "decision_id"):
        found[row.initiative_id] = row
    return list(found.values())


def _standing(decision, rows: int, corrected: int, revoked: int) -> Standing:
    if seal_problems(decision):
        return Standing.BROKEN
    if revoked == rows:
        return Standing.REVOKED
    return Standing.CORRECTED if corrected or revoked else Standing.VALID
