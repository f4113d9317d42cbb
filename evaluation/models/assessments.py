"""One evaluation an initiative: what the unit says of its own results, and where the appraisal stands."""

from decimal import Decimal

from django.db import models
from django.db.models import Q

from core import clock
from core.database.scoping import ScopedQuerySet
from models_registry.enums import InitiativeKind
from models_registry.models import Cycle, Initiative, Sector, Submission
from organizations.models import Organization
from organizations.permissions import Action, can

from ..enums import EvaluationState, Finding, Outcome
from .criteria import CriteriaSet, Criterion


class EvaluationQuerySet(ScopedQuerySet):
    def visible_to(self, actor):
        """The Ban: its ward. A unit: its own rows (what it may see of them is decided by `published`)."""
        rows = self.filter(ward_id=actor.ward_key)
        if can(actor, Action.READ_EVALUATIONS):
            return rows
        return rows.filter(initiative__unit_id__in=actor.unit_keys)

    def sent(self):
        return self.exclude(state=EvaluationState.DRAFT)


class Evaluation(models.Model):
    """The year-end appraisal of one initiative. Made at the first save of a self-assessment, never for a copy."""

    ward = models.ForeignKey(Organization, models.PROTECT, db_index=False, related_name="+")
    cycle = models.ForeignKey(Cycle, models.PROTECT, db_index=False, related_name="evaluations")
    initiative = models.OneToOneField(Initiative, models.PROTECT, related_name="evaluation")
    sector = models.ForeignKey(Sector, models.PROTECT, db_index=False, related_name="+")
    kind = models.CharField(max_length=10, choices=InitiativeKind.choices)
    criteria_set = models.ForeignKey(CriteriaSet, models.PROTECT, db_index=False, related_name="evaluations")
    registration = models.ForeignKey(Submission, models.PROTECT, null=True, db_index=False, related_name="+")
    current = models.ForeignKey(Submission, models.PROTECT, null=True, db_index=False, related_name="+")
    state = models.CharField(max_length=12, choices=EvaluationState.choices, default=EvaluationState.DRAFT)
    min_sheets = models.PositiveSmallIntegerField(default=2)
    sheets_done = models.PositiveSmallIntegerField(default=0)
    # 0 until a sheet is completed; null: its criteria have no points (decision 80), then median and spread too
    mean = models.DecimalField(max_digits=10, decimal_places=6, default=Decimal(0), null=True)
    median = models.DecimalField(max_digits=10, decimal_places=6, null=True)
    spread = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True, default=Outcome.NONE)
    outcome_reason = models.TextField(blank=True, default="")
    outcome_by_key = models.BigIntegerField(null=True)
    outcome_at = models.DateTimeField(null=True)
    waiver_reason = models.CharField(max_length=300, blank=True, default="")
    waiver_by_key = models.BigIntegerField(null=True)
    waiver_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    since = models.DateTimeField(default=clock.now)
    late_days = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=clock.now)

    objects = EvaluationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=EvaluationState.values), name="ck_eval_state"),
            models.CheckConstraint(condition=Q(outcome__in=Outcome.values), name="ck_eval_outcome"),
            models.CheckConstraint(
                condition=~Q(outcome__in=[Outcome.RECOMMEND, Outcome.NOT_YET])
                | Q(sheets_done__gte=models.F("min_sheets"))
                | Q(waiver_at__isnull=False),
                name="ck_eval_sheets",
            ),
            models.CheckConstraint(
                condition=Q(waiver_at__isnull=True, waiver_by_key__isnull=True, waiver_reason="")
                | Q(waiver_at__isnull=False, waiver_by_key__isnull=False) & ~Q(waiver_reason=""),
                name="ck_eval_waiver",
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=[Outcome.NONE, Outcome.RECOMMEND]) | ~Q(outcome_reason=""),
                name="ck_eval_outcome_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["ward", "cycle", "state", "since", "id"], name="ix_eval_since"),
            models.Index(fields=["ward", "cycle", "state", "-mean", "id"], name="ix_eval_mean"),
            models.Index(fields=["ward", "cycle", "outcome", "sector"], name="ix_eval_outcome"),
        ]

    @property
    def unit_id(self):
        return self.initiative.unit_id

    @property
    def has_points(self) -> bool:
        """Whether its criteria are scored; else there are findings only."""
        return self.mean is not None


class SelfAssessment(models.Model):
    """The unit's own account of the year's results (decision 19)."""

    evaluation = models.OneToOneField(Evaluation, models.CASCADE, primary_key=True, related_name="self_assessment")
    summary = models.TextField(blank=True, default="")
    story_before = models.TextField(blank=True, default="")
    story_after = models.TextField(blank=True, default="")
    participants = models.PositiveIntegerField(null=True)
    households = models.PositiveIntegerField(null=True)
    version = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField(default=clock.now)
    saved_by_key = models.BigIntegerField(null=True)
    prepared_at = models.DateTimeField(null=True)


class SelfAnswer(models.Model):
    """The unit on one criterion: text, own finding, own points."""

    self_assessment = models.ForeignKey(SelfAssessment, models.CASCADE, db_index=False, related_name="answers")
    criterion = models.ForeignKey(Criterion, models.PROTECT, db_index=False, related_name="+")
    text = models.TextField(blank=True, default="")
    finding = models.CharField(max_length=8, choices=Finding.choices, blank=True, default="")
    points = models.DecimalField(max_digits=5, decimal_places=2, null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["self_assessment", "criterion"], name="uq_answer"),
        ]


class TargetResult(models.Model):
    """What became of a registered target; `target_key` is the target's stable key."""

    self_assessment = models.ForeignKey(SelfAssessment, models.CASCADE, db_index=False, related_name="results")
    target_key = models.CharField(max_length=12)
    result = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    note = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["self_assessment", "target_key"], name="uq_result")]
