"""Tổng quan phong trào."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from organizations.permissions import Action, require
from organizations.services.units import ward_place


@require_safe
def overview(request, ward):
    require(request.actor, Action.READ_OVERVIEW, ward_place(request.ward))
    return render(request, "reports/overview.html", {})
