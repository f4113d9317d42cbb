"""The named filters of the queue: keep the one on the page, rename, delete."""

from django.contrib import messages
from django.http import QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode

from core.forms.base import errors_on
from core.forms.posted import posted
from models_registry.models import SavedView
from models_registry.reviewing.forms.saved_views import ChangeViewForm, SaveViewForm
from models_registry.reviewing.named_views import LONGEST, canonical, narrows
from models_registry.reviewing.queue import ReviewQueue
from models_registry.reviewing.services import saved_views as services
from organizations.permissions import Action, require
from organizations.units.services import ward_place


def view_list(request, ward):
    """All named filters; with a filter in the address, the form that keeps it."""
    require(request.actor, Action.RECEIVE_INITIATIVE, ward_place(request.ward))
    params = QueryDict(request.GET.urlencode() if request.method != "POST" else request.POST.get("loc", ""))
    query = canonical(params)
    form = SaveViewForm(posted(request), initial={"shared": True})
    if request.method == "POST" and form.is_valid():
        with errors_on(form):
            services.save_view(actor=request.actor, ward=request.ward, query=query[:LONGEST], **form.cleaned_data)
            messages.success(request, f"Đã lưu bộ lọc “{form.cleaned_data['name']}”.")
            return redirect(f"{reverse('registry:review_list', args=[ward])}?{query}{_and_year(params)}")
    queue = ReviewQueue(params, actor=request.actor, ward=request.ward)
    context = {
        "form": form if narrows(params) or request.method == "POST" else None,
        "query": query + _and_year(params),
        "words": queue.words,
        "views": SavedView.objects.visible_to(request.actor).order_by("name", "pk"),
    }
    return render(request, "models_registry/reviewing/view_list.html", context)


def _and_year(params) -> str:
    """The year the filter was seen in, to come back to; a kept filter has none and is used in every year."""
    return f"&{urlencode({'nam': params['nam']})}" if params.get("nam") else ""


def view_edit(request, ward, token):
    require(request.actor, Action.RECEIVE_INITIATIVE, ward_place(request.ward))
    view = get_object_or_404(SavedView.objects.visible_to(request.actor).select_related("ward"), token=token)
    if request.method == "POST" and "xoa" in request.POST:
        services.delete_view(actor=request.actor, view=view)
        messages.success(request, f"Đã xóa bộ lọc “{view.name}”.")
        return redirect("registry:view_list", ward)
    initial = {"version": view.version, "name": view.name, "shared": view.shared}
    form = ChangeViewForm(posted(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.apply_to(view)
        with errors_on(form):
            services.change_view(actor=request.actor, view=view, **data)
            messages.success(request, f"Đã lưu bộ lọc “{data['name']}”.")
            return redirect("registry:view_list", ward)
    words = ReviewQueue(QueryDict(view.query), actor=request.actor, ward=request.ward).words
    return render(request, "models_registry/reviewing/view_edit.html", {"form": form, "view": view, "words": words})
