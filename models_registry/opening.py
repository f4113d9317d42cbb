"""What opening a year will do, and what to look at before: plain facts for the page that asks for confirmation."""

from dataclasses import dataclass

from core import clock
from core.formatting import date_vi
from organizations.enums import Role
from organizations.models import Membership, Organization
from organizations.tree import ward_tree

from .enums import Window
from .models import Cycle

SATURDAY = 5


@dataclass(frozen=True)
class OpeningFacts:
    owing: int
    tracked: int
    warnings: list[str]
    nobody: list[str]  # names of units nobody works for
    headless: list[str]  # names of units with people but no head, who alone can send

    @property
    def units(self) -> int:
        return self.owing + self.tracked


def opening_facts(ward: Organization, cycle: Cycle) -> OpeningFacts:
    """One query besides the ward's tree."""
    units = ward_tree(ward).units
    seats = Membership.objects.valid_on(clock.today()).filter(ward=ward, role=Role.SECRETARY, user__is_active=True)
    served: dict[int, bool] = {}
    for key, is_head in seats.values_list("organization_id", "is_head"):
        served[key] = served.get(key, False) or is_head
    tracked = sum(unit.reports_vertically for unit in units)
    return OpeningFacts(
        owing=len(units) - tracked,
        tracked=tracked,
        warnings=_date_warnings(cycle),
        nobody=[unit.name for unit in units if unit.key not in served],
        headless=[unit.name for unit in units if served.get(unit.key) is False],
    )


def _date_warnings(cycle: Cycle) -> list[str]:
    today, found = clock.today(), []
    for window in Window:
        span = cycle.window(window)
        if span.opens is None:
            found.append(f"Đợt “{window.label}” chưa đặt ngày mở, nên sẽ chưa mở")
        elif span.closes is None:
            found.append(f"Đợt “{window.label}” chưa đặt ngày kết thúc, nên sẽ mở đến khi đồng chí đặt ngày")
        elif span.last_day < today:
            found.append(f"Đợt “{window.label}” đã hết hạn từ ngày {date_vi(span.last_day)}")
        elif span.closes.weekday() >= SATURDAY:
            found.append(f"Ngày cuối của đợt “{window.label}” là ngày nghỉ ({date_vi(span.closes)})")
    return found
