"""The filter and years of the list of models: of a unit all open ones, of other readers one at a time (decision 48)."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import django_filters
from django.db.models import QuerySet

from core import clock
from models_registry.enums import CycleState, InitiativeState, Window
from models_registry.initiative.filters import choice_filter, words_filter
from models_registry.initiative.messages import window_refusal
from models_registry.initiative.windows import units_window
from models_registry.models import Cycle, Initiative
from models_registry.years.choice import YearChoice, choose_year, count_by_cycle, working_cycles
from models_registry.years.counts import YearCounts, counts_by_year
from organizations.permissions import Action, can

STATES_OF_OWN = [(state.value, state.label) for state in InitiativeState if state != InitiativeState.VOIDED]


@dataclass
class ListYears:
    """The years a list shows and the other ones it leads to.

    `registering`: of those shown, which the reader's units may begin a registration of today; `refusals` say of the
    open ones why not. `choice` draws the switch, for who serves no unit.
    """

    shown: Sequence[Cycle] = ()
    together: Sequence[Cycle] = ()  # what stands on one page when no year is asked for
    others: Sequence[Cycle] = ()
    registering: Sequence[Cycle] = ()
    refusals: Sequence[str] = ()
    empty: Sequence[str] = ()  # which of several years shown has nothing
    choice: YearChoice | None = None
    counts: YearCounts | None = field(default=None)

    @property
    def cycle(self) -> Cycle | None:
        """The one year shown; None when there are several."""
        return self.shown[0] if len(self.shown) == 1 else None

    @property
    def has_several(self) -> bool:
        return len(self.shown) > 1

    @property
    def together_words(self) -> str:
        """“Năm 2026 và 2027”."""
        return f"Năm {' và '.join(str(cycle.year) for cycle in reversed(self.together))}"

    @property
    def empty_words(self) -> str:
        """Of a list without a row: that nothing was registered, and what the year asks for."""
        if not self.shown:
            return "Chưa có năm nào được lập."
        years = " và ".join(str(cycle.year) for cycle in reversed(self.shown))
        newest = self.shown[0]
        least = f" Mỗi chi bộ đăng ký ít nhất {newest.minimum_per_unit} mô hình."
        return f"Năm {years} đơn vị chưa đăng ký mô hình.{least if newest.state != CycleState.HISTORY else ''}"


def years_of_units(actor, cycles: Sequence[Cycle], asked: str) -> ListYears:
    """Of who serves units: every open year, or the one asked for. One query for each window past its day, and one
    count when several years are shown."""
    named = [cycle for cycle in cycles if str(cycle.year) == asked]
    together = working_cycles(cycles) or list(cycles[:1])
    shown = named or together
    years = ListYears(shown, together, [cycle for cycle in cycles if cycle not in together])
    if can(actor, Action.PREPARE_INITIATIVE):
        said = {cycle: _refusal(actor, cycle) for cycle in shown}
        years.registering = [cycle for cycle in shown if not said[cycle]]
        years.refusals = [f"{words}." for cycle, words in said.items() if words and cycle.state == CycleState.OPEN]
    if years.has_several:
        have = count_by_cycle(own_rows(actor), shown)
        years.empty = [f"Năm {cycle.year} đơn vị chưa đăng ký mô hình." for cycle in shown if not have.get(cycle.pk)]
    return years


def years_of_readers(cycles: Sequence[Cycle], asked: str, rows: QuerySet) -> ListYears:
    """Of who reads the whole ward: one year, the others with their count. One query."""
    counts = counts_by_year(rows.filter(cycle__in=cycles))
    choice = choose_year(cycles, asked, {key: row.models for key, row in counts.items()}, noun="mô hình")
    if choice.cycle is None:
        return ListYears(choice=choice)
    return ListYears([choice.cycle], choice=choice, counts=counts.get(choice.cycle.pk, YearCounts()))


def own_rows(actor) -> QuerySet[Initiative]:
    return Initiative.objects.visible_to(actor).filter(unit_id__in=actor.unit_keys)


def _refusal(actor, cycle: Cycle) -> str:
    window = units_window(cycle, Window.REGISTRATION, actor.unit_keys)
    return window_refusal(window, cycle.year, clock.today())


class OwnFilter(django_filters.FilterSet):
    q = words_filter("Tìm theo tên, mã")
    trang_thai = choice_filter("state", "Trạng thái", STATES_OF_OWN, "Tất cả")

    class Meta:
        model = Initiative
        fields = []
