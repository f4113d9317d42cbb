"""Score sheets of the Ban's officers, and the head's final finding where sheets differ (decisions 21–22)."""

from django.db import models
from django.db.models import F, Q

from core import clock
from models_registry.models import Cycle, Submission
from models_registry.models.years import WardQuerySet
from organizations.models import Organization, User

from ..enums import Finding, SheetState
from .assessments import Evaluation
from .criteria import Criterion


class ScoreSheet(models.Model):
    """One scorer on one evaluation. Completed: locked until reopened with a reason. Assigned: nothing said yet.

    `void_reason`: why it does not count, being void or abstained from.
    """

    ward = models.ForeignKey(Organization, models.PROTECT, db_index=False, related_name="+")
    cycle = models.ForeignKey(Cycle, models.PROTECT, db_index=False, related_name="+")
    evaluation = models.ForeignKey(Evaluation, models.PROTECT, db_index=False, related_name="sheets")
    scorer = models.ForeignKey(User, models.PROTECT, db_index=False, related_name="sheets")
    membership_key = models.BigIntegerField()
    submission = models.ForeignKey(Submission, models.PROTECT, null=True, db_index=False, related_name="+")
    state = models.CharField(max_length=10, choices=SheetState.choices, default=SheetState.DRAFT)
    total = models.DecimalField(max_digits=5, decimal_places=2, null=True)  # null: not scored, or without points
    void_reason = models.CharField(max_length=300, blank=True, default="")
    reopened = models.PositiveSmallIntegerField(default=0)
    saved_at = models.DateTimeField(default=clock.now)
    completed_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=clock.now)

    objects = WardQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["evaluation", "scorer"], name="uq_sheet"),
            models.CheckConstraint(condition=Q(state__in=SheetState.values), name="ck_sheet_state"),
            models.CheckConstraint(
                condition=~Q(state=SheetState.COMPLETED) | Q(submission__isnull=False),
                name="ck_sheet_done",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[SheetState.VOID, SheetState.ABSTAINED]) | ~Q(void_reason=""),
                name="ck_sheet_void_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["scorer", "cycle", "state", "id"], name="ix_sheet_scorer"),
            models.Index(fields=["evaluation"], name="ix_sheet_evaluation"),
        ]


class CriterionScore(models.Model):
    """What one sheet says on one criterion. `max_points` stands beside the points so that the range is checked.

    `marks`: tokens (32 hex digits) of the unit's files it was judged by; never M1, M2, which shift with the files.
    """

    ward = models.ForeignKey(Organization, models.PROTECT, db_index=False, related_name="+")
    sheet = models.ForeignKey(ScoreSheet, models.CASCADE, db_index=False, related_name="scores")
    criterion = models.ForeignKey(Criterion, models.PROTECT, db_index=False, related_name="+")
    finding = models.CharField(max_length=8, choices=Finding.choices, blank=True, default="")
    points = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    max_points = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    comment = models.TextField(blank=True, default="")
    marks = models.JSONField(blank=True, default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sheet", "criterion"], name="uq_score"),
            models.CheckConstraint(
                condition=Q(points__isnull=True) | Q(points__gte=0, points__lte=F("max_points")), name="ck_score_range"
            ),
        ]


class FinalFinding(models.Model):
    """The head's finding on a criterion where any sheet says other than đạt, with the reason."""

    evaluation = models.ForeignKey(Evaluation, models.PROTECT, db_index=False, related_name="final_findings")
    criterion = models.ForeignKey(Criterion, models.PROTECT, db_index=False, related_name="+")
    finding = models.CharField(max_length=8, choices=Finding.choices)
    reason = models.TextField()
    by_key = models.BigIntegerField()
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["evaluation", "criterion"], name="uq_final")]
