"""What opening a year will do, and what to look at before: plain facts for the page that asks for confirmation."""

from dataclasses import dataclass

from core import clock
from core.text.formatting import date_vi
from core.text.vietnamese import lower_first
from models_registry.enums import DutyKind, Window
from models_registry.models import Cycle
from models_registry.years.closing import OpenWork, open_work
from models_registry.years.duties import copied_year, exempt_before, planned_duties
from organizations.enums import Role
from organizations.models import Membership, Organization

SATURDAY = 5


@dataclass(frozen=True)
class OtherYear:
    """A year that stays open: until when its windows run, and what of it is not done."""

    cycle: Cycle
    work: list[OpenWork]

    @property
    def windows(self) -> str:
        """“tự đánh giá đến 24/01/2027, chấm điểm đến 08/02/2027”; '' when none runs on."""
        spans = [self.cycle.window(window) for window in Window]
        running = [span for span in spans if span.closes and not span.has_closed(clock.today())]
        return ", ".join(f"{lower_first(span.label)} đến {date_vi(span.last_day)}" for span in running)


@dataclass(frozen=True)
class OpeningFacts:
    source: Cycle | None  # the year it is copied from
    others: list[OtherYear]  # years that stay open beside it
    owing_again: list[str]  # names of units that were exempt last year
    owing: int
    tracked: int
    warnings: list[str]
    nobody: list[str]  # names of units nobody works for
    headless: list[str]  # names of units with people but no head, who alone can send

    @property
    def units(self) -> int:
        return self.owing + self.tracked


def opening_facts(ward: Organization, cycle: Cycle) -> OpeningFacts:
    """As many queries as years are open, and seven more."""
    duties = planned_duties(cycle)
    units = [duty.unit for duty in duties]
    exempted = exempt_before(cycle)
    seats = Membership.objects.valid_on(clock.today()).filter(ward=ward, role=Role.SECRETARY, user__is_active=True)
    served: dict[int, bool] = {}
    for key, is_head in seats.values_list("organization_id", "is_head"):
        served[key] = served.get(key, False) or is_head
    tracked = sum(duty.kind == DutyKind.COPY_ONLY for duty in duties)
    others = Cycle.objects.working().filter(ward=ward).exclude(pk=cycle.pk).order_by("year")
    return OpeningFacts(
        source=copied_year(cycle),
        others=[OtherYear(other, open_work(other, ward.slug)) for other in others],
        owing_again=[unit.name for unit in units if unit.pk in exempted],
        owing=len(units) - tracked,
        tracked=tracked,
        warnings=_date_warnings(cycle),
        nobody=[unit.name for unit in units if unit.pk not in served],
        headless=[unit.name for unit in units if served.get(unit.pk) is False],
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
