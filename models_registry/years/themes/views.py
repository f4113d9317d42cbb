"""The catalogue of suggested models, kept by the Ban (Plan II.4.1, II.3.3)."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from core.forms.base import errors_on
from core.forms.posted import posted
from models_registry.models import Theme
from models_registry.years.themes.forms import ThemeForm
from models_registry.years.themes.services import add_theme, edit_theme
from organizations.permissions import Action, require
from organizations.units.services import ward_place


@require_safe
def theme_list(request, ward):
    require(request.actor, Action.MANAGE_YEARS, ward_place(request.ward))
    rows = Theme.objects.visible_to(request.actor).select_related("sector").order_by("-is_active", "order", "id")
    return render(request, "models_registry/years/theme_list.html", {"themes": rows})


def theme_add(request, ward):
    require(request.actor, Action.MANAGE_YEARS, ward_place(request.ward))
    form = ThemeForm(posted(request))
    if request.method == "POST" and form.is_valid():
        with errors_on(form):
            row = add_theme(actor=request.actor, ward=request.ward, data=form.cleaned_data)
            messages.success(request, f"Đã thêm gợi ý “{row.name}”.")
            return redirect("registry:theme_list", ward)
    return render(request, "models_registry/years/theme_edit.html", {"form": form, "theme": None})


def theme_edit(request, ward, token):
    require(request.actor, Action.MANAGE_YEARS, ward_place(request.ward))
    theme = get_object_or_404(Theme.objects.visible_to(request.actor).select_related("sector"), token=token)
    form = ThemeForm(posted(request), initial=ThemeForm.typed(theme))
    if request.method == "POST" and form.is_valid():
        data = form.apply_to(theme)
        with errors_on(form):
            edit_theme(actor=request.actor, theme=theme, data=data)
            messages.success(request, f"Đã lưu gợi ý “{theme.name}”.")
            return redirect("registry:theme_list", ward)
    return render(request, "models_registry/years/theme_edit.html", {"form": form, "theme": theme})
