"""“Bàn làm việc”, the home of the Party Building Committee."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from core import clock
from core.text.formatting import weekday_vi
from models_registry.years.choice import ward_cycles
from organizations.permissions import Action, require
from organizations.units.services import ward_place

from ..desk import Desk


@require_safe
def desk(request, ward):
    require(request.actor, Action.RECEIVE_INITIATIVE, ward_place(request.ward))
    cycles = ward_cycles(request.ward)
    context = {
        "desk": Desk(request.actor, request.ward, cycles, request.GET.get("nam", "")) if cycles else None,
        "today": weekday_vi(clock.today()),
    }
    return render(request, "reports/desk.html", context)
