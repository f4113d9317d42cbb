"""The decision of recognition: typed from the signed paper, published once, then read."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from core.exceptions import DomainError
from core.forms import errors_on
from organizations.permissions import Action, can
from organizations.reconfirm import password_confirmed

from ..enums import DecisionState, ListState
from ..forms.lists import DecisionForm
from ..models import RecognitionDecision
from ..services import decisions as services
from .proposals import one_list


def decision_of(proposal):
    """The decision on the list's current version, or None while nothing was typed."""
    rows = RecognitionDecision.objects.filter(
        version__proposal_list=proposal, version__number=proposal.current_number
    ).select_related("version__proposal_list__cycle__ward")
    return rows.first()


@require_safe
def decision_detail(request, ward, year, number):
    proposal = one_list(request, year, number)
    decision = decision_of(proposal)
    context = {
        "proposal": proposal,
        "decision": decision,
        "items": decision.items.all() if decision else [],
        "may_enter": proposal.state == ListState.CONCLUDED and can(request.actor, Action.ENTER_DECISION, proposal),
        "may_publish": decision is not None
        and decision.state == DecisionState.DRAFT
        and can(request.actor, Action.PUBLISH_DECISION, proposal),
    }
    return render(request, "evaluation/decision_detail.html", context)


def decision_edit(request, ward, year, number):
    proposal = one_list(request, year, number, Action.ENTER_DECISION)
    decision = decision_of(proposal)
    names = ("number", "on", "authority", "post", "signatory")
    start = {name: getattr(decision, name) for name in names} if decision else None
    form = DecisionForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        with errors_on(form):
            services.enter_decision(actor=request.actor, proposal=proposal, **form.cleaned_data)
            messages.success(request, "Đã lưu số, ngày quyết định. Lãnh đạo Ban công bố thì các đơn vị mới thấy")
            return redirect("evaluation:decision_detail", ward, year, number)
    return render(request, "evaluation/decision_edit.html", {"form": form, "proposal": proposal})


@password_confirmed
def decision_publish(request, ward, year, number):
    proposal = one_list(request, year, number, Action.PUBLISH_DECISION)
    rows = RecognitionDecision.objects.filter(
        version__proposal_list=proposal, version__number=proposal.current_number
    ).select_related("version__proposal_list__cycle__ward")
    decision = get_object_or_404(rows)
    if request.method == "POST":
        try:
            services.publish_decision(actor=request.actor, decision=decision)
        except DomainError as error:
            messages.error(request, error.message)
        else:
            messages.success(request, f"Đã công bố quyết định số {decision.number}. Các đơn vị đã được báo kết quả")
        return redirect("evaluation:decision_detail", ward, year, number)
    context = {"proposal": proposal, "decision": decision, "count": decision.items.count()}
    return render(request, "evaluation/decision_publish.html", context)
