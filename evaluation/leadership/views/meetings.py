"""Meeting mode: attendance, then one model at a time on the projector, its result written down beside it."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render

from core import clock
from core.exceptions import StaleState
from core.forms.base import errors_on
from evaluation.appraisal.lookup import seen_version
from evaluation.leadership.forms import AttendanceForm, MeetingRowForm
from evaluation.leadership.minutes import draft
from evaluation.leadership.row_story import story_of
from evaluation.leadership.services import leadership as leaders
from evaluation.leadership.services import meetings as services
from evaluation.leadership.views.leadership import asked
from evaluation.lists.kinds import words_of
from evaluation.lists.services.proposals import may_record
from evaluation.lists.transitions import STEPS
from evaluation.models import BoardMeeting
from organizations.permissions import Action


def meeting(request, ward, year, number):
    """Who met and when; the rows with what was written down; the minutes as far as they can be drafted."""
    try:
        proposal, version = asked(request, year, number, Action.READ_PROPOSALS)
    except StaleState as error:
        messages.error(request, error.message)
        return redirect("evaluation:proposal_list", ward)
    if "conclude" not in STEPS[proposal.kind]:
        raise Http404  # registrations are reported, no meeting decides on them
    held = BoardMeeting.objects.filter(of=version).first()
    form = AttendanceForm(request.POST or None, initial=_start(proposal, held))
    if request.method == "POST" and form.is_valid() and _opened(request, version, held, form):
        messages.success(request, "Đã ghi thành phần dự họp")
        return redirect("evaluation:meeting", ward, year, number)
    items, rows = list(version.items.all()), services.rows_of(version)
    if held:
        held.of = version
    context = {
        "proposal": proposal,
        "words": words_of(proposal),
        "version": version,
        "meeting": held,
        "form": form,
        "rows": [(item, rows.get(item.pk)) for item in items],
        "written": len(rows),
        "minutes": draft(held, items, rows) if held else "",
        "may_record": may_record(request.actor, proposal),
        "may_conclude": leaders.may_conclude(request.actor, version),
    }
    return render(request, "evaluation/leadership/meeting.html", context)


def _opened(request, version, held, form) -> bool:
    """Whether the attendance was written down; else the form says why not."""
    with errors_on(form):
        services.open_meeting(
            actor=request.actor,
            version=version,
            attendance=form.attendance(),
            seen_version=seen_version(request) if held else None,
        )
    return not form.errors


def meeting_row(request, ward, year, number, order):
    """One model, large: what it is, its results, the appraisal, what was said; and what the meeting says of it."""
    try:
        proposal, version = asked(request, year, number, Action.READ_PROPOSALS)
    except StaleState as error:
        messages.error(request, error.message)
        return redirect("evaluation:proposal_list", ward)
    held = BoardMeeting.objects.filter(of=version).first()
    items = {item.order: item for item in version.items.all()}
    if order not in items:
        raise Http404
    if held is None:
        messages.info(request, "Hãy ghi ngày họp và người có mặt trước")
        return redirect("evaluation:meeting", ward, year, number)
    held.of = version
    item, written = items[order], services.rows_of(version).get(items[order].pk)
    form = MeetingRowForm(proposal.kind, request.POST or None, initial=_said(written, item))
    if request.method == "POST" and form.is_valid() and _recorded(request, held, item, form):
        messages.success(request, f"Đã ghi dòng {order}: {item.label['name']}")
        return redirect(*_next(ward, year, number, order, items))
    context = {
        "proposal": proposal,
        "words": words_of(proposal),
        "version": version,
        "item": item,
        "form": form,
        "written": written,
        "row_version": written.version if written else 0,
        "count": len(items),
        "before": order - 1 if order - 1 in items else None,
        "after": order + 1 if order + 1 in items else None,
        **story_of(item),
        "initiative": item.initiative,
        "may_record": may_record(request.actor, proposal),
    }
    return render(request, "evaluation/leadership/meeting_row.html", context)


def _recorded(request, held, item, form) -> bool:
    """Whether what the meeting said of the row was written down; else the form says why not."""
    with errors_on(form):
        services.record_row(
            actor=request.actor, meeting=held, item=item, said=form.said(), seen_version=seen_version(request) or 0
        )
    return not form.errors


def _start(proposal, held):
    if held is None:
        names = leaders.board_members(proposal)
        return {"held_on": clock.today(), "present": "\n".join(names)}
    return {
        "held_on": held.held_on,
        "chair": held.chair,
        "secretary": held.secretary,
        "present": "\n".join(held.present),
        "absent": "\n".join(held.absent),
    }


def _said(written, item):
    if written is None:
        return {"level": item.level}
    return {name: getattr(written, name) for name in MeetingRowForm.base_fields}


def _next(ward, year, number, order, items):
    if order + 1 in items:
        return ("evaluation:meeting_row", ward, year, number, order + 1)
    return ("evaluation:meeting", ward, year, number)
