"""A received model at work: what its unit planned and what became of it (Plan II.4.4, decision 18)."""

import uuid

from django.db import models

from core import clock
from organizations.models import Organization

from .files import FilePlace
from .initiatives import Initiative


class Milestone(models.Model):
    """One step of the plan: what, until when, done on which day. `number` is its name within the model."""

    ward = models.ForeignKey(Organization, models.PROTECT, db_index=False, related_name="+")
    initiative = models.ForeignKey(Initiative, models.CASCADE, db_index=False, related_name="milestones")
    number = models.PositiveSmallIntegerField()
    what = models.CharField(max_length=200)
    planned_on = models.DateField(null=True)
    done_on = models.DateField(null=True)
    note = models.CharField(max_length=300, blank=True, default="")
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["initiative", "number"], name="uq_milestone")]


class ProgressNote(models.Model):
    """News of a model at work; its files stand at the place `progress.<number>`. Never deleted, only taken back."""

    ward = models.ForeignKey(Organization, models.PROTECT, db_index=False, related_name="+")
    initiative = models.ForeignKey(Initiative, models.CASCADE, db_index=False, related_name="progress_notes")
    token = models.UUIDField(default=uuid.uuid4, unique=True)
    number = models.PositiveSmallIntegerField()
    on = models.DateField()
    text = models.TextField()
    people = models.PositiveIntegerField(null=True)
    households = models.PositiveIntegerField(null=True)
    is_check = models.BooleanField(default=False)  # a check of how it goes: what criterion 6 asks for
    by_key = models.BigIntegerField(null=True)
    removed_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-on", "-number"]
        constraints = [models.UniqueConstraint(fields=["initiative", "number"], name="uq_progress_note")]

    @property
    def place(self) -> str:
        return f"{FilePlace.NOTE}.{self.number}"
