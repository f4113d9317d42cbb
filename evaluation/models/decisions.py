"""Decisions of recognition: number, date, signatory, rows; frozen when published (decisions 25–26)."""

from django.db import models
from django.db.models import Q

from core import clock
from core.models import StoredFile
from models_registry.enums import Level
from models_registry.models import Cycle, Initiative
from models_registry.models.years import WardQuerySet
from organizations.models import Organization

from ..enums import DecisionKind, DecisionState
from .lists import ProposalVersion


class RecognitionDecision(models.Model):
    """The paper's number is typed by the office: numbering runs over a term, not a year (domain §2.2)."""

    ward = models.ForeignKey(Organization, models.PROTECT, db_index=False, related_name="+")
    cycle = models.ForeignKey(Cycle, models.PROTECT, db_index=False, related_name="decisions")
    version = models.ForeignKey(ProposalVersion, models.PROTECT, null=True, db_index=False, related_name="decisions")
    kind = models.CharField(max_length=10, choices=DecisionKind.choices, default=DecisionKind.ORIGINAL)
    amends = models.ForeignKey("self", models.PROTECT, null=True, db_index=False, related_name="amended_by")
    number = models.CharField(max_length=60, blank=True, default="")
    on = models.DateField(null=True)
    authority = models.CharField(max_length=120, blank=True, default="T/M BAN THƯỜNG VỤ")
    post = models.CharField(max_length=120, blank=True, default="")
    signatory = models.CharField(max_length=120, blank=True, default="")
    state = models.CharField(max_length=10, choices=DecisionState.choices, default=DecisionState.DRAFT)
    published_at = models.DateTimeField(null=True)
    published_by_key = models.BigIntegerField(null=True)
    schema = models.PositiveSmallIntegerField(default=1)
    seal = models.TextField(blank=True, default="")
    sha256 = models.CharField(max_length=64, blank=True, default="")
    body = models.JSONField(default=dict)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, db_index=False, related_name="+")
    erasures = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(default=clock.now)

    objects = WardQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["ward", "number", "on"], condition=Q(on__isnull=False), name="uq_decision_number"
            ),
            models.UniqueConstraint(
                fields=["version"], condition=Q(kind=DecisionKind.ORIGINAL), name="uq_decision_original"
            ),
            models.CheckConstraint(
                condition=Q(kind=DecisionKind.ORIGINAL, amends__isnull=True)
                | ~Q(kind=DecisionKind.ORIGINAL) & Q(amends__isnull=False),
                name="ck_decision_amends",
            ),
            models.CheckConstraint(
                condition=Q(state=DecisionState.DRAFT) | Q(on__isnull=False) & ~Q(number="") & ~Q(seal=""),
                name="ck_decision_complete",
            ),
        ]
        indexes = [models.Index(fields=["ward", "cycle", "-id"], name="ix_decision_cycle")]

    @property
    def unit_id(self):
        return None


class DecisionItem(models.Model):
    """A row of a decision, with names as they were."""

    decision = models.ForeignKey(RecognitionDecision, models.PROTECT, db_index=False, related_name="items")
    order = models.PositiveSmallIntegerField()
    initiative = models.ForeignKey(Initiative, models.PROTECT, related_name="decision_items")
    code = models.CharField(max_length=16)
    unit_name = models.CharField(max_length=200)
    sector_number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10)
    level = models.PositiveSmallIntegerField(choices=Level.choices)
    to_province = models.BooleanField(default=False)
    achievement = models.CharField(max_length=300, blank=True, default="")
    label = models.JSONField()
    erasures = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["decision", "initiative"], name="uq_decitem")]
