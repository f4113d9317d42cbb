"""What was sent, remembered by fingerprints of its passages, so that copied ones are found by an index."""

from django.db import models

from organizations.models import Organization

from .initiatives import Initiative
from .years import WardQuerySet


class PassageMark(models.Model):
    """One fingerprint of a text a unit sent (core.text.passages); no word can be read from it."""

    ward = models.ForeignKey(Organization, models.PROTECT, db_index=False, related_name="+")
    initiative = models.ForeignKey(Initiative, models.CASCADE, db_index=False, related_name="passage_marks")
    digest = models.BigIntegerField()

    objects = WardQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["initiative", "digest"], name="uq_passage")]
        indexes = [models.Index(fields=["ward", "digest", "initiative"], name="ix_passage_digest")]
