"""The page as a whole: one alert, tasks by unit, own models, deadlines, what happened last."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from core import clock
from core.actor import Actor
from core.text.formatting import weekday_vi
from core.text.vietnamese import lower_first
from models_registry.enums import CycleState, InitiativeState, Phase, Window
from models_registry.initiative.messages import work_refusal
from models_registry.initiative.progress import Progress
from models_registry.models import Cycle, Initiative
from organizations.models import Organization
from organizations.tree import ward_tree

from ..journey import RUNNING, Stage, stage_of
from .reading import Logged, Year, my_log, my_models, my_years
from .tasks import RETURNED, Task, UnitYear, learn_task, start_url

MODELS_SHOWN = 6
DONE_SHOWN = 8
DEADLINES_SHOWN = 4
S = InitiativeState
OFF_THE_PAGE = frozenset({S.VOIDED})


@dataclass(frozen=True)
class UnitTasks:
    """A unit's tasks under its name; the name is shown only to who serves several. `folds`: while two years are open,
    what was done is folded year by year, results aside."""

    name: str
    tasks: Sequence[Task]
    folds: bool = False

    @cached_property
    def shown(self) -> list[Task]:
        """All that is to do, and the first of what is done: a long tail of done things tells nothing."""
        done = [task for task in self.tasks if task.is_done]
        folded = [task for _, tasks in self.folded for task in tasks]
        hidden = set(map(id, [task for task in done if task not in folded][DONE_SHOWN:])) | set(map(id, folded))
        return [task for task in self.tasks if id(task) not in hidden]

    @property
    def hidden(self) -> int:
        return len(self.tasks) - len(self.shown) - sum(len(tasks) for _, tasks in self.folded)

    @cached_property
    def folded(self) -> list[tuple[int, list[Task]]]:
        """(year, its done tasks), the oldest first."""
        by_year: dict[int, list[Task]] = {}
        for task in self.tasks:
            if self.folds and task.is_done and task.cycle and not task.is_result:
                by_year.setdefault(task.cycle.year, []).append(task)
        return sorted(by_year.items())


@dataclass(frozen=True)
class Card:
    """One of the units' models on the page; `goes_on_in`: the open year it may be continued in today."""

    initiative: Initiative
    stage: Stage
    goes_on_in: int | None = None

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
    """What the page shows, of `cycles`: every open year, newest first; without one the year prepared, else the last.

    `models` counts those of these years, of which the first have a card.
    """

    cycles: Sequence[Cycle] = ()
    unit_names: Sequence[str] = ()
    groups: Sequence[UnitTasks] = ()
    cards: Sequence[Card] = ()
    models: int = 0
    logged: Sequence[Logged] = ()
    registering: Cycle | None = None  # the newest year one of the units may begin a registration of today
    start_url: str = ""

    @property
    def cycle(self) -> Cycle | None:
        """The one year of the page; None while two are open."""
        return self.cycles[0] if len(self.cycles) == 1 else None

    @property
    def has_years(self) -> bool:
        """Whether each thing has to say of which year it is."""
        return len(self.cycles) > 1

    @cached_property
    def tasks(self) -> list[Task]:
        return [task for group in self.groups for task in group.tasks]

    @cached_property
    def to_do(self) -> list[Task]:
        """What this person can do now."""
        return [task for task in self.tasks if task.is_open and task.is_mine]

    @property
    def open_count(self) -> int:
        return len(self.to_do)

    @property
    def count_words(self) -> str:
        """“Còn 2 việc: 1 của năm 2026, 1 của năm 2027”; of one year “Đã xong 5 trên 7 việc”."""
        if not self.has_years:
            done = sum(task.is_done for task in self.tasks)
            return f"Đã xong {done} trên {len(self.tasks)} việc" if self.tasks else ""
        counted = Counter(task.cycle.year if task.cycle else 0 for task in self.to_do)
        parts = [f"{counted[year]} của năm {year}" for year in sorted(counted) if year]
        parts += [f"{counted[0]} việc khác"] if counted[0] else []
        return f"Còn {self.open_count} việc: {', '.join(parts)}" if parts else ""

    @property
    def all_done_words(self) -> str:
        """That nothing is left to this person, in no open year; '' while something is, or was missed."""
        if not self.tasks or self.to_do or any(task.is_closed for task in self.tasks):
            return ""
        years = f" của năm {' và '.join(str(cycle.year) for cycle in reversed(self.cycles))}" if self.has_years else ""
        return f"Đồng chí đã làm xong mọi việc{years}."

    @property
    def waits_for_others(self) -> bool:
        return any(task.is_open and not task.is_mine for task in self.tasks)

    @cached_property
    def urgent(self) -> list[Task]:
        """What may be the alert, the most pressing first: returned files, then what ends within a week."""
        found = [task for task in self.to_do if task.url]
        return sorted((task for task in found if task.look == RETURNED or task.is_soon), key=lambda task: task.rank)

    @property
    def alert(self) -> Task | None:
        return next(iter(self.urgent), None)

    @property
    def alert_title(self) -> str:
        task = self.alert
        if task.look == RETURNED:
            returned = [other for other in self.urgent if other.look == RETURNED]
            until = f" đến hết {lower_first(weekday_vi(task.due))}" if task.due and task.days >= 0 else ""
            return f"Có {len(returned)} hồ sơ{self._year_of(returned)} cần bổ sung{until}{_late(task)}"
        return f"{task.left_words}: {lower_first(task.name)}"

    def _year_of(self, tasks: list[Task]) -> str:
        """“ năm 2026”, where two are open and all are of one."""
        years = {task.cycle.year for task in tasks}
        return f" năm {years.pop()}" if self.has_years and len(years) == 1 else ""

    @property
    def others(self) -> int:
        """Pressing tasks beyond the one shown; the returned ones were counted in its title."""
        return sum(task.look != RETURNED for task in self.urgent[1:])

    @property
    def deadlines(self) -> list[Deadline]:
        """The next days on which something ends, each task's words shortened to what ends."""
        found = {
            (task.due, self._what(task)): task for task in self.tasks if task.is_open and task.due and task.days >= 0
        }
        rows = [Deadline(day, label, task.is_soon) for (day, label), task in found.items()]
        return sorted(rows, key=lambda row: (row.day, row.label))[:DEADLINES_SHOWN]

    def _what(self, task: Task) -> str:
        if task.name.startswith("Rà soát"):
            return f"Rà soát mô hình năm {task.cycle.year - 1}"
        what = "Tự đánh giá" if "tự đánh giá" in task.name else "Đăng ký mô hình"
        return ("Bổ sung hồ sơ đăng ký" if task.look == RETURNED else what) + self._year_of([task])

    @property
    def next_words(self) -> str:
        """After everything is done: what comes next, and when."""
        locked = sorted((task for task in self.tasks if task.is_locked), key=lambda task: task.opens or dt.date.max)
        locked = next(iter(locked), None)
        return f"Việc tiếp theo: {locked.name}. {locked.hint}." if locked else ""


def read_todo(actor: Actor, ward: Organization) -> Todo:
    """Three queries, whatever the person serves."""
    tree = ward_tree(ward)
    units = [unit for unit in tree.units if unit.key in actor.unit_keys]
    if not units:
        return Todo()
    years = _shown(my_years(actor, ward))
    cycles = _of_the_page([year.cycle for year in years])
    models = my_models(actor, [year.cycle for year in years]) if years else []
    models = [row for row in models if row.state not in OFF_THE_PAGE]
    served = []
    for unit in units:
        mine = [row for row in models if tree.living(row.unit_id) == unit.key]
        of_years = [UnitYear(actor, year.cycle, unit.key, year.duties.get(unit.key), mine) for year in years]
        tasks = [*learn_task(actor, unit.key, mine), *(task for of_year in of_years for task in of_year.tasks())]
        served.append((unit.name, of_years, sorted(tasks, key=lambda task: task.rank)))
    registering = _registering(years)
    return Todo(
        cycles=cycles,
        unit_names=[unit.name for unit in units],
        groups=[UnitTasks(name, tasks, folds=len(cycles) > 1) for name, _, tasks in served if tasks],
        cards=_cards(models, cycles, [of_year for _, of_years, _ in served for of_year in of_years]),
        models=sum(row.cycle_id in {cycle.pk for cycle in cycles} for row in models),
        logged=my_log(models),
        registering=registering,
        start_url=start_url(actor, registering) if registering else "",
    )


def _registering(years: list[Year]) -> Cycle | None:
    """The newest year any of my units may still begin a registration of."""
    for year in years:
        until = max((duty.registration_until for duty in year.duties.values() if duty.registration_until), default=None)
        if year.cycle.window(Window.REGISTRATION, until).is_open(clock.today()):
            return year.cycle
    return None


def _cards(models: list[Initiative], cycles: list[Cycle], of_years: list[UnitYear]) -> list[Card]:
    """The first models of each year, each with the year it may go on in."""
    goes_on_in = {row.pk: own.cycle.year for own in of_years if own.continues_now for row in own.continuable()}
    limit = MODELS_SHOWN // max(1, len(cycles))
    shown = [row for cycle in cycles for row in [row for row in models if row.cycle_id == cycle.pk][:limit]]
    return [
        Card(row, stage_of(row, row.end_state, row.end_outcome), goes_on_in.get(row.pk))
        for row in sorted(shown, key=models.index)
    ]


def _shown(years: list[Year]) -> list[Year]:
    """Open years and those being prepared; the last one closed too, for its results, until the year after it begins to
    finish."""
    alive = [year for year in years if year.cycle.state in (CycleState.OPEN, CycleState.PREPARING)]
    if not any(year.cycle.phase == Phase.FINISHING for year in alive):
        alive += [year for year in years if year.cycle.state == CycleState.CLOSED][:1]
    return alive


def _of_the_page(cycles: list[Cycle]) -> list[Cycle]:
    """The open years; else the last one run, else the one being prepared."""
    working = [cycle for cycle in cycles if cycle.state == CycleState.OPEN]
    closed = [cycle for cycle in cycles if cycle.state == CycleState.CLOSED]
    return working or closed or cycles[:1]


def _late(task: Task) -> str:
    return f", {lower_first(task.left_words)}" if task.due and task.days < 0 else ""


def names_in_words(names: Iterable[str]) -> str:
    """“Chi bộ A và 2 đơn vị khác”."""
    names = list(names)
    return f"{names[0]} và {len(names) - 1} đơn vị khác" if len(names) > 1 else "".join(names)


def subtitle(todo: Todo) -> str:
    """“Chi bộ Tổ dân phố số 5 · Năm 2026 · Thứ Ba, 24/11/2026”."""
    year = f"Năm {todo.cycle.year}" if todo.cycle else ""
    return " · ".join(part for part in (names_in_words(todo.unit_names), year, weekday_vi(clock.today())) if part)
