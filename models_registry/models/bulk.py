"""What the Ban did with many registrations at once: first tried, then done, for some minutes to be undone."""

import datetime as dt
import uuid

from django.db import models
from django.db.models import Q

from core import clock
from organizations.models import Organization

from ..enums import BulkKind
from .years import WardQuerySet

UNDO_FOR = dt.timedelta(minutes=10)
UNDOABLE = frozenset({BulkKind.RECEIVE, BulkKind.ASSIGN})


class BulkAct(models.Model):
    """One bulk act. `rows` are plain facts by key, names are read when shown; `query` is the list it came from.

    A row: {"key", "version", "state", "from", "to", "why", "done", "kept"}. Version, state and assignee (`from`) as the
    dry run saw them; `to` the officer it goes to; `why` it is not acted on ('' = it is); `done` whether it was; `kept`
    why the undoing left it ('' = undone).
    """

    ward = models.ForeignKey(Organization, models.PROTECT, db_index=False, related_name="+")
    token = models.UUIDField(default=uuid.uuid4, unique=True)
    kind = models.CharField(max_length=8, choices=BulkKind.choices)
    query = models.TextField(blank=True, default="")
    rows = models.JSONField(default=list)
    unknown = models.JSONField(default=list)  # what was asked for and is no registration of the ward
    by_key = models.BigIntegerField(null=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=clock.now)
    done_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    undone_by_key = models.BigIntegerField(null=True)

    objects = WardQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=BulkKind.values), name="ck_bulk_kind"),
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True) | Q(done_at__isnull=False), name="ck_bulk_undone"
            ),
        ]
        indexes = [models.Index(fields=["ward", "-id"], name="ix_bulk_ward")]

    @property
    def undo_until(self) -> dt.datetime | None:
        """Until when it may be undone; None when it never may, or was."""
        if self.kind not in UNDOABLE or self.done_at is None or self.undone_at or not self.acted:
            return None
        return self.done_at + UNDO_FOR

    @property
    def may_be_undone(self) -> bool:
        return self.undo_until is not None and clock.now() < self.undo_until

    @property
    def acted(self) -> list[dict]:
        """The rows that will be acted on; once done, those that were."""
        return [row for row in self.rows if (row["done"] if self.done_at else not row["why"])]
