"""The page of imports of a ward."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.views.decorators.http import require_safe

from models_registry.imports.batches import batch_page
from organizations.permissions import Action, can
from organizations.units.services import ward_place

KINDS = {"models": Action.IMPORT_LISTS, "units": Action.MANAGE_UNITS, "people": Action.MANAGE_UNIT_PEOPLE}


@require_safe
def import_list(request, ward):
    """What one may bring in, and what was brought in, for whoever may bring in anything."""
    place = ward_place(request.ward)
    may = {name: can(request.actor, action, place) for name, action in KINDS.items()}
    if not any(may.values()):
        raise PermissionDenied("Đồng chí không được giao quyền nhập dữ liệu.")
    return render(request, "models_registry/imports/import_list.html", {"page": batch_page(request), "may": may})
