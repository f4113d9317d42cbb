"""The Ban's queue: which rows, in which order, under which tab, with which counts. The page, the Excel and the PDF of
the same address ask here, so that they cannot differ.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Count, F, Q
from django.http import QueryDict

from core import clock
from core.actor import Actor
from models_registry.enums import Focus, Tray
from models_registry.initiative.filters import ordered
from models_registry.initiative.progress import due_on, overdue_before, waited
from models_registry.initiative.recipients import officers
from models_registry.models import Initiative
from models_registry.reviewing.filters import (
    ALL,
    DEFAULT_ORDER,
    LONGEST_FIRST,
    ORDERS,
    OVERDUE,
    RETURNED,
    TABS,
    TRAY_OF_TAB,
    WAITING,
    ReviewFilter,
)
from models_registry.reviewing.named_views import NamedView, canonical, named_views
from models_registry.years.choice import YearChoice, choose_by_rows, ward_cycles
from models_registry.years.counts import NOTIONS, YearCounts
from organizations.models import Organization
from organizations.tree import ward_tree

NEARLY = 1  # working days before the limit from which waiting is marked
EMPTY = {
    WAITING: "Không có hồ sơ chờ tiếp nhận.",
    OVERDUE: "Không có hồ sơ nào chờ quá thời hạn.",
    RETURNED: "Không có hồ sơ nào đang chờ đơn vị bổ sung.",
}


@dataclass(frozen=True)
class QueueRow:
    """A file in the queue with how long it has waited, in working days; None when it waits for nobody."""

    initiative: Initiative
    days: int | None
    limit: int
    today: object

    @property
    def is_overdue(self) -> bool:
        return self.days is not None and due_on(self.initiative.waiting_since, self.limit) < self.today

    @property
    def is_answer_late(self) -> bool:
        """Whether the unit has let pass the day set for its answer."""
        return self.days is None and bool(self.initiative.answer_due_on) and self.initiative.answer_due_on < self.today

    @property
    def focus(self) -> list[str]:
        """What it stands for beside its field, in words."""
        return [Focus(value).label for value in (self.initiative.tags or "").split()]

    @property
    def is_nearly(self) -> bool:
        return self.days is not None and not self.is_overdue and self.days >= self.limit - NEARLY


class ReviewQueue:
    """Built from the parameters of an address. Costs one query for the years unless given, one more to count their
    waiting files while several are open, one for the officers."""

    def __init__(
        self, params: Mapping[str, str], *, actor: Actor, ward: Organization, years: YearChoice | None = None,
        shows_views: bool = False,
    ):  # fmt: skip
        self.actor, self.ward, self.today, self.params = actor, ward, clock.today(), params
        self.shows_views = shows_views
        self.years = years or self._choose_year()
        self.cycle = self.years.cycle
        asked = params.get("nhom", "")
        self.tab = asked if asked in TABS else WAITING
        order = params.get("sort", "")
        self.default_order = DEFAULT_ORDER.get(self.tab, LONGEST_FIRST)
        self.order = order if order.lstrip("-") in ORDERS else self.default_order
        self._officers = [(person.username, person.full_name) for person in officers(ward.pk)]
        self.filter = self._filter(params)

    def _choose_year(self) -> YearChoice:
        """The year asked for, else the newest open one in which files wait."""
        waiting_files = Initiative.objects.visible_to(self.actor).filter(tray=Tray.WITH_BAN)
        return choose_by_rows(ward_cycles(self.ward), self.params.get("nam", ""), waiting_files, noun="hồ sơ chờ")

    def _filter(self, params: Mapping[str, str]) -> ReviewFilter:
        return ReviewFilter(
            params,
            queryset=self._of_the_year(),
            user_key=self.actor.user_key,
            units=[(unit.code, unit.name) for unit in ward_tree(self.ward).units],
            officers=self._officers,
        )

    def _of_the_year(self):
        if self.cycle is None:
            return Initiative.objects.none()
        return Initiative.objects.visible_to(self.actor).filter(cycle=self.cycle)

    @property
    def limit(self) -> int:
        """Working days within which the Ban answers."""
        return self.cycle.reply_days if self.cycle else 0

    @cached_property
    def _overdue(self) -> Q:
        before = overdue_before(self.today, self.limit)
        return Q(tray=Tray.WITH_BAN, waiting_since__lt=before)

    @cached_property
    def counts(self) -> dict[str, int]:
        """Rows under each tab as the filters leave them; with `views`, both in one query."""
        return {tab: self._counted[tab.replace("-", "_")] for tab in TABS}

    @cached_property
    def _counted(self) -> dict[str, int]:
        groups = {tab.replace("-", "_"): self._of_tab(tab) for tab in TABS} | NOTIONS
        wanted = {name: self.filter.where & group for name, group in groups.items()}
        views = self._views
        wanted |= {f"view{index}": self._filter(view.params).where & self._of_tab(view.tab) for index, view in views}
        if self.cycle is None:
            return dict.fromkeys(wanted, 0)
        if not views:  # files and reports need no names: the filter narrows what is read
            rows = self.filter.qs
            wanted = groups
        else:
            rows = self._of_the_year()
        return rows.order_by().aggregate(**{name: Count("pk", filter=where) for name, where in wanted.items()})

    def _of_tab(self, tab: str) -> Q:
        if tab == ALL:
            return Q(pk__isnull=False)
        return self._overdue if tab == OVERDUE else Q(tray=TRAY_OF_TAB[tab])

    @cached_property
    def _views(self) -> list[tuple[int, NamedView]]:
        return list(enumerate(named_views(self.actor))) if self.shows_views else []

    @property
    def views(self) -> list[tuple[NamedView, int, bool]]:
        """The filters the Ban has named, each with its rows in this year and whether the page shows it now."""
        now = canonical(self.params)
        return [(view, self._counted[f"view{index}"], view.query == now) for index, view in self._views]

    @cached_property
    def rows(self):
        """The rows of the tab, ordered, with everything a line of the list shows."""
        rows = self.filter.qs
        if self.tab != ALL:
            rows = rows.filter(self._of_tab(self.tab))
        rows = rows.select_related("sector", "assignee", "cycle").annotate(tags=F("text__tags"))
        return ordered(rows, self.order, ORDERS)

    def lines(self, rows) -> list[QueueRow]:
        return [QueueRow(row, self._days(row), self.limit, self.today) for row in rows]

    def _days(self, row: Initiative) -> int | None:
        return waited(row.waiting_since, self.today) if row.tray == Tray.WITH_BAN else None

    @property
    def address(self) -> str:
        """The page's own query, always with its year: what is done with the whole filter stays within the year seen."""
        params = QueryDict(mutable=True)
        params.update({name: self.params[name] for name in self.params})
        if self.cycle:
            params["nam"] = str(self.cycle.year)
        return params.urlencode()

    @property
    def total(self) -> int:
        return self.counts[ALL]

    @cached_property
    def counts_of_year(self) -> YearCounts:
        """What the files are; of all files of the year while nothing is filtered."""
        return YearCounts(**{name: self._counted[name] for name in NOTIONS})

    @property
    def empty_text(self) -> str:
        if self.cycle is None:
            return "Chưa lập năm nào. Hãy lập năm và mở đăng ký."
        return EMPTY.get(self.tab, "Chưa có hồ sơ nào.")

    @property
    def tabs(self) -> list[tuple[str, str, int]]:
        return [(tab, label, self.counts[tab]) for tab, label in TABS.items()]

    @property
    def words(self) -> str:
        """The filter as a line on a paper: “Chờ tiếp nhận; Lĩnh vực: Phát triển kinh tế”."""
        chosen = [f"{label}: {words}" for _, label, words in self.filter.chosen]
        return "; ".join([TABS[self.tab], *chosen])
