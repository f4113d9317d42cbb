"""The catalogue of suggested models of a ward (Plan II.4.1, II.3.3), kept by its Ban."""

import uuid

from django.db import models

from core import clock
from core.database.scoping import ScopedQuerySet
from organizations.models import Organization

from .initiatives import NAME_LENGTH
from .years import Sector


class ThemeQuerySet(ScopedQuerySet):
    def visible_to(self, actor):
        """Suggestions are for everybody in the ward."""
        return self.of_ward(actor.ward_key)

    def offered(self):
        return self.filter(is_active=True)


class Theme(models.Model):
    """A name a unit may take over with one press, and the field it belongs to. Never deleted, only retired."""

    ward = models.ForeignKey(Organization, models.PROTECT, db_index=False, related_name="+")
    token = models.UUIDField(default=uuid.uuid4)
    sector = models.ForeignKey(Sector, models.PROTECT, null=True, db_index=False, related_name="+")
    name = models.CharField(max_length=NAME_LENGTH)
    clause = models.CharField(max_length=40, blank=True, default="")
    order = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=clock.now)

    objects = ThemeQuerySet.as_manager()

    class Meta:
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["token"], name="uq_theme_token"),
            models.UniqueConstraint(fields=["ward", "name"], name="uq_theme_ward_name"),
        ]
