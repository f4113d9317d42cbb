"""Lists in blocks by year: open years first, the oldest of them on top, for what ends comes before what begins."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from evaluation.enums import ListKind
from evaluation.lists.services.proposals import is_open
from evaluation.models import ProposalList
from models_registry.initiative.open_year import year_refusal
from models_registry.models import Cycle


@dataclass
class YearOfLists:
    """One year with its lists, the last first."""

    cycle: Cycle
    rows: list[ProposalList] = field(default_factory=list)

    @property
    def is_open(self) -> bool:
        return not year_refusal(self.cycle)

    @property
    def free_kinds(self) -> list[ListKind]:
        """The kinds of which a list can be begun: none of the year's lists of that kind is still on its way."""
        taken = {row.kind for row in self.rows if is_open(row)}
        return [kind for kind in ListKind if self.is_open and kind not in taken]


def by_year(rows: Iterable[ProposalList], cycles: Iterable[Cycle] = ()) -> list[YearOfLists]:
    """Blocks of the lists' years, and of `cycles` also without lists; lists come with their cycle, newest first."""
    blocks = {cycle.pk: YearOfLists(cycle) for cycle in cycles}
    for row in rows:
        blocks.setdefault(row.cycle_id, YearOfLists(row.cycle)).rows.append(row)
    return sorted(blocks.values(), key=_order)


def _order(block: YearOfLists) -> tuple[bool, int]:
    year = block.cycle.year
    return (False, year) if block.is_open else (True, -year)
