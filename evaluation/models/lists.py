"""Lists put before the leaders: draft rows, frozen versions, opinions, endorsement, conclusion (decisions 24–25)."""

from typing import Self

from django.db import models
from django.db.models import F, Q

from core import clock
from core.models import StoredFile
from models_registry.enums import InitiativeKind, Level
from models_registry.models import Cycle, Initiative
from models_registry.models.years import WardQuerySet
from organizations.models import Membership, Organization

from ..enums import ENDED_LISTS, EndorsementAct, ListKind, ListState, RowResult, Stance

PROPOSED_LEVELS = (Level.MEETS, Level.WARD)
PRAISE = "Biểu dương"  # what is asked for while nothing else was typed


class ProposalList(models.Model):
    """A list of one kind and year; at most one open. Addressed as <year>-<number>."""

    ward = models.ForeignKey(Organization, models.PROTECT, db_index=False, related_name="+")
    cycle = models.ForeignKey(Cycle, models.PROTECT, db_index=False, related_name="proposal_lists")
    kind = models.CharField(max_length=14, choices=ListKind.choices)
    number = models.PositiveSmallIntegerField(default=1)  # within (cycle): part of its address
    title = models.CharField(max_length=200)
    state = models.CharField(max_length=14, choices=ListState.choices, default=ListState.DRAFT)
    current_number = models.PositiveSmallIntegerField(default=0)  # the last locked version
    paper_number = models.CharField(max_length=60, blank=True, default="")  # of the letter a commendation went out by
    paper_on = models.DateField(null=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=clock.now)

    objects = WardQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "kind"],
                condition=~Q(state__in=ENDED_LISTS) & ~Q(kind=ListKind.COMMENDATION, state=ListState.CONCLUDED),
                name="uq_list_open",
            ),
            models.UniqueConstraint(fields=["cycle", "number"], name="uq_list_number"),
            models.CheckConstraint(condition=Q(kind__in=ListKind.values), name="ck_list_kind"),
            models.CheckConstraint(condition=Q(state__in=ListState.values), name="ck_list_state"),
            models.CheckConstraint(
                condition=Q(paper_number="", paper_on__isnull=True) | ~Q(paper_number="") & Q(paper_on__isnull=False),
                name="ck_list_paper",
            ),
        ]
        indexes = [models.Index(fields=["ward", "cycle", "kind", "-id"], name="ix_list_kind")]

    @property
    def unit_id(self):
        return None

    @property
    def address(self) -> str:
        return f"{self.cycle.year}-{self.number}"


class ProposalDraftItem(models.Model):
    """A row while the list is being drafted: a model, or of a commendation a unit or person without a model.

    A list of registrations has none: its rows are the register itself until it is locked.
    """

    ward = models.ForeignKey(Organization, models.PROTECT, db_index=False, related_name="+")
    proposal_list = models.ForeignKey(ProposalList, models.CASCADE, db_index=False, related_name="draft_items")
    order = models.PositiveSmallIntegerField(default=0)
    initiative = models.ForeignKey(Initiative, models.PROTECT, null=True, db_index=False, related_name="+")
    unit = models.ForeignKey(Organization, models.PROTECT, null=True, db_index=False, related_name="+")
    recipient = models.CharField(max_length=120, blank=True, default="")  # a person, or a group within the unit
    kind = models.CharField(max_length=10, choices=InitiativeKind.choices, default=InitiativeKind.MODEL)
    achievement = models.CharField(max_length=300, blank=True, default="")
    level = models.PositiveSmallIntegerField(choices=Level.choices, default=Level.MEETS)
    to_province = models.BooleanField(default=False)
    award = models.CharField(max_length=80, blank=True, default=PRAISE)  # of a commendation: what is asked for
    post = models.CharField(max_length=120, blank=True, default="")  # of a person: what they are

    class Meta:
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["proposal_list", "initiative"], name="uq_draftitem"),
            models.UniqueConstraint(
                fields=["proposal_list", "unit", "recipient"],
                condition=Q(initiative__isnull=True),
                name="uq_draftitem_other",
            ),
            models.CheckConstraint(
                condition=Q(initiative__isnull=False, unit__isnull=True, recipient="")
                | Q(initiative__isnull=True, unit__isnull=False),
                name="ck_draftitem_who",
            ),
            models.CheckConstraint(condition=Q(level__in=PROPOSED_LEVELS), name="ck_draftitem_level"),
        ]

    @property
    def name(self) -> str:
        """What the row is called: its model, who is named, or the unit itself."""
        if self.initiative is None:
            return self.recipient or self.unit.name
        return getattr(self, "corrected_name", "") or self.initiative.name


class ProposalVersion(models.Model):
    """The list as locked: sealed, hashed, never changed (R9, R10)."""

    ward = models.ForeignKey(Organization, models.PROTECT, db_index=False, related_name="+")
    proposal_list = models.ForeignKey(ProposalList, models.PROTECT, db_index=False, related_name="versions")
    number = models.PositiveSmallIntegerField()
    locked_at = models.DateTimeField(default=clock.now)
    locked_by_key = models.BigIntegerField()
    schema = models.PositiveSmallIntegerField(default=1)
    seal = models.TextField()
    sha256 = models.CharField(max_length=64)
    body = models.JSONField()
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, db_index=False, related_name="+")
    erasures = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["proposal_list", "number"], name="uq_version")]

    @property
    def fingerprint(self) -> str:
        """The last six signs, as read out and compared on paper."""
        return self.sha256[-6:]


class ProposalItemQuerySet(models.QuerySet):
    def before_leaders(self) -> Self:
        """Rows of the versions now before the leaders: their models' conclusions may not change (decision 22)."""
        return self.filter(
            version__proposal_list__kind=ListKind.RECOGNITION,
            version__proposal_list__state__in=[ListState.SUBMITTED, ListState.ENDORSED, ListState.CONCLUDED],
            version__number=F("version__proposal_list__current_number"),
        )


class ProposalItem(models.Model):
    """A row of a locked version, with names as they were.

    Level and number of sheets stand only where the model was appraised for this list; both or none
    (`ck_item_figures`). Points stand beside them where its criteria have points (decision 80).
    """

    ward = models.ForeignKey(Organization, models.PROTECT, db_index=False, related_name="+")
    version = models.ForeignKey(ProposalVersion, models.PROTECT, db_index=False, related_name="items")
    order = models.PositiveSmallIntegerField()
    initiative = models.ForeignKey(Initiative, models.PROTECT, null=True, related_name="proposal_items")
    code = models.CharField(max_length=16, blank=True, default="")
    unit_name = models.CharField(max_length=200)
    sector_number = models.PositiveSmallIntegerField(null=True)
    kind = models.CharField(max_length=10)
    is_copy = models.BooleanField(default=False)  # registered with a vertical branch, listed apart
    origin = models.CharField(max_length=10, blank=True, default="")
    period = models.CharField(max_length=60, blank=True, default="")
    level = models.PositiveSmallIntegerField(choices=Level.choices, null=True)
    to_province = models.BooleanField(default=False)
    mean = models.DecimalField(max_digits=10, decimal_places=6, null=True)
    median = models.DecimalField(max_digits=10, decimal_places=6, null=True)
    spread = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    sheets_done = models.PositiveSmallIntegerField(null=True)
    achievement = models.CharField(max_length=300, blank=True, default="")
    award = models.CharField(max_length=80, blank=True, default="")  # of a commendation, as the next
    grounds = models.CharField(max_length=120, blank=True, default="")  # number and day of the decision behind it
    label = models.JSONField()  # {"name", "person"}, of a commended person "post" too: erasable
    erasures = models.PositiveSmallIntegerField(default=0)

    objects = ProposalItemQuerySet.as_manager()

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["version", "initiative"], name="uq_item"),
            models.UniqueConstraint(fields=["version", "order"], name="uq_item_order"),
            models.CheckConstraint(
                condition=Q(level__isnull=True, mean__isnull=True, sheets_done__isnull=True)
                | Q(level__isnull=False, sheets_done__isnull=False),
                name="ck_item_figures",
            ),
        ]


class Opinion(models.Model):
    """A member of the Standing or the Board on a version, whole or row by row."""

    ward = models.ForeignKey(Organization, models.PROTECT, db_index=False, related_name="+")
    version = models.ForeignKey(ProposalVersion, models.PROTECT, db_index=False, related_name="opinions")
    item = models.ForeignKey(ProposalItem, models.PROTECT, null=True, db_index=False, related_name="opinions")
    membership = models.ForeignKey(Membership, models.PROTECT, db_index=False, related_name="+")
    stance = models.CharField(max_length=8, choices=Stance.choices)
    text = models.TextField(blank=True, default="")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["version", "membership"], condition=Q(item__isnull=True), name="uq_opinion_list"
            ),
            models.UniqueConstraint(
                fields=["version", "item", "membership"], condition=Q(item__isnull=False), name="uq_opinion_row"
            ),
            models.CheckConstraint(condition=~Q(stance=Stance.DIFFER) | ~Q(text=""), name="ck_opinion_text"),
        ]


class Endorsement(models.Model):
    """What the Standing did with a version; once (Plan II.4.4: Thường trực, then Ban Thường vụ)."""

    ward = models.ForeignKey(Organization, models.PROTECT, db_index=False, related_name="+")
    version = models.OneToOneField(ProposalVersion, models.PROTECT, related_name="endorsement")
    act = models.CharField(max_length=12, choices=EndorsementAct.choices)
    membership = models.ForeignKey(Membership, models.PROTECT, db_index=False, related_name="+")
    reason = models.TextField(blank=True, default="")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(act=EndorsementAct.RETURN) | ~Q(reason=""), name="ck_endorse_return_reason"
            )
        ]


class Conclusion(models.Model):
    """What the Board concluded on a version, recorded once by a member entitled to."""

    ward = models.ForeignKey(Organization, models.PROTECT, db_index=False, related_name="+")
    version = models.OneToOneField(ProposalVersion, models.PROTECT, related_name="conclusion")
    membership = models.ForeignKey(Membership, models.PROTECT, db_index=False, related_name="+")
    meeting_on = models.DateField(null=True)
    minutes = models.TextField(blank=True, default="")
    attendance = models.JSONField(default=dict)  # {"chair", "secretary", "present", "absent"}; {} = no meeting recorded
    at = models.DateTimeField(default=clock.now)


class ConclusionRow(models.Model):
    """The Board on one row: công nhận, không, để lại; with the level it grants."""

    ward = models.ForeignKey(Organization, models.PROTECT, db_index=False, related_name="+")
    conclusion = models.ForeignKey(Conclusion, models.PROTECT, db_index=False, related_name="rows")
    item = models.OneToOneField(ProposalItem, models.PROTECT, related_name="conclusion_row")
    result = models.CharField(max_length=8, choices=RowResult.choices)
    level = models.PositiveSmallIntegerField(choices=Level.choices, null=True)  # null: of a commendation
    reason = models.TextField(blank=True, default="")
    votes_for = models.PositiveSmallIntegerField(null=True)  # null: hands were not counted
    votes_against = models.PositiveSmallIntegerField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(result=RowResult.APPROVE) | ~Q(reason=""), name="ck_row_refuse_reason"),
            models.CheckConstraint(condition=Q(level__in=PROPOSED_LEVELS), name="ck_row_level"),
        ]
        indexes = [models.Index(fields=["conclusion"], name="ix_row_conclusion")]
