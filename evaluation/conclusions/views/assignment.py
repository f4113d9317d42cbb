"""Giving sheets out: what is wished, the preview it leads to, and the press that applies it."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from core.exceptions import DomainError
from evaluation.appraisal.lookup import year_of_page
from evaluation.appraisal.queue import unconcluded
from evaluation.conclusions.forms.assignment import FIELDS, AssignmentForm
from evaluation.conclusions.services import assignment as services
from models_registry.initiative.open_year import year_refusal
from organizations.access.actors import people_who_may
from organizations.permissions import Action, require
from organizations.units.services import ward_place


@require_http_methods(["GET", "HEAD", "POST"])
def assignment(request, ward):
    require(request.actor, Action.ASSIGN_SCORERS, ward_place(request.ward))
    years = year_of_page(request, unconcluded(request.actor), "mô hình chưa kết luận")
    cycle = years.cycle
    if cycle is None:
        raise Http404
    if request.method == "POST":
        return _apply(request, cycle)
    refusal = year_refusal(cycle)
    people = [user for user, _ in people_who_may(Action.SCORE, request.ward)]
    is_asked = "so" in request.GET
    form = AssignmentForm(people, request.GET if is_asked else None, initial=_all_of(people, cycle))
    plan = None
    if is_asked and not refusal and form.is_valid():
        plan = services.preview(actor=request.actor, ward=request.ward, cycle=cycle, wish=form.wish())
    context = {
        "cycle": cycle,
        "years": years,
        "refusal": refusal,
        "form": form,
        "people": people,
        "plan": plan,
        "sealed": services.seal(request.actor, cycle, plan) if plan is not None else "",
    }
    return render(request, "evaluation/conclusions/assignment.html", context)


def _all_of(people, cycle) -> dict:
    return {
        "linh_vuc": [number for number, _ in FIELDS],
        "nguoi": [user.username for user in people],
        "so": cycle.min_sheets,
    }


def _apply(request, cycle):
    """Back to the preview when it no longer holds, so that the new one is read before it is applied."""
    try:
        count = services.assign(
            actor=request.actor, ward=request.ward, cycle=cycle, sealed=request.POST.get("ke_hoach", "")
        )
    except DomainError as error:
        messages.error(request, error.message)
        return redirect(request.get_full_path())
    messages.success(request, f"Đã giao {count} phiếu chấm" if count else "Đã thôi giao các phiếu không chấm được")
    return redirect(f"{reverse('evaluation:assignment', args=[request.ward.slug])}?nam={cycle.year}")
