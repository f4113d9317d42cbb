"""“Tổng quan phong trào”, the home of leaders."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from core import clock
from core.text.formatting import moment_vi
from evaluation.leadership.services.leadership import may_speak
from models_registry.years.choice import choose_by_models, ward_cycles
from organizations.permissions import Action, can, require
from organizations.units.services import ward_place

from ..overview.page import Overview
from ..overview.reading import read_figures, waiting_lists


@require_safe
def overview(request, ward):
    require(request.actor, Action.READ_OVERVIEW, ward_place(request.ward))
    cycles = ward_cycles(request.ward)
    years = choose_by_models(request.ward, cycles, request.GET.get("nam", ""))
    cycle = years.cycle
    waiting = waiting_lists(request.actor, request.ward)
    context = {
        "cycles": cycles,
        "cycle": cycle,
        "years": years,
        "page": Overview(request.ward, read_figures(request.ward, cycle)) if cycle else None,
        "waiting": [(row, may_speak(request.actor, row.proposal)) for row in waiting],
        "gives_opinions": can(request.actor, Action.GIVE_OPINION),
        "as_of": moment_vi(clock.now()),
        "files": [("pdf", "PDF"), ("xlsx", "Excel")],
        "nav_counts": {"evaluation:leadership_inbox": len(waiting)},
    }
    return render(request, "reports/overview.html", context)
