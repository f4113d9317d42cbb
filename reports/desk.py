"""“Bàn làm việc” of the Party Building Committee: what waits, for whom, how far the year is. Four queries, five for who
scores.
"""

from dataclasses import dataclass
from functools import cached_property

from django.db.models import Case, F, Q, QuerySet, Value, When

from core import clock
from core.actor import Actor
from core.formatting import days_left_vi
from evaluation.enums import ENDED_LISTS, EvaluationState, Outcome
from evaluation.models import ProposalList
from evaluation.queue import queue as scoring_queue
from evaluation.queue import sent_evaluations, tab_counts
from models_registry import waiting
from models_registry.duties import copies_missing, units_missing
from models_registry.enums import Tray, Window
from models_registry.models import Cycle, Initiative
from models_registry.models.years import OpenWindow
from organizations.models import Organization
from organizations.permissions import Action, can

from .counting import counted

MINE_SHOWN = 10
DISPUTED = "DISPUTED"


@dataclass(frozen=True)
class Counts:
    """What lies where in the year, each as the page it leads to counts it."""

    waiting: int
    mine: int  # of those, given to the reader
    overdue: int
    returned: int
    answers_late: int  # of those returned
    drafts: int
    disputed: int
    missing: int  # units that owe a model
    tracked_missing: int  # units of a vertical branch without their copy
    sent: int  # self-assessments
    scored: int
    ready: int  # enough sheets, not concluded
    open_conclusions: int


@dataclass(frozen=True)
class File:
    """A registration that waits, with how many working days."""

    initiative: Initiative
    days: int
    is_overdue: bool
    is_mine: bool


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


class Desk:
    def __init__(self, actor: Actor, ward: Organization, cycle: Cycle):
        self.actor, self.ward, self.cycle = actor, ward, cycle
        self.today = clock.today()

    @property
    def _files(self) -> QuerySet[Initiative]:
        return Initiative.objects.visible_to(self.actor).filter(cycle=self.cycle)

    @cached_property
    def counts(self) -> Counts:
        """All numbers of the page but one's own sheets: one query."""
        files, ends = self._files, sent_evaluations(self.actor).filter(cycle=self.cycle)
        before = waiting.overdue_before(self.today, self.cycle.reply_days)
        enough = ends.filter(sheets_done__gte=F("min_sheets"))
        wanted = {
            "waiting": files.filter(tray=Tray.WITH_BAN),
            "mine": files.filter(tray=Tray.WITH_BAN, assignee_id=self.actor.user_key),
            "overdue": files.filter(tray=Tray.WITH_BAN, waiting_since__lt=before),
            "returned": files.filter(tray=Tray.RETURNED),
            "answers_late": files.filter(tray=Tray.RETURNED, answer_due_on__lt=self.today),
            "drafts": files.filter(tray=Tray.DRAFT),
            "disputed": files.filter(tray=Tray.WITH_BAN, behalf=DISPUTED),
            "missing": units_missing(self.cycle),
            "tracked_missing": copies_missing(self.cycle),
            "sent": ends,
            "scored": enough,
            "ready": enough.filter(state=EvaluationState.SENT),
            "open_conclusions": ends.filter(outcome=Outcome.NONE),
        }
        counts = {name: counted(rows) for name, rows in wanted.items()}
        return Counts(**Cycle.objects.filter(pk=self.cycle.pk).values(**counts).get())

    @cached_property
    def files(self) -> list[File]:
        """The ten that wait longest: one's own first, then those nobody has been given."""
        mine = Q(assignee_id=self.actor.user_key)
        rows = self._files.filter(mine | Q(assignee__isnull=True), tray=Tray.WITH_BAN)
        rows = rows.annotate(turn=Case(When(mine, then=Value(0)), default=Value(1)))
        limit = self.cycle.reply_days
        return [
            File(
                initiative=row,
                days=waiting.waited(row.waiting_since, self.today),
                is_overdue=waiting.due_on(row.waiting_since, limit) < self.today,
                is_mine=row.assignee_id == self.actor.user_key,
            )
            for row in rows.order_by("turn", "waiting_since", "id")[:MINE_SHOWN]
        ]

    @cached_property
    def lists(self) -> list[ProposalList]:
        """Lists on their way, the newest first."""
        rows = ProposalList.objects.visible_to(self.actor).exclude(state__in=ENDED_LISTS)
        return list(rows.select_related("cycle").order_by("-cycle__year", "-number")[:5])

    @cached_property
    def sheets(self) -> dict[str, int] | None:
        """One's own sheets by tab of the scorers' queue; None for who does not score."""
        if not can(self.actor, Action.SCORE):
            return None
        found = tab_counts(scoring_queue(self.actor, self.cycle))
        return {key.replace("-", "_"): count for key, count in found.items()}

    @property
    def sheets_to_do(self) -> int:
        return self.sheets["duoc_giao"] + self.sheets["chua"] + self.sheets["dang"] if self.sheets else 0

    @property
    def sheets_in_all(self) -> int:
        return self.sheets_to_do + self.sheets["xong"] if self.sheets else 0

    @property
    def concludes(self) -> bool:
        return can(self.actor, Action.CONCLUDE_EVALUATION)

    @property
    def deadlines(self) -> list[Deadline]:
        return [Deadline(self.cycle.window(window), window.label) for window in Window]

    @property
    def is_idle(self) -> bool:
        """Nothing at all waits for this person."""
        mine = self.counts.ready if self.concludes else 0
        return not self.files and not self.sheets_to_do and not mine
