"""The last step: everything read once more, sent by the head, and the receipt (decision 6)."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from core import clock
from core.exceptions import DomainError
from core.forms.base import errors_on
from core.forms.posted import posted
from core.text.formatting import date_vi
from models_registry.enums import WAITING_STATES, InitiativeState, Source, Window
from models_registry.initiative.access import (
    list_page,
    may_send,
    moved,
    own_initiative,
    page,
    preparing_seat,
    readable_initiative,
    seen_version,
)
from models_registry.initiative.completeness import problems_of
from models_registry.initiative.contents import read_contents
from models_registry.initiative.history import changes_since
from models_registry.initiative.messages import already_sent, when, window_refusal
from models_registry.initiative.progress import reply_due
from models_registry.initiative.summary import groups_of, input_id
from models_registry.initiative.windows import unit_window
from models_registry.parts import steps_of
from models_registry.registration.forms.check import CheckForm
from models_registry.registration.rail import rail_of
from models_registry.registration.services.answers import open_remarks
from models_registry.registration.services.drafts import mark_prepared
from models_registry.registration.services.sending import send_initiative
from models_registry.transitions import EDITABLE_STATES


def initiative_check(request, ward, code):
    initiative = own_initiative(request, code)
    preparing_seat(request.actor, initiative)
    if request.method == "POST" and request.POST.get("viec") == "soan-xong":
        return _prepared(request, initiative)
    if initiative.state not in EDITABLE_STATES:
        if initiative.state in WAITING_STATES:
            messages.info(request, f"{already_sent(initiative)}.")
            return redirect(page("initiative_receipt", initiative))
        return redirect(page("initiative_detail", initiative))
    form = CheckForm(posted(request), initiative=initiative)
    if request.method == "POST" and form.is_valid():
        with errors_on(form):
            seen = seen_version(request, initiative)
            receipt = send_initiative(
                actor=request.actor, initiative=initiative, seen=seen, confirmed=form.cleaned_data["confirmed"]
            )
            if not receipt.is_new:
                messages.info(request, f"{already_sent(initiative)}.")
            return redirect(page("initiative_receipt", initiative))
    if request.method != "POST" and moved(initiative, code):
        return redirect(page("initiative_check", initiative))
    return _show(request, initiative, form)


def _prepared(request, initiative):
    try:
        mark_prepared(actor=request.actor, initiative=initiative, seen=seen_version(request, initiative))
        messages.success(request, "Đã báo người đứng đầu đơn vị: hồ sơ soạn xong, chờ gửi.")
    except DomainError as error:
        messages.error(request, error.message)
        return redirect(page("initiative_check", initiative))
    return redirect(list_page(initiative))


def _show(request, initiative, form):
    contents = read_contents(initiative)
    problems = problems_of(contents)
    remarks = open_remarks(initiative) if initiative.state == InitiativeState.RETURNED else []
    first_send = initiative.state == InitiativeState.DRAFT
    window = unit_window(initiative.cycle, Window.REGISTRATION, initiative.unit_id)
    today = clock.today()
    context = {
        "initiative": initiative,
        "form": form,
        "groups": _linked(initiative, groups_of(contents, problems)),
        "meeting": _meeting(contents),
        "problems": problems,
        "changes": changes_since(contents),
        "rail": rail_of(contents, problems, len(steps_of(initiative)) + 1),
        "total": len(steps_of(initiative)) + 1,
        "may_send": may_send(request.actor, initiative),
        "remarks": remarks,
        "silent": [remark for remark in remarks if not remark.is_answered],
        "first_send": first_send,
        "refusal": window_refusal(window, initiative.year, today, draft_kept=True) if first_send else "",
        "late_days": window.late_days(today) if first_send else 0,
        "window": window,
        "saved": when(contents.text.saved_at),
    }
    return render(request, "models_registry/registration/registration_check.html", context)


def _meeting(contents) -> str:
    day = contents.text.meeting_on
    return f"Ngày họp thống nhất: {date_vi(day)}" if day and contents.initiative.source != Source.BEHALF else ""


def _linked(initiative, groups):
    """Each problem with the address of its input, shown there with its error."""
    for group in groups:
        step = page("initiative_step", initiative, group.number)
        group.links = [(f"{step}?loi=1#{input_id(problem)}", problem) for problem in group.problems]
    return groups


@require_safe
def initiative_receipt(request, ward, code):
    """What was sent, and what happens next. Back from here never leads to a live form: it was sent."""
    initiative = readable_initiative(request, code)
    if moved(initiative, code):
        return redirect(page("initiative_receipt", initiative))
    if initiative.state not in WAITING_STATES:
        return redirect(page("initiative_detail", initiative))
    return render(request, "models_registry/registration/initiative_receipt.html", _receipt(initiative))


def _receipt(initiative) -> dict:
    return {
        "initiative": initiative,
        "reply_due": reply_due(initiative),
        "is_first": initiative.state == InitiativeState.SUBMITTED,
    }
