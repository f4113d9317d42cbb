"""The tree of organisations, the people, and who serves where from when until when.

Rules R1–R7 and R17: paths and sort keys are bytes, periods are half-open `[from, until)`.
"""

import uuid

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q

from core import clock
from core.database.scoping import ScopedQuerySet
from core.text.vietnamese import clean_line, fold, person_sort_key

from .enums import (
    ABOVE_UNITS,
    CONCLUDING_ROLES,
    HEAD_OF_UNIT_TITLE,
    OrganizationKind,
    Role,
    RosterKind,
    RosterState,
    RosterVerdict,
)

PATH_STEP = 8  # bytes of one level: the organisation's own id, big-endian


class OrganizationQuerySet(ScopedQuerySet):
    def units(self):
        """Everything that can owe a model: below the ward."""
        return self.exclude(kind__in=ABOVE_UNITS)

    def living(self):
        return self.filter(closed_on__isnull=True)

    def in_display_order(self):
        return self.order_by("manual_order", "sort_key", "id")

    def below(self, path: bytes):
        """The subtree of `path`, itself included: one range of an indexed column (R5)."""
        return self.filter(path__gte=path, path__lt=path_end(path))

    def visible_to(self, actor):
        """Names of units are no secret within their ward; nothing is visible beyond it."""
        return self.filter(ward_id=actor.ward_key)


def path_end(path: bytes) -> bytes:
    """The first path after the whole subtree of `path`."""
    return (int.from_bytes(path, "big") + 1).to_bytes(len(path), "big")


def path_step(key: int) -> bytes:
    return key.to_bytes(PATH_STEP, "big")


class Organization(models.Model):
    """A province, a ward committee, or a unit of a ward. Never deleted: closed, with a successor."""

    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    path = models.BinaryField(max_length=96, editable=False)
    ward = models.ForeignKey("self", models.PROTECT, null=True, db_index=False, related_name="units")
    kind = models.CharField(max_length=24, choices=OrganizationKind.choices)
    code = models.CharField(max_length=16)
    slug = models.SlugField(max_length=40, null=True, db_index=False)
    name = models.CharField(max_length=200)
    name_fold = models.CharField(max_length=200)
    sort_key = models.BinaryField(max_length=96, editable=False)
    manual_order = models.IntegerField(default=0)
    reports_vertically = models.BooleanField(default=False)
    closed_on = models.DateField(null=True)
    successor = models.ForeignKey("self", models.PROTECT, null=True, db_index=False, related_name="+")
    heir = models.ForeignKey("self", models.PROTECT, null=True, db_index=False, related_name="inherited")
    tree_version = models.PositiveIntegerField(default=1)
    address_block = models.JSONField(default=dict)  # ward: heading lines, place, document symbol
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=clock.now)

    objects = OrganizationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["path"], name="uq_org_path"),
            models.UniqueConstraint(fields=["slug"], name="uq_org_slug"),
            models.UniqueConstraint(fields=["ward", "code"], name="uq_org_ward_code"),
            models.CheckConstraint(condition=Q(kind__in=OrganizationKind.values), name="ck_org_kind"),
            models.CheckConstraint(
                condition=~Q(kind=OrganizationKind.WARD) | Q(slug__isnull=False), name="ck_org_ward_has_slug"
            ),
            models.CheckConstraint(condition=Q(parent__isnull=True) | ~Q(parent=F("id")), name="ck_org_not_own_parent"),
            models.CheckConstraint(
                condition=Q(successor__isnull=True) | Q(closed_on__isnull=False),
                name="ck_org_successor_needs_closed",
            ),
        ]
        indexes = [
            models.Index(fields=["ward", "closed_on", "manual_order", "sort_key"], name="ix_org_ward_order"),
            models.Index(fields=["heir"], name="ix_org_heir"),
        ]

    def __str__(self):
        return self.name

    @property
    def unit_id(self) -> int:
        """A unit is its own unit, so that rights over it are asked like rights over its rows."""
        return self.pk

    @property
    def living_key(self) -> int:
        """The key under which two units are compared: the living end of the chain of successors."""
        return self.heir_id or self.pk


class OrganizationName(models.Model):
    """What an organisation was called, from when until when: papers print the name of their day."""

    organization = models.ForeignKey(Organization, models.PROTECT, db_index=False, related_name="names")
    name = models.CharField(max_length=200)
    name_fold = models.CharField(max_length=200)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "valid_from"], name="uq_orgname_from"),
            models.UniqueConstraint(
                fields=["organization"], condition=Q(valid_until__isnull=True), name="uq_orgname_open"
            ),
        ]


class OrganizationAlias(models.Model):
    """Another way offices write a unit's name in their lists; remembered at import."""

    ward = models.ForeignKey(Organization, models.PROTECT, db_index=False, related_name="+")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="aliases")
    alias = models.CharField(max_length=200)
    alias_fold = models.CharField(max_length=200)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ward", "alias_fold"], name="uq_alias_ward_fold")]


class UserManager(BaseUserManager):
    def get_by_natural_key(self, username):
        return self.get(username_fold=fold(username))


class User(AbstractBaseUser):
    """A person with an account. Rights come only from memberships; nobody is a superuser."""

    username = models.CharField(max_length=60)
    username_fold = models.CharField(max_length=60)
    full_name = models.CharField(max_length=120)
    name_fold = models.CharField(max_length=120, default="")
    given_sort = models.BinaryField(max_length=96, editable=False)
    phone = models.CharField(max_length=20, blank=True, default="")
    home_cell = models.ForeignKey(Organization, models.PROTECT, null=True, related_name="members_at_home")
    must_change_password = models.BooleanField(default=True)
    password_expires_at = models.DateTimeField(null=True)
    is_active = models.BooleanField(default=True)
    text_size = models.PositiveSmallIntegerField(default=100)
    erased_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=clock.now)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["full_name"]
    objects = UserManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["username_fold"], name="uq_user_fold"),
            models.CheckConstraint(condition=Q(text_size__in=[100, 115, 130]), name="ck_user_text_size"),
        ]

    def __str__(self):
        return self.full_name

    @property
    def has_ended_password(self) -> bool:
        """Whether a temporary password is past its time: it opens nothing any more."""
        return self.password_expires_at is not None and self.password_expires_at <= clock.now()

    def name_person(self, full_name: str):
        """Set the person's name with the key under which lists of people sort (given name first)."""
        self.full_name = clean_line(full_name)
        self.name_fold = fold(self.full_name)
        self.given_sort = person_sort_key(self.full_name)


class MembershipQuerySet(models.QuerySet):
    def valid_on(self, day):
        return self.filter(Q(valid_until__isnull=True) | Q(valid_until__gt=day), valid_from__lte=day)


class Membership(models.Model):
    """A person serves an organisation in a role, from a day until another (Plan I.2: the head answers)."""

    user = models.ForeignKey(User, models.PROTECT, db_index=False, related_name="memberships")
    organization = models.ForeignKey(Organization, models.PROTECT, db_index=False, related_name="memberships")
    ward = models.ForeignKey(Organization, models.PROTECT, null=True, db_index=False, related_name="+")
    role = models.CharField(max_length=12, choices=Role.choices)
    is_head = models.BooleanField(default=False)
    may_conclude = models.BooleanField(default=False)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    delegated_by = models.ForeignKey("self", models.PROTECT, null=True, db_index=False, related_name="+")
    granted_by_key = models.BigIntegerField(null=True)
    end_reason = models.CharField(max_length=200, blank=True, default="")
    created_at = models.DateTimeField(default=clock.now)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organization", "role"], condition=Q(valid_until__isnull=True), name="uq_member_open"
            ),
            models.UniqueConstraint(
                fields=["organization"],
                condition=Q(is_head=True, valid_until__isnull=True),
                name="uq_member_one_head",
            ),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="ck_member_role"),
            models.CheckConstraint(
                condition=Q(role=Role.SECRETARY, ward__isnull=False) & ~Q(organization=F("ward"))
                | ~Q(role=Role.SECRETARY) & (Q(ward__isnull=True) | Q(organization=F("ward"))),
                name="ck_member_place",
            ),
            models.CheckConstraint(condition=Q(is_head=False) | Q(role=Role.SECRETARY), name="ck_member_head"),
            models.CheckConstraint(
                condition=Q(may_conclude=False) | Q(role__in=CONCLUDING_ROLES), name="ck_member_conclude"
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")), name="ck_member_dates"
            ),
        ]
        indexes = [
            models.Index(fields=["user", "valid_until"], name="ix_member_user"),
            models.Index(fields=["organization", "role"], name="ix_member_org_role"),
            models.Index(fields=["ward", "role"], name="ix_member_ward_role"),
        ]

    @property
    def title(self) -> str:
        title = HEAD_OF_UNIT_TITLE if self.is_head else self.get_role_display()
        return f"{title} (theo ủy quyền)" if self.delegated_by_id else title

    def is_valid_on(self, day) -> bool:
        return self.valid_from <= day and (self.valid_until is None or day < self.valid_until)


class RosterBatchQuerySet(ScopedQuerySet):
    def visible_to(self, actor):
        """Whoever may bring in such a list (the view asks for the right) sees those of their ward."""
        return self.filter(ward_id=actor.ward_key)


class RosterBatch(models.Model):
    """A list of units or people read from a file. Before commit only this row and its rows are written."""

    ward = models.ForeignKey(Organization, models.PROTECT, db_index=False, related_name="+")
    token = models.UUIDField(default=uuid.uuid4, unique=True)
    kind = models.CharField(max_length=8, choices=RosterKind.choices)
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    columns = models.JSONField(default=dict)  # which column was read as what, for the preview to say
    notes = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=RosterState.choices, default=RosterState.PREVIEW)
    default_update = models.CharField(max_length=6, blank=True, default="")
    counts = models.JSONField(default=dict)
    by_key = models.BigIntegerField(null=True)
    committed_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    undone_by_key = models.BigIntegerField(null=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=clock.now)

    objects = RosterBatchQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=RosterKind.values), name="ck_roster_kind"),
            models.CheckConstraint(condition=Q(state__in=RosterState.values), name="ck_roster_state"),
        ]
        indexes = [models.Index(fields=["ward", "kind", "-id"], name="ix_roster_ward")]


class RosterRow(models.Model):
    """One row of such a list: what it says, what becomes of it, and what has to be put back when it is undone."""

    batch = models.ForeignKey(RosterBatch, models.CASCADE, db_index=False, related_name="rows")
    row_number = models.PositiveIntegerField()
    said = models.JSONField(default=dict)
    verdict = models.CharField(max_length=8, choices=RosterVerdict.choices)
    reasons = models.JSONField(default=list)  # sentences
    differs = models.JSONField(default=list)  # [{"field", "old", "new"}]
    chosen_update = models.CharField(max_length=6, blank=True, default="")  # '', skip, update
    unit = models.ForeignKey(Organization, models.PROTECT, null=True, db_index=False, related_name="+")
    person = models.ForeignKey(User, models.PROTECT, null=True, db_index=False, related_name="+")
    made = models.JSONField(default=dict)

    class Meta:
        ordering = ["row_number", "id"]
        constraints = [models.CheckConstraint(condition=Q(verdict__in=RosterVerdict.values), name="ck_roster_verdict")]
        indexes = [
            models.Index(fields=["batch", "row_number"], name="ix_roster_row"),
            models.Index(fields=["unit"], condition=Q(unit__isnull=False), name="ix_roster_unit"),
            models.Index(fields=["person"], condition=Q(person__isnull=False), name="ix_roster_person"),
        ]
