"""“Mục tiêu 2026–2030”: two figures, what stands behind each, and who may come next."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from organizations.permissions import Action, require
from organizations.units.services import ward_place

from ..documents import render_html
from ..lists import targets as listed
from ..lists.asked import Asked


@require_safe
def targets(request, ward):
    require(request.actor, Action.READ_OVERVIEW, ward_place(request.ward))
    asked = Asked(request.actor, request.ward, request.GET, ends_year=True)
    built = listed.build(asked)
    context = {
        "asked": asked,
        "targets": listed.Targets(asked),
        "built": built,
        "table": render_html(built.table),
        "slug": listed.SLUG,
        "shown": request.GET.get("nhom", ""),
    }
    return render(request, "reports/targets.html", context)
