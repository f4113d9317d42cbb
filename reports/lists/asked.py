"""What a report is asked for, and what comes of it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import islice

from core import clock
from core.actor import Actor
from core.text.formatting import datetime_vi
from models_registry.models import Cycle
from models_registry.years.choice import YearChoice, choose_by_models, ward_cycles
from organizations.models import Organization

from ..documents import Group, Link, Table


@dataclass(frozen=True)
class Asked:
    """Who asks, in which ward, with the parameters of the address (`?nam=2026&…`). One query: the ward's years; one
    more to count their registrations while several are open.

    Without `?nam=` a report of the year's end opens with the year being finished (`ends_year`), any other with the
    newest open year that has registrations (decision 48).
    """

    actor: Actor
    ward: Organization
    params: Mapping[str, str]
    ends_year: bool = False

    @cached_property
    def cycles(self) -> list[Cycle]:
        return ward_cycles(self.ward)

    @cached_property
    def years(self) -> YearChoice:
        return choose_by_models(self.ward, self.cycles, self.params.get("nam", ""), finishing_first=self.ends_year)

    @property
    def cycle(self) -> Cycle | None:
        return self.years.cycle

    @property
    def year(self) -> int:
        """For titles and names of files; of a ward without any year, the one of the calendar."""
        return self.cycle.year if self.cycle else clock.today().year

    def stem(self, slug: str, part: str) -> str:
        """`dang-ky_2026_tat-ca_20261124-0915`: a file is found again by report, year, part and minute."""
        return f"{slug}_{self.year}_{part}_{clock.local(clock.now()):%Y%m%d-%H%M}"

    def filter_line(self, words: str) -> str:
        """What was chosen, when and by whom, as it stands on the paper."""
        return f"{words}. Lập lúc {datetime_vi(clock.now())}, người lập: {self.actor.user_name}"


@dataclass
class Tally:
    """Counts rows by any name while they pass, so that totals are those of the rows drawn."""

    rows: int = 0
    by: dict[object, int] = field(default_factory=dict)

    def add(self, *names: object) -> None:
        self.rows += 1
        for name in names:
            self.by[name] = self.by.get(name, 0) + 1

    def of(self, *name: object) -> int:
        """How many were counted under a name; `of("level", 2)` is the name (“level”, 2)."""
        return self.by.get(name if len(name) > 1 else name[0], 0)


@dataclass(frozen=True)
class Built:
    """A table and the count of its rows, which is right once the table was drawn.

    `filter`: for the log; `related`: papers the page leads to.
    """

    table: Table
    tally: Tally
    filter: str = ""
    form: object = None
    related: Sequence[Link] = ()

    def count_rows(self, limit: int) -> int:
        """How many rows there are, counted up to `limit`; the table cannot be drawn afterwards."""
        rows = (row for group in self.table.groups for row in group.rows)
        return sum(1 for _ in islice(rows, limit))

    def cut(self, limit: int) -> Table:
        """The table with the first rows only; totals stay those of all."""
        return replace(self.table, groups=_cut(self.table.groups, limit))


def _cut(groups: Iterable[Group], limit: int) -> Iterator[Group]:
    left = [limit]

    def some(rows):
        for row in rows:
            if left[0] > 0:
                left[0] -= 1
                yield row

    for group in groups:
        yield replace(group, rows=some(group.rows))
