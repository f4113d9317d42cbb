"""Files of an initiative: stored privately, seen by whoever sees the initiative."""

import uuid
from enum import StrEnum

from django.db import models

from core import clock
from core.files.uploads import INLINE_KINDS
from core.models import StoredFile
from organizations.models import Organization

from ..parts import PART
from .initiatives import Initiative


class FilePlace(StrEnum):
    """What a file of a model belongs to. A part may follow behind a dot: 'registration.method', 'self.criterion.3'."""

    REGISTRATION = "registration"
    SCAN = "registration.scan"  # the signed paper of a registration typed by the Party Building Committee
    PLAN = "work.plan"  # the unit's own plan of a received model
    NOTE = "progress"  # photos of a note: 'progress.2'
    SELF_ASSESSMENT = "self"
    CORRECTION = "correction"  # waiting beside a sent self-assessment until the correction is sent


class Attachment(models.Model):
    """A stored file of a model; `place` says what it proves (FilePlace)."""

    ward = models.ForeignKey(Organization, models.PROTECT, db_index=False, related_name="+")
    initiative = models.ForeignKey(Initiative, models.PROTECT, db_index=False, related_name="attachments")
    token = models.UUIDField(default=uuid.uuid4, unique=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, db_index=False, related_name="+")
    thumb = models.ForeignKey(StoredFile, models.PROTECT, null=True, db_index=False, related_name="+")
    place = models.CharField(max_length=40, default=FilePlace.REGISTRATION)
    name = models.CharField(max_length=200)
    caption = models.CharField(max_length=200, blank=True, default="")
    by_key = models.BigIntegerField(null=True)
    removed_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["initiative", "place"], name="ix_attachment_place")]

    @property
    def is_image(self) -> bool:
        return self.file.kind in INLINE_KINDS

    @property
    def part(self) -> str:
        """The part of the registration it proves; '' for the whole."""
        key = self.place.removeprefix(f"{FilePlace.REGISTRATION}.")
        return key if key in PART else ""

    @property
    def proves(self) -> str:
        """The same in words."""
        return "Bản giấy có chữ ký" if self.place == FilePlace.SCAN else PART[self.part].label if self.part else ""

    @property
    def words(self) -> str:
        """The caption; without one the file's name."""
        return self.caption or self.name
