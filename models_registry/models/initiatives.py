"""What a unit registers for one year, its long texts, its targets and who works on it together."""

import uuid

from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.urls import reverse

from core import clock
from core.database.scoping import ScopedQuerySet
from core.text.vietnamese import search_terms
from models_registry.initiative.looks import IN_DISPUTE, LOOKS, ON_BEHALF, STILL_AFTER, TRACKED, Look, late, still
from organizations.models import Organization, User
from organizations.permissions import Action, can

from ..enums import (
    COUNTING_STATES,
    SENT_STATES,
    WAITING_STATES,
    Behalf,
    CycleState,
    Focus,
    InitiativeKind,
    InitiativeState,
    Level,
    Origin,
    Source,
    Tray,
)
from .years import Cycle, Sector

S = InitiativeState
NAME_LENGTH = 200
TRAY_OF_STATE = Case(
    When(state=S.DRAFT, then=Value(Tray.DRAFT.value)),
    When(state__in=sorted(WAITING_STATES), then=Value(Tray.WITH_BAN.value)),
    When(state=S.RETURNED, then=Value(Tray.RETURNED.value)),
    When(state=S.RECEIVED, then=Value(Tray.RECEIVED.value)),
    default=Value(Tray.CLOSED.value),
    output_field=models.SmallIntegerField(),
)
# What fulfils a duty: sent, and not withdrawn, refused or discontinued, nor disputed by its unit (decision 12).
COUNTED = Q(state__in=COUNTING_STATES, deleted_at__isnull=True) & ~Q(behalf=Behalf.DISPUTED)


def all_words(words: str) -> Q:
    """Every word of a search, without accents, in code, name, unit or person."""
    found = Q()
    for term in search_terms(words):
        found &= Q(search_text__contains=term)
    return found


class InitiativeQuerySet(ScopedQuerySet):
    def visible_to(self, actor):
        """The Ban: its ward, drafts too. Leaders and observers: what was sent. A unit: its own rows (R18)."""
        rows = self.filter(ward_id=actor.ward_key, deleted_at__isnull=True)
        if can(actor, Action.RECEIVE_INITIATIVE):
            return rows
        if not can(actor, Action.READ_INITIATIVES):
            return rows.filter(unit_id__in=actor.unit_keys)
        sent = ~Q(state=S.DRAFT)
        return rows.filter(sent | Q(unit_id__in=actor.unit_keys) if actor.unit_keys else sent)

    def open_to(self, actor):
        """One row, or a few found by words: also what was sent of models one's unit coordinates (R18)."""
        mine = self.visible_to(actor)
        if not actor.unit_keys:
            return mine
        helped = Coordination.objects.filter(initiative=models.OuterRef("pk"), organization_id__in=actor.unit_keys)
        shared = self.filter(models.Exists(helped), ~Q(state=S.DRAFT), ward_id=actor.ward_key, deleted_at__isnull=True)
        return mine | shared

    def recoverable_by(self, actor, since):
        """Drafts of one's units deleted at or after `since`."""
        return self.filter(ward_id=actor.ward_key, unit_id__in=actor.unit_keys, deleted_at__gte=since)

    def of_units(self, unit_keys):
        return self.filter(unit_id__in=unit_keys, deleted_at__isnull=True)

    def addressed(self, code: str):
        """By what stands in the address: a code, or the token of a draft never sent (also after its first send)."""
        if len(code) == 32 and "-" not in code:
            try:
                return self.filter(token=uuid.UUID(code))
            except ValueError:
                return self.none()
        return self.filter(code=code) if code.isprintable() else self.none()

    def sent(self):
        return self.filter(state__in=SENT_STATES)

    def counting(self):
        """What counts as registered; copies of vertical units too, which every sum names apart."""
        return self.filter(COUNTED)

    def at_work(self):
        """Received, to be judged, not recognised yet; what the next year continues tells its news there."""
        following = self.model.objects.filter(
            continues=models.OuterRef("pk"), state=S.RECEIVED, deleted_at__isnull=True
        )
        rows = self.filter(state=S.RECEIVED, is_copy=False, best_level=0)
        return rows.exclude(models.Exists(following))

    def recognised(self):
        return self.filter(best_level__gt=0)

    def with_corrected_names(self):
        """`corrected_name`, `corrected_unit`, `corrected_by`: as the correction in force names it, '' as registered."""
        rows = self.model._meta.get_field("recognitions").related_model.objects.live()
        rows = rows.filter(~Q(name="") | ~Q(unit_name=""), initiative=models.OuterRef("pk")).order_by("-level", "-pk")
        return self.annotate(
            corrected_name=models.Subquery(rows.values("name")[:1]),
            corrected_unit=models.Subquery(rows.values("unit_name")[:1]),
            corrected_by=models.Subquery(rows.values("number")[:1]),
        )

    def matching(self, words: str):
        """Every word of a search, without accents, in code, name, unit or person."""
        return self.filter(all_words(words))


class Initiative(models.Model):
    """A model (mô hình) or an exemplary person (điển hình) of one unit for one year (decision 14)."""

    ward = models.ForeignKey(Organization, models.PROTECT, db_index=False, related_name="+")
    cycle = models.ForeignKey(Cycle, models.PROTECT, db_index=False, related_name="initiatives")
    year = models.PositiveSmallIntegerField()
    unit = models.ForeignKey(Organization, models.PROTECT, db_index=False, related_name="initiatives")
    moved_from = models.ForeignKey(Organization, models.PROTECT, null=True, db_index=False, related_name="+")
    unit_label = models.CharField(max_length=200)
    unit_sort = models.BinaryField(max_length=96, editable=False)

    kind = models.CharField(max_length=10, choices=InitiativeKind.choices, default=InitiativeKind.MODEL)
    is_copy = models.BooleanField(default=False)
    origin = models.CharField(max_length=10, choices=Origin.choices, default=Origin.NEW)
    sector = models.ForeignKey(Sector, models.PROTECT, null=True, db_index=False)
    name = models.CharField(max_length=NAME_LENGTH, blank=True, default="")
    name_fold = models.CharField(max_length=NAME_LENGTH + 20, blank=True, default="")
    name_sort = models.BinaryField(max_length=96, editable=False, default=b"")
    person_name = models.CharField(max_length=120, blank=True, default="")
    person_erased_at = models.DateTimeField(null=True)
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    ongoing = models.BooleanField(default=False)
    search_text = models.TextField(blank=True, default="")

    continues = models.ForeignKey("self", models.PROTECT, null=True, db_index=False, related_name="continued_by")
    replicates = models.ForeignKey("self", models.PROTECT, null=True, db_index=False, related_name="replicated_by")
    replicates_note = models.CharField(max_length=200, blank=True, default="")
    lineage = models.UUIDField(default=uuid.uuid4)
    twin = models.PositiveSmallIntegerField(default=0)

    token = models.UUIDField(default=uuid.uuid4)
    state = models.CharField(max_length=12, choices=InitiativeState.choices, default=S.DRAFT)
    tray = models.GeneratedField(
        expression=TRAY_OF_STATE, output_field=models.SmallIntegerField(choices=Tray.choices), db_persist=True
    )
    version = models.PositiveIntegerField(default=1)
    number = models.PositiveIntegerField(default=0)
    code = models.CharField(max_length=16, null=True)
    source = models.CharField(max_length=8, choices=Source.choices, default=Source.UNIT)
    behalf = models.CharField(max_length=10, choices=Behalf.choices, blank=True, default=Behalf.NONE)
    prepared_at = models.DateTimeField(null=True)
    prepared_by_key = models.BigIntegerField(null=True)

    first_sent_at = models.DateTimeField(null=True)
    waiting_since = models.DateTimeField(default=clock.now)
    received_at = models.DateTimeField(null=True)
    answer_due_on = models.DateField(null=True)
    rounds = models.PositiveSmallIntegerField(default=0)
    late_days = models.PositiveSmallIntegerField(default=0)
    assignee = models.ForeignKey(User, models.PROTECT, null=True, db_index=False, related_name="assigned_initiatives")
    in_charge = models.ForeignKey(User, models.PROTECT, null=True, db_index=False, related_name="led_initiatives")
    end_reason = models.CharField(max_length=500, blank=True, default="")
    import_batch = models.ForeignKey(
        "models_registry.ImportBatch", models.PROTECT, null=True, db_index=False, related_name="initiatives"
    )
    deleted_at = models.DateTimeField(null=True)
    created_by_key = models.BigIntegerField(null=True)
    created_at = models.DateTimeField(default=clock.now)

    best_level = models.PositiveSmallIntegerField(default=0)
    sent_number = models.PositiveSmallIntegerField(default=0)
    last_news_on = models.DateField(default=clock.today)  # of its notes and milestones; until then, of its receipt

    objects = InitiativeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["token"], name="uq_init_token"),
            models.UniqueConstraint(fields=["ward", "code"], name="uq_init_ward_code"),
            models.UniqueConstraint(
                fields=["continues", "cycle"],
                condition=Q(continues__isnull=False, deleted_at__isnull=True)
                & ~Q(state__in=[S.REFUSED, S.VOIDED, S.WITHDRAWN]),
                name="uq_init_continue_once",
            ),
            models.UniqueConstraint(
                fields=["cycle", "unit", "name_fold", "twin"],
                condition=Q(source=Source.IMPORT),
                name="uq_init_import",
            ),
            models.CheckConstraint(condition=Q(state__in=InitiativeState.values), name="ck_init_state"),
            models.CheckConstraint(condition=Q(kind__in=InitiativeKind.values), name="ck_init_kind"),
            models.CheckConstraint(condition=Q(origin__in=Origin.values), name="ck_init_origin"),
            models.CheckConstraint(condition=Q(source__in=Source.values), name="ck_init_source"),
            models.CheckConstraint(
                condition=Q(code__isnull=True, first_sent_at__isnull=True, number=0)
                | Q(code__isnull=False, first_sent_at__isnull=False, number__gt=0),
                name="ck_init_code_iff_sent",
            ),
            models.CheckConstraint(
                condition=Q(first_sent_at__isnull=True)
                | Q(source=Source.IMPORT)
                | Q(state__in=[S.DRAFT, S.RETURNED, S.WITHDRAWN])
                | Q(sector__isnull=False) & (Q(ongoing=True) | Q(starts_on__isnull=False, ends_on__isnull=False)),
                name="ck_init_sent_complete",
            ),
            models.CheckConstraint(
                condition=~Q(kind=InitiativeKind.INDIVIDUAL)
                | Q(first_sent_at__isnull=True)
                | Q(source=Source.IMPORT)
                | Q(person_erased_at__isnull=False)
                | Q(state__in=[S.DRAFT, S.RETURNED, S.WITHDRAWN])
                | ~Q(person_name=""),
                name="ck_init_person",
            ),
            models.CheckConstraint(
                condition=Q(deleted_at__isnull=True) | Q(first_sent_at__isnull=True), name="ck_init_delete"
            ),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True) | Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="ck_init_period",
            ),
            models.CheckConstraint(condition=Q(best_level__lte=Level.PROVINCE), name="ck_init_level"),
        ]
        indexes = [
            models.Index(fields=["ward", "cycle", "tray", "waiting_since", "id"], name="ix_init_tray"),
            models.Index(fields=["ward", "cycle", "unit_sort", "number", "id"], name="ix_init_unit"),
            models.Index(fields=["ward", "cycle", "name_sort", "id"], name="ix_init_name"),
            models.Index(fields=["ward", "cycle", "number", "id"], name="ix_init_number"),
            models.Index(fields=["ward", "cycle", "sector", "unit_sort", "id"], name="ix_init_sector"),
            models.Index(
                fields=["ward", "cycle", "state", "sector", "kind", "origin", "is_copy", "unit"], name="ix_init_count"
            ),
            models.Index(
                fields=["ward", "cycle", "assignee", "tray", "waiting_since"],
                condition=Q(assignee__isnull=False),
                name="ix_init_mine",
            ),
            models.Index(fields=["unit", "cycle", "id"], name="ix_init_own"),
            models.Index(
                fields=["ward", "cycle", "last_news_on", "id"], condition=Q(state=S.RECEIVED), name="ix_init_still"
            ),
            models.Index(
                fields=["ward", "-year", "name_sort", "id"], condition=Q(best_level__gt=0), name="ix_init_library"
            ),
            models.Index(fields=["lineage", "year"], name="ix_init_lineage"),
            models.Index(fields=["replicates"], condition=Q(replicates__isnull=False), name="ix_init_replicates"),
            models.Index(fields=["continues"], condition=Q(continues__isnull=False), name="ix_init_continues"),
        ]

    def __str__(self):
        return self.name or "Mô hình chưa đặt tên"

    def get_absolute_url(self):
        return reverse("registry:initiative_detail", args=[self.ward_slug, self.address])

    @property
    def address(self) -> str:
        """What stands in its URLs: the code once sent, until then the draft's token (decision 3)."""
        return self.code or self.token.hex

    @property
    def was_sent(self) -> bool:
        return self.first_sent_at is not None

    @property
    def is_counted(self) -> bool:
        """Whether it counts as registered, as `counting` does."""
        return self.state in COUNTING_STATES and self.deleted_at is None and self.behalf != Behalf.DISPUTED

    @property
    def look(self) -> Look:
        """The state as {% state_tag %} draws it."""
        return LOOKS[self.state]

    @property
    def marks(self) -> list[Look]:
        """What stands beside the state: tracked only, late, typed by the Ban and perhaps disputed."""
        found = [TRACKED] if self.is_copy else []
        found += [late(self.late_days)] if self.late_days else []
        if self.source == Source.BEHALF:
            found.append(IN_DISPUTE if self.behalf == Behalf.DISPUTED else ON_BEHALF)
        return found + ([still(self.quiet_days)] if self.is_still else [])

    @property
    def quiet_days(self) -> int:
        """Days since the last news of it at work."""
        return (clock.today() - self.last_news_on).days

    @property
    def is_still(self) -> bool:
        """Whether a model that should be at work in an open year has given no news for more than 60 days.

        Reads `cycle`: lists have it selected.
        """
        at_work = self.state == S.RECEIVED and not self.is_copy and not self.best_level
        return at_work and self.quiet_days > STILL_AFTER and self.cycle.state == CycleState.OPEN

    @property
    def known_name(self) -> str:
        """Its name as recognised; of rows `with_corrected_names` as the correction in force has it."""
        return getattr(self, "corrected_name", "") or self.name

    @property
    def known_unit(self) -> str:
        return getattr(self, "corrected_unit", "") or self.unit_label

    @property
    def level_label(self) -> str:
        """The words of its recognition; '' when it has none."""
        return Level(self.best_level).label if self.best_level else ""

    @property
    def ward_slug(self) -> str:
        return self.ward.slug


class RegistrationText(models.Model):
    """The long texts of a registration.

    `version` is the one the initiative got when any words of the registration, in its head or here, were last written.
    """

    initiative = models.OneToOneField(Initiative, models.CASCADE, primary_key=True, related_name="text")
    problem = models.TextField(blank=True, default="")
    method = models.TextField(blank=True, default="")
    goals = models.TextField(blank=True, default="")
    area = models.TextField(blank=True, default="")
    resources = models.TextField(blank=True, default="")
    expected = models.TextField(blank=True, default="")
    steps = models.JSONField(default=list)  # who does what by when: [{"what", "who", "when"}]
    meeting_on = models.DateField(null=True)  # the cell's meeting that agreed on it
    leader_name = models.CharField(max_length=120, blank=True, default="")
    contact_phone = models.CharField(max_length=20, blank=True, default="")
    person_facts = models.TextField(blank=True, default="")  # INDIVIDUAL: post, work, why exemplary
    tags = models.CharField(max_length=80, blank=True, default="")  # Focus values, a space between
    # What was typed but cannot be stored as it is (“31/02/2026”): step → field → {"raw", "message"}. Nothing is lost.
    unread = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField(default=clock.now)
    saved_by_key = models.BigIntegerField(null=True)

    @property
    def tag_labels(self) -> list[str]:
        return [Focus(value).label for value in self.tags.split()]


class Target(models.Model):
    """A measurable target of a registration: chỉ tiêu, đơn vị tính, số đăng ký. `key` is stable over edits."""

    ward = models.ForeignKey(Organization, models.PROTECT, db_index=False, related_name="+")
    initiative = models.ForeignKey(Initiative, models.CASCADE, db_index=False, related_name="targets")
    key = models.CharField(max_length=12)
    order = models.PositiveSmallIntegerField(default=0)
    indicator = models.CharField(max_length=200)
    measure = models.CharField(max_length=40, blank=True, default="")
    planned = models.DecimalField(max_digits=14, decimal_places=2, null=True)

    class Meta:
        ordering = ["order", "id"]
        constraints = [models.UniqueConstraint(fields=["initiative", "key"], name="uq_target_key")]


class Coordination(models.Model):
    """A unit, or a body outside the system, that works on it with the lead unit (Plan II.3.4)."""

    ward = models.ForeignKey(Organization, models.PROTECT, db_index=False, related_name="+")
    initiative = models.ForeignKey(Initiative, models.CASCADE, db_index=False, related_name="coordinations")
    organization = models.ForeignKey(Organization, models.PROTECT, null=True, db_index=False, related_name="+")
    outside_name = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["initiative", "organization"], condition=Q(organization__isnull=False), name="uq_coord"
            ),
            models.CheckConstraint(
                condition=Q(organization__isnull=False, outside_name="")
                | Q(organization__isnull=True) & ~Q(outside_name=""),
                name="ck_coord_one",
            ),
        ]
        indexes = [
            models.Index(fields=["initiative"], name="ix_coord_initiative"),
            models.Index(fields=["organization", "initiative"], name="ix_coord_org"),
        ]
