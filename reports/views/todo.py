"""“Việc cần làm”, the home of people who serve units."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from core.text.formatting import moment_vi
from organizations.permissions import Action, require

from ..todo.page import read_todo, subtitle


@require_safe
def todo(request, ward):
    require(request.actor, Action.READ_OWN_INITIATIVES)
    found = read_todo(request.actor, request.ward)
    context = {
        "todo": found,
        "subtitle": subtitle(found),
        "several": len(found.unit_names) > 1,
        "logged": [(row, moment_vi(row.entry.at)) for row in found.logged],
        "nav_counts": {"reports:todo": found.open_count},
    }
    return render(request, "reports/todo.html", context)
