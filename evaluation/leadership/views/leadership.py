"""The leaders' side of a list: what waits, one list with its rows, and their answers."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from core.exceptions import StaleState
from core.forms.base import errors_on
from core.forms.held import refillable
from evaluation.enums import ListKind, ListState, Stance
from evaluation.leadership.forms import ROW_FIELDS, ConclusionForm, OpinionForm
from evaluation.leadership.minutes import draft
from evaluation.leadership.row_story import story_of
from evaluation.leadership.services import leadership as services
from evaluation.leadership.services import meetings
from evaluation.lists.changes import changes_before
from evaluation.lists.forms import ReasonForm
from evaluation.lists.kinds import words_of
from evaluation.lists.services.proposals import may_record
from evaluation.lists.transitions import open_moves
from evaluation.lists.views import one_list
from evaluation.lists.years import by_year
from evaluation.models import BoardMeeting, Opinion, ProposalList
from organizations.access.reconfirm import password_confirmed
from organizations.permissions import Action, can, require
from organizations.units.services import ward_place

NEWER = "Danh sách đã có bản số {number}. Hãy xem bản mới, chọn lại dòng rồi ghi; nội dung vừa nhập vẫn còn ở đây"
MOST = 200  # lists on one page; a ward has fewer
WAITING = (ListState.SUBMITTED, ListState.ENDORSED)


@require_safe
def leadership_inbox(request, ward):
    require(request.actor, Action.GIVE_OPINION, ward_place(request.ward))
    rows = ProposalList.objects.visible_to(request.actor).filter(current_number__gt=0).select_related("cycle")
    rows = list(rows.order_by("-cycle__year", "-number")[:MOST])
    context = {
        "waiting": by_year(row for row in rows if row.state in WAITING),
        "may_delegate": can(request.actor, Action.DELEGATE, ward_place(request.ward)),
        "done": by_year(row for row in rows if row.state not in WAITING),
        "many_years": len({row.cycle_id for row in rows}) > 1,
    }
    return render(request, "evaluation/leadership/leadership_inbox.html", context)


def asked(request, year, number, action=Action.GIVE_OPINION):
    """The list and the version now before the leaders."""
    proposal = one_list(request, year, number, action)
    version = proposal.versions.filter(number=proposal.current_number).first()
    if version is None:
        raise StaleState("Danh sách này chưa được trình")
    version.proposal_list = proposal
    return proposal, version


@require_safe
def leadership_detail(request, ward, year, number):
    try:
        proposal, version = asked(request, year, number)
    except StaleState as error:
        return told(request, ward, error)
    items = list(version.items.select_related("conclusion_row"))
    said = list(
        Opinion.objects.filter(version=version).select_related("membership__user", "item").order_by("item__order", "pk")
    )
    mine = {seat.key for seat in request.actor.seats}
    moves = open_moves(request.actor, proposal)
    context = {
        "proposal": proposal,
        "version": version,
        "items": items,
        "counted": sum(not row.is_copy for row in items),
        "opinions": said,
        "agreed": sum(row.stance == Stance.AGREE and row.item_id is None for row in said),
        "spoken": any(row.membership_id in mine and row.item_id is None for row in said),
        "may_speak": services.may_speak(request.actor, proposal),
        "may_meet": may_record(request.actor, proposal),
        "may_endorse": "endorse" in moves,
        "may_acknowledge": "acknowledge" in moves,
        "words": words_of(proposal),
        "changes": changes_before(version),
        "may_conclude": services.may_conclude(request.actor, version),
    }
    return render(request, "evaluation/leadership/leadership_detail.html", context)


@require_safe
def leadership_row(request, ward, year, number, order):
    """One row read at the desk as in the meeting: its gist, the appraisal, the unit's report, what was said of it."""
    try:
        proposal, version = asked(request, year, number)
    except StaleState as error:
        return told(request, ward, error)
    items = {item.order: item for item in version.items.select_related("initiative")}
    if order not in items or proposal.kind == ListKind.REGISTRATION:
        raise Http404  # of registrations the register itself is the story
    item = items[order]
    context = {
        "proposal": proposal,
        "version": version,
        "item": item,
        "initiative": item.initiative,
        "count": len(items),
        "before": order - 1 if order - 1 in items else None,
        "after": order + 1 if order + 1 in items else None,
        "may_speak": services.may_speak(request.actor, proposal),
        **story_of(item),
    }
    return render(request, "evaluation/leadership/leadership_row.html", context)


@refillable
def opinion(request, ward, year, number):
    """Agree, or differ with words, on the list or one row; what was typed of an older version is to be looked at."""
    try:
        proposal, version = asked(request, year, number)
    except StaleState as error:
        return told(request, ward, error)
    start = {"stance": request.GET.get("y", ""), "item": request.GET.get("dong", "")}
    is_older = request.method == "POST" and _is_of_other_version(request, version)
    form = OpinionForm(version, _without_row(request.POST) if is_older else request.POST or None, initial=start)
    if is_older:
        form.add_error(None, NEWER.format(number=version.number))
    if request.method == "POST" and form.is_valid():
        with errors_on(form):
            services.give_opinion(actor=request.actor, version=version, **form.cleaned_data)
            messages.success(request, "Đã ghi ý kiến của đồng chí")
            return redirect("evaluation:leadership_detail", ward, year, number)
    context = {"form": form, "proposal": proposal, "version": version, "count": version.items.count()}
    context["is_older"] = is_older
    context["words"] = words_of(proposal)
    return render(request, "evaluation/leadership/opinion.html", context)


def _without_row(data):
    """The row of an older version may be another model by now: it is chosen anew."""
    data = data.copy()
    data.pop("item", None)
    return data


@password_confirmed
def endorse(request, ward, year, number):
    try:
        proposal, version = asked(request, year, number, Action.ENDORSE_LIST)
        if request.method == "POST":
            _refuse_other_version(request, version)
            services.endorse_list(actor=request.actor, version=version)
            messages.success(request, "Đã thống nhất và trình Ban Thường vụ")
            return redirect("evaluation:leadership_detail", ward, year, number)
    except StaleState as error:
        return told(request, ward, error)
    context = {"proposal": proposal, "version": version, "count": version.items.count(), "words": words_of(proposal)}
    return render(request, "evaluation/leadership/endorse.html", context)


@password_confirmed
def acknowledge(request, ward, year, number):
    """The Standing has seen a list of registrations; it is not approved by it."""
    try:
        proposal, version = asked(request, year, number, Action.ENDORSE_LIST)
        if proposal.kind != ListKind.REGISTRATION:
            raise Http404
        if request.method == "POST":
            _refuse_other_version(request, version)
            services.acknowledge_list(actor=request.actor, version=version)
            messages.success(request, "Đã xem, ghi nhận danh sách đăng ký")
            return redirect("evaluation:leadership_detail", ward, year, number)
    except StaleState as error:
        return told(request, ward, error)
    context = {"proposal": proposal, "version": version, "count": version.items.count()}
    return render(request, "evaluation/leadership/acknowledge.html", context)


@password_confirmed
def return_list(request, ward, year, number):
    try:
        proposal, version = asked(request, year, number, Action.ENDORSE_LIST)
        form = ReasonForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            _refuse_other_version(request, version)
            with errors_on(form):
                services.return_list(actor=request.actor, version=version, **form.cleaned_data)
                messages.success(request, "Đã trả lại danh sách để Ban Xây dựng Đảng hoàn thiện")
                return redirect("evaluation:leadership_inbox", ward)
    except StaleState as error:
        return told(request, ward, error)
    return render(
        request, "evaluation/leadership/return_list.html", {"form": form, "proposal": proposal, "version": version}
    )


@password_confirmed
def conclude(request, ward, year, number):
    """The Board's conclusion, row by row, recorded once by the member entitled to."""
    try:
        proposal, version = asked(request, year, number, Action.CONCLUDE_LIST)
        if proposal.state != ListState.ENDORSED:
            raise StaleState(f"Danh sách đang ở bước “{proposal.get_state_display()}”")
        form = ConclusionForm(version.items.all(), proposal.kind, request.POST or None, initial=from_meeting(version))
        if request.method == "POST" and form.is_valid():
            _refuse_other_version(request, version)
            with errors_on(form):
                services.conclude_list(
                    actor=request.actor,
                    version=version,
                    rows=form.rows(),
                    meeting_on=form.cleaned_data["meeting_on"],
                    minutes=form.cleaned_data["minutes"],
                )
                messages.success(request, "Đã ghi kết luận của Ban Thường vụ")
                return redirect("evaluation:leadership_detail", ward, year, number)
    except StaleState as error:
        return told(request, ward, error)
    return render(
        request, "evaluation/conclusions/conclude.html", {"form": form, "proposal": proposal, "version": version}
    )


def from_meeting(version) -> dict:
    """What the meeting wrote down, as the start of the conclusion; nothing when there was none."""
    held = BoardMeeting.objects.filter(of=version).first()
    if held is None:
        return {}
    held.of = version
    rows = meetings.rows_of(version)
    start = {"meeting_on": held.held_on, "minutes": draft(held, list(version.items.all()), rows)}
    start |= {f"result_{key}": "" for key in version.items.values_list("pk", flat=True) if key not in rows}
    for item_key, row in rows.items():
        start |= {f"{name}_{item_key}": getattr(row, name) for name in ROW_FIELDS}
    return start


def _refuse_other_version(request, version):
    """The page answered was of the version still current; an older page is refused with a word on the newer."""
    if _is_of_other_version(request, version):
        raise StaleState(f"Danh sách đã có bản số {version.number}. Hãy xem bản mới rồi trả lời")


def _is_of_other_version(request, version) -> bool:
    return request.POST.get("version") != str(version.number)


def told(request, ward, error):
    messages.error(request, error.message)
    return redirect("evaluation:leadership_inbox", ward)
