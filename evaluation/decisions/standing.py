"""Whether a decision, or one row of it, still stands: what a stranger with a paper in hand may learn.

No personal data: a number, a date, the body that issued it, how many rows, the fingerprint. Of a certificate also the
model, its unit and a person's initials, so that a name changed on the paper is noticed.
"""

from dataclasses import dataclass

from django.db import models

from evaluation.decisions.snapshots import ERASED, Snapshot
from evaluation.decisions.verification.decisions import seal_problems
from evaluation.enums import DecisionKind, DecisionState
from evaluation.models import DecisionItem, IssuedPaper, RecognitionDecision


class Standing(models.TextChoices):
    VALID = "VALID", "Còn hiệu lực"
    CORRECTED = "CORRECTED", "Đã đính chính"
    REVOKED = "REVOKED", "Đã thu hồi"
    BROKEN = "BROKEN", "Không khớp niêm phong"


@dataclass(frozen=True)
class Named:
    """What a certificate was made out to, from the decision's seal."""

    model: str
    unit: str
    initials: str


@dataclass(frozen=True)
class Checked:
    """`item`, `named`: the row, when the code is of one certificate. `by`: the decisions that changed it since."""

    decision: RecognitionDecision
    item: DecisionItem | None
    named: Named | None
    standing: Standing
    rows: int
    corrected: int
    revoked: int
    by: list[RecognitionDecision]


def look_up(code: str, order: int | None) -> Checked | None:
    """None when there is no such published paper, or no such row on it. At most seven queries."""
    decision, model = _paper(code, order) if code else (None, None)
    if decision is None:
        return None
    items = list(decision.items.all())
    item = next((row for row in items if (row.initiative_id == model if model else row.order == order)), None)
    if order is not None and (item is None or decision.kind == DecisionKind.REVOCATION):
        return None
    about = items if item is None else [item]
    last = _last_changes(decision, {row.initiative_id for row in about})
    corrected = sum(row.decision.kind == DecisionKind.CORRECTION for row in last)
    revoked = len(last) - corrected
    by = sorted({row.decision for row in last}, key=lambda row: row.pk)
    standing = _standing(decision, len(about), corrected, revoked)
    named = _named(decision, item) if item and standing != Standing.BROKEN else None
    return Checked(decision, item, named, standing, len(items), corrected, revoked, by)


def _paper(code: str, order: int | None) -> tuple[RecognitionDecision | None, int | None]:
    """The decision of a code; when it is a certificate's own, also the key of its model."""
    published = RecognitionDecision.objects.filter(state=DecisionState.PUBLISHED).select_related("ward", "amends")
    decision = published.filter(verify_code=code).first()
    if decision is not None or order is not None:
        return decision, None
    keys = IssuedPaper.objects.filter(code=code).values_list("decision_id", "recognition__initiative_id").first()
    return (published.filter(pk=keys[0]).first(), keys[1]) if keys else (None, None)


def _named(decision: RecognitionDecision, item: DecisionItem) -> Named:
    """As sealed; decisions of before sealed no units, there the frozen row says them."""
    if decision.holds_paper:
        row = next(row for row in Snapshot(decision).rows if row.order == item.order)
        return Named(row.name, row.unit, _initials(row.person))
    return Named(item.label["name"], item.unit_name, _initials(item.label.get("person", "")))


def _initials(person: str) -> str:
    """“N.V.M.” of “Nguyễn Văn Mẫu”; what was erased on request stays erased."""
    return "" if person == ERASED else "".join(f"{word[0].upper()}." for word in person.split())


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
