"""Decisions of recognition: number, date, signatory, rows; frozen when published (decisions 25–26). Their papers."""

from django.db import models
from django.db.models import Q

from core import clock
from core.models import StoredFile
from evaluation.models import verify_codes
from models_registry.enums import Level
from models_registry.models import Cycle, Initiative, Recognition
from models_registry.models.years import WardQuerySet
from organizations.models import Organization

from ..enums import DecisionKind, DecisionState
from .lists import ProposalVersion


class DecisionQuerySet(WardQuerySet):
    def on_list(self, proposal):
        """What decided on a list, and what amended that since."""
        here = Q(version__proposal_list=proposal) | Q(amends__version__proposal_list=proposal)
        return self.filter(here).select_related(
            "version__proposal_list__cycle__ward", "amends__version__proposal_list__cycle__ward"
        )

    def of_version(self, number: int):
        """The decision itself, by the version of the list that was concluded."""
        return self.filter(version__number=number)


class RecognitionDecision(models.Model):
    """The paper's number is typed by the office: numbering runs over a term, not a year."""

    ward = models.ForeignKey(Organization, models.PROTECT, db_index=False, related_name="+")
    cycle = models.ForeignKey(Cycle, models.PROTECT, db_index=False, related_name="decisions")
    version = models.ForeignKey(ProposalVersion, models.PROTECT, null=True, db_index=False, related_name="decisions")
    kind = models.CharField(max_length=10, choices=DecisionKind.choices, default=DecisionKind.ORIGINAL)
    amends = models.ForeignKey("self", models.PROTECT, null=True, db_index=False, related_name="amended_by")
    number = models.CharField(max_length=60, blank=True, default="")
    on = models.DateField(null=True)
    number_key = models.CharField(max_length=160, blank=True, default="")  # one of a year: “125” is “125-QĐ/ĐU”
    authority = models.CharField(max_length=120, blank=True, default="T/M BAN THƯỜNG VỤ")
    post = models.CharField(max_length=120, blank=True, default="")
    signatory = models.CharField(max_length=120, blank=True, default="")
    state = models.CharField(max_length=10, choices=DecisionState.choices, default=DecisionState.DRAFT)
    published_at = models.DateTimeField(null=True)
    published_by_key = models.BigIntegerField(null=True)
    verify_code = models.CharField(max_length=12, blank=True, default="")  # what anybody types to check the paper
    schema = models.PositiveSmallIntegerField(default=1)  # of the seal; from 2 on it is the whole paper (snapshots.py)
    seal = models.TextField(blank=True, default="")
    sha256 = models.CharField(max_length=64, blank=True, default="")
    body = models.JSONField(default=dict)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, db_index=False, related_name="+")
    erasures = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(default=clock.now)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["ward", "number", "on"], condition=Q(on__isnull=False), name="uq_decision_number"
            ),
            models.UniqueConstraint(
                fields=["ward", "number_key"], condition=~Q(number_key=""), name="uq_decision_number_key"
            ),
            models.UniqueConstraint(
                fields=["version"], condition=Q(kind=DecisionKind.ORIGINAL), name="uq_decision_original"
            ),
            models.UniqueConstraint(fields=["verify_code"], condition=~Q(verify_code=""), name="uq_decision_verify"),
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

    @property
    def holds_paper(self) -> bool:
        """Whether its seal holds all the printed list needs: not of those published before it did."""
        return self.state == DecisionState.PUBLISHED and self.schema >= 2

    @property
    def original(self):
        """The decision that recognised: this one, or the one it corrects or revokes."""
        return self.amends or self

    @property
    def proposal(self):
        """The list all of it goes back to."""
        return self.original.version.proposal_list

    @property
    def shown_code(self) -> str:
        return verify_codes.shown(self.verify_code)

    @property
    def fingerprint(self) -> str:
        """The last six signs of the seal, as printed on the paper and read out."""
        return self.sha256[-6:]


class DecisionItem(models.Model):
    """A row of a decision, with names as they were."""

    ward = models.ForeignKey(Organization, models.PROTECT, db_index=False, related_name="+")
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
    reason = models.CharField(max_length=300, blank=True, default="")  # of a correction or revocation
    label = models.JSONField()
    erasures = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["decision", "initiative"], name="uq_decitem")]


class IssuedPaper(models.Model):
    """A certificate as it was given out: the page of a stored PDF that belongs to one recognition."""

    ward = models.ForeignKey(Organization, models.PROTECT, db_index=False, related_name="+")
    decision = models.ForeignKey(RecognitionDecision, models.PROTECT, related_name="papers")
    recognition = models.OneToOneField(Recognition, models.PROTECT, related_name="paper")
    file = models.ForeignKey(StoredFile, models.PROTECT, db_index=False, related_name="+")
    page = models.PositiveSmallIntegerField()  # from 1
    code = models.CharField(max_length=12, blank=True, default="")  # its own; "" of those printed with their row's
    by_key = models.BigIntegerField(null=True)
    at = models.DateTimeField(default=clock.now)

    objects = WardQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["code"], condition=~Q(code=""), name="uq_issued_code")]
