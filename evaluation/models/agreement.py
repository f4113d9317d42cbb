"""Sheets that lie far apart: who keeps what was scored, and why (decision 22)."""

from django.db import models
from django.db.models import Q

from core import clock
from organizations.models import Organization

from .assessments import Evaluation
from .sheets import ScoreSheet


class KeptScore(models.Model):
    """A scorer keeps a completed sheet after comparing, or the head keeps them all (`sheet` null).

    It holds only while nothing changed since: the sheet's total, or for the head the mean and the spread.
    """

    ward = models.ForeignKey(Organization, models.PROTECT, db_index=False, related_name="+")
    evaluation = models.ForeignKey(Evaluation, models.PROTECT, db_index=False, related_name="kept_scores")
    sheet = models.OneToOneField(ScoreSheet, models.PROTECT, null=True, related_name="kept")
    total = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    mean = models.DecimalField(max_digits=10, decimal_places=6)
    spread = models.DecimalField(max_digits=5, decimal_places=2)
    reason = models.TextField()
    by_key = models.BigIntegerField()
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["evaluation"], condition=Q(sheet__isnull=True), name="uq_kept_by_head"),
            models.CheckConstraint(
                condition=Q(sheet__isnull=True, total__isnull=True) | Q(sheet__isnull=False, total__isnull=False),
                name="ck_kept_total",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="ck_kept_reason"),
        ]
        indexes = [models.Index(fields=["evaluation"], name="ix_kept_evaluation")]
