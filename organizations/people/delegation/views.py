"""Handing on one's right to conclude, and taking it back."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from core.exceptions import DomainError
from core.forms.base import errors_on
from organizations.access.reconfirm import password_confirmed
from organizations.models import Membership
from organizations.people.delegation import services
from organizations.people.delegation.forms import DelegationForm
from organizations.permissions import Action, require
from organizations.units.services import ward_place


@password_confirmed
@require_http_methods(["GET", "HEAD", "POST"])
def delegation(request, ward):
    require(request.actor, Action.DELEGATE, ward_place(request.ward))
    try:
        seat = services.own_seat(request.actor, request.ward)
    except DomainError as error:
        return render(request, "organizations/people/delegation.html", {"told": error.message})
    people = services.fellow_members(seat)
    form = DelegationForm(people, request.POST or None)
    if request.method == "POST" and form.is_valid():
        with errors_on(form):
            services.delegate(actor=request.actor, ward=request.ward, **form.delegation())
            messages.success(request, "Đã ủy quyền. Người được ủy quyền đã nhận thông báo")
            return redirect("organizations:delegation", ward)
    context = {"form": form, "has_people": bool(people), "seat": seat, "given": services.given_by(seat)}
    return render(request, "organizations/people/delegation.html", context)


@password_confirmed
@require_POST
def delegation_end(request, ward, key):
    require(request.actor, Action.DELEGATE, ward_place(request.ward))
    rows = Membership.objects.filter(ward=request.ward, delegated_by__user=request.user).select_related("user")
    given = get_object_or_404(rows, pk=key)
    try:
        services.take_back(actor=request.actor, ward=request.ward, given=given)
        messages.success(request, "Đã thu lại ủy quyền")
    except DomainError as error:
        messages.error(request, error.message)
    return redirect("organizations:delegation", ward)
