"""Files of an initiative: stored privately, seen by whoever sees the initiative."""

import uuid

from django.db import models

from core import clock
from core.models import StoredFile

from .initiatives import Initiative


class Attachment(models.Model):
    """`place` tells what the file proves: 'registration', 'self', 'self.criterion.3' …"""

    initiative = models.ForeignKey(Initiative, models.PROTECT, db_index=False, related_name="attachments")
    token = models.UUIDField(default=uuid.uuid4, unique=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, db_index=False, related_name="+")
    place = models.CharField(max_length=40, default="registration")
    name = models.CharField(max_length=200)
    caption = models.CharField(max_length=200, blank=True, default="")
    by_key = models.BigIntegerField(null=True)
    removed_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["initiative", "place"], name="ix_attachment_place")]
