"""Many registrations at once: what was ticked is tried, shown, then done; for ten minutes it can be taken back."""

import uuid

from django.contrib import messages
from django.http import QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from core.exceptions import DomainError
from core.forms.base import errors_on
from core.forms.posted import posted
from models_registry.enums import BulkKind
from models_registry.models import BulkAct, Initiative
from models_registry.reviewing.bulk import services
from models_registry.reviewing.bulk.forms import KINDS, SeenBulkForm, ShareForm
from models_registry.reviewing.bulk.page import BulkPage, recent_pages
from models_registry.reviewing.bulk.undo import undo_bulk
from models_registry.reviewing.queue import ReviewQueue
from models_registry.reviewing.views.queue import TAKEN_UP
from organizations.permissions import Action, require
from organizations.units.services import ward_place

SHOWN = 20  # acts on the page of what was done


def bulk_start(request, ward):
    """POST: try what was ticked. GET: what was done lately, to look it up or take it back."""
    require(request.actor, Action.RECEIVE_INITIATIVE, ward_place(request.ward))
    if request.method != "POST":
        pages = recent_pages(request.actor, SHOWN)
        return render(request, "models_registry/reviewing/bulk/bulk_list.html", {"pages": pages})
    params = QueryDict(request.POST.get("loc", ""), mutable=True)
    for gone in ("chon", "page", TAKEN_UP):
        params.pop(gone, None)
    back = f"{reverse('registry:review_list', args=[ward])}?{params.urlencode()}"
    kind = KINDS.get(request.POST.get("viec", ""))
    if kind is None:
        return redirect(back)
    keys, unknown = _whole_filter(request, params) if request.POST.get("ca") else _ticked(request)
    try:
        bulk = services.try_bulk(
            actor=request.actor, ward=request.ward, kind=kind, keys=keys, unknown=unknown, query=params.urlencode()
        )
    except DomainError as error:
        messages.error(request, error.message)
        return redirect(back)
    return redirect("registry:bulk_show", ward, bulk.token)


def bulk_show(request, ward, token):
    """The dry run; POST does it; from then on the result."""
    bulk = _bulk(request, token)
    form = SeenBulkForm(posted(request), initial={"version": bulk.version})
    if request.method == "POST":
        if form.is_valid():
            try:
                services.do_bulk(actor=request.actor, bulk=bulk, seen=form.cleaned_data["version"])
            except DomainError as error:
                messages.error(request, error.message)
        return redirect("registry:bulk_show", ward, bulk.token)
    if bulk.done_at:
        return render(request, "models_registry/reviewing/bulk/bulk_result.html", _context(request, ward, bulk))
    share = _share_form(request, bulk) if bulk.kind == BulkKind.ASSIGN else None
    return render(
        request,
        "models_registry/reviewing/bulk/bulk_preview.html",
        _context(request, ward, bulk, form=form, share=share),
    )


@require_POST
def bulk_share(request, ward, token):
    """Say who gets the files of a dry run; the page then shows who gets which."""
    bulk = _bulk(request, token)
    form = _share_form(request, bulk)
    if form.is_valid():
        data = form.cleaned_data
        with errors_on(form):
            services.share_out(
                actor=request.actor, bulk=bulk, seen=data["version"], people=form.people_chosen(), keep=data["keep"]
            )
            return redirect("registry:bulk_show", ward, bulk.token)
    seen = SeenBulkForm(initial={"version": bulk.version})
    return render(
        request,
        "models_registry/reviewing/bulk/bulk_preview.html",
        _context(request, ward, bulk, form=seen, share=form),
    )


@require_POST
def bulk_undo(request, ward, token):
    bulk = _bulk(request, token)
    try:
        undo_bulk(actor=request.actor, bulk=bulk)
    except DomainError as error:
        messages.error(request, error.message)
    return redirect("registry:bulk_show", ward, bulk.token)


def _bulk(request, token) -> BulkAct:
    require(request.actor, Action.RECEIVE_INITIATIVE, ward_place(request.ward))
    return get_object_or_404(BulkAct.objects.visible_to(request.actor).select_related("ward"), token=token)


def _context(request, ward, bulk, **more) -> dict:
    back = f"{reverse('registry:review_list', args=[ward])}?{bulk.query}"
    return {"bulk": bulk, "page": BulkPage(bulk, request.actor), "back": back, **more}


def _share_form(request, bulk) -> ShareForm:
    """Shown again, with the people the dry run shares the files out to."""
    given = {row["to"] for row in bulk.rows}
    form = ShareForm(posted(request), actor=request.actor, ward_key=bulk.ward_id)
    chosen = [username for username, person in form.by_username.items() if person.pk in given]
    form.initial = {"version": bulk.version, "keep": True, "people": chosen}
    return form


def _ticked(request) -> tuple[list[int], set[str]]:
    """Keys of the rows ticked on the page, in its order, and what is no registration of this ward."""
    asked = [code[:40] for code in request.POST.getlist("chon")[: services.MOST + 1]]
    tokens = [uuid.UUID(text) for text in asked if _is_token(text)]
    rows = Initiative.objects.visible_to(request.actor).of_ward(request.ward)
    found = {row.address: row.pk for row in rows.filter(code__in=[c for c in asked if c.isprintable()])}
    found |= {row.token.hex: row.pk for row in rows.filter(token__in=tokens)} if tokens else {}
    keys = dict.fromkeys(found[code] for code in asked if code in found)
    return list(keys), {code for code in asked if code and code not in found}


def _is_token(text: str) -> bool:
    return len(text) == 32 and all(sign in "0123456789abcdef" for sign in text)


def _whole_filter(request, params) -> tuple[list[int], set[str]]:
    """Keys of every row the filter leaves, one more than may be handled at most."""
    queue = ReviewQueue(params, actor=request.actor, ward=request.ward)
    return list(queue.rows.values_list("pk", flat=True)[: services.MOST + 1]), set()
