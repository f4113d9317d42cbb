"""Starting a registration: new, continuing last year's, or replicating one of the library (Plan II.4.1, II.4.2)."""

import uuid

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render

from core import clock
from core.forms.base import errors_on
from core.forms.posted import posted
from models_registry.enums import InitiativeKind, InitiativeState, Origin, Source, Window
from models_registry.initiative.access import page
from models_registry.initiative.messages import window_refusal
from models_registry.initiative.windows import units_window
from models_registry.models import Initiative, Theme
from models_registry.registration.forms.start import StartForm
from models_registry.registration.services.drafts import start_draft
from models_registry.registration.sources import continuable
from models_registry.years.choice import registering_choice, ward_cycles
from organizations.models import Organization
from organizations.permissions import Action, can
from organizations.tree import ward_tree
from organizations.units.services import ward_place

BEGUN_SHOWN = 20


def initiative_start(request, ward):
    """`?nam=2026` names the year; `?nguon=DK-2025-010` the model to replicate; `?don-vi=TDP05` the unit, for who works
    for several."""
    units = _units(request)
    if request.POST.get("unit", "") not in {"", *(unit.code for unit in units)}:
        raise Http404  # another's unit does not exist here
    years = registering_choice(ward_cycles(request.ward), request.GET.get("nam", ""), _keys(request, units))
    cycle, refusal = years.cycle, "Chưa có năm nào mở đăng ký"
    if cycle is not None:
        window = units_window(cycle, Window.REGISTRATION, _keys(request, units))
        refusal = window_refusal(window, cycle.year, clock.today())
    context = {
        "cycle": cycle,
        "years": years,
        "refusal": refusal,
        "units": units,
        "on_behalf": _types_for_units(request),
    }
    if refusal:
        return render(request, "models_registry/registration/initiative_start.html", context)
    replicated = _replicated(request)
    form = _form(request, cycle, units, replicated)
    if request.method == "POST" and form.is_valid():
        with errors_on(form):
            unit = get_object_or_404(
                Organization.objects.visible_to(request.actor).select_related("ward"), code=form.cleaned_data["unit"]
            )
            draft = start_draft(actor=request.actor, unit=unit, cycle=cycle, **form.chosen())
            draft.ward = request.ward
            return redirect(page("initiative_step", draft, 1))
    if context["on_behalf"]:
        context["begun"] = _begun(request)
    context |= {"form": form, "replicated": replicated, "tracked": len(units) == 1 and units[0].reports_vertically}
    return render(request, "models_registry/registration/initiative_start.html", context)


def _types_for_units(request) -> bool:
    return can(request.actor, Action.RECEIVE_INITIATIVE, ward_place(request.ward))


def _keys(request, units) -> list[int]:
    """Keys of the units whose registration is begun: the one the address names, else all one may register for."""
    named = [unit.key for unit in units if unit.code == request.GET.get("don-vi")]
    return named or [unit.key for unit in units]


def _begun(request):
    """What this person typed for units and did not send yet."""
    rows = Initiative.objects.visible_to(request.actor).filter(source=Source.BEHALF, state=InitiativeState.DRAFT)
    return rows.filter(created_by_key=request.actor.user_key).order_by("-id")[:BEGUN_SHOWN]


def _units(request):
    """The living units one may register for: one's own, or every unit of the ward for the Ban (from paper)."""
    tree = ward_tree(request.ward)
    if _types_for_units(request):
        return tree.units
    if not can(request.actor, Action.PREPARE_INITIATIVE):
        raise PermissionDenied("Đồng chí không được giao soạn đăng ký cho đơn vị nào.")
    return [unit for unit in tree.units if unit.key in request.actor.unit_keys]


def _replicated(request):
    code = request.POST.get("nguon") or request.GET.get("nguon")
    if not code:
        return None
    return get_object_or_404(Initiative.objects.of_ward(request.ward).recognised().addressed(code))


def _form(request, cycle, units, replicated):
    keys = [node.key for node in ward_tree(request.ward).by_key.values() if node.living_key in {u.key for u in units}]
    sources = continuable(cycle, keys)
    initial = {"token": uuid.uuid4(), "kind": InitiativeKind.MODEL, "unit": request.GET.get("don-vi", "")}
    if replicated is not None:
        initial |= {"origin": Origin.REPLICATE, "kind": replicated.kind}
    themes = [] if replicated is not None else Theme.objects.visible_to(request.actor).offered()
    return StartForm(
        posted(request), initial=initial, units=units, sources=sources, themes=themes, replicated=replicated
    )
