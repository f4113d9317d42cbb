"""The figures of a year as they stand now. Three queries, whatever the size of the ward.

One union counts registrations by every dimension at once, duties and year ends by unit; one row of scalar counts holds
what spans years; one query the lists before the leaders. Sums are folded here, so that no two figures can disagree.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import (
    BigIntegerField,
    Case,
    CharField,
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    QuerySet,
    SmallIntegerField,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from core import clock
from core.actor import Actor
from evaluation.enums import EvaluationState
from evaluation.leadership.services.leadership import SPEAKING
from evaluation.lists.kinds import KindWords, words_of
from evaluation.models import Evaluation, Opinion, ProposalItem, ProposalList, ProposalVersion
from models_registry.enums import CONTINUING, DutyKind, InitiativeKind, InitiativeState, Level, Origin
from models_registry.models import Cycle, Initiative, Recognition, UnitDuty
from models_registry.years.duties import fulfils
from organizations.models import Membership, Organization
from organizations.permissions import Action, can, roles_with
from organizations.tree import WardTree, ward_tree

from ..counting import counted

MONTHS = 12
COPY = 2  # the flag of a registration that is only followed
_SMALL = SmallIntegerField()
_NONE = Value(0, output_field=_SMALL)


@dataclass
class UnitFacts:
    """One unit in the year."""

    kind: str
    duty: str = ""
    minimum: int = 1
    models: int = 0
    copies: int = 0
    assessed: int = 0

    @property
    def owes(self) -> bool:
        return self.duty == DutyKind.OWES_MODEL

    @property
    def is_fulfilled(self) -> bool:
        return fulfils(self.duty, self.minimum, self.models, self.copies)


@dataclass
class Figures:
    """Everything the page shows of one year. Copies of vertical units are counted in `copies` alone."""

    cycle: Cycle
    units: dict[int, UnitFacts] = field(default_factory=dict)
    by_sector: dict[tuple[int, str], int] = field(default_factory=lambda: defaultdict(int))  # (number, kind)
    by_origin: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    by_month: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    copies: int = 0
    received: int = 0
    self_assessed: int = 0
    scored: int = 0
    recognised: int = 0
    last_recognised: int = 0
    last_continued: int = 0
    ward_level: int = 0
    province_level: int = 0

    @cached_property
    def models(self) -> int:
        return sum(self.by_sector.values())

    def of_kind(self, kind: str) -> int:
        return sum(count for (_, of), count in self.by_sector.items() if of == kind)

    def in_sector(self, number: int) -> int:
        return sum(self.by_sector.get((number, kind), 0) for kind in InitiativeKind)

    @property
    def new(self) -> int:
        return self.by_origin[Origin.NEW]

    @property
    def continued(self) -> int:
        return sum(self.by_origin[origin] for origin in CONTINUING)

    @property
    def replicated(self) -> int:
        return self.by_origin[Origin.REPLICATE]

    @cached_property
    def owing(self) -> list[UnitFacts]:
        return [unit for unit in self.units.values() if unit.owes]

    @cached_property
    def tracked(self) -> list[UnitFacts]:
        return [unit for unit in self.units.values() if unit.duty == DutyKind.COPY_ONLY]

    @property
    def registered(self) -> int:
        return sum(unit.is_fulfilled for unit in self.owing)

    @property
    def missing(self) -> int:
        return len(self.owing) - self.registered

    @property
    def tracked_done(self) -> int:
        return sum(unit.is_fulfilled for unit in self.tracked)


@dataclass(frozen=True)
class Waiting:
    """A list before the leaders."""

    proposal: ProposalList
    items: int
    locked_at: dt.datetime
    spoken: int  # members who said something of the version
    speakers: int  # members who may
    has_spoken: bool

    @property
    def address(self) -> tuple[int, int]:
        return self.proposal.cycle.year, self.proposal.number

    @property
    def words(self) -> KindWords:
        return words_of(self.proposal)


def read_figures(ward: Organization, cycle: Cycle) -> Figures:
    """Two queries."""
    found = Figures(cycle)
    _fold(found, ward_tree(ward), _union(cycle))
    for name, value in _across_years(cycle).items():
        setattr(found, name, value)
    return found


# One union, a leg per table -------------------------------------------------------------------------------------------


def _union(cycle: Cycle) -> QuerySet:
    """Rows (leg, unit, word, other word, number, flag, count). Months are a leg of their own: as one more dimension of
    the registrations they would make nearly every row a group."""
    of_year = {"ward_id": cycle.ward_id, "cycle": cycle}
    registered = Initiative.objects.counting().filter(**of_year)
    ends = Evaluation.objects.filter(initiative__state=InitiativeState.RECEIVED, **of_year)
    flag = Case(
        When(is_copy=True, then=Value(COPY)),
        When(state=InitiativeState.RECEIVED, then=Value(1)),
        default=Value(0),
        output_field=SmallIntegerField(),
    )
    enough = Case(When(sheets_done__gte=F("min_sheets"), then=Value(1)), default=Value(0), output_field=_SMALL)
    by_month = registered.filter(is_copy=False)
    legs = (
        registered.values_list(_text("I"), "unit_id", "kind", "origin", Coalesce("sector__number", _NONE), flag),
        by_month.values_list(_text("M"), _key(0), _text(""), _text(""), _month(cycle.year), _NONE),
        UnitDuty.objects.filter(**of_year).values_list(_text("D"), "unit_id", "kind", _text(""), "minimum", _NONE),
        ends.values_list(_text("E"), "initiative__unit_id", "state", _text(""), _NONE, enough),
    )
    first, *others = (leg.annotate(count=Count("*")).order_by() for leg in legs)
    return first.union(*others, all=True)


def _text(word: str) -> Value:
    return Value(word, output_field=CharField())


def _key(number: int) -> Value:
    return Value(number, output_field=BigIntegerField())


def _month(year: int) -> Case:
    """The month of the first send; what came before the year counts as its first, after it as its last month."""
    ends = [clock.day_start(dt.date(year, month + 1, 1)) for month in range(1, MONTHS)]
    cases = [When(first_sent_at__lt=end, then=Value(month)) for month, end in enumerate(ends, start=1)]
    return Case(*cases, default=Value(MONTHS), output_field=SmallIntegerField())


def _fold(found: Figures, tree: WardTree, rows: Iterable[tuple]) -> None:
    for leg, unit_key, word, other, number, flag, count in rows:
        if leg == "M":
            found.by_month[number] = count
            continue
        unit = found.units.setdefault(unit_key, UnitFacts(tree.by_key[unit_key].kind))
        if leg == "D":
            unit.duty, unit.minimum = word, number
        elif leg == "E":
            if word != EvaluationState.DRAFT:
                unit.assessed += count
                found.self_assessed += count
                found.scored += count * flag
        elif flag == COPY:
            unit.copies += count
            found.copies += count
        else:
            unit.models += count
            found.received += count * flag
            found.by_sector[number, word] += count
            found.by_origin[other] += count


# What spans years ----------------------------------------------------------------------------------------------------


def _across_years(cycle: Cycle) -> dict[str, int]:
    """Targets by distinct lineages of the period's years of merit; last year's recognised models (decision 26)."""
    of_ward = {"ward_id": cycle.ward_id}
    kept = Initiative.objects.counting().filter(cycle=cycle, continues=OuterRef("pk"))
    last = Initiative.objects.filter(year=cycle.year - 1, best_level__gt=0, **of_ward)
    live = Recognition.objects.live().filter(**of_ward)
    wanted = {
        "recognised": counted(Initiative.objects.filter(cycle=cycle, best_level__gt=0, **of_ward)),
        "last_recognised": counted(last),
        "last_continued": counted(last.filter(Exists(kept))),
    }
    if cycle.period:
        years = {"year__gte": cycle.period.from_year, "year__lte": cycle.period.until_year}
        for name, level in (("ward_level", Level.WARD), ("province_level", Level.PROVINCE)):
            wanted[name] = counted(live.filter(level__gte=level, **years), "lineage")
    return Cycle.objects.filter(pk=cycle.pk).values(**wanted).get()


# Lists before the leaders --------------------------------------------------------------------------------------------


def waiting_lists(actor: Actor, ward: Organization) -> list[Waiting]:
    """Lists submitted or endorsed, for who may read them: one query, none for others."""
    if not can(actor, Action.READ_PROPOSALS):
        return []
    version = ProposalVersion.objects.filter(proposal_list=OuterRef("pk"), number=OuterRef("current_number"))
    same = {
        "version__proposal_list": OuterRef("pk"),
        "version__number": OuterRef("current_number"),
    }
    spoken = Opinion.objects.filter(**same).order_by().values("version")
    items = ProposalItem.objects.filter(**same).order_by().values("version").annotate(n=Count("*")).values("n")
    people = spoken.annotate(n=Count("membership__user", distinct=True)).values("n")
    rows = ProposalList.objects.visible_to(actor).filter(state__in=list(SPEAKING)).select_related("cycle")
    rows = rows.annotate(
        items=Coalesce(Subquery(items, output_field=IntegerField()), 0),
        spoken=Coalesce(Subquery(people, output_field=IntegerField()), 0),
        locked_at=Subquery(version.values("locked_at")[:1]),
        has_spoken=Exists(Opinion.objects.filter(membership__user_id=actor.user_key, item__isnull=True, **same)),
        **{f"speakers_{state.lower()}": _speakers(ward, roles_with(right)) for state, right in SPEAKING.items()},
    )
    return [
        Waiting(
            proposal=row,
            items=row.items,
            locked_at=row.locked_at,
            spoken=row.spoken,
            speakers=getattr(row, f"speakers_{row.state.lower()}"),
            has_spoken=row.has_spoken,
        )
        for row in rows.order_by("-cycle__year", "-number")
    ]


def _speakers(ward: Organization, roles: Iterable[str]) -> Coalesce:
    """How many people sit today where one may speak."""
    seats = Membership.objects.valid_on(clock.today()).filter(ward=ward, role__in=list(roles), user__is_active=True)
    return counted(seats, "user_id")
