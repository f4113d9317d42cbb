"""Filters of the Ban's queue under a name, to be opened in one press."""

import uuid

from django.db import models
from django.db.models import Q

from core import clock
from core.database.scoping import ScopedQuerySet
from organizations.models import Organization

NAME_LENGTH = 60


class SavedViewQuerySet(ScopedQuerySet):
    def visible_to(self, actor):
        """What the Ban shares, and one's own."""
        return self.filter(Q(shared=True) | Q(by_key=actor.user_key), ward_id=actor.ward_key)


class SavedView(models.Model):
    """A filter of the queue, as the part of an address behind “?”; it holds for whatever year is open."""

    ward = models.ForeignKey(Organization, models.PROTECT, db_index=False, related_name="+")
    token = models.UUIDField(default=uuid.uuid4, unique=True)
    name = models.CharField(max_length=NAME_LENGTH)
    query = models.CharField(max_length=1000)
    shared = models.BooleanField(default=True)
    by_key = models.BigIntegerField()
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=clock.now)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ward", "name"], condition=Q(shared=True), name="uq_view_shared"),
            models.UniqueConstraint(fields=["ward", "by_key", "name"], name="uq_view_own"),
        ]

    def __str__(self):
        return self.name
