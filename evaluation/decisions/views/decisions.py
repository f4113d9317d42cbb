"""The decision of recognition: typed from the signed paper, published once, then read."""

from django.contrib import messages
from django.db.models import Count
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from core.exceptions import DomainError
from core.forms.base import errors_on
from evaluation.decisions.forms import DecisionForm
from evaluation.decisions.public_site import site_fault
from evaluation.decisions.services import decisions as services
from evaluation.decisions.services import papers
from evaluation.enums import DecisionKind, DecisionState, ListState
from evaluation.lists.views import recognition_list as one_list
from evaluation.models import DecisionItem, RecognitionDecision
from organizations.access.reconfirm import password_confirmed
from organizations.permissions import Action, can


def decision_of(proposal):
    """The decision on the list's current version, or None while nothing was typed."""
    rows = RecognitionDecision.objects.on_list(proposal).of_version(proposal.current_number)
    return rows.first()


def amendments_of(decision) -> list[RecognitionDecision]:
    """What amends a decision, drafts too, each with the count of its rows."""
    return list(decision.amended_by.annotate(count=Count("items")).order_by("pk"))


def changed_rows(items, amendments) -> dict[int, str]:
    """By row of the first decision: what the last published decision about it did."""
    published = [row.pk for row in amendments if row.state == DecisionState.PUBLISHED]
    words = {DecisionKind.CORRECTION: "Đã đính chính", DecisionKind.REVOCATION: "Đã thu hồi"}
    last = {}
    for row in DecisionItem.objects.filter(decision__in=published).select_related("decision").order_by("decision_id"):
        last[row.initiative_id] = words[row.decision.kind]
    return {item.pk: last[item.initiative_id] for item in items if item.initiative_id in last}


def certificates_for(actor, decision) -> dict:
    """How many certificates of a decision are kept and wait, and whether this person may make them."""
    if decision is None or decision.state != DecisionState.PUBLISHED:
        return {}
    return {
        "waiting": len(papers.without_certificate(decision)),
        "kept": len(papers.standing_certificates(decision)),
        "may_issue": can(actor, Action.ISSUE_CERTIFICATES, decision),
        "no_site": site_fault(),
    }


@require_safe
def decision_detail(request, ward, year, number):
    proposal = one_list(request, year, number)
    decision = decision_of(proposal)
    published = decision is not None and decision.state == DecisionState.PUBLISHED
    amendments = amendments_of(decision) if published else []
    items = list(decision.items.all()) if decision else []
    ended = proposal.state in (ListState.CONCLUDED, ListState.PUBLISHED) and decision is None
    nothing = ended and not services.approved_rows(proposal).exists()
    context = {
        "proposal": proposal,
        "decision": decision,
        "nothing": nothing,
        "items": items,
        "certificates": certificates_for(request.actor, decision),
        "amendments": amendments,
        "changed": changed_rows(items, amendments),
        "may_amend": published and can(request.actor, Action.ENTER_DECISION, proposal),
        "may_enter": proposal.state == ListState.CONCLUDED
        and not nothing
        and can(request.actor, Action.ENTER_DECISION, proposal),
        "may_publish": decision is not None
        and decision.state == DecisionState.DRAFT
        and can(request.actor, Action.PUBLISH_DECISION, proposal),
        "may_issue": can(request.actor, Action.PUBLISH_DECISION, proposal),
        "no_site": site_fault(),
        "may_give_results": nothing and services.may_publish_results(request.actor, proposal),
    }
    return render(request, "evaluation/decisions/decision_detail.html", context)


@password_confirmed
def results_publish(request, ward, year, number):
    """The results of a list of which the Board recognised nothing; there is no decision to publish."""
    proposal = one_list(request, year, number, Action.PUBLISH_DECISION)
    if not services.may_publish_results(request.actor, proposal):
        return redirect("evaluation:decision_detail", ward, year, number)
    if request.method == "POST":
        try:
            services.publish_results(actor=request.actor, proposal=proposal)
            messages.success(request, "Đã báo kết quả cho các đơn vị. Danh sách này không có quyết định")
        except DomainError as error:
            messages.error(request, error.message)
        return redirect("evaluation:decision_detail", ward, year, number)
    context = {
        "title": "Báo kết quả cho các đơn vị",
        "question": f"Báo kết quả danh sách năm {year} cho các đơn vị?",
        "consequence": "Ban Thường vụ không công nhận mô hình nào nên không có quyết định. Đơn vị đọc được kết quả và "
        "lý do; mô hình để lại vào được danh sách sau của năm.",
        "confirm_label": "Báo kết quả",
        "cancel_url": reverse("evaluation:decision_detail", args=[ward, year, number]),
    }
    return render(request, "components/confirm.html", context)


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
    return render(request, "evaluation/decisions/decision_edit.html", {"form": form, "proposal": proposal})
