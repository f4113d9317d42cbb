"""“Xin học tập”: a unit asks the unit of a recognised model; both see the request and its answer (Plan II.4.1)."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from core.forms.base import errors_on
from core.forms.held import refillable
from core.forms.posted import posted
from models_registry.library.learning.forms import AnswerForm, AskForm
from models_registry.library.learning.reading import asking_units, received_and_sent, told
from models_registry.library.learning.services import answer_to_learn, ask_to_learn
from models_registry.models import Initiative, LearnRequest
from organizations.models import Organization
from organizations.permissions import Action, can, require
from organizations.tree import ward_tree


@refillable
def learn_ask(request, ward, code):
    require(request.actor, Action.LEARN_MODELS)
    rows = Initiative.objects.of_ward(request.ward).recognised().select_related("unit")
    initiative = get_object_or_404(rows.addressed(code))
    units = asking_units(request.actor, initiative, ward_tree(request.ward).units)
    if not units:
        raise PermissionDenied("Đây là mô hình của đơn vị mình.")
    form = AskForm(posted(request), units=units, initial={"contact": _contact(request.user)})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        with errors_on(form):
            asker = get_object_or_404(Organization.objects.visible_to(request.actor), code=data.pop("unit"))
            row = ask_to_learn(actor=request.actor, initiative=initiative, asker=asker, **data)
            messages.success(request, f"Đã gửi lời xin học tập đến {initiative.unit_label}.")
            return redirect("registry:learn_answer", ward, row.token)
    return render(request, "models_registry/library/learn_ask.html", {"form": form, "initiative": initiative})


@require_safe
def learn_list(request, ward):
    if not any(can(request.actor, action) for action in (Action.LEARN_MODELS, Action.RECEIVE_INITIATIVE)):
        raise PermissionDenied("Đồng chí không được giao xem danh sách này.")
    received, sent = received_and_sent(request.actor)
    context = {"received": received, "sent": sent, "is_unit": can(request.actor, Action.LEARN_MODELS)}
    return render(request, "models_registry/library/learn_list.html", context)


@refillable
def learn_answer(request, ward, token):
    """One request: who may read it sees it; the model's unit answers here."""
    rows = LearnRequest.objects.visible_to(request.actor).select_related("initiative__unit", "asker")
    row = told(request.actor, get_object_or_404(rows, token=token))
    form = AnswerForm(posted(request))
    if request.method == "POST":
        require(request.actor, Action.LEARN_MODELS, row.initiative)
        if form.is_valid():
            with errors_on(form):
                first = answer_to_learn(actor=request.actor, request_row=row, answer=form.cleaned_data["answer"])
                told_so = f"Đã trả lời {row.asker.name}." if first else "Lời xin học tập này đã được trả lời."
                messages.success(request, told_so)
                return redirect(reverse("registry:learn_answer", args=[ward, row.token]))
    return render(request, "models_registry/library/learn_answer.html", {"row": row, "form": form})


def _contact(user) -> str:
    return ", ".join(part for part in (user.full_name, user.phone) if part)
