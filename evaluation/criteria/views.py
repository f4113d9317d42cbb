"""The criteria of a year: read by everybody of the ward, made and edited by the head of the Ban."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from core.exceptions import DomainError
from core.forms.base import errors_on
from evaluation import scoring
from evaluation.appraisal.lookup import seen_version
from evaluation.criteria import services
from evaluation.criteria.forms import CriteriaFormSet, SetForm
from evaluation.criteria.plan import POINTS_NOTE
from evaluation.enums import Issuer
from models_registry.models import Cycle
from organizations.permissions import Action, can, require


@require_http_methods(["GET", "HEAD", "POST"])
def criteria_detail(request, ward, year):
    """GET writes nothing: a year without criteria shows what it would get, with a button for the head."""
    cycle = get_object_or_404(Cycle.objects.visible_to(request.actor).of_ward(request.ward), year=year)
    found = services.live_set(cycle)
    if request.method == "POST":
        require(request.actor, Action.EDIT_CRITERIA, cycle)
        return _press(request, ward, cycle, found)
    earlier = services.earlier_sets(cycle)
    live, found = found, _asked_for(request, found, earlier)
    rows = list(found.criteria.all()) if found else []
    source = None
    if found is None and can(request.actor, Action.EDIT_CRITERIA, cycle):
        source, rows = services.proposed_criteria(cycle)
    context = {
        "cycle": cycle,
        "set": found,
        "live": live,
        "earlier": earlier,
        "criteria": rows,
        "source": source,
        "total": scoring.total(row.max_points for row in rows),
        "has_points": scoring.has_points(rows),
        "points_note": "" if found and found.issuer == Issuer.PROVINCE else POINTS_NOTE,
        "may_edit": can(request.actor, Action.EDIT_CRITERIA, cycle) and found == live,
        "refusal": services.edit_refusal(cycle, found),
        "is_working": cycle.state in services.WORKING,
    }
    return render(request, "evaluation/criteria/criteria_detail.html", context)


def _asked_for(request, live, earlier):
    """The set in force, or the replaced one the address names."""
    number = request.GET.get("ban", "")
    if not number or live and number == str(live.number):
        return live
    for row in earlier:
        if number == str(row.number):
            return row
    raise Http404


def _press(request, ward, cycle, found):
    try:
        if request.POST.get("viec") == "thay" and found is not None:
            seen = request.POST.get("ban", "")
            services.replace_criteria(
                actor=request.actor, criteria_set=found, seen_number=int(seen) if seen.isdecimal() else None
            )
            messages.success(request, "Đã lập bản mới từ bản đang dùng. Bản cũ được giữ lại")
            return redirect("evaluation:criteria_edit", ward, cycle.year)
        services.ensure_criteria(actor=request.actor, cycle=cycle)
        messages.success(request, f"Đã dùng bộ tiêu chí này cho năm {cycle.year}")
    except DomainError as error:
        messages.error(request, error.message)
    return redirect("evaluation:criteria_detail", ward, cycle.year)


@require_http_methods(["GET", "HEAD", "POST"])
def criteria_edit(request, ward, year):
    cycle = get_object_or_404(Cycle.objects.visible_to(request.actor).of_ward(request.ward), year=year)
    require(request.actor, Action.EDIT_CRITERIA, cycle)
    found = services.live_set(cycle)
    refusal = services.edit_refusal(cycle, found)
    if found is None or refusal:
        if refusal:
            messages.error(request, refusal)
        return redirect("evaluation:criteria_detail", ward, year)
    found.cycle = cycle
    data = request.POST if request.method == "POST" else None
    rows = list(found.criteria.values("key", "title", "wording", "guidance", "levels", "applies_to", "max_points"))
    is_without = bool(rows) and all(row["max_points"] is None for row in rows)
    kept = ("title", "issuer", "basis", "pass_mark")
    form = SetForm(data, initial={name: getattr(found, name) for name in kept} | {"without_points": is_without})
    wanted = {"without_points": bool(data) and form["without_points"].value()}
    formset = CriteriaFormSet(data, initial=rows, prefix="tc", form_kwargs=wanted)
    if data is not None and form.is_valid() & formset.is_valid():
        with errors_on(form):
            services.edit_criteria(
                actor=request.actor,
                criteria_set=found,
                facts=form.facts(),
                criteria=formset.drafts(),
                seen_version=seen_version(request),
            )
            messages.success(request, "Đã lưu bộ tiêu chí")
            return redirect("evaluation:criteria_detail", ward, year)
    version = seen_version(request) if data is not None else found.version
    context = {"cycle": cycle, "set": found, "form": form, "formset": formset, "version": version}
    return render(request, "evaluation/criteria/criteria_edit.html", context)
