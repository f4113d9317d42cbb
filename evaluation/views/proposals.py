"""The Ban's side of a list: begin, build, lock and submit, take back, cancel; and read what was locked."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core import audit
from core.audit import Audience
from core.exceptions import DomainError
from core.forms import errors_on
from core.text import search_terms
from models_registry.models import Initiative, Sector
from models_registry.services.years import current_cycle
from organizations.permissions import Action, can, require
from organizations.reconfirm import password_confirmed
from organizations.services.units import ward_place

from ..enums import ListState
from ..forms.lists import ItemForm, ReasonForm
from ..list_transitions import open_moves
from ..models import ProposalDraftItem, ProposalList
from ..services import proposals as services

SHOWN = 200  # candidates on one page; a ward has fewer


def one_list(request, year, number, action=Action.READ_PROPOSALS):
    """The list at an address, for whoever may read lists of this ward (and may do `action` with this one)."""
    require(request.actor, Action.READ_PROPOSALS, ward_place(request.ward))
    rows = ProposalList.objects.visible_to(request.actor).select_related("cycle__ward")
    proposal = get_object_or_404(rows, cycle__year=year, number=number)
    require(request.actor, action, proposal)
    return proposal


@require_safe
def proposal_list(request, ward):
    require(request.actor, Action.READ_PROPOSALS, ward_place(request.ward))
    rows = ProposalList.objects.visible_to(request.actor).select_related("cycle").order_by("-cycle__year", "-number")
    cycle = current_cycle(request.ward)
    rows = list(rows[:50])
    ended = (ListState.PUBLISHED, ListState.CANCELLED, ListState.ACKNOWLEDGED)
    context = {
        "rows": rows,
        "cycle": cycle,
        "may_begin": cycle is not None
        and can(request.actor, Action.DRAFT_PROPOSAL, cycle)
        and not any(row.cycle_id == cycle.pk and row.state not in ended for row in rows),
    }
    return render(request, "evaluation/proposal_list.html", context)


@require_POST
def proposal_create(request, ward):
    require(request.actor, Action.DRAFT_PROPOSAL, ward_place(request.ward))
    cycle = current_cycle(request.ward)
    if cycle is None:
        raise Http404
    try:
        proposal = services.create_list(actor=request.actor, cycle=cycle)
    except DomainError as error:
        messages.error(request, error.message)
        return redirect("evaluation:proposal_list", ward)
    return redirect("evaluation:proposal_build", ward, cycle.year, proposal.number)


@require_http_methods(["GET", "HEAD", "POST"])
def proposal_build(request, ward, year, number):
    """Candidates left, list right; each button is one POST. Editing the sentence of a row has its own page."""
    proposal = one_list(request, year, number)
    if request.method == "POST":
        require(request.actor, Action.DRAFT_PROPOSAL, proposal)
        try:
            _press(request, proposal)
        except DomainError as error:
            messages.error(request, error.message)
        return redirect(request.get_full_path())
    if proposal.state != ListState.DRAFT and proposal.current_number:
        return redirect("evaluation:proposal_version", ward, year, number, proposal.current_number)
    items = list(
        proposal.draft_items.select_related(
            "initiative__unit", "initiative__sector", "initiative__evaluation"
        ).order_by("order", "id")
    )
    listed = {item.initiative_id for item in items}
    found = services.candidates(proposal)
    for term in search_terms(request.GET.get("q", "")):
        found = found.filter(initiative__search_text__contains=term)
    context = {
        "proposal": proposal,
        "items": items,
        "candidates": [row for row in found[:SHOWN] if row.initiative_id not in listed],
        "balance": _balance(items),
        "may_draft": can(request.actor, Action.DRAFT_PROPOSAL, proposal),
        "may_lock": can(request.actor, Action.LOCK_PROPOSAL, proposal) and bool(items),
        "entries": audit.timeline(proposal, audiences=[Audience.UNIT, Audience.BAN], limit=20),
    }
    return render(request, "evaluation/proposal_build.html", context)


def _press(request, proposal):
    """One button of the builder: add the ticked candidates, sort, or move or remove a row."""
    act, key = request.POST.get("act", ""), request.POST.get("item", "")
    if act == "add":
        codes = request.POST.getlist("code")
        rows = Initiative.objects.visible_to(request.actor).filter(code__in=codes, cycle_id=proposal.cycle_id)
        added = services.add_items(actor=request.actor, proposal=proposal, initiatives=rows)
        messages.success(request, f"Đã thêm {added} mô hình vào danh sách")
    elif act == "sort":
        services.sort_items(actor=request.actor, proposal=proposal)
    elif act in ("up", "down", "remove"):
        known = key.isdecimal() and len(key) < 18
        item = proposal.draft_items.filter(pk=int(key)).first() if known else None
        if item is None:
            raise DomainError("Dòng này không còn trong danh sách")
        if act == "remove":
            services.remove_item(actor=request.actor, proposal=proposal, item=item)
        else:
            services.move_item(actor=request.actor, proposal=proposal, item=item, up=act == "up")


def _balance(items):
    """How many of the list by field and by kind."""
    fields = [(sector, sum(i.initiative.sector_id == sector.pk for i in items)) for sector in Sector.objects.all()]
    people = sum(item.initiative.kind == "INDIVIDUAL" for item in items)
    return {"fields": fields, "people": people, "models": len(items) - people}


def proposal_item(request, ward, year, number, key):
    """The sentence, level and province mark of one row."""
    proposal = one_list(request, year, number, Action.DRAFT_PROPOSAL)
    rows = ProposalDraftItem.objects.filter(proposal_list=proposal).select_related(
        "initiative__unit", "initiative__sector", "initiative__evaluation__self_assessment"
    )
    item = get_object_or_404(rows, pk=key)
    start = {name: getattr(item, name) for name in ("achievement", "level", "to_province")}
    form = ItemForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        with errors_on(form):
            services.edit_item(actor=request.actor, proposal=proposal, item=item, **form.cleaned_data)
            return redirect("evaluation:proposal_build", ward, year, number)
    return render(request, "evaluation/proposal_item.html", {"form": form, "item": item, "proposal": proposal})


@require_safe
def proposal_version(request, ward, year, number, version):
    """A locked version as it was: rows, fingerprint, what the leaders said of it."""
    proposal = one_list(request, year, number)
    found = get_object_or_404(
        proposal.versions.select_related("endorsement__membership__user", "conclusion__membership__user"),
        number=version,
    )
    items = found.items.select_related("conclusion_row")
    context = {
        "proposal": proposal,
        "version": found,
        "items": items,
        "is_current": found.number == proposal.current_number,
        "may_call_back": "call_back" in open_moves(request.actor, proposal),
        "may_meet": proposal.state == ListState.ENDORSED and can(request.actor, Action.RECORD_MEETING, proposal),
        "entries": audit.timeline(proposal, audiences=[Audience.UNIT, Audience.BAN], limit=20),
    }
    return render(request, "evaluation/proposal_version.html", context)


@password_confirmed
def proposal_lock(request, ward, year, number):
    proposal = one_list(request, year, number, Action.LOCK_PROPOSAL)
    if request.method == "POST":
        try:
            version = services.lock_and_submit(actor=request.actor, proposal=proposal)
        except DomainError as error:
            messages.error(request, error.message)
            return redirect("evaluation:proposal_build", ward, year, number)
        messages.success(request, f"Đã khóa bản số {version.number} và trình Thường trực Đảng ủy")
        return redirect("evaluation:proposal_version", ward, year, number, version.number)
    items = proposal.draft_items.select_related("initiative__unit", "initiative__sector").order_by("order", "id")
    context = {"proposal": proposal, "items": list(items), "next_number": proposal.current_number + 1}
    return render(request, "evaluation/proposal_lock.html", context)


@password_confirmed
def proposal_call_back(request, ward, year, number):
    return _with_reason(request, ward, year, number, Action.LOCK_PROPOSAL, services.call_back, "proposal_call_back")


def proposal_cancel(request, ward, year, number):
    return _with_reason(request, ward, year, number, Action.DRAFT_PROPOSAL, services.cancel_list, "proposal_cancel")


def _with_reason(request, ward, year, number, action, service, template):
    proposal = one_list(request, year, number, action)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with errors_on(form):
            service(actor=request.actor, proposal=proposal, **form.cleaned_data)
            return redirect("evaluation:proposal_list", ward)
    return render(request, f"evaluation/{template}.html", {"form": form, "proposal": proposal})
