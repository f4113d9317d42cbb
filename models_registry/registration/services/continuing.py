"""What a registration that continues last year's model means for the review of that model (decision 17).

Whoever starts, changes, deletes or takes up again such a registration tells it here, so that the form, the start page
and the page of the review always agree. Nothing is logged: the act itself is.
"""

from django.db.models import F

from core import clock
from core.actor import Actor
from models_registry.enums import CONTINUING, CarryOver, Origin
from models_registry.models import CarryOverReview, Initiative
from organizations.permissions import Action, can


def lock_source(source: Initiative) -> None:
    """Let one decision about a model wait for the other, until the transaction ends; then see its level as it is now:
    the import it came with may have been undone meanwhile, or its result published."""
    rows = Initiative.objects.select_for_update(no_key=True).filter(pk=source.pk)
    source.best_level = next(iter(rows.values_list("best_level", flat=True)), 0)


def note_continuation(row: Initiative, *, actor: Actor) -> None:
    """The registration continues its source: that source is decided, with this row as the result."""
    if row.continues_id is None or row.origin not in CONTINUING:
        return
    write_review(
        row.continues,
        cycle=row.cycle,
        unit_key=row.unit_id,
        decision=CarryOver.IMPROVE if row.origin == Origin.IMPROVE else CarryOver.CONTINUE,
        decided_by_key=actor.user_key,
        on_behalf=not can(actor, Action.PREPARE_INITIATIVE, row),
        result=row,
    )


def note_end(row: Initiative) -> None:
    """The registration was deleted or continues something else now: the decision stays, nothing is registered."""
    CarryOverReview.objects.filter(result=row).update(result=None, version=F("version") + 1)


def write_review(source: Initiative, *, cycle, unit_key: int, reason="", told_by="", **values) -> CarryOverReview:
    """Put the decision in place of whatever was decided before. The caller holds the source (`lock_source`)."""
    values |= {"unit_id": unit_key, "reason": reason, "told_by": told_by, "decided_at": clock.now()}
    review, is_new = CarryOverReview.objects.get_or_create(
        source=source, cycle=cycle, defaults={"ward_id": source.ward_id, **values}
    )
    if not is_new:
        for name, value in values.items():
            setattr(review, name, value)
        review.version += 1
        review.save()
    return review
