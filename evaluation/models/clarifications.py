"""What a scorer asks the unit before judging, what the unit answers, and its answers while they are being written."""

from django.db import models
from django.db.models import Q

from core import clock
from models_registry.models import Submission
from organizations.models import Organization

from .assessments import Evaluation
from .criteria import Criterion


class Clarification(models.Model):
    """A question on one criterion, or on the whole (`criterion` null). Answered, it is frozen.

    `submission_after`: the corrected self-assessment that was sent together with the answer.
    """

    ward = models.ForeignKey(Organization, models.PROTECT, db_index=False, related_name="+")
    evaluation = models.ForeignKey(Evaluation, models.PROTECT, db_index=False, related_name="clarifications")
    criterion = models.ForeignKey(Criterion, models.PROTECT, null=True, db_index=False, related_name="+")
    asked_by_key = models.BigIntegerField()
    asked_at = models.DateTimeField(default=clock.now)
    question = models.TextField()
    answer = models.TextField(blank=True, default="")
    answered_at = models.DateTimeField(null=True)
    submission_after = models.ForeignKey(Submission, models.PROTECT, null=True, db_index=False, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(question=""), name="ck_clarification_question"),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answer="", submission_after__isnull=True)
                | Q(answered_at__isnull=False) & ~Q(answer=""),
                name="ck_clarification_answer",
            ),
        ]
        indexes = [models.Index(fields=["evaluation"], name="ix_clarification_evaluation")]


class ClarificationReply(models.Model):
    """The unit's answers (by the question's key) and its correction, until the unit's head sends them."""

    evaluation = models.OneToOneField(Evaluation, models.CASCADE, primary_key=True, related_name="reply")
    answers = models.JSONField(default=dict)
    correction = models.JSONField(null=True)
    version = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField(default=clock.now)
    saved_by_key = models.BigIntegerField()
    prepared_at = models.DateTimeField(null=True)
