"""A unit asks another to learn its recognised model on the spot (Plan II.4.1: replicate what works)."""

import uuid

from django.db import models
from django.db.models import Q

from core import clock
from core.database.scoping import ScopedQuerySet
from organizations.models import Organization
from organizations.permissions import Action, can

from .initiatives import Initiative


class LearnRequestQuerySet(ScopedQuerySet):
    def visible_to(self, actor):
        """Both units' people, and the Ban."""
        rows = self.of_ward(actor.ward_key)
        if can(actor, Action.RECEIVE_INITIATIVE):
            return rows
        return rows.filter(Q(asker_id__in=actor.unit_keys) | Q(initiative__unit_id__in=actor.unit_keys))

    def waiting(self):
        return self.filter(answered_at__isnull=True)


class LearnRequest(models.Model):
    """Who asks, what they want to see, how to reach them; and the answer of the model's unit."""

    ward = models.ForeignKey(Organization, models.PROTECT, db_index=False, related_name="+")
    initiative = models.ForeignKey(Initiative, models.PROTECT, db_index=False, related_name="learn_requests")
    asker = models.ForeignKey(Organization, models.PROTECT, db_index=False, related_name="+")
    token = models.UUIDField(default=uuid.uuid4)
    message = models.TextField()
    contact = models.CharField(max_length=200)
    asked_by_key = models.BigIntegerField()
    asked_at = models.DateTimeField(default=clock.now)
    answer = models.TextField(blank=True, default="")
    answered_by_key = models.BigIntegerField(null=True)
    answered_at = models.DateTimeField(null=True)

    objects = LearnRequestQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["token"], name="uq_learn_token"),
            models.UniqueConstraint(
                fields=["initiative", "asker"], condition=Q(answered_at__isnull=True), name="uq_learn_open"
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answer="") | Q(answered_at__isnull=False) & ~Q(answer=""),
                name="ck_learn_answer",
            ),
        ]
        indexes = [
            models.Index(fields=["initiative", "-asked_at"], name="ix_learn_initiative"),
            models.Index(fields=["asker", "-asked_at"], name="ix_learn_asker"),
        ]
