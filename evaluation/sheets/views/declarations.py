"""Conflicts of interest declared before scoring: one's own, and all of them for the head."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from core.exceptions import DomainError
from core.forms.base import errors_on
from evaluation.models import ConflictDeclaration
from evaluation.sheets.forms.declarations import MODEL, UNIT, DeclarationForm
from evaluation.sheets.services import declarations as services
from models_registry.models import Initiative
from organizations.models import Organization
from organizations.permissions import Action, require
from organizations.units.services import ward_place


@require_http_methods(["GET", "HEAD", "POST"])
def conflict_list(request, ward):
    """One's own declarations, and the form for another. `?mo-hinh=<code>` fills in a model."""
    require(request.actor, Action.SCORE, ward_place(request.ward))
    asked = request.GET.get("mo-hinh", "")[:20]
    form = DeclarationForm(
        Organization.objects.filter(ward=request.ward).units().living().in_display_order(),
        Initiative.objects.visible_to(request.actor).of_ward(request.ward).filter(code__isnull=False),
        request.POST if request.method == "POST" else None,
        initial={"about": MODEL if asked else UNIT, "code": asked},
    )
    if request.method == "POST" and form.is_valid():
        with errors_on(form):
            made = services.declare(actor=request.actor, ward=request.ward, **form.facts())
            messages.success(request, f"Đã ghi nhận. Đồng chí không chấm {services.told(made)}")
            return redirect("evaluation:conflict_list", ward)
    mine = _declarations(request).filter(user_id=request.actor.user_key)
    return render(request, "evaluation/sheets/conflicts/conflict_list.html", {"form": form, "rows": mine})


@require_http_methods(["GET", "HEAD", "POST"])
def conflict_withdraw(request, ward, key):
    """Take one's own back; nobody else's exists at this address."""
    mine = _declarations(request).filter(user_id=request.actor.user_key)
    declaration = get_object_or_404(mine, pk=key)
    require(request.actor, Action.SCORE, ward_place(request.ward))
    if request.method == "POST":
        try:
            services.withdraw(actor=request.actor, declaration=declaration)
            messages.success(request, "Đã rút khai có liên quan")
        except DomainError as error:
            messages.error(request, error.message)
        return redirect("evaluation:conflict_list", ward)
    return _asked_to_withdraw(request, declaration)


def _asked_to_withdraw(request, declaration) -> HttpResponse:
    context = {
        "title": "Rút khai có liên quan",
        "question": f"Rút khai có liên quan đến {services.told(declaration)}?",
        "consequence": "Đồng chí lại có thể được giao chấm. Khai cũ vẫn ở nhật ký của lãnh đạo Ban.",
        "confirm_label": "Rút khai này",
        "cancel_url": reverse("evaluation:conflict_list", args=[request.ward.slug]),
        "rows": [{"label": "Lý do đã khai", "value": declaration.reason}],
    }
    return render(request, "evaluation/sheets/conflicts/conflict_withdraw.html", context)


@require_safe
def conflict_declared(request, ward):
    """What all scorers declared, those taken back too; for the head."""
    require(request.actor, Action.CONCLUDE_EVALUATION, ward_place(request.ward))
    rows = _declarations(request).select_related("user")
    return render(request, "evaluation/sheets/conflicts/conflict_declared.html", {"rows": rows})


def _declarations(request):
    rows = ConflictDeclaration.objects.visible_to(request.actor).of_ward(request.ward)
    return rows.select_related("unit", "initiative", "ward").order_by("-id")
