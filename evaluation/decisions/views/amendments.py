"""Drafting decisions that correct or revoke; publishing them stands with the papers, a floor above."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from core.exceptions import DomainError
from core.forms.base import errors_on
from evaluation.decisions.forms import AmendmentForm, AmendmentStartForm
from evaluation.decisions.public_site import site_fault
from evaluation.decisions.services import amendments as services
from evaluation.decisions.views.decisions import certificates_for, decision_of
from evaluation.enums import DecisionKind, DecisionState
from evaluation.lists.views import one_list
from evaluation.models import RecognitionDecision
from organizations.permissions import Action, can


def _amendment(request, year, number, key, action=Action.READ_PROPOSALS) -> RecognitionDecision:
    """A decision that amends one on this list."""
    proposal = one_list(request, year, number, action)
    rows = RecognitionDecision.objects.visible_to(request.actor).on_list(proposal).filter(amends__isnull=False)
    return get_object_or_404(rows, pk=key)


def amendment_create(request, ward, year, number):
    proposal = one_list(request, year, number, Action.ENTER_DECISION)
    decision = decision_of(proposal)
    if decision is None or decision.state != DecisionState.PUBLISHED:
        raise Http404
    items = services.open_items(decision)
    form = AmendmentStartForm(items, request.POST or None)
    if request.method == "POST" and form.is_valid():
        with errors_on(form):
            draft = services.draft_amendment(
                actor=request.actor, decision=decision, kind=form.cleaned_data["kind"],
                initiative_keys=form.cleaned_data["rows"],
            )  # fmt: skip
            return redirect("evaluation:amendment_edit", ward, year, number, draft.pk)
    context = {"proposal": proposal, "decision": decision, "form": form, "items": items}
    return render(request, "evaluation/decisions/amendment_create.html", context)


@require_safe
def amendment_detail(request, ward, year, number, key):
    decision = _amendment(request, year, number, key)
    is_draft = decision.state == DecisionState.DRAFT
    context = {
        "decision": decision,
        "proposal": decision.proposal,
        "items": decision.items.all(),
        "certificates": certificates_for(request.actor, decision),
        "corrects": decision.kind == DecisionKind.CORRECTION,
        "may_enter": is_draft and can(request.actor, Action.ENTER_DECISION, decision),
        "may_publish": is_draft and bool(decision.number) and can(request.actor, Action.PUBLISH_DECISION, decision),
        "may_issue": can(request.actor, Action.PUBLISH_DECISION, decision),
        "no_site": site_fault(),
    }
    return render(request, "evaluation/decisions/amendment_detail.html", context)


def amendment_edit(request, ward, year, number, key):
    decision = _amendment(request, year, number, key, Action.ENTER_DECISION)
    here = redirect("evaluation:amendment_detail", ward, year, number, key)
    if decision.state != DecisionState.DRAFT:
        return here
    names = ("number", "on", "authority", "post", "signatory")
    start = {name: getattr(decision, name) for name in names}
    form = AmendmentForm(decision, decision.items.all(), request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        with errors_on(form):
            services.edit_amendment(actor=request.actor, decision=decision, **form.cleaned())
            messages.success(request, "Đã lưu. Lãnh đạo Ban công bố thì quyết định mới có hiệu lực trên phần mềm")
            return here
    context = {"decision": decision, "proposal": decision.proposal, "form": form}
    return render(request, "evaluation/decisions/amendment_edit.html", context)


def amendment_drop(request, ward, year, number, key):
    decision = _amendment(request, year, number, key, Action.ENTER_DECISION)
    if decision.state != DecisionState.DRAFT:
        return redirect("evaluation:amendment_detail", ward, year, number, key)
    if request.method == "POST":
        try:
            services.drop_amendment(actor=request.actor, decision=decision)
        except DomainError as error:
            messages.error(request, error.message)
        else:
            messages.success(request, "Đã bỏ dự thảo. Quyết định đã công bố giữ nguyên")
        return redirect("evaluation:decision_detail", ward, year, number)
    return render(
        request, "evaluation/decisions/amendment_drop.html", {"decision": decision, "proposal": decision.proposal}
    )
