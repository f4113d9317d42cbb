"""“Bàn làm việc” of the Party Building Committee: what waits in each open year, for whom, how far the years are.

Both open years stand on one page, in blocks; `?nam=` leaves one of them and a line of what waits in the others
(decision 48). Four queries of registrations, counts and lists; two more for who scores, whatever the number of years.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter

from django.db.models import Case, F, OuterRef, Q, Value, When

from core import clock
from core.actor import Actor
from core.text.formatting import days_left_vi
from core.text.vietnamese import lower_first
from evaluation.appraisal.queue import TABS as SHEET_TABS
from evaluation.appraisal.queue import queue as scoring_queue
from evaluation.appraisal.queue import sent_evaluations, tab_counts_by_year
from evaluation.enums import ENDED_LISTS, EvaluationState, Outcome
from evaluation.models import Evaluation, ProposalList
from models_registry.enums import Behalf, DutyKind, InitiativeState, Phase, Tray, Window
from models_registry.initiative.progress import due_on, overdue_before, waited
from models_registry.models import Cycle, Initiative, UnitDuty
from models_registry.models.years import OpenWindow
from models_registry.years.choice import choose_year, working_cycles
from models_registry.years.duties import copies_missing, units_missing
from organizations.models import Organization
from organizations.permissions import Action, can

from .counting import counted

MINE_SHOWN = 10
APPRAISALS_SHOWN = 5
DATES_SHOWN = 6
SOON = 14  # days
TO_SCORE = ("duoc-giao", "chua", "dang")


@dataclass(frozen=True)
class Counts:
    """What lies where in a year, each as the page it leads to counts it."""

    waiting: int
    mine: int  # of those, given to the reader
    overdue: int
    returned: int
    answers_late: int  # of those returned
    drafts: int
    received: int
    disputed: int
    owing: int  # units that owe a model
    missing: int  # of those, without enough registrations
    tracked_missing: int  # units of a vertical branch without their copy
    sent: int  # self-assessments
    scored: int
    ready: int  # enough sheets, not concluded
    open_conclusions: int


@dataclass(frozen=True)
class Deadline:
    window: OpenWindow
    label: str

    @property
    def words(self) -> str:
        today, window = clock.today(), self.window
        if window.opens is None:
            return "Chưa đặt ngày"
        if not window.has_opened(today):
            return "Chưa mở"
        if window.closes is None:
            return "Chưa đặt ngày kết thúc"
        return "Đã hết hạn" if window.has_closed(today) else days_left_vi(window.closes, today)


@dataclass(frozen=True)
class ComingDate:
    """A day of a year still to come on which a window opens or closes."""

    cycle: Cycle
    day: dt.date
    label: str  # “Mở chấm điểm”, “Hết hạn đăng ký”

    @property
    def is_soon(self) -> bool:
        return (self.day - clock.today()).days <= SOON

    @property
    def words(self) -> str:
        return days_left_vi(self.day, clock.today())


@dataclass(frozen=True)
class DeskYear:
    """One year of the desk. `sheets`: the reader's own by tab of the scorers' queue, None for who does not score."""

    cycle: Cycle
    counts: Counts
    sheets: Mapping[str, int] | None
    concludes: bool

    @property
    def sheets_to_do(self) -> int:
        return sum(self.sheets[tab.replace("-", "_")] for tab in TO_SCORE) if self.sheets else 0

    @property
    def sheets_in_all(self) -> int:
        return self.sheets_to_do + self.sheets["xong"] if self.sheets else 0

    @property
    def ready(self) -> int:
        return self.counts.ready if self.concludes else 0

    @property
    def work(self) -> int:
        """What waits: registrations of the whole committee, the reader's own sheets, conclusions for who concludes."""
        return self.counts.waiting + self.sheets_to_do + self.ready

    @property
    def heading(self) -> str:
        words = Phase(self.cycle.phase).label if self.cycle.phase else self.cycle.look.label
        return words[:1].upper() + words[1:]

    @property
    def registers(self) -> bool:
        """Whether units without a registration are still a matter of this year."""
        closed = self.cycle.window(Window.REGISTRATION).has_closed(clock.today())
        return self.cycle.phase != Phase.FINISHING or not closed

    @property
    def appraises(self) -> bool:
        return self.cycle.phase == Phase.FINISHING or bool(self.counts.sent)

    @property
    def deadlines(self) -> list[Deadline]:
        return [Deadline(self.cycle.window(window), window.label) for window in Window]

    @cached_property
    def coming(self) -> list[ComingDate]:
        """Days still to come, the nearest first: of an open window its end, of another its beginning."""
        today, dates = clock.today(), []
        for window in Window:
            span = self.cycle.window(window)
            day, word = (span.closes, "Hết hạn") if span.has_opened(today) else (span.opens, "Mở")
            if day is not None and day >= today:
                dates.append(ComingDate(self.cycle, day, f"{word} {lower_first(window.label)}"))
        return sorted(dates, key=attrgetter("day"))


@dataclass(frozen=True)
class WaitingRow:
    """A registration, or a self-assessment to be scored or concluded on, with how many working days it has waited."""

    initiative: Initiative
    what: str
    page: str  # name of the address it leads to
    since: dt.datetime
    is_mine: bool
    is_overdue: bool = False

    @property
    def days(self) -> int:
        return waited(self.since, clock.today())


class Desk:
    """`cycles`: the ward's years, newest first, at least one; `asked`: the year of the address.

    `shown`: the open years, the oldest first; the one asked for; without an open one, the one being prepared or the
    newest.
    """

    def __init__(self, actor: Actor, ward: Organization, cycles: Sequence[Cycle], asked: str = ""):
        self.actor, self.ward, self.today = actor, ward, clock.today()
        self.open_cycles = working_cycles(cycles)[::-1]
        self.asked = next((cycle for cycle in cycles if str(cycle.year) == asked), None)
        self._shown = [self.asked] if self.asked else self.open_cycles or [choose_year(cycles, "").cycle]

    # Years ------------------------------------------------------------------------------------------------------------

    @cached_property
    def _years(self) -> dict[int, DeskYear]:
        """The open years and the one shown, by key. Two queries."""
        cycles = list({cycle.pk: cycle for cycle in [*self.open_cycles, *self._shown]}.values())
        counts, sheets = self._counts(cycles), self._sheets(cycles)
        return {
            cycle.pk: DeskYear(cycle, counts[cycle.pk], sheets and sheets[cycle.pk], self.concludes) for cycle in cycles
        }

    @property
    def years(self) -> list[DeskYear]:
        return [self._years[cycle.pk] for cycle in self._shown]

    @property
    def open_years(self) -> list[DeskYear]:
        return [self._years[cycle.pk] for cycle in self.open_cycles]

    @property
    def only(self) -> DeskYear | None:
        """The one year shown; None when several stand side by side."""
        return self.years[0] if len(self.years) == 1 else None

    @property
    def names_years(self) -> bool:
        """Whether words must say which year they are about."""
        return len(self.open_cycles) > 1 or (self.asked is not None and self.asked not in self.open_cycles)

    @property
    def together(self) -> str:
        """What the page without `?nam=` shows, in words."""
        return {1: "năm đang mở", 2: "cả hai năm"}.get(len(self.open_cycles), "mọi năm đang mở")

    @property
    def asked_words(self) -> str:
        return f"Đang xem riêng năm {self.asked.year}" if self.asked else ""

    @property
    def elsewhere(self) -> list[DeskYear]:
        """The open years the address leaves out."""
        return [year for year in self.open_years if year.cycle not in self._shown]

    @property
    def work(self) -> int:
        return sum(year.work for year in self.open_years)

    @property
    def waiting(self) -> int:
        return sum(year.counts.waiting for year in self.years)

    @property
    def overdue_years(self) -> list[DeskYear]:
        return [year for year in self.years if year.counts.overdue]

    @property
    def disputed_years(self) -> list[DeskYear]:
        return [year for year in self.years if year.counts.disputed]

    @property
    def coming(self) -> list[ComingDate]:
        dates = [date for year in self.years for date in year.coming]
        return sorted(dates, key=attrgetter("day"))[:DATES_SHOWN]

    # Counts -----------------------------------------------------------------------------------------------------------

    def _counts(self, cycles: Sequence[Cycle]) -> dict[int, Counts]:
        """All numbers of each year but one's own sheets: one query."""
        year = OuterRef("pk")
        files = Initiative.objects.visible_to(self.actor).filter(cycle=year)
        ends = sent_evaluations(self.actor).filter(cycle=year)
        enough = ends.filter(sheets_done__gte=F("min_sheets"))
        duties = UnitDuty.objects.filter(cycle=year, kind=DutyKind.OWES_MODEL)
        columns = {
            "waiting": files.filter(tray=Tray.WITH_BAN),
            "mine": files.filter(tray=Tray.WITH_BAN, assignee_id=self.actor.user_key),
            "overdue": files.filter(self._overdue(cycles), tray=Tray.WITH_BAN),
            "returned": files.filter(tray=Tray.RETURNED),
            "answers_late": files.filter(tray=Tray.RETURNED, answer_due_on__lt=self.today),
            "drafts": files.filter(tray=Tray.DRAFT),
            "received": files.filter(tray=Tray.RECEIVED),
            "disputed": files.filter(tray=Tray.WITH_BAN, behalf=Behalf.DISPUTED),
            "owing": duties,
            "missing": units_missing(year),
            "tracked_missing": copies_missing(year),
            "sent": ends,
            "scored": enough,
            "ready": enough.filter(state=EvaluationState.SENT),
            "open_conclusions": ends.filter(outcome=Outcome.NONE),
        }
        counts = {name: counted(rows) for name, rows in columns.items()}
        rows = Cycle.objects.filter(pk__in=[cycle.pk for cycle in cycles]).values("pk", **counts)
        return {row.pop("pk"): Counts(**row) for row in rows}

    def _overdue(self, cycles: Sequence[Cycle]) -> Q:
        late = Q()
        for cycle in cycles:
            late |= Q(cycle=cycle, waiting_since__lt=overdue_before(self.today, cycle.reply_days))
        return late

    def _sheets(self, cycles: Sequence[Cycle]) -> dict[int, dict[str, int]] | None:
        if not can(self.actor, Action.SCORE):
            return None
        found = tab_counts_by_year(scoring_queue(self.actor, *cycles))
        return {
            cycle.pk: {tab.replace("-", "_"): found.get((cycle.pk, tab), 0) for tab in SHEET_TABS} for cycle in cycles
        }

    @property
    def concludes(self) -> bool:
        return can(self.actor, Action.CONCLUDE_EVALUATION)

    # Rows -------------------------------------------------------------------------------------------------------------

    @cached_property
    def files(self) -> list[WaitingRow]:
        """The ten registrations that wait longest: one's own first, then those nobody has been given."""
        mine = Q(assignee_id=self.actor.user_key)
        rows = Initiative.objects.visible_to(self.actor).filter(cycle__in=self._shown)
        rows = rows.filter(mine | Q(assignee__isnull=True), tray=Tray.WITH_BAN)
        rows = rows.annotate(turn=Case(When(mine, then=Value(0)), default=Value(1)))
        return [self._file(row) for row in rows.order_by("turn", "waiting_since", "id")[:MINE_SHOWN]]

    def _file(self, row: Initiative) -> WaitingRow:
        row.cycle = self._cycle(row.cycle_id)
        return WaitingRow(
            initiative=row,
            what="Bổ sung" if row.state == InitiativeState.RESUBMITTED else "Đăng ký",
            page="registry:review_detail",
            since=row.waiting_since,
            is_mine=row.assignee_id == self.actor.user_key,
            is_overdue=due_on(row.waiting_since, row.cycle.reply_days) < self.today,
        )

    @cached_property
    def appraisals(self) -> list[WaitingRow]:
        """The five self-assessments that wait longest for the reader's sheet, or for a conclusion."""
        if can(self.actor, Action.SCORE):
            rows = scoring_queue(self.actor, *self._shown).filter(tab__in=TO_SCORE)
            what, page = "Chấm điểm", "evaluation:sheet_edit"
        elif self.concludes:
            rows = sent_evaluations(self.actor).filter(cycle__in=self._shown, state=EvaluationState.SENT)
            rows = rows.filter(sheets_done__gte=F("min_sheets")).order_by("since", "id")
            what, page = "Kết luận", "evaluation:conclusion_edit"
        else:
            return []
        return [self._appraisal(row, what, page) for row in rows.select_related("initiative")[:APPRAISALS_SHOWN]]

    def _appraisal(self, row: Evaluation, what: str, page: str) -> WaitingRow:
        row.initiative.cycle = self._cycle(row.cycle_id)
        return WaitingRow(row.initiative, what, page, since=row.since, is_mine=True)

    def _cycle(self, key: int) -> Cycle:
        return next(cycle for cycle in self._shown if cycle.pk == key)

    @property
    def rows(self) -> list[WaitingRow]:
        """Registrations and appraisal of all years in one table: late ones first, then what waits longest."""
        return sorted([*self.files, *self.appraisals], key=lambda row: (not row.is_overdue, row.since))

    @cached_property
    def lists(self) -> list[ProposalList]:
        """Lists on their way, the newest first."""
        rows = ProposalList.objects.visible_to(self.actor).exclude(state__in=ENDED_LISTS)
        rows = rows.filter(cycle=self.asked) if self.asked else rows
        return list(rows.select_related("cycle").order_by("-cycle__year", "-number")[:5])

    @property
    def is_idle(self) -> bool:
        """Nothing at all waits for this person in the years shown."""
        return not self.files and not any(year.sheets_to_do or year.ready for year in self.years)
