"""The Ban's ready phrases: the list with its counts, adding one, mending or putting one away."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render

from core.forms.base import errors_on
from core.forms.held import refillable
from core.forms.posted import posted
from models_registry.models import ReadyPhrase
from models_registry.parts import part_label
from models_registry.reviewing.forms.review import PhraseForm
from models_registry.reviewing.services import phrases as services
from organizations.permissions import Action, require
from organizations.units.services import ward_place


@refillable
def phrase_list(request, ward):
    require(request.actor, Action.RECEIVE_INITIATIVE, ward_place(request.ward))
    form = PhraseForm(posted(request), is_new=True)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        with errors_on(form):
            services.add_phrase(actor=request.actor, ward=request.ward, field=data["field"], text=data["text"])
            messages.success(request, "Đã thêm câu mẫu.")
            return redirect("registry:phrase_list", ward)
    rows = list(ReadyPhrase.objects.visible_to(request.actor).order_by("-is_active", "number"))
    for row in rows:
        row.label = "Mọi mục" if row.field == ReadyPhrase.ANY else part_label(row.field)
    return render(request, "models_registry/reviewing/phrase_list.html", {"form": form, "rows": rows})


@refillable
def phrase_edit(request, ward, number):
    require(request.actor, Action.RECEIVE_INITIATIVE, ward_place(request.ward))
    phrase = get_object_or_404(ReadyPhrase.objects.visible_to(request.actor), number=number)
    initial = {name: getattr(phrase, name) for name in PhraseForm.base_fields}
    form = PhraseForm(posted(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.apply_to(phrase)
        with errors_on(form):
            services.edit_phrase(actor=request.actor, phrase=phrase, **data)
            messages.success(request, f"Đã lưu câu mẫu số {phrase.number}.")
            return redirect("registry:phrase_list", ward)
    return render(request, "models_registry/reviewing/phrase_edit.html", {"form": form, "phrase": phrase})
