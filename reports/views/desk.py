"""“Bàn làm việc”, the home of the Party Building Committee."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from core import clock
from core.formatting import weekday_vi
from models_registry.year_choice import choose_year, ward_cycles
from organizations.permissions import Action, require
from organizations.services.units import ward_place

from ..desk import Desk


@require_safe
def desk(request, ward):
    require(request.actor, Action.RECEIVE_INITIATIVE, ward_place(request.ward))
    cycle = choose_year(ward_cycles(request.ward), "").cycle
    found = Desk(request.actor, request.ward, cycle) if cycle else None
    context = {
        "cycle": cycle,
        "desk": found,
        "today": weekday_vi(clock.today()),
    }
    return render(request, "reports/desk.html", context)
