"""Việc cần làm."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from organizations.permissions import Action, require


@require_safe
def todo(request, ward):
    require(request.actor, Action.READ_OWN_INITIATIVES)
    return render(request, "reports/todo.html", {})
