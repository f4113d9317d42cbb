"""Which year a page shows and which others it offers (decisions 35, 47, 48): no page asks for “the current year”."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from core import clock
from models_registry.enums import CycleState, Window
from models_registry.initiative.windows import units_window
from models_registry.models import Cycle, Initiative
from organizations.models import Organization


@dataclass(frozen=True)
class OfferedYear:
    """A year the page can show; `count` of what the page counts, None where it counts nothing."""

    cycle: Cycle
    count: int | None
    is_shown: bool


@dataclass(frozen=True)
class YearChoice:
    """What components/years.html draws: `cycle` is shown, `offered` stand as buttons in the order of the years,
    `others` (newest first) as links. `noun` says what the counts count."""

    cycle: Cycle | None
    offered: Sequence[OfferedYear]
    others: Sequence[Cycle]
    noun: str = "việc"

    @property
    def parameter(self) -> str | None:
        """The value of `?nam=` that keeps links and forms of the page in its year; None where no other could come."""
        return str(self.cycle.year) if len(self.offered) > 1 else None


def ward_cycles(ward: Organization) -> list[Cycle]:
    """All years of a ward, newest first: one query for the page's year and the others it offers."""
    return list(Cycle.objects.filter(ward=ward).select_related("period", "ward").order_by("-year"))


def working_cycles(cycles: Sequence[Cycle]) -> list[Cycle]:
    """The open ones among these years, in their order."""
    return [cycle for cycle in cycles if cycle.state == CycleState.OPEN]


def count_by_cycle(rows: QuerySet, cycles: Sequence[Cycle]) -> dict[int, int]:
    """How many rows each of these years has, by the year's key: one query."""
    found = rows.filter(cycle__in=[cycle.pk for cycle in cycles]).order_by()
    return dict(found.values_list("cycle_id").annotate(count=Count("*")))


def choose_year(
    cycles: Sequence[Cycle], asked: str, work: Mapping[int, int] | None = None, *, noun: str = "việc",
    finishing_first: bool = False,
) -> YearChoice:  # fmt: skip
    """The year of `?nam=`; without it the open year this person has work in, the newest first.

    `cycles`: newest first. `work`: what waits by the year's key; None where the page counts nothing. Work of the
    year's end looks at the oldest open year first (`finishing_first`). Without an open year: the one being prepared,
    else the newest.
    """
    cycle = next((cycle for cycle in cycles if str(cycle.year) == asked), None)
    cycle = cycle or _first_with_work(cycles, work or {}, finishing_first)
    offered = [row for row in reversed(cycles) if row.state == CycleState.OPEN or row == cycle]
    return YearChoice(
        cycle=cycle,
        offered=[OfferedYear(row, None if work is None else work.get(row.pk, 0), row == cycle) for row in offered],
        others=[row for row in cycles if row not in offered],
        noun=noun,
    )


def choose_by_rows(
    cycles: Sequence[Cycle], asked: str, rows: QuerySet, *, noun: str = "việc", finishing_first: bool = False
) -> YearChoice:
    """`choose_year` by how many of these rows each open year has: one query, none while a single year is open."""
    working = working_cycles(cycles)
    work = count_by_cycle(rows, working) if len(working) > 1 else None
    return choose_year(cycles, asked, work, noun=noun, finishing_first=finishing_first)


def choose_by_models(ward: Organization, cycles: Sequence[Cycle], asked: str, *, finishing_first: bool = False):
    """The YearChoice of a page about the movement: open years count the models registered in them."""
    rows = Initiative.objects.of_ward(ward).counting().filter(is_copy=False)
    return choose_by_rows(cycles, asked, rows, noun="mô hình", finishing_first=finishing_first)


def _first_with_work(cycles: Sequence[Cycle], work: Mapping[int, int], finishing_first: bool) -> Cycle | None:
    working = working_cycles(cycles)
    working = working[::-1] if finishing_first else working
    with_work = [cycle for cycle in working if work.get(cycle.pk)]
    prepared = [cycle for cycle in cycles if cycle.state == CycleState.PREPARING]
    return next(iter([*with_work, *working, *prepared, *cycles]), None)


def registering_choice(cycles: Sequence[Cycle], asked: str, unit_keys: Collection[int]) -> YearChoice:
    """The year a registration of these units is begun for, beside the others that may be begun, to switch between.

    The one asked for, whatever its state, so that a link to a year never begins another; else the newest whose
    registration is open for one of them, else the newest that is open or being prepared. One query for each window past
    its day.
    """
    may_begin = registering_years(cycles, unit_keys)
    named = [cycle for cycle in cycles if str(cycle.year) == asked]
    prepared = [cycle for cycle in cycles if cycle.state == CycleState.PREPARING]
    cycle = next(iter([*named, *may_begin, *working_cycles(cycles), *prepared]), None)
    offered = [row for row in reversed(cycles) if row in may_begin or row == cycle]
    return YearChoice(cycle, [OfferedYear(row, None, row == cycle) for row in offered], others=[])


def registering_years(cycles: Sequence[Cycle], unit_keys: Collection[int]) -> list[Cycle]:
    """The open years whose registration one of these units may still begin today, newest first."""
    today = clock.today()
    return [
        cycle for cycle in working_cycles(cycles) if units_window(cycle, Window.REGISTRATION, unit_keys).is_open(today)
    ]
