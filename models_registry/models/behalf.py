"""The paper a registration was typed from by the Ban, who brought it, and what the unit says to it (decision 6)."""

from django.db import models

from core import clock
from organizations.models import Organization, User

from .initiatives import Initiative


class BehalfEntry(models.Model):
    """One a registration the Ban types; where it stands (waiting, confirmed, disputed) is `Initiative.behalf`."""

    initiative = models.OneToOneField(Initiative, models.CASCADE, primary_key=True, related_name="behalf_entry")
    ward = models.ForeignKey(Organization, models.PROTECT, db_index=False, related_name="+")
    paper_number = models.CharField(max_length=60, blank=True, default="")
    paper_on = models.DateField(null=True)
    told_by = models.CharField(max_length=120, blank=True, default="")
    typed_by = models.ForeignKey(User, models.PROTECT, null=True, db_index=False, related_name="+")
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, db_index=False, related_name="+")
    answered_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=500, blank=True, default="")  # of a dispute
    created_at = models.DateTimeField(default=clock.now)
