"""Bàn làm việc."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from organizations.permissions import Action, require
from organizations.services.units import ward_place


@require_safe
def desk(request, ward):
    require(request.actor, Action.RECEIVE_INITIATIVE, ward_place(request.ward))
    return render(request, "reports/desk.html", {})
