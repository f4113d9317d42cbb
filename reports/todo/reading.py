"""What the page is computed from: years with the units' duties, the units' models, the log. Three queries in all."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, field

from django.db.models import (
    BooleanField,
    Case,
    Count,
    F,
    FilteredRelation,
    IntegerField,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from core.actor import Actor
from core.models import Audience, AuditEntry
from evaluation.enums import EvaluationState
from evaluation.models import Clarification
from models_registry.enums import CycleState, RemarkClosing, Window
from models_registry.initiative.history import folded
from models_registry.initiative.progress import with_year_end
from models_registry.initiative.windows import extended_until
from models_registry.models import CarryOverReview, Cycle, Initiative, LearnRequest, Remark
from models_registry.registration.sources import is_source

LOGGED = 30  # entries read, of which runs of saves are folded
SHOWN = 5


@dataclass(frozen=True)
class Duty:
    """What one unit owes in a year."""

    kind: str
    minimum: int
    reason: str
    registration_until: dt.date | None = None  # more time this unit was given
    assessment_until: dt.date | None = None


@dataclass
class Year:
    """A year of the ward with the duties of my units, by the unit's key."""

    cycle: Cycle
    duties: dict[int, Duty] = field(default_factory=dict)


@dataclass
class Logged:
    """Something that happened to one of my models."""

    entry: AuditEntry
    initiative: Initiative

    @property
    def who(self) -> str:
        return self.entry.label("who")


def my_years(actor: Actor, ward) -> list[Year]:
    """The ward's years that were run here, newest first, each with my units' duties: one query."""
    rows = Cycle.objects.filter(ward=ward).exclude(state=CycleState.HISTORY)
    rows = rows.annotate(
        mine=FilteredRelation("duties", condition=Q(duties__unit_id__in=list(actor.unit_keys))),
        duty_unit=F("mine__unit_id"),
        duty_kind=F("mine__kind"),
        duty_minimum=F("mine__minimum"),
        duty_reason=F("mine__reason"),
        more_registration=extended_until(Window.REGISTRATION, cycle="pk", unit="duty_unit"),
        more_assessment=extended_until(Window.SELF_ASSESSMENT, cycle="pk", unit="duty_unit"),
    )
    years: dict[int, Year] = {}
    for row in rows.order_by("-year"):
        year = years.setdefault(row.pk, Year(row))
        if row.duty_unit is not None:
            year.duties[row.duty_unit] = Duty(
                row.duty_kind, row.duty_minimum, row.duty_reason, row.more_registration, row.more_assessment
            )
    return list(years.values())


def my_models(actor: Actor, cycles: Collection[Cycle]) -> list[Initiative]:
    """My units' models of these years and the one before, with where their year end stands and what the Ban asks: one
    query.

    `is_source`: the year after its own may continue it. Nothing of the appraisal beyond its state is read: units see no
    points.
    """
    since = min(cycle.year for cycle in cycles) - 1
    asked = Remark.objects.filter(submission__initiative=OuterRef("pk"), closed_as=RemarkClosing.OPEN)
    first = asked.order_by("submission_id", "number")
    counted = asked.order_by().values("submission__initiative").annotate(count=Count("*")).values("count")
    reviews = CarryOverReview.objects.filter(source=OuterRef("pk"), cycle__year=OuterRef("year") + 1).order_by()
    rows = Initiative.objects.of_ward(actor.ward_key).of_units(actor.unit_keys).filter(year__gte=since)
    return list(
        with_year_end(rows)
        .select_related("sector")
        .annotate(
            end_state=F("evaluation__state"),
            end_outcome=F("evaluation__outcome"),
            end_sent_at=F("evaluation__sent_at"),
            end_prepared_at=F("evaluation__self_assessment__prepared_at"),
            end_questions=Coalesce(Subquery(_questions(), output_field=IntegerField()), 0),
            learners=Coalesce(Subquery(_learners(), output_field=IntegerField()), 0),
            asked=Coalesce(Subquery(counted, output_field=IntegerField()), 0),
            asked_first=Subquery(first.values("text")[:1]),
            asked_at=Subquery(first.values("asked_at")[:1]),
            carry_over=Subquery(reviews.values("decision")[:1]),
            is_source=_is_source(cycles),
        )
        .order_by("unit_sort", "-year", "-id")
    )


def _is_source(cycles: Collection[Cycle]) -> Case:
    """Whether the year after a model's own may continue it, of rows `with_year_end` (decisions 46, 77)."""
    years = {cycle.year: cycle for cycle in cycles}
    whens = [
        When(is_source(years.get(cycle.year - 1, Cycle(state=CycleState.HISTORY))), year=cycle.year - 1, then=True)
        for cycle in cycles
    ]
    return Case(*whens, default=Value(False), output_field=BooleanField())


def _questions():
    """How many questions of scorers wait for the unit, to annotate its models with."""
    rows = Clarification.objects.filter(
        evaluation__initiative=OuterRef("pk"), evaluation__state=EvaluationState.SENT, answered_at__isnull=True
    )
    return rows.order_by().values("evaluation").annotate(count=Count("*")).values("count")


def _learners():
    """How many units wait for a word on learning the model, to annotate models with."""
    rows = LearnRequest.objects.waiting().filter(initiative=OuterRef("pk"))
    return rows.order_by().values("initiative").annotate(count=Count("*")).values("count")


def my_log(models: list[Initiative]) -> list[Logged]:
    """The last things that happened to these models, as units may read them: one query."""
    by_key = {row.pk: row for row in models}
    entries = AuditEntry.objects.filter(
        subject_kind=Initiative._meta.label_lower, subject_key__in=list(by_key), audience=Audience.UNIT
    )
    latest = list(entries.order_by("-at", "-seq")[:LOGGED])
    kept: list[AuditEntry] = []
    for key in by_key:
        kept += folded(entry for entry in latest if entry.subject_key == key)
    kept.sort(key=lambda entry: (entry.at, entry.seq), reverse=True)
    return [Logged(entry, by_key[entry.subject_key]) for entry in kept[:SHOWN]]
