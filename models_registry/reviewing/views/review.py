"""What the Ban does with one registration: reads it, receives, asks for more, refuses, assigns."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from core import clock
from core.exceptions import DomainError
from core.forms.base import errors_on
from core.forms.held import refillable
from core.forms.posted import posted
from core.forms.seen import SeenForm
from core.log import audit
from core.text.formatting import date_vi
from core.text.vietnamese import quoted
from models_registry.enums import WAITING_STATES, Behalf, InitiativeState
from models_registry.implementation.page import work_of
from models_registry.initiative.access import moved, own_initiative
from models_registry.initiative.contents import read_all_files, read_contents, registered
from models_registry.initiative.files.forms import PLACES
from models_registry.initiative.history import changes_since, folded, life_of, sent_of
from models_registry.initiative.on_behalf import entry_of, withdraw_disputed
from models_registry.initiative.open_year import row_refusal
from models_registry.initiative.progress import owner_of, progress_of, reply_due, waited
from models_registry.initiative.recipients import officers
from models_registry.initiative.summary import groups_of
from models_registry.initiative.wording import last_comparison
from models_registry.models import Initiative, Remark
from models_registry.registration.forms.supplement import SupplementPage
from models_registry.reviewing.copied_passages import copied_passages
from models_registry.reviewing.forms.review import AssignForm, RefuseForm, ReturnForm, TagsForm, WithdrawForm
from models_registry.reviewing.services import receiving
from models_registry.reviewing.services.phrases import active_phrases
from models_registry.reviewing.services.tags import set_tags
from models_registry.transitions import INITIATIVE
from organizations.permissions import Action, can, require
from organizations.units.services import ward_place

BAN_READS = (audit.Audience.UNIT, audit.Audience.BAN)


@require_safe
def review_detail(request, ward, code):
    initiative = _initiative(request, code)
    if moved(initiative, code):
        return redirect("registry:review_detail", ward, initiative.address)
    files = read_all_files(initiative)
    contents = read_contents(initiative, with_files=False)
    contents.files = registered(files)
    submissions, _ = sent_of(initiative)
    year_ended = row_refusal(initiative)
    assignable = (
        not year_ended
        and initiative.tray in receiving.ASSIGNABLE
        and can(request.actor, Action.ASSIGN_INITIATIVE, initiative)
    )
    context = {
        "initiative": initiative,
        "contents": contents,
        "groups": groups_of(contents),
        "progress": progress_of(initiative),
        "owner": owner_of(initiative),
        "submissions": submissions,
        "comparison": last_comparison(submissions),
        "changes": changes_since(contents),
        "life": life_of(initiative, request.actor),
        "entries": folded(audit.timeline(initiative, audiences=BAN_READS, limit=100)),
        "form": SeenForm(initial={"version": initiative.version}),
        "tags_form": None if initiative.is_copy or not initiative.was_sent else _tags_form(contents),
        "assign_form": _assign_form(request, initiative) if assignable else None,
        "copied": copied_passages(initiative, actor=request.actor),
        "is_waiting": initiative.state in WAITING_STATES and not year_ended,
        "year_ended": year_ended,
        "is_disputed": initiative.behalf == Behalf.DISPUTED,
        "may_withdraw": initiative.state in INITIATIVE["withdraw_disputed"].sources and not year_ended,
        "is_own_unit": initiative.unit_id in request.actor.unit_keys,
        "waited": waited(initiative.waiting_since, clock.today()),
        "answer_late": bool(initiative.answer_due_on) and initiative.answer_due_on < clock.today(),
        "is_overdue": reply_due(initiative) < clock.today(),
        **work_of(request, contents, files),
    }
    return render(request, "models_registry/reviewing/review_detail.html", context)


def review_receive(request, ward, code):
    initiative = _initiative(request, code)
    if elsewhere := _no_longer(request, ward, initiative, "receive"):
        return elsewhere
    form = SeenForm(posted(request), initial={"version": initiative.version})
    if request.method == "POST" and form.is_valid():
        form.apply_to(initiative)
        try:
            receiving.receive(actor=request.actor, initiative=initiative)
        except DomainError as error:
            messages.error(request, error.message)
        else:
            messages.success(request, f"Đã tiếp nhận {initiative.code} {quoted(initiative.name)}.")
        return redirect("registry:review_detail", ward, initiative.address)
    context = _confirmation(ward, initiative, "receive", form) | {
        "question": f"Tiếp nhận {initiative.code}?",
        "consequence": "Sau khi tiếp nhận, đơn vị không sửa được nội dung nữa; chỉ còn dừng mô hình, có lý do.",
    }
    return render(request, "models_registry/reviewing/review_confirm.html", context)


@refillable
def review_return(request, ward, code):
    initiative = _initiative(request, code)
    if elsewhere := _no_longer(request, ward, initiative, "return"):
        return elsewhere
    due = clock.add_working_days(clock.today(), initiative.cycle.reply_days)
    form = ReturnForm(posted(request), initiative=initiative, initial={"version": initiative.version, "due_on": due})
    puts_phrase, previews = "chen" in request.POST, "preview" in request.POST
    is_valid = request.method == "POST" and not puts_phrase and form.is_valid()
    if is_valid and not previews:
        form.apply_to(initiative)
        with errors_on(form):
            receiving.return_initiative(
                actor=request.actor,
                initiative=initiative,
                remarks=form.remarks(),
                due_on=form.cleaned_data["due_on"],
            )
            day = date_vi(form.cleaned_data["due_on"])
            messages.success(request, f"Đã gửi đề nghị bổ sung. Đơn vị cần trả lời trước ngày {day}.")
            return redirect("registry:review_detail", ward, initiative.address)
    phrases = active_phrases(initiative.ward_id)
    contents = read_contents(initiative)
    if puts_phrase:
        form = _with_phrase(request, initiative, form, phrases)
    preview = _preview(contents, form) if is_valid and previews else None
    context = {
        "form": form,
        "asks": form.asks(phrases),
        "initiative": initiative,
        "preview": preview,
        "places": PLACES,
        "groups": groups_of(contents),
    }
    return render(request, "models_registry/reviewing/review_return.html", context)


def _with_phrase(request, initiative, form: ReturnForm, phrases) -> ReturnForm:
    """Without script, “Chèn” asks the server: the same page with the phrase in its place and all that was typed."""
    name = request.POST["chen"]
    chosen = next((phrase for phrase in phrases if str(phrase.number) == request.POST.get(f"cau_{name}")), None)
    return ReturnForm(None, initiative=initiative, initial=form.typed_with(name, chosen.text if chosen else ""))


def _preview(contents, form: ReturnForm) -> SupplementPage:
    """The unit's page as this return would make it; nothing is written."""
    remarks = [
        Remark(number=number, field=remark.field, text=remark.text)
        for number, remark in enumerate(form.remarks(), start=1)
    ]
    return SupplementPage(contents, remarks)


@refillable
def review_refuse(request, ward, code):
    initiative = _initiative(request, code)
    if elsewhere := _no_longer(request, ward, initiative, "refuse"):
        return elsewhere
    form = RefuseForm(posted(request), initial={"version": initiative.version})
    if request.method == "POST" and form.is_valid():
        data = form.apply_to(initiative)
        with errors_on(form):
            receiving.refuse(actor=request.actor, initiative=initiative, reason=data["reason"])
            messages.success(request, f"Đã ghi không tiếp nhận {initiative.code}. Đơn vị được báo kèm lý do.")
            return redirect("registry:review_detail", ward, initiative.address)
    context = _confirmation(ward, initiative, "refuse", form) | {
        "question": f"Không tiếp nhận {initiative.code}?",
        "consequence": "Hồ sơ kết thúc và không được tính là đã đăng ký. Việc này không hoàn tác được. "
        "Nếu chỉ thiếu nội dung, hãy dùng “Đề nghị bổ sung”.",
        "danger": True,
    }
    return render(request, "models_registry/reviewing/review_confirm.html", context)


@refillable
def review_withdraw(request, ward, code):
    """Take back what the Ban typed and the unit disputes."""
    initiative = _initiative(request, code)
    if initiative.behalf != Behalf.DISPUTED:
        is_done = initiative.state == InitiativeState.WITHDRAWN
        told = "Bản nhập hộ này đã được rút" if is_done else "Đơn vị không có ý kiến khác về bản nhập hộ này"
        messages.info(request, f"{told}.")
        return redirect("registry:review_detail", ward, initiative.address)
    if elsewhere := _no_longer(request, ward, initiative, "withdraw_disputed"):
        return elsewhere
    form = WithdrawForm(posted(request), initial={"version": initiative.version})
    if request.method == "POST" and form.is_valid():
        data = form.apply_to(initiative)
        with errors_on(form):
            withdraw_disputed(actor=request.actor, initiative=initiative, reason=data["reason"])
            messages.success(request, f"Đã rút bản nhập hộ {initiative.code}. Đơn vị được báo.")
            return redirect("registry:review_detail", ward, initiative.address)
    entry = entry_of(initiative)
    context = _confirmation(ward, initiative, "withdraw_disputed", form) | {
        "question": f"Rút bản nhập hộ {initiative.code}?",
        "consequence": "Hồ sơ không được tính là đã đăng ký. Mã hồ sơ được giữ, đơn vị mở lại để sửa và gửi được.",
        "danger": True,
    }
    if entry and entry.reason:
        context["rows"].append({"label": "Ý kiến của đơn vị", "value": entry.reason})
    return render(request, "models_registry/reviewing/review_confirm.html", context)


def review_assign(request, ward, code):
    initiative = _initiative(request, code)
    form = _assign_form(request, initiative)
    if request.method == "POST" and form.is_valid():
        person = form.person()
        try:
            receiving.assign(actor=request.actor, initiative=initiative, officer=person)
        except DomainError as error:
            messages.error(request, error.message)
        else:
            text = f"Đã phân công {person.full_name}" if person else "Đã bỏ phân công"
            messages.success(request, f"{text} xử lý {initiative.code}.")
        return redirect("registry:review_detail", ward, initiative.address)
    context = _confirmation(ward, initiative, "assign", form) | {
        "title": f"Phân công {initiative.code}",
        "confirm_label": "Phân công",
    }
    return render(request, "models_registry/reviewing/review_confirm.html", context)


@require_POST
def review_tags(request, ward, code):
    """The marks beside the field, corrected by who reads the file."""
    initiative = _initiative(request, code)
    form = TagsForm(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        try:
            set_tags(actor=request.actor, initiative=initiative, tags=data["tags"], seen=data["seen"].split())
        except DomainError as error:
            messages.error(request, error.message)
        else:
            messages.success(request, "Đã lưu nội dung trọng tâm.")
    return redirect("registry:review_detail", ward, initiative.address)


def _initiative(request, code) -> Initiative:
    require(request.actor, Action.RECEIVE_INITIATIVE, ward_place(request.ward))
    return own_initiative(request, code)


def _tags_form(contents) -> TagsForm:
    tags = contents.text.tags
    return TagsForm(initial={"tags": tags.split(), "seen": tags})


def _assign_form(request, initiative) -> AssignForm:
    current = initiative.assignee.username if initiative.assignee else ""
    return AssignForm(posted(request), officers=officers(request.ward.pk), initial={"officer": current})


def _no_longer(request, ward, initiative, step):
    """Where a page that asks for a step goes when that step is not lawful any more; None while it is."""
    if request.method == "POST" or initiative.state in INITIATIVE[step].sources:
        return None
    state = initiative.get_state_display().lower()
    messages.info(request, f"Hồ sơ đang ở trạng thái “{state}”, không còn bước “{INITIATIVE[step].label}”.")
    return redirect("registry:review_detail", ward, initiative.address)


def _confirmation(ward, initiative, step, form) -> dict:
    label = INITIATIVE[step].label if step != "assign" else "Phân công"
    return {
        "initiative": initiative,
        "title": f"{label} {initiative.code or ''}".strip(),
        "confirm_label": label,
        "cancel_url": reverse("registry:review_detail", args=[ward, initiative.address]),
        "rows": [
            {"label": "Mô hình", "value": initiative.name},
            {"label": "Đơn vị", "value": initiative.unit_label},
            {"label": "Trạng thái", "value": initiative.get_state_display()},
        ],
        "form": form,
    }
