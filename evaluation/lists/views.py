"""The Ban's side of a list: begin, build, lock and submit, take back, cancel; and read what was locked."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core import clock
from core.exceptions import DomainError
from core.forms.base import errors_on
from core.log import audit
from core.log.audit import Audience
from core.text.vietnamese import search_terms
from evaluation.enums import ListKind, ListState
from evaluation.lists.balance import balance_of, by_recipient, period_progress
from evaluation.lists.changes import changes_before, changes_to
from evaluation.lists.forms import CommendForm, ItemForm, OtherForm, PaperForm, ReasonForm
from evaluation.lists.kinds import WORDS, words_of
from evaluation.lists.rows import draft_rows, lock_problem, registered, rows_to_lock
from evaluation.lists.services import commendations
from evaluation.lists.services import proposals as services
from evaluation.lists.transitions import open_moves
from evaluation.lists.warnings import warnings_of
from evaluation.lists.years import by_year
from evaluation.models import ProposalDraftItem, ProposalList
from models_registry.enums import InitiativeKind, Level
from models_registry.initiative.open_year import year_refusal
from models_registry.models import Initiative
from models_registry.years.choice import ward_cycles, working_cycles
from models_registry.years.counts import counts_of_year
from organizations.access.reconfirm import password_confirmed
from organizations.models import Organization
from organizations.permissions import Action, can, require
from organizations.units.services import ward_place

SHOWN = 200  # candidates, or lists, on one page; a ward has fewer


def one_list(request, year, number, action=Action.READ_PROPOSALS):
    """The list at an address, for whoever may read lists of this ward (and may do `action` with this one)."""
    require(request.actor, Action.READ_PROPOSALS, ward_place(request.ward))
    rows = ProposalList.objects.visible_to(request.actor).select_related("cycle__ward", "cycle__period")
    proposal = get_object_or_404(rows, cycle__year=year, number=number)
    require(request.actor, action, proposal)
    return proposal


def recognition_list(request, year, number, action=Action.READ_PROPOSALS):
    """A list that a decision may follow; others have no page of decisions."""
    proposal = one_list(request, year, number, action)
    if proposal.kind != ListKind.RECOGNITION:
        raise Http404
    return proposal


@require_safe
def proposal_list(request, ward):
    """Lists of every year in blocks; in each open year the kinds of which one can be begun."""
    require(request.actor, Action.READ_PROPOSALS, ward_place(request.ward))
    rows = ProposalList.objects.visible_to(request.actor).select_related("cycle").order_by("-cycle__year", "-number")
    blocks = by_year(rows[:SHOWN], working_cycles(ward_cycles(request.ward)))
    may_begin = can(request.actor, Action.DRAFT_PROPOSAL, ward_place(request.ward))
    context = {
        "blocks": [(block, [(kind.value, WORDS[kind]) for kind in block.free_kinds if may_begin]) for block in blocks]
    }
    return render(request, "evaluation/lists/proposal_list.html", context)


@require_POST
def proposal_create(request, ward):
    """Begin a list of the kind in `loai`, else of recognition, in the year `nam`, which may be left out while only one
    is open."""
    require(request.actor, Action.DRAFT_PROPOSAL, ward_place(request.ward))
    working, year = working_cycles(ward_cycles(request.ward)), request.POST.get("nam", "")
    fitting = [cycle for cycle in working if str(cycle.year) == year or not year]
    kind = request.POST.get("loai", ListKind.RECOGNITION)
    if len(fitting) != 1 or kind not in ListKind.values:
        raise Http404
    try:
        proposal = services.create_list(actor=request.actor, cycle=fitting[0], kind=kind)
    except DomainError as error:
        messages.error(request, error.message)
        return redirect("evaluation:proposal_list", ward)
    return redirect("evaluation:proposal_build", ward, fitting[0].year, proposal.number)


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
    may_lock = "submit" in open_moves(request.actor, proposal)
    context = {
        "proposal": proposal,
        "words": words_of(proposal),
        "may_draft": services.may_draft(request.actor, proposal),
        "entries": audit.timeline(proposal, audiences=[Audience.UNIT, Audience.BAN], limit=20),
    }
    context |= _PAGES[proposal.kind](request, proposal)
    context["may_lock"] = may_lock and bool(context["items"])
    context["problem"] = lock_problem(proposal, context["items"])
    return render(request, context["page"], context)


def _register_page(request, proposal):
    """Registrations: what the list holds is the register of today."""
    items = list(registered(proposal))
    copies = [row for row in items if row.is_copy]
    return {
        "page": "evaluation/lists/list_register.html",
        "items": items,
        "counted": len(items) - len(copies),
        "copies": len(copies),
        "year": counts_of_year(Initiative.objects.visible_to(request.actor), proposal.cycle),
        "balance": balance_of([row for row in items if not row.is_copy], proposal.cycle),
    }


def _recognition_page(request, proposal):
    items = draft_rows(proposal)
    found = services.candidates(proposal)
    for term in search_terms(request.GET.get("q", "")):
        found = found.filter(initiative__search_text__contains=term)
    listed = {item.initiative_id for item in items}
    left = [row for row in found[:SHOWN] if row.initiative_id not in listed]
    appraised = [*left, *(item.initiative.evaluation for item in items)]
    return {
        "page": "evaluation/lists/proposal_build.html",
        "items": items,
        "candidates": left,
        "balance": balance_of([item.initiative for item in items], proposal.cycle),
        "period": period_progress(items, proposal.cycle),
        "warnings": warnings_of(appraised, proposal.cycle),
    }


def _commendation_page(request, proposal):
    items = draft_rows(proposal)
    found = services.commendable(proposal)
    for term in search_terms(request.GET.get("q", "")):
        found = found.filter(search_text__contains=term)
    listed = {item.initiative_id for item in items}
    left = [row for row in found[:SHOWN] if row.pk not in listed]
    return {
        "page": "evaluation/lists/list_commend.html",
        "items": items,
        "parts": by_recipient(items),
        "candidates": [(row, Level(row.best_level).label) for row in left],
    }


_PAGES = {
    ListKind.REGISTRATION: _register_page,
    ListKind.RECOGNITION: _recognition_page,
    ListKind.COMMENDATION: _commendation_page,
}


def _press(request, proposal):
    """One button of the builder: add the ticked candidates, sort, or move or remove a row."""
    act, key = request.POST.get("act", ""), request.POST.get("item", "")
    if act == "add":
        codes = request.POST.getlist("code")
        rows = Initiative.objects.visible_to(request.actor).filter(code__in=codes)
        if proposal.kind != ListKind.COMMENDATION:  # which may name a model of the year before
            rows = rows.filter(cycle_id=proposal.cycle_id)
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


def proposal_item(request, ward, year, number, key):
    """The sentence of one row; for recognition also its level and province mark."""
    proposal = one_list(request, year, number, Action.DRAFT_PROPOSAL)
    rows = ProposalDraftItem.objects.filter(proposal_list=proposal).select_related(
        "initiative__unit", "initiative__sector", "initiative__evaluation__self_assessment", "unit"
    )
    item = get_object_or_404(rows, pk=key)
    form_class, more = ItemForm, {}
    if proposal.kind == ListKind.COMMENDATION:
        form_class, more = CommendForm, {"is_person": item.kind == InitiativeKind.INDIVIDUAL}
    start = {name: getattr(item, name) for name in form_class.base_fields}
    form = form_class(request.POST or None, initial=start, **more)
    if request.method == "POST" and form.is_valid():
        with errors_on(form):
            services.edit_item(actor=request.actor, proposal=proposal, item=item, **form.cleaned_data)
            return redirect("evaluation:proposal_build", ward, year, number)
    return render(request, "evaluation/lists/proposal_item.html", {"form": form, "item": item, "proposal": proposal})


def proposal_add(request, ward, year, number):
    """A collective or person without a model, onto a commendation."""
    proposal = one_list(request, year, number, Action.DRAFT_PROPOSAL)
    if proposal.kind != ListKind.COMMENDATION:
        raise Http404
    form = OtherForm(_units(request.ward), request.POST or None, initial={"kind": "MODEL"})
    if request.method == "POST" and form.is_valid():
        with errors_on(form):
            item = commendations.add_other(actor=request.actor, proposal=proposal, **form.cleaned_data)
            messages.success(request, f"Đã thêm “{item.name}” vào danh sách")
            return redirect("evaluation:proposal_build", ward, year, number)
    return render(request, "evaluation/lists/acts/proposal_add.html", {"form": form, "proposal": proposal})


def _units(ward):
    return Organization.objects.filter(ward=ward).units().living().in_display_order()


def list_paper(request, ward, year, number):
    """Number and date of the paper a concluded commendation went out by."""
    proposal = one_list(request, year, number, Action.ENTER_DECISION)
    if (proposal.kind, proposal.state) != (ListKind.COMMENDATION, ListState.CONCLUDED):
        raise Http404
    start = {"number": proposal.paper_number, "on": proposal.paper_on or clock.today()}
    form = PaperForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        with errors_on(form):
            commendations.record_paper(actor=request.actor, proposal=proposal, **form.cleaned_data)
            messages.success(request, "Đã ghi số văn bản")
            if other := commendations.same_number(proposal, form.cleaned_data["number"], form.cleaned_data["on"]):
                told = (
                    f"Văn bản số {other.paper_number} năm {other.paper_on.year} đã ghi cho danh sách số {other.number}"
                )
                messages.warning(request, f"{told} năm {other.cycle.year}. Nếu ghi nhầm, hãy sửa số văn bản")
            return redirect("evaluation:proposal_version", ward, year, number, proposal.current_number)
    return render(request, "evaluation/lists/list_paper.html", {"form": form, "proposal": proposal})


@require_safe
def proposal_version(request, ward, year, number, version):
    """A locked version as it was: rows, fingerprint, what the leaders said of it."""
    proposal = one_list(request, year, number)
    found = get_object_or_404(
        proposal.versions.select_related("endorsement__membership__user", "conclusion__membership__user"),
        number=version,
    )
    items = list(found.items.select_related("conclusion_row"))
    context = {
        "proposal": proposal,
        "version": found,
        "items": items,
        "words": words_of(proposal),
        "changes": changes_before(found),
        "is_current": found.number == proposal.current_number,
        "may_paper": (proposal.kind, proposal.state) == (ListKind.COMMENDATION, ListState.CONCLUDED)
        and can(request.actor, Action.ENTER_DECISION, proposal)
        and not year_refusal(proposal.cycle),
        "may_call_back": "call_back" in open_moves(request.actor, proposal),
        "may_meet": services.may_record(request.actor, proposal),
        "entries": audit.timeline(proposal, audiences=[Audience.UNIT, Audience.BAN], limit=20),
    }
    return render(request, "evaluation/lists/proposal_version.html", context)


@password_confirmed
def proposal_lock(request, ward, year, number):
    """The rows as they will be locked, their paper to look at first; then the one press."""
    proposal = one_list(request, year, number, Action.LOCK_PROPOSAL)
    try:
        if request.method == "POST":
            seen = request.POST.get("seen", "")
            version = services.lock_and_submit(actor=request.actor, proposal=proposal, seen=seen)
            done = (
                "báo cáo Thường trực, Ban Thường vụ" if proposal.kind == ListKind.REGISTRATION else "trình Thường trực"
            )
            messages.success(request, f"Đã khóa bản số {version.number} và {done}")
            return redirect("evaluation:proposal_version", ward, year, number, version.number)
        rows = rows_to_lock(proposal)
    except DomainError as error:
        messages.error(request, error.message)
        return redirect("evaluation:proposal_build", ward, year, number)
    warned, left_out = {}, 0
    if proposal.kind == ListKind.RECOGNITION:
        warned = warnings_of([row.initiative.evaluation for row in rows], proposal.cycle)
        listed = [row.initiative_id for row in rows]
        left_out = services.candidates(proposal).exclude(initiative__in=listed).count()
    context = {
        "proposal": proposal,
        "words": words_of(proposal),
        "warned": [(row, warned[row.initiative_id]) for row in rows if warned.get(row.initiative_id)],
        "left_out": left_out,
        "items": rows,
        "seen": services.draft_digest(proposal, rows),
        "next_number": proposal.current_number + 1,
        "changes": changes_to(proposal, rows),
    }
    return render(request, "evaluation/lists/proposal_lock.html", context)


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
    return render(request, f"evaluation/lists/acts/{template}.html", {"form": form, "proposal": proposal})
