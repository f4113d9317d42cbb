"""A meeting of the Board on one version of a list: who was there, what was said row by row (Plan II.4.4)."""

from django.db import models
from django.db.models import Q

from core import clock
from models_registry.enums import Level
from organizations.models import Organization

from ..enums import RowResult
from .lists import PROPOSED_LEVELS, ProposalItem, ProposalVersion


class BoardMeeting(models.Model):
    """One meeting a version; a working paper until the one entitled records the conclusion from it."""

    of = models.OneToOneField(ProposalVersion, models.PROTECT, related_name="meeting")
    held_on = models.DateField()
    chair = models.CharField(max_length=120)
    secretary = models.CharField(max_length=120)
    present = models.JSONField(default=list)  # ["Họ tên, chức vụ", …] as they are printed in the minutes
    absent = models.JSONField(default=list)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=clock.now)


class MeetingRow(models.Model):
    """What the meeting said of one row, with the votes; null votes: agreed without counting hands."""

    ward = models.ForeignKey(Organization, models.PROTECT, db_index=False, related_name="+")
    meeting = models.ForeignKey(BoardMeeting, models.CASCADE, db_index=False, related_name="rows")
    item = models.OneToOneField(ProposalItem, models.PROTECT, related_name="meeting_row")
    result = models.CharField(max_length=8, choices=RowResult.choices)
    level = models.PositiveSmallIntegerField(choices=Level.choices, null=True)  # null: of a commendation
    reason = models.TextField(blank=True, default="")
    votes_for = models.PositiveSmallIntegerField(null=True)
    votes_against = models.PositiveSmallIntegerField(null=True)
    version = models.PositiveIntegerField(default=1)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(result=RowResult.APPROVE) | ~Q(reason=""), name="ck_meetrow_reason"),
            models.CheckConstraint(condition=Q(level__in=PROPOSED_LEVELS), name="ck_meetrow_level"),
            models.CheckConstraint(condition=Q(result__in=RowResult.values), name="ck_meetrow_result"),
        ]
        indexes = [models.Index(fields=["meeting"], name="ix_meetrow_meeting")]
