"""Answering a return on one page: only what was asked, each remark with its field and the unit's word to it."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.http import urlencode

from core.exceptions import DomainError, StaleState
from core.files.uploads import ACCEPT
from core.forms.held import is_refill, refillable
from models_registry.enums import WAITING_STATES, AnswerKind, InitiativeState
from models_registry.initiative.access import (
    HEAD,
    may_prepare,
    may_send,
    moved,
    own_initiative,
    page,
    preparing_seat,
    seen_version,
)
from models_registry.initiative.completeness import problems_of
from models_registry.initiative.contents import read_contents, text_of
from models_registry.initiative.files.forms import PLACES
from models_registry.initiative.files.services import MOST_FILES
from models_registry.initiative.files.views import keep_posted
from models_registry.initiative.messages import already_sent, refuse_other_words, when
from models_registry.initiative.summary import input_id
from models_registry.initiative.wording import changed_parts, kept_wording, sent_wording
from models_registry.models import Initiative
from models_registry.registration.forms.check import CheckForm
from models_registry.registration.forms.supplement import SupplementPage
from models_registry.registration.services.answers import RemarkAnswer, last_round
from models_registry.registration.services.drafts import mark_prepared
from models_registry.registration.services.sending import Incomplete, last_submission, send_initiative
from models_registry.registration.services.supplements import save_supplement
from models_registry.registration.sources import chain_keys, continuable
from models_registry.registration.views.clash import differences
from organizations.tree import ward_tree

FILES_HINT = f"Ảnh, Word, Excel hoặc PDF. Mỗi tệp không quá 10 MB, tối đa {MOST_FILES} tệp."
UNCONFIRMED, UNCHANGED, WRONG = "xac-nhan", "khong-doi", "1"  # ?loi= of the page after a press that did not send


@refillable
def initiative_supplement(request, ward, code):
    initiative = own_initiative(request, code)
    preparing_seat(request.actor, initiative)
    if request.method == "POST":
        return _show_again(request, initiative) if is_refill(request) else _posted(request, initiative)
    if moved(initiative, code):
        return redirect(page("initiative_supplement", initiative))
    if initiative.state != InitiativeState.RETURNED:
        messages.info(request, f"Hồ sơ đang ở trạng thái “{initiative.get_state_display()}”, không cần bổ sung.")
        return redirect(page("initiative_detail", initiative))
    told = request.GET.get("loi", "")
    shown = _page(request, initiative, marked=bool(told), more=request.GET.get("dong", ""))
    return _show(request, shown, told=told)


def _page(request, initiative, data=None, **how) -> SupplementPage:
    """The page with what its inputs need; sources of a model and units are read only where they were asked about."""
    remarks = last_round(initiative)
    asked = {remark.field for remark in remarks}

    def extras(number: int) -> dict:
        if initiative.is_copy:
            return {}
        if number == 2 and "origin" in asked:
            return {"sources": continuable(initiative.cycle, chain_keys(request.ward, initiative.unit_id))}
        if number == 4 and "coordination" in asked:
            return {"units": [unit for unit in ward_tree(request.ward).units if unit.key != initiative.unit_id]}
        return {}

    return SupplementPage(read_contents(initiative), remarks, data, extras=extras, **how)


def _show(request, shown: SupplementPage, *, told="", refusal="", may_save=True):
    contents = shown.contents
    initiative = contents.initiative
    problems = problems_of(contents)
    elsewhere = []
    if told == WRONG:
        elsewhere = shown.mark(problems)
        shown.answers.mark_silent()
    ticked = {"confirmed": told == UNCHANGED}  # the warning comes after the tick: what was said stays said
    confirm = CheckForm({} if told == UNCONFIRMED else None, initiative=initiative, initial=ticked)
    context = {
        "initiative": initiative,
        "contents": contents,
        "shown": shown,
        "problems": shown.problems,
        "is_wrong": bool(shown.problems) or told == UNCONFIRMED,
        "form": confirm,
        "elsewhere": [
            (f"{page('initiative_step', initiative, problem.step)}?loi=1#{input_id(problem)}", problem)
            for problem in elsewhere
        ],
        "unchanged": _unchanged(shown) if told == UNCHANGED else [],
        "nothing_changed": told == UNCHANGED,
        "may_send": may_send(request.actor, initiative),
        "may_save": may_save,
        "refusal": refusal,
        "saved": when(contents.text.saved_at),
        "files_hint": FILES_HINT,
        "accept": ACCEPT,
        "places": PLACES,
    }
    return render(request, "models_registry/registration/supplement_edit.html", context)


def _unchanged(shown: SupplementPage) -> list[int]:
    """Numbers of the remarks said to be mended whose part reads as it was sent; of the whole, any change counts."""
    changed = changed_parts(sent_wording(last_submission(shown.contents.initiative)), kept_wording(shown.contents))
    fixed = [remark for remark in shown.remarks if remark.answer_kind == AnswerKind.FIXED]
    return [row.number for row in fixed if (row.field not in changed if row.field else not changed)]


# Saving and sending -------------------------------------------------------------------------------------------------


def _posted(request, initiative):
    typed = _page(request, initiative, request.POST)
    if initiative.state in WAITING_STATES and request.POST.get("luu") == "gui" and _says_the_same(typed):
        messages.info(request, f"{already_sent(initiative)}.")
        return redirect(page("initiative_receipt", initiative))
    try:
        save_supplement(
            actor=request.actor,
            initiative=initiative,
            seen=seen_version(request, initiative),
            steps=typed.read_steps(),
            answers=typed.answers.answers(),
        )
        file_errors = keep_posted(request, initiative)
    except StaleState as error:
        return _clash(request, initiative, error.message)
    except DomainError as error:
        return _show(request, typed, refusal=error.message)
    for _, message in file_errors:
        messages.error(request, message)
    here = page("initiative_supplement", initiative)
    if typed.answers.errors:  # an answer too long is not kept: it stays on the page with what is wrong
        return _show(request, typed)
    command, _, name = request.POST.get("luu", "luu").partition(":")
    if command == "them":
        return redirect(f"{here}?dong={name}#phan-{name}")
    if file_errors or command == "tep" or "bo_tep" in request.POST:
        return redirect(f"{here}#phan-files")
    if command == "gui":
        return _send(request, initiative)
    if command == "soan-xong":
        return _prepared(request, initiative)
    messages.success(request, "Đã lưu. Hồ sơ chưa gửi, đồng chí có thể làm tiếp bất cứ lúc nào.")
    return redirect(here)


def _says_the_same(typed: SupplementPage) -> bool:
    """Whether a press on a page already sent brings nothing new: the second press of one button."""
    told = typed.answers.answers()
    kept = {row.pk: RemarkAnswer(row.answer_kind, row.answer) for row in typed.remarks}
    same = all(kept[key] == answer for key, answer in told.items())
    return same and not any(differences(one, typed.contents) for one in typed.pages.values())


def _clash(request, initiative, message: str):
    """Somebody saved or sent meanwhile: nothing is written, what was typed stays, beside what is kept now."""
    rows = Initiative.objects.visible_to(request.actor).filter(pk=initiative.pk)
    fresh = rows.select_related(*HEAD, "text").first() or initiative
    fresh.ward = request.ward
    typed = _page(request, fresh, request.POST)
    now = kept_wording(typed.contents)
    for point in typed.points:
        point.kept = now.of(point.part)
    may_save = (
        fresh.state == InitiativeState.RETURNED and fresh.deleted_at is None and may_prepare(request.actor, fresh)
    )
    return _show(request, typed, refusal=message, may_save=may_save)


def _show_again(request, initiative):
    """What was typed before the sign-in ended, not saved; beside what is kept now when that is another."""
    try:
        refuse_other_words(initiative, text_of(initiative), seen_version(request, initiative), request.actor)
    except StaleState as error:
        return _clash(request, initiative, error.message)
    return _show(request, _page(request, initiative, request.POST))


def _send(request, initiative):
    here = page("initiative_supplement", initiative)
    shown = _page(request, initiative)
    if problems_of(shown.contents) or any(not remark.is_answered for remark in shown.remarks):
        return redirect(f"{here}?{urlencode({'loi': WRONG})}")
    form = CheckForm(request.POST, initiative=initiative)
    if not form.is_valid():
        return redirect(f"{here}?{urlencode({'loi': UNCONFIRMED})}")
    if not request.POST.get("da_canh_bao") and _unchanged(shown):
        return redirect(f"{here}?{urlencode({'loi': UNCHANGED})}#canh-bao")
    try:
        receipt = send_initiative(
            actor=request.actor, initiative=initiative, seen=initiative.version,
            confirmed=form.cleaned_data["confirmed"],
        )  # fmt: skip
    except Incomplete:
        return redirect(f"{here}?{urlencode({'loi': WRONG})}")
    except DomainError as error:
        messages.error(request, error.message)
        return redirect(here)
    if not receipt.is_new:
        messages.info(request, f"{already_sent(initiative)}.")
    return redirect(page("initiative_receipt", initiative))


def _prepared(request, initiative):
    remarks = last_round(initiative)
    here = page("initiative_supplement", initiative)
    if problems_of(read_contents(initiative)) or any(not remark.is_answered for remark in remarks):
        return redirect(f"{here}?{urlencode({'loi': WRONG})}")
    try:
        mark_prepared(actor=request.actor, initiative=initiative, seen=initiative.version)
        messages.success(request, "Đã báo người đứng đầu đơn vị: bản bổ sung soạn xong, chờ gửi.")
    except DomainError as error:
        messages.error(request, error.message)
        return redirect(here)
    return redirect(page("initiative_detail", initiative))
