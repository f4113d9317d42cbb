"""The registration form of a unit, step by step (Plan II.4.4 step 1).

Each step is one POST that keeps what was typed, whatever it is; errors stop only sending.
"""

import re

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from core.exceptions import DomainError, StaleState
from core.files.uploads import ACCEPT
from core.forms.autosave import confirmed
from core.forms.held import is_refill, refillable
from core.text.vietnamese import clean_line, quoted
from models_registry.enums import InitiativeState, Origin, Source
from models_registry.initiative.access import list_page, moved, own_initiative, page, preparing_seat, seen_version
from models_registry.initiative.completeness import problems_of
from models_registry.initiative.contents import Contents, read_coordinations, read_files, read_targets, text_of
from models_registry.initiative.files.forms import PLACES
from models_registry.initiative.files.services import MOST_FILES
from models_registry.initiative.files.views import keep_posted
from models_registry.initiative.messages import refuse_other_words, when
from models_registry.models import Initiative, Theme
from models_registry.models.initiatives import NAME_LENGTH
from models_registry.parts import PARTS, steps_of
from models_registry.registration.forms.pages import StepPage
from models_registry.registration.rail import rail_of
from models_registry.registration.services.answers import open_remarks
from models_registry.registration.services.drafts import source_text
from models_registry.registration.services.saving import save_step
from models_registry.registration.sources import chain_keys, continuable, near_names, people_in_charge
from models_registry.registration.views.clash import both_of, show_conflict, without_what_was_given_up
from models_registry.transitions import EDITABLE_STATES
from organizations.tree import ward_tree

SOURCE_TEXTS = ("continues__text", "replicates__text")
REUSED = {2: ("problem", "method", "area"), 3: ("goals", "expected"), 4: ("resources",)}
FILES_HINT = f"Ảnh, Word, Excel hoặc PDF. Mỗi tệp không quá 10 MB, tối đa {MOST_FILES} tệp."
FILE_ERRORS = "file_errors"  # of the session: told once, on the page after the upload


@refillable
def initiative_step(request, ward, code, number):
    initiative = own_initiative(request, code, *SOURCE_TEXTS)
    preparing_seat(request.actor, initiative)
    if not 1 <= number <= len(steps_of(initiative)):
        raise Http404
    if request.method == "POST":
        return _show_again(request, initiative, number) if is_refill(request) else _save(request, initiative, number)
    if moved(initiative, code):
        return redirect(page("initiative_step", initiative, number))
    if initiative.state not in EDITABLE_STATES:
        messages.info(request, f"Hồ sơ đang ở trạng thái “{initiative.get_state_display()}”, không sửa được.")
        return redirect(page("initiative_detail", initiative))
    contents = contents_of_step(initiative, number)
    file_errors = request.session.pop(FILE_ERRORS, None) if FILE_ERRORS in request.session else None
    marked = "loi" in request.GET or bool(file_errors)
    shown = StepPage(
        contents, number, marked=marked, more=request.GET.get("dong", ""), **extras_of_step(request, contents, number)
    )
    return _show(request, shown, marked=marked, file_errors=file_errors or [])


def contents_of_step(initiative, number: int) -> Contents:
    """What a step shows and its rail counts; no more."""
    needs_files = number == 2 or initiative.is_copy or initiative.source == Source.BEHALF
    return Contents(
        initiative=initiative,
        text=text_of(initiative),
        targets=[] if initiative.is_copy else read_targets(initiative),
        coordinations=read_coordinations(initiative) if number == 4 else [],
        files=read_files(initiative) if needs_files else [],
    )


def extras_of_step(request, contents: Contents, number: int) -> dict:
    initiative = contents.initiative
    if initiative.is_copy:
        return {}
    if number == 1:
        return {"people": people_in_charge(initiative)}
    if number == 2:
        return {"sources": continuable(initiative.cycle, chain_keys(request.ward, initiative.unit_id))}
    if number == 4:
        return {"units": [unit for unit in ward_tree(request.ward).units if unit.key != initiative.unit_id]}
    return {}


def _show(request, shown: StepPage, *, marked: bool, file_errors=(), unsaved=False):
    contents, number = shown.contents, shown.number
    initiative = contents.initiative
    problems = problems_of(contents)
    if marked:
        shown.mark([] if file_errors and "loi" not in request.GET else problems)  # who sends a file is not done writing
        for name, message in file_errors:
            shown.form.add_error(name, message)
    steps = steps_of(initiative)
    remarks = open_remarks(initiative) if initiative.state == InitiativeState.RETURNED else []
    mine = {part.key for part in PARTS if initiative.is_copy or part.step == number}
    context = {
        "initiative": initiative,
        "contents": contents,
        "shown": shown,
        "form": shown.form,
        "step": steps[number - 1],
        "total": len(steps) + 1,
        "following": steps[number] if number < len(steps) else None,
        "rail": rail_of(contents, problems, number),
        "told": ",".join(sorted(p.field for p in problems if p.step == number and p.told_early)) if marked else "",
        "remarks": [remark for remark in remarks if remark.field in mine],
        "reused": {name: source_text(initiative, name) for name in REUSED.get(number, ())},
        "source": initiative.continues or initiative.replicates,
        "saved": when(contents.text.saved_at),
        "files_hint": FILES_HINT,
        "accept": ACCEPT,
        "unsaved": unsaved,
        "places": PLACES,
    }
    if number == 2 and not initiative.is_copy:
        if not initiative.name:
            context["themes"] = Theme.objects.visible_to(request.actor).offered().select_related("sector")
        context["near"] = near_names(initiative, initiative.name, chain_keys(request.ward, initiative.unit_id))
    return render(request, "models_registry/registration/registration_step.html", context)


@require_safe
def near_list(request, ward, code):
    """The hint under the name while it is typed, as a piece of a page; the same stands on the page once saved."""
    initiative = own_initiative(request, code)
    preparing_seat(request.actor, initiative)
    name = clean_line(request.GET.get("ten", "")[:NAME_LENGTH])
    keys = chain_keys(request.ward, initiative.unit_id)
    context = {"near": near_names(initiative, name, keys), "initiative": initiative}
    return render(request, "models_registry/registration/registration_near.html", context)


# Saving -------------------------------------------------------------------------------------------------------------


def _show_again(request, initiative, number):
    """The form with what was typed before the sign-in ended, not saved; both texts when another stands there now."""
    contents = contents_of_step(initiative, number)
    typed = StepPage(contents, number, data=request.POST, **extras_of_step(request, contents, number))
    try:
        refuse_other_words(initiative, contents.text, seen_version(request, initiative))
    except StaleState as error:
        return show_conflict(request, typed, error.message)
    return _show(request, typed, marked=False, unsaved=True)


def _save(request, initiative, number):
    contents = contents_of_step(initiative, number)
    data = without_what_was_given_up(request.POST)
    typed = StepPage(contents, number, data=data, **extras_of_step(request, contents, number))
    file_errors = _keep_files(request, contents)  # first: whatever becomes of the words, a file chosen is kept
    arguments = typed.read()
    command = request.POST.get("luu") or ("tep" if "bo_tep" in request.POST else "tiep")
    _reuse(initiative, command, arguments["values"])
    try:
        _replicate(request, command, arguments["values"])
        _take_theme(request, command, arguments["values"])
        save_step(
            actor=request.actor, initiative=initiative, seen=seen_version(request, initiative), step=number, **arguments
        )
    except StaleState as error:
        if both_of(request, typed) != []:  # else saved at the same moment, word for word: one button pressed twice
            return show_conflict(request, typed, error.message, file_errors)
    except DomainError as error:
        typed.form.add_error(error.field if error.field in typed.form.fields else None, error.message)
        return _show(request, typed, marked=True, file_errors=file_errors, unsaved=True)
    if file_errors:
        request.session[FILE_ERRORS] = file_errors
    return confirmed(request, redirect(_next(request, contents, number, command, stay=bool(file_errors))))


def _keep_files(request, contents: Contents) -> list[tuple[str, str]]:
    """Keep the files that came with a step, or take one off; (input, sentence) of what was wrong."""
    if not request.FILES and "bo_tep" not in request.POST:
        return []
    try:
        return keep_posted(request, contents.initiative)
    except DomainError as error:  # none can be taken off any more
        return [("files", error.message)]
    finally:
        contents.files = read_files(contents.initiative)


def _reuse(initiative, command: str, values: dict) -> None:
    """“Dùng lại nội dung năm trước”: put under what stands in the field, never in place of it."""
    verb, _, name = command.partition(":")
    offered = source_text(initiative, name) if verb == "dung-lai" and name in sum(REUSED.values(), ()) else ""
    if offered and offered not in values.get(name, ""):
        values[name] = "\n\n".join(part for part in (values.get(name, ""), offered) if part)


def _replicate(request, command: str, values: dict) -> None:
    """“Đây là nhân rộng của …”: one press under the name. Raises DomainError for what is not in the library."""
    verb, _, code = command.partition(":")
    if verb == "nhan-rong":
        source = Initiative.objects.of_ward(request.ward).recognised().addressed(code).first()
        values |= {"origin": Origin.REPLICATE, "replicates_id": source and source.pk, "continues_id": None}


def _take_theme(request, command: str, values: dict) -> None:
    """“Dùng tên này”: a suggestion gives name and field where none is typed, never in place of one."""
    verb, _, token = command.partition(":")
    if verb != "chu-de" or not re.fullmatch("[0-9a-f]{32}", token):
        return
    theme = Theme.objects.visible_to(request.actor).offered().select_related("sector").filter(token=token).first()
    if theme is not None:
        values["name"] = values.get("name") or theme.name
        values["sector"] = values.get("sector") or (theme.sector and theme.sector.number)


def _next(request, contents: Contents, number: int, command: str, *, stay: bool) -> str:
    """Where a save leads. What is wrong, or a signed paper that is missing, is told once, on the same page; pressed
    again, one goes on and mends later."""
    initiative = contents.initiative
    here = page("initiative_step", initiative, number)
    verb, _, name = command.partition(":")
    if verb == "thoat":
        messages.success(
            request, f"Đã lưu nháp {quoted(initiative)}. Đồng chí có thể quay lại soạn tiếp bất cứ lúc nào."
        )
        return list_page(initiative)
    if verb == "o-lai":
        return here
    if verb == "them":
        return f"{here}?dong={name}#phan-{name}"
    if verb in ("nhan-rong", "chu-de"):
        return f"{here}#phan-{'origin' if verb == 'nhan-rong' else 'name'}"
    if verb in ("dung-lai", "tep") or stay:
        return f"{here}#phan-{name or 'files'}"
    wrong = {problem.field for problem in problems_of(contents) if problem.step == number and problem.told_early}
    if wrong and not wrong <= set(request.POST.get("da_bao", "").split(",")):
        return f"{here}?loi=1"
    if number < len(steps_of(initiative)):
        return page("initiative_step", initiative, number + 1)
    return page("initiative_check", initiative)
