"""What became of last year's recognised models: kept up, improved or stopped (decision 17, Plan II.4.1–II.4.2)."""

from django.db import models
from django.db.models import Q

from core import clock
from organizations.models import Organization

from ..enums import CarryOver
from .initiatives import Initiative
from .years import Cycle, WardQuerySet


class CarryOverReview(models.Model):
    """One decision on one model of last year. `result` is this year's registration; null: none yet, or it was deleted.

    `unit` decides: the model's own unit or its living heir. `told_by` names who of the unit the Ban wrote it down for.
    """

    ward = models.ForeignKey(Organization, models.PROTECT, db_index=False, related_name="+")
    cycle = models.ForeignKey(Cycle, models.PROTECT, db_index=False, related_name="carry_over_reviews")
    source = models.ForeignKey(Initiative, models.PROTECT, db_index=False, related_name="carry_over_reviews")
    unit = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    decision = models.CharField(max_length=8, choices=CarryOver.choices)
    reason = models.CharField(max_length=500, blank=True, default="")
    decided_by_key = models.BigIntegerField(null=True)
    decided_at = models.DateTimeField(default=clock.now)
    on_behalf = models.BooleanField(default=False)
    told_by = models.CharField(max_length=120, blank=True, default="")
    result = models.ForeignKey(Initiative, models.SET_NULL, null=True, related_name="carried_by")
    version = models.PositiveIntegerField(default=1)

    objects = WardQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "cycle"], name="uq_review"),
            models.CheckConstraint(condition=Q(decision__in=CarryOver.values), name="ck_review_decision"),
            models.CheckConstraint(condition=~Q(decision=CarryOver.STOP) | ~Q(reason=""), name="ck_review_stop_reason"),
            models.CheckConstraint(
                condition=~Q(decision=CarryOver.STOP) | Q(result__isnull=True), name="ck_review_stop_no_result"
            ),
        ]
        indexes = [models.Index(fields=["ward", "cycle", "decision"], name="ix_review")]
