"""Criteria as data of the year: the Plan's six, and one for individuals (Plan II.4.3, decision 20)."""

from django.db import models
from django.db.models import Q

from core import clock
from evaluation.models import scales
from models_registry.models import Cycle
from models_registry.models.years import WardQuerySet
from organizations.models import Organization

from ..enums import AppliesTo, Issuer


class CriteriaSet(models.Model):
    """The criteria of one year. One live set a cycle; frozen once self-assessment has opened."""

    ward = models.ForeignKey(Organization, models.PROTECT, db_index=False, related_name="+")
    cycle = models.ForeignKey(Cycle, models.PROTECT, db_index=False, related_name="criteria_sets")
    number = models.PositiveSmallIntegerField(default=1)
    title = models.CharField(max_length=200)
    issuer = models.CharField(max_length=10, choices=Issuer.choices, default=Issuer.WARD)
    basis = models.CharField(max_length=300, blank=True, default="")
    pass_mark = models.DecimalField(max_digits=5, decimal_places=2, null=True)  # only warns (decision 21)
    frozen_at = models.DateTimeField(null=True)
    replaced_at = models.DateTimeField(null=True)
    copied_from = models.ForeignKey("self", models.PROTECT, null=True, db_index=False, related_name="+")
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=clock.now)

    objects = WardQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cycle"], condition=Q(replaced_at__isnull=True), name="uq_set_live"),
            models.UniqueConstraint(fields=["cycle", "number"], name="uq_set_number"),
            models.CheckConstraint(condition=Q(issuer__in=Issuer.values), name="ck_set_issuer"),
        ]

    @property
    def unit_id(self):
        return None


class Criterion(models.Model):
    """`max_points` null: a finding only (the individuals' criterion, or every one of a set without points)."""

    criteria_set = models.ForeignKey(CriteriaSet, models.PROTECT, db_index=False, related_name="criteria")
    number = models.PositiveSmallIntegerField()
    key = models.CharField(max_length=24)
    title = models.CharField(max_length=120)
    wording = models.TextField()
    guidance = models.TextField(blank=True, default="")
    applies_to = models.CharField(max_length=10, choices=AppliesTo.choices, default=AppliesTo.ALL)
    max_points = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    levels = models.JSONField(default=list)  # what points mean, as evaluation.models.scales keeps it

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["criteria_set", "number"], name="uq_criterion"),
            models.CheckConstraint(
                condition=Q(max_points__isnull=True) | Q(max_points__gt=0), name="ck_criterion_points"
            ),
            models.CheckConstraint(condition=Q(applies_to__in=AppliesTo.values), name="ck_criterion_applies"),
        ]

    def levels_in_words(self) -> list[tuple[str, str]]:
        return scales.in_words(scales.from_store(self.levels), self.max_points) if self.max_points else []
