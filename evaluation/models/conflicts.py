"""What a scorer declares before scoring: “tôi có liên quan” to a unit or to one model (decision 8)."""

from django.db import models
from django.db.models import Q

from core import clock
from models_registry.models import Initiative
from models_registry.models.years import WardQuerySet
from organizations.models import Organization, User


class ConflictDeclaration(models.Model):
    """Holds until it is withdrawn, over the years; frozen but for that."""

    ward = models.ForeignKey(Organization, models.PROTECT, db_index=False, related_name="+")
    user = models.ForeignKey(User, models.PROTECT, db_index=False, related_name="+")
    initiative = models.ForeignKey(Initiative, models.PROTECT, null=True, db_index=False, related_name="+")
    unit = models.ForeignKey(Organization, models.PROTECT, null=True, db_index=False, related_name="+")
    reason = models.CharField(max_length=300)
    created_at = models.DateTimeField(default=clock.now)
    withdrawn_at = models.DateTimeField(null=True)

    objects = WardQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(initiative__isnull=True, unit__isnull=False)
                | Q(initiative__isnull=False, unit__isnull=True),
                name="ck_conflict_one",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="ck_conflict_reason"),
            models.UniqueConstraint(
                fields=["user", "initiative"], condition=Q(withdrawn_at__isnull=True), name="uq_conflict_initiative"
            ),
            models.UniqueConstraint(
                fields=["user", "unit"], condition=Q(withdrawn_at__isnull=True), name="uq_conflict_unit"
            ),
        ]
        indexes = [models.Index(fields=["ward", "-id"], name="ix_conflict_ward")]
