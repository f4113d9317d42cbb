"""Imports of old lists: the file, each of its rows, what a person decided about it, what became of it."""

import uuid

from django.db import models
from django.db.models import Q

from core import clock
from core.models import StoredFile
from organizations.models import Organization

from ..enums import BatchState, RowVerdict
from .years import Cycle, WardQuerySet


class ImportBatch(models.Model):
    """One uploaded list. A preview keeps only this row and its rows; nothing else is written before commit."""

    ward = models.ForeignKey(Organization, models.PROTECT, db_index=False, related_name="+")
    token = models.UUIDField(default=uuid.uuid4, unique=True)
    year = models.PositiveSmallIntegerField()
    cycle = models.ForeignKey(Cycle, models.PROTECT, null=True, db_index=False, related_name="+")
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, db_index=False, related_name="+")
    file_name = models.CharField(max_length=200, blank=True, default="")
    mapping = models.JSONField(default=dict)  # which column was read as what, for the preview to say
    notes = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=BatchState.choices, default=BatchState.PREVIEW)
    counts = models.JSONField(default=dict)
    by_key = models.BigIntegerField(null=True)
    committed_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    undone_by_key = models.BigIntegerField(null=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=clock.now)

    objects = WardQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(state__in=BatchState.values), name="ck_batch_state")]
        indexes = [models.Index(fields=["ward", "-id"], name="ix_batch_ward")]

    @property
    def unit_id(self):
        return None


class ImportRow(models.Model):
    """One row of an uploaded list. `row_key` finds what was decided about the same row in an earlier file."""

    batch = models.ForeignKey(ImportBatch, models.CASCADE, db_index=False, related_name="rows")
    ward = models.ForeignKey(Organization, models.PROTECT, db_index=False, related_name="+")
    year = models.PositiveSmallIntegerField()
    sheet = models.CharField(max_length=80, blank=True, default="")
    row_number = models.PositiveIntegerField()
    ordinal = models.CharField(max_length=20, blank=True, default="")
    raw = models.JSONField(default=dict)  # unit, name, sector, kind, person, period as understood, and the raw text
    row_key = models.CharField(max_length=64)
    verdict = models.CharField(max_length=8, choices=RowVerdict.choices)
    problems = models.JSONField(default=list)  # [{"cell", "message", "needs"}]
    unit = models.ForeignKey(Organization, models.PROTECT, null=True, db_index=False, related_name="+")
    chosen_unit = models.ForeignKey(Organization, models.PROTECT, null=True, db_index=False, related_name="+")
    chosen_kind = models.CharField(max_length=10, blank=True, default="")
    chosen_sector = models.PositiveSmallIntegerField(null=True)
    chosen_name = models.CharField(max_length=200, blank=True, default="")
    chosen_period = models.CharField(max_length=300, null=True)  # '' = import it without dates
    chosen_update = models.CharField(max_length=6, blank=True, default="")  # '', skip, update: of a model there already
    differs = models.JSONField(default=list)  # [{"field", "old", "new"}] beside the model there already
    remember = models.BooleanField(default=False)  # at the import, keep this spelling as an alias of the chosen unit
    skip = models.BooleanField(default=False)
    initiative = models.ForeignKey(
        "models_registry.Initiative", models.PROTECT, null=True, db_index=False, related_name="+"
    )

    class Meta:
        ordering = ["row_number", "id"]
        constraints = [models.CheckConstraint(condition=Q(verdict__in=RowVerdict.values), name="ck_row_verdict")]
        indexes = [
            models.Index(fields=["ward", "year", "row_key"], name="ix_import_key"),
            models.Index(fields=["batch", "row_number"], name="ix_import_batch_row"),
        ]
