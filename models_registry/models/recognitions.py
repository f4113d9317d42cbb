"""Recognitions: of old lists, of the ward's decisions, of the province (decision 26)."""

from django.db import models
from django.db.models import Q

from core import clock
from organizations.models import Organization

from ..enums import Level, RecognitionSource
from .initiatives import Initiative
from .years import Cycle, WardQuerySet


class RecognitionQuerySet(WardQuerySet):
    def live(self):
        return self.filter(revoked_on__isnull=True)


class Recognition(models.Model):
    """An initiative was recognised at a level, by whom, under which number. Ended only by a later decision."""

    ward = models.ForeignKey(Organization, models.PROTECT, db_index=False, related_name="+")
    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="recognitions")
    initiative = models.ForeignKey(Initiative, models.PROTECT, db_index=False, related_name="recognitions")
    lineage = models.UUIDField()
    year = models.PositiveSmallIntegerField()  # the year of merit
    level = models.PositiveSmallIntegerField(choices=Level.choices)
    issuer = models.CharField(max_length=200, blank=True, default="")
    number = models.CharField(max_length=60, blank=True, default="")
    on = models.DateField(null=True)
    signatory = models.CharField(max_length=200, blank=True, default="")
    name = models.CharField(max_length=200, blank=True, default="")  # as a correction names it; "" = as registered
    unit_name = models.CharField(max_length=200, blank=True, default="")
    source = models.CharField(max_length=10, choices=RecognitionSource.choices)
    source_key = models.BigIntegerField(null=True)
    revoked_on = models.DateField(null=True)
    revoked_number = models.CharField(max_length=60, blank=True, default="")
    revoked_reason = models.CharField(max_length=300, blank=True, default="")
    superseded_by = models.ForeignKey("self", models.PROTECT, null=True, db_index=False, related_name="+")
    created_at = models.DateTimeField(default=clock.now)

    objects = RecognitionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["initiative", "level"], condition=Q(revoked_on__isnull=True), name="uq_recognition_live"
            ),
            models.CheckConstraint(condition=Q(level__in=Level.values), name="ck_recognition_level"),
            models.CheckConstraint(condition=Q(source__in=RecognitionSource.values), name="ck_recognition_source"),
        ]
        indexes = [
            models.Index(fields=["ward", "level", "year", "lineage"], name="ix_recognition_level"),
            models.Index(fields=["initiative"], name="ix_recognition_initiative"),
        ]
