"""What was sent, kept for good, and what was said about it (decision 16)."""

from django.db import models
from django.db.models import Q

from core import clock
from organizations.models import Organization

from ..enums import AnswerKind, RemarkClosing, SendBasis, SubmissionKind
from .initiatives import Initiative
from .years import WardQuerySet


class Submission(models.Model):
    """One send, whole and immutable: sealed as text with its hash (R9, R10)."""

    ward = models.ForeignKey(Organization, models.PROTECT, db_index=False, related_name="+")
    initiative = models.ForeignKey(Initiative, models.PROTECT, db_index=False, related_name="submissions")
    kind = models.CharField(max_length=16, choices=SubmissionKind.choices)
    number = models.PositiveSmallIntegerField()
    sent_at = models.DateTimeField(default=clock.now)
    membership_key = models.BigIntegerField(null=True)
    sent_by_key = models.BigIntegerField(null=True)
    on_behalf = models.BooleanField(default=False)
    unit_name = models.CharField(max_length=200)
    due_on = models.DateField(null=True)
    allowed_until = models.DateField(null=True)  # the last day it would have been taken: grace or extension included
    basis = models.CharField(max_length=10, choices=SendBasis.choices, default=SendBasis.NONE)
    late_days = models.PositiveSmallIntegerField(default=0)
    schema = models.PositiveSmallIntegerField(default=1)
    seal = models.TextField()
    sha256 = models.CharField(max_length=64)
    body = models.JSONField()
    erasures = models.PositiveSmallIntegerField(default=0)

    objects = WardQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["initiative", "kind", "number"], name="uq_submission"),
            models.CheckConstraint(condition=Q(kind__in=SubmissionKind.values), name="ck_submission_kind"),
        ]
        indexes = [models.Index(fields=["sent_at"], name="ix_submission_sent")]


class Remark(models.Model):
    """What the Ban asks of a submission, for one field or ('' ) the whole, and the unit's answer."""

    ward = models.ForeignKey(Organization, models.PROTECT, db_index=False, related_name="+")
    submission = models.ForeignKey(Submission, models.PROTECT, db_index=False, related_name="remarks")
    number = models.PositiveSmallIntegerField()
    field = models.CharField(max_length=40, blank=True, default="")
    text = models.TextField()
    asked_by_key = models.BigIntegerField()
    asked_at = models.DateTimeField(default=clock.now)
    due_on = models.DateField()
    answer = models.TextField(blank=True, default="")
    answer_kind = models.CharField(max_length=10, choices=AnswerKind.choices, blank=True, default="")
    answered_in = models.ForeignKey(
        Submission, models.PROTECT, null=True, db_index=False, related_name="answered_remarks"
    )
    closed_as = models.CharField(max_length=10, blank=True, default=RemarkClosing.OPEN)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["submission", "number"], name="uq_remark"),
            models.CheckConstraint(condition=Q(answer_kind__in=["", *AnswerKind.values]), name="ck_remark_answer_kind"),
        ]
        indexes = [models.Index(fields=["submission"], condition=Q(closed_as=""), name="ix_remark_open")]

    @property
    def is_answered(self) -> bool:
        """“Đã sửa” speaks for itself; keeping a text as it is needs words."""
        return self.answer_kind == AnswerKind.FIXED or bool(self.answer.strip())


class ReadyPhrase(models.Model):
    """A sentence the Ban keeps at hand for its remarks, for one part of the form or (ANY) all of them."""

    ANY = "*"

    ward = models.ForeignKey(Organization, models.PROTECT, db_index=False, related_name="+")
    number = models.PositiveIntegerField()
    field = models.CharField(max_length=40, default=ANY)
    text = models.CharField(max_length=500)
    is_active = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=clock.now)

    objects = WardQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ward", "number"], name="uq_phrase_number"),
            models.UniqueConstraint(fields=["ward", "field", "text"], name="uq_phrase"),
        ]

    def __str__(self):
        return self.text

    @property
    def unit_id(self):
        return None
