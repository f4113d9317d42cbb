"""The practice ward a year on: the next year is opened beside the one people practise in, as it happens in January."""

import datetime as dt

from django.db import transaction

from core import clock
from core.exceptions import DomainError
from models_registry.enums import CycleState
from models_registry.models import Cycle
from models_registry.years.forms import values_a_year_on
from models_registry.years.services import create_cycle, edit_cycle, open_cycle
from organizations.models import Organization

from .people import SLUG, People

REGISTRATION_DAYS = 60


@transaction.atomic
def open_next_year() -> Cycle:
    """End registration of the newest open year and open the year after it, registration first.

    Raises DomainError when no year is open, or when the year after it is there already.
    """
    ward = Organization.objects.get(slug=SLUG)
    officer, today = People(ward)["chuyenvien1"], clock.today()
    cycle = Cycle.objects.working().filter(ward=ward).order_by("-year").first()
    if cycle is None:
        raise DomainError("Chưa có năm nào đang mở")
    values = values_a_year_on(cycle) | {
        "registration_opens": today,
        "registration_closes": today + dt.timedelta(days=REGISTRATION_DAYS),
        "registration_grace_days": 0,
    }
    values.pop("version")
    following = Cycle.objects.filter(ward=ward, year=cycle.year + 1).first()
    if following is not None and following.state != CycleState.PREPARING:
        raise DomainError(f"Năm {following.year} đã có từ trước")
    yesterday = today - dt.timedelta(days=1)
    ended = {"registration_closes": yesterday, "registration_grace_days": 0}
    if cycle.registration_opens and cycle.registration_opens <= yesterday:
        edit_cycle(actor=officer, cycle=cycle, data=ended)
    if following is None:
        following = create_cycle(actor=officer, ward=ward, year=cycle.year + 1, data=values)
    else:
        edit_cycle(actor=officer, cycle=following, data=values)
    open_cycle(actor=officer, cycle=following)
    return following
