"""Periods, years with their windows, the five sectors, and what each unit owes in a year."""

import datetime as dt

from django.db import models
from django.db.models import F, Q

from core import clock
from core.database.scoping import ScopedQuerySet
from core.text.vietnamese import lower_first
from models_registry.initiative.looks import CYCLE_LOOKS, Look
from organizations.models import Organization

from ..enums import EXTENDABLE, CycleState, DutyKind, Phase, SendBasis, Window


class WardQuerySet(ScopedQuerySet):
    def visible_to(self, actor):
        """Rows every member of the ward may read."""
        return self.filter(ward_id=actor.ward_key)


class CycleQuerySet(WardQuerySet):
    def working(self):
        """Years work is done in: every open one, for years overlap (decisions 35, 47)."""
        return self.filter(state=CycleState.OPEN)


class Period(models.Model):
    """The years a plan spans, with its targets: 2026–2030, 10 of the ward and 2 of the province (Plan II.2.1)."""

    ward = models.ForeignKey(Organization, models.PROTECT, db_index=False, related_name="+")
    name = models.CharField(max_length=80)
    from_year = models.PositiveSmallIntegerField()
    until_year = models.PositiveSmallIntegerField()  # the last year, included
    target_ward = models.PositiveSmallIntegerField(default=10)
    target_province = models.PositiveSmallIntegerField(default=2)
    created_at = models.DateTimeField(default=clock.now)

    objects = WardQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ward", "from_year"], name="uq_period_ward_from"),
            models.CheckConstraint(condition=Q(until_year__gte=F("from_year")), name="ck_period_years"),
        ]


class Sector(models.Model):
    """One of the five fields, in the Plan's order (II.4.3)."""

    number = models.PositiveSmallIntegerField(unique=True)
    name = models.CharField(max_length=80)
    heading = models.CharField(max_length=120)  # as group heading of lists, in capitals

    class Meta:
        ordering = ["number"]

    def __str__(self):
        return self.name


class Cycle(models.Model):
    """One year of the movement in a ward, with its windows (decision 13).

    A window `x` is open from the start of `x_opens` to the end of `x_closes` local time; `x_grace_days` more days
    take late sends with a mark. No date: not yet open, or without end.
    """

    ward = models.ForeignKey(Organization, models.PROTECT, db_index=False, related_name="+")
    period = models.ForeignKey(Period, models.PROTECT, null=True, related_name="cycles")
    year = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=CycleState.choices, default=CycleState.PREPARING)
    registration_opens = models.DateField(null=True)
    registration_closes = models.DateField(null=True)
    registration_grace_days = models.PositiveSmallIntegerField(default=0)
    self_assessment_opens = models.DateField(null=True)
    self_assessment_closes = models.DateField(null=True)
    self_assessment_grace_days = models.PositiveSmallIntegerField(default=0)
    scoring_opens = models.DateField(null=True)
    scoring_closes = models.DateField(null=True)
    scoring_grace_days = models.PositiveSmallIntegerField(default=0)
    submission_opens = models.DateField(null=True)
    submission_closes = models.DateField(null=True)
    submission_grace_days = models.PositiveSmallIntegerField(default=0)
    minimum_per_unit = models.PositiveSmallIntegerField(default=1)
    min_sheets = models.PositiveSmallIntegerField(default=2)
    spread_limit = models.PositiveSmallIntegerField(default=15)  # points between two sheets
    gap_limit = models.PositiveSmallIntegerField(default=15)  # points between the Ban's total and the unit's own
    reply_days = models.PositiveSmallIntegerField(default=5)  # working days to receive, and to answer a return
    target_models = models.PositiveSmallIntegerField(default=0)  # the ward's own target of the year; 0 = none
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=clock.now)

    objects = CycleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ward", "year"], name="uq_cycle_ward_year"),
            models.CheckConstraint(condition=Q(state__in=CycleState.values), name="ck_cycle_state"),
            *(
                models.CheckConstraint(
                    condition=Q(**{f"{window}_closes__isnull": True})
                    | Q(**{f"{window}_opens__isnull": False, f"{window}_closes__gte": F(f"{window}_opens")}),
                    name=f"ck_cycle_{window}",
                )
                for window in Window.values
            ),
        ]

    def __str__(self):
        return f"Năm {self.year}"

    @property
    def unit_id(self):
        return None

    @property
    def look(self) -> Look:
        """The state as {% state_tag %} draws it."""
        return CYCLE_LOOKS[self.state]

    @property
    def phase(self) -> str:
        """A `Phase` of an open year, '' of any other: opening until registration ends, finishing from the first day of
        self-assessment on."""
        if self.state != CycleState.OPEN:
            return ""
        today = clock.today()
        if self.window(Window.SELF_ASSESSMENT).has_opened(today):
            return Phase.FINISHING
        return Phase.RUNNING if self.window(Window.REGISTRATION).has_closed(today) else Phase.OPENING

    @property
    def phase_words(self) -> str:
        """“đang tự đánh giá, chấm điểm”: the windows open today; without any the phase, or the state, in words."""
        today = clock.today()
        labels = [lower_first(Window(name).label) for name in Window if self.window(name).is_open(today)]
        if labels:
            return f"đang {', '.join(labels)}"
        return Phase(self.phase).label if self.phase else lower_first(self.look.label)

    def window(self, window: str, extended_until: dt.date | None = None) -> "OpenWindow":
        """As everybody has it; with `extended_until`, as the unit has it that was given until then."""
        return OpenWindow(
            opens=getattr(self, f"{window}_opens"),
            closes=getattr(self, f"{window}_closes"),
            grace_days=getattr(self, f"{window}_grace_days"),
            label=Window(window).label,
            year_is_open=self.state == CycleState.OPEN,
            year_is_over=self.state in (CycleState.CLOSED, CycleState.HISTORY),
            extended_until=extended_until,
        )


class OpenWindow:
    """A window asked at an instant: is it open, until when, how late is now (half-open days, R17).

    `extended_until` is the day until which one named unit may still send (WindowExtension); it prolongs a window and
    never opens one.
    """

    def __init__(
        self, *, opens, closes, grace_days, label, year_is_open, year_is_over=False,
        extended_until: dt.date | None = None,
    ):  # fmt: skip
        self.opens, self.closes, self.grace_days, self.label = opens, closes, grace_days, label
        self.year_is_open, self.year_is_over, self.extended_until = year_is_open, year_is_over, extended_until

    @property
    def grace_ends(self) -> dt.date | None:
        """The last day on which everybody's sends are taken."""
        return self.closes and self.closes + dt.timedelta(days=self.grace_days)

    @property
    def last_day(self) -> dt.date | None:
        """The last day a send is taken at all, grace and extension included."""
        ends = self.grace_ends
        return max(ends, self.extended_until) if ends and self.extended_until else ends

    @property
    def is_extended(self) -> bool:
        """Whether the unit's own extension reaches beyond what everybody has."""
        return bool(self.closes and self.extended_until) and self.extended_until > self.grace_ends

    def has_opened(self, today: dt.date) -> bool:
        return self.year_is_open and self.opens is not None and self.opens <= today

    def is_open(self, today: dt.date) -> bool:
        return self.has_opened(today) and (self.closes is None or today <= self.last_day)

    def has_closed(self, today: dt.date) -> bool:
        return self.closes is not None and today > self.last_day

    def late_days(self, today: dt.date) -> int:
        return max(0, (today - self.closes).days) if self.closes else 0

    def basis(self, today: dt.date) -> str:
        """Why a send of this day is taken; asked only while the window is open."""
        if not self.late_days(today):
            return SendBasis.WINDOW
        return SendBasis.GRACE if today <= self.grace_ends else SendBasis.EXTENSION


class WindowExtension(models.Model):
    """One named unit may send until a later day, with the reason; revoked, the next send is judged without it."""

    ward = models.ForeignKey(Organization, models.PROTECT, db_index=False, related_name="+")
    cycle = models.ForeignKey(Cycle, models.PROTECT, db_index=False, related_name="extensions")
    unit = models.ForeignKey(Organization, models.PROTECT, db_index=False, related_name="+")
    window = models.CharField(max_length=16, choices=Window.choices)
    until = models.DateField()
    reason = models.CharField(max_length=300)
    granted_by_key = models.BigIntegerField(null=True)
    revoked_at = models.DateTimeField(null=True)
    revoked_by_key = models.BigIntegerField(null=True)
    created_at = models.DateTimeField(default=clock.now)

    objects = WardQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "unit", "window"], condition=Q(revoked_at__isnull=True), name="uq_extension_live"
            ),
            models.CheckConstraint(condition=Q(window__in=EXTENDABLE), name="ck_extension_window"),
            models.CheckConstraint(condition=~Q(reason=""), name="ck_extension_reason"),
        ]
        indexes = [models.Index(fields=["cycle", "unit"], name="ix_extension_unit")]

    @property
    def window_label(self) -> str:
        return Window(self.window).label


class CodeCounter(models.Model):
    """The last number drawn of a ward's year (decision 3). The row is made with the year."""

    ward = models.ForeignKey(Organization, models.PROTECT, db_index=False, related_name="+")
    year = models.PositiveSmallIntegerField()
    series = models.CharField(max_length=4, default="DK")
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ward", "year", "series"], name="uq_counter")]


class UnitDuty(models.Model):
    """What a unit owes in a year (decision 12, Plan II.2.1 and II.4.2). Fulfilment is computed, never stored."""

    ward = models.ForeignKey(Organization, models.PROTECT, db_index=False, related_name="+")
    cycle = models.ForeignKey(Cycle, models.PROTECT, db_index=False, related_name="duties")
    unit = models.ForeignKey(Organization, models.PROTECT, related_name="duties")
    kind = models.CharField(max_length=12, choices=DutyKind.choices)
    minimum = models.PositiveSmallIntegerField(default=1)
    reason = models.CharField(max_length=300, blank=True, default="")
    reason_code = models.CharField(max_length=12, blank=True, default="")
    decided_by_key = models.BigIntegerField(null=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=clock.now)

    objects = WardQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cycle", "unit"], name="uq_duty_cycle_unit"),
            models.CheckConstraint(condition=Q(kind__in=DutyKind.values), name="ck_duty_kind"),
            models.CheckConstraint(condition=~Q(kind=DutyKind.EXEMPT) | ~Q(reason=""), name="ck_duty_exempt_reason"),
        ]
        indexes = [models.Index(fields=["ward", "cycle", "kind", "unit"], name="ix_duty_kind")]
