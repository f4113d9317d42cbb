"""The page as a whole: one alert, tasks by unit, own models, deadlines, what happened last."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from core import clock
from core.actor import Actor
from core.formatting import weekday_vi
from core.text import lower_first
from models_registry.enums import CycleState, InitiativeState, Window
from models_registry.models import Cycle, Initiative
from models_registry.progress import Progress
from models_registry.refusals import work_refusal
from organizations.models import Organization
from organizations.tree import ward_tree

from ..journey import RUNNING, Stage, stage_of
from .reading import Logged, Year, my_log, my_models, my_years
from .tasks import RETURNED, Task, UnitYear

MODELS_SHOWN = 6
DONE_SHOWN = 8
DEADLINES_SHOWN = 4
S = InitiativeState
OFF_THE_PAGE = frozenset({S.VOIDED})


@dataclass(frozen=True)
class UnitTasks:
    """A unit's tasks under its name; the name is shown only to who serves several."""

    name: str
    tasks: list[Task]

    @property
    def shown(self) -> list[Task]:
        """All that is to do, and the first of what is done: a long tail of done things tells nothing."""
        done = [task for task in self.tasks if task.is_done]
        hidden = set(map(id, done[DONE_SHOWN:]))
        return [task for task in self.tasks if id(task) not in hidden]

    @property
    def hidden(self) -> int:
        return len(self.tasks) - len(self.shown)


@dataclass(frozen=True)
class Card:
    """One of the units' models on the page."""

    initiative: Initiative
    stage: Stage

    @property
    def takes_news(self) -> bool:
        """Whether its unit writes news of it now."""
        return self.stage.look == RUNNING and not work_refusal(self.initiative)

    @property
    def progress(self) -> Progress | None:
        return self.stage.progress


@dataclass(frozen=True)
class Deadline:
    day: dt.date
    label: str
    is_soon: bool


@dataclass
class Todo:
    """What the page shows; `models` counts those of the year, of which the first have a card."""

    cycle: Cycle | None
    unit_names: list[str]
    groups: list[UnitTasks]
    cards: list[Card]
    models: int
    logged: list[Logged]
    may_register: bool

    @cached_property
    def tasks(self) -> list[Task]:
        return [task for group in self.groups for task in group.tasks]

    @property
    def done(self) -> int:
        return sum(task.is_done for task in self.tasks)

    @cached_property
    def open_count(self) -> int:
        return sum(task.is_open and task.is_mine for task in self.tasks)

    @cached_property
    def urgent(self) -> list[Task]:
        """What may be the alert, the most pressing first: returned files, then what ends within a week."""
        found = [task for task in self.tasks if task.is_open and task.is_mine and task.url]
        return sorted((task for task in found if task.look == RETURNED or task.is_soon), key=lambda task: task.rank)

    @property
    def alert(self) -> Task | None:
        return next(iter(self.urgent), None)

    @property
    def alert_title(self) -> str:
        task = self.alert
        if task.look == RETURNED:
            count = sum(other.look == RETURNED for other in self.urgent)
            until = f" đến hết {lower_first(weekday_vi(task.due))}" if task.due and task.days >= 0 else ""
            return f"Có {count} hồ sơ cần bổ sung{until}{_late(task)}"
        return f"{task.left_words}: {lower_first(task.name)}"

    @property
    def others(self) -> int:
        """Pressing tasks beyond the one shown; the returned ones were counted in its title."""
        return sum(task.look != RETURNED for task in self.urgent[1:])

    @property
    def deadlines(self) -> list[Deadline]:
        """The next days on which something ends, each task's words shortened to what ends."""
        found = {(task.due, _what(task)): task for task in self.tasks if task.is_open and task.due and task.days >= 0}
        rows = [Deadline(day, label, task.is_soon) for (day, label), task in found.items()]
        return sorted(rows, key=lambda row: (row.day, row.label))[:DEADLINES_SHOWN]

    @property
    def next_words(self) -> str:
        """After everything is done: what comes next, and when."""
        locked = next((task for task in self.tasks if task.is_locked), None)
        return f"Việc tiếp theo: {locked.name}. {locked.hint}." if locked else ""


def read_todo(actor: Actor, ward: Organization) -> Todo:
    """Three queries, whatever the person serves."""
    tree = ward_tree(ward)
    units = [unit for unit in tree.units if unit.key in actor.unit_keys]
    if not units:
        return Todo(None, [], [], [], 0, [], may_register=False)
    years = _shown(my_years(actor, ward))
    current = next((year.cycle for year in years if year.cycle.state != CycleState.PREPARING), None)
    current = current or (years[0].cycle if years else None)
    models = my_models(actor, min(year.cycle.year for year in years) - 1) if years else []
    groups = []
    for unit in units:
        mine = [row for row in models if tree.living(row.unit_id) == unit.key and row.state not in OFF_THE_PAGE]
        tasks = [
            task
            for year in years
            for task in UnitYear(actor, year.cycle, unit.key, year.duties.get(unit.key), mine).tasks()
        ]
        groups.append(UnitTasks(unit.name, sorted(tasks, key=lambda task: task.rank)))
    shown = [row for row in models if current and row.cycle_id == current.pk and row.state not in OFF_THE_PAGE]
    return Todo(
        cycle=current,
        unit_names=[unit.name for unit in units],
        groups=[group for group in groups if group.tasks],
        cards=[Card(row, stage_of(row, row.end_state, row.end_outcome)) for row in shown[:MODELS_SHOWN]],
        models=len(shown),
        logged=my_log(models),
        may_register=_may_register(years, current),
    )


def _may_register(years: list[Year], current: Cycle | None) -> bool:
    """Whether any of my units may still begin a registration of the current year."""
    duties = next((year.duties.values() for year in years if year.cycle == current), ())
    until = max((duty.registration_until for duty in duties if duty.registration_until), default=None)
    return bool(current) and current.window(Window.REGISTRATION, until).is_open(clock.today())


def _shown(years: list[Year]) -> list[Year]:
    """Open years and those being prepared; while none is open, the last one closed, for its results."""
    alive = [year for year in years if year.cycle.state in (CycleState.OPEN, CycleState.PREPARING)]
    if not any(year.cycle.state == CycleState.OPEN for year in alive):
        alive += [year for year in years if year.cycle.state == CycleState.CLOSED][:1]
    return alive


def _late(task: Task) -> str:
    return f", {lower_first(task.left_words)}" if task.due and task.days < 0 else ""


def _what(task: Task) -> str:
    if task.look == RETURNED:
        return "Bổ sung hồ sơ đăng ký"
    if task.name.startswith("Rà soát"):
        return "Rà soát mô hình năm trước"
    return "Tự đánh giá" if "tự đánh giá" in task.name else "Đăng ký mô hình"


def names_in_words(names: Iterable[str]) -> str:
    """“Chi bộ A và 2 đơn vị khác”."""
    names = list(names)
    return f"{names[0]} và {len(names) - 1} đơn vị khác" if len(names) > 1 else "".join(names)


def subtitle(todo: Todo) -> str:
    """“Chi bộ Tổ dân phố số 5 · Năm 2026 · Thứ Ba, 24/11/2026”."""
    year = f"Năm {todo.cycle.year}" if todo.cycle else ""
    return " · ".join(part for part in (names_in_words(todo.unit_names), year, weekday_vi(clock.today())) if part)
