"""Asking another unit to learn its recognised model on the spot, and answering (Plan II.4.1)."""

from dataclasses import dataclass, field

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from core import clock
from core.actor import Actor
from core.exceptions import DomainError
from core.forms.base import CleanForm, errors_on
from core.forms.held import refillable
from core.forms.posted import posted
from core.log import audit
from core.log.notifications import notify
from models_registry.initiative.messages import model_of_year
from models_registry.initiative.recipients import unit_people
from models_registry.models import Initiative, LearnRequest
from models_registry.registration.services.continuing import lock_source
from organizations.models import Organization
from organizations.permissions import Action, can, require
from organizations.tree import ward_tree

SHOWN = 20


@dataclass(frozen=True)
class Learning:
    """What a person sees of the requests for one model; `may_ask` while a unit of theirs has none open."""

    rows: list[LearnRequest] = field(default_factory=list)
    may_ask: bool = False


def asking_units(actor, initiative: Initiative, units) -> list:
    """Which of a person's living units may ask: not the model's own."""
    mine = [unit for unit in units if unit.key in actor.unit_keys]
    return [] if initiative.unit_id in actor.unit_keys else mine


def learning_of(actor, initiative: Initiative) -> Learning:
    """One query."""
    rows = list(_read(LearnRequest.objects.visible_to(actor).filter(initiative=initiative))[:SHOWN])
    busy = {row.asker_id for row in rows if row.answered_at is None}
    may = can(actor, Action.LEARN_MODELS) and initiative.unit_id not in actor.unit_keys
    return Learning([told(actor, row) for row in rows], may and not actor.unit_keys <= busy)


def received_and_sent(actor) -> tuple[list[LearnRequest], list[LearnRequest]]:
    """(asked of one's own units, asked by them), those waiting first; the Ban reads all as received. One query."""
    rows = [told(actor, row) for row in _read(LearnRequest.objects.visible_to(actor))[: SHOWN * 10]]
    rows.sort(key=lambda row: row.answered_at is not None)
    sent = [row for row in rows if row.asker_id in actor.unit_keys]
    return [row for row in rows if row not in sent], sent


def told(actor, row: LearnRequest) -> LearnRequest:
    """With `may_answer`: it waits for this person's unit."""
    row.may_answer = row.answered_at is None and can(actor, Action.LEARN_MODELS, row.initiative)
    return row


def _read(rows):
    return rows.select_related("initiative", "asker")


@transaction.atomic
def ask_to_learn(
    *, actor: Actor, initiative: Initiative, asker: Organization, message: str, contact: str
) -> LearnRequest:
    """A unit asks the unit of a recognised model to show it.

    One open request per unit and model: pressed twice, or while an earlier one waits, that one is the result.
    Raises DomainError for a model not recognised, and for one's own.
    """
    seat = require(actor, Action.LEARN_MODELS, asker)
    lock_source(initiative)
    if not initiative.best_level or initiative.ward_id != asker.ward_id:
        raise DomainError("Chỉ xin học tập được mô hình trong thư viện")
    if ward_tree(asker.ward).same_unit(initiative.unit_id, asker.pk):
        raise DomainError("Đây là mô hình của đơn vị mình", field="unit")
    try:
        with transaction.atomic():
            row = LearnRequest.objects.create(
                ward_id=asker.ward_id, initiative=initiative, asker=asker, message=message, contact=contact,
                asked_by_key=actor.user_key,
            )  # fmt: skip
    except IntegrityError:
        return LearnRequest.objects.waiting().get(initiative=initiative, asker=asker)
    audit.record(
        actor=actor, seat=seat, verb="learn.ask", text=f"{asker.name} xin học tập", subject=initiative,
        ward_key=row.ward_id, reason=message,
    )  # fmt: skip
    notify(
        user_keys=unit_people(initiative.unit), ward_key=row.ward_id, kind="learn",
        text=f"{asker.name} xin học tập {model_of_year(initiative)}"[:500], link=_address(actor, row),
        dedupe_key=f"learn-{row.pk}",
    )  # fmt: skip
    return row


@transaction.atomic
def answer_to_learn(*, actor: Actor, request_row: LearnRequest, answer: str) -> bool:
    """The model's unit answers, once; False when it was answered already and nothing is written."""
    initiative = request_row.initiative
    seat = require(actor, Action.LEARN_MODELS, initiative)
    if not answer:
        raise DomainError("Hãy viết câu trả lời", field="answer")
    waiting = LearnRequest.objects.waiting().filter(pk=request_row.pk)
    if not waiting.update(answer=answer, answered_by_key=actor.user_key, answered_at=clock.now()):
        return False
    audit.record(
        actor=actor, seat=seat, verb="learn.answer", text=f"Trả lời {request_row.asker.name} xin học tập",
        subject=initiative, ward_key=request_row.ward_id, reason=answer,
    )  # fmt: skip
    notify(
        user_keys={request_row.asked_by_key, *unit_people(request_row.asker)}, ward_key=request_row.ward_id,
        kind="learn", text=f"{initiative.unit_label} trả lời về {model_of_year(initiative)}"[:500],
        link=_address(actor, request_row), dedupe_key=f"learnt-{request_row.pk}",
    )  # fmt: skip
    return True


def _address(actor: Actor, row: LearnRequest) -> str:
    return reverse("registry:learn_answer", args=[actor.ward_slug, row.token])


class AskForm(CleanForm):
    unit = forms.ChoiceField(label="Đơn vị xin học tập")
    message = forms.CharField(
        error_messages={"required": "Hãy ghi điều đơn vị muốn tìm hiểu"},
        label="Muốn tìm hiểu điều gì",
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    contact = forms.CharField(label="Người liên hệ, số điện thoại", max_length=200)

    def __init__(self, *args, units, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = [(unit.code, unit.name) for unit in units]
        if len(units) == 1:
            self.fields["unit"].widget = forms.HiddenInput()
            self.initial["unit"] = units[0].code


class AnswerForm(CleanForm):
    answer = forms.CharField(
        error_messages={"required": "Hãy ghi lời trả lời"},
        label="Trả lời",
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )


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
