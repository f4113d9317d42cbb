"""A model at work, for its unit: news by phone, milestones ticked in one press; for the Ban: which stand still."""

from django.contrib import messages
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from core.exceptions import DomainError
from core.files.uploads import ACCEPT
from core.forms.base import errors_on
from core.forms.held import refillable
from core.forms.posted import posted
from core.text.formatting import date_vi
from core.text.vietnamese import search_terms
from core.web.paging import PER_PAGE, CountedPaginator, page_of
from models_registry.implementation import services
from models_registry.implementation.filters import WorkList
from models_registry.implementation.forms import NoteForm, NoteRemoveForm, drafts_of, milestone_rows
from models_registry.implementation.stillness import remind_still
from models_registry.implementation.work import read_work
from models_registry.initiative.access import own_initiative, page, seen_version
from models_registry.initiative.contents import read_all_files, read_contents
from models_registry.initiative.files.views import is_scripted, keep_files
from models_registry.initiative.messages import work_refusal
from models_registry.models import Initiative, Milestone, ProgressNote
from models_registry.models.files import FilePlace
from organizations.permissions import Action, require
from organizations.units.services import ward_place

MOST_REMINDED = 200


@refillable
def note_add(request, ward, code):
    """“Ghi tin mới”: the words are kept first, so that a photo that cannot be kept costs none of them."""
    initiative = _at_work(request, code)
    form = NoteForm(posted(request))
    if request.method == "POST" and form.is_valid():
        with errors_on(form):
            note = services.add_note(
                actor=request.actor, initiative=initiative, token=form.cleaned_data["token"], draft=form.draft()
            )
            row = note.initiative  # that of the note's year
            _tell(request, note, keep_files(request, row, "files", place=note.place), moved=row.pk != initiative.pk)
            address = page("initiative_detail", row) + "#thuc-hien"
            return JsonResponse({"address": address}) if is_scripted(request) else redirect(address)
    if form.is_bound and is_scripted(request):
        name, errors = next(iter(form.errors.items()))
        return JsonResponse({"problem": errors[0], "field": name}, status=422)
    context = {
        "initiative": initiative,
        "form": form,
        "accept": ACCEPT,
        "refusal": work_refusal(initiative),
        "detail": page("initiative_detail", initiative),
    }
    return render(request, "models_registry/implementation/note_add.html", context)


def _tell(request, note, problems, *, moved: bool) -> None:
    if moved:
        messages.info(request, f"Tin thuộc năm {note.initiative.year} nên được ghi ở hồ sơ năm {note.initiative.year}.")
    if problems:
        messages.warning(request, f"Đã ghi tin, nhưng chưa lưu được tệp. {' '.join(problems)}")
    else:
        messages.success(request, f"Đã ghi tin ngày {date_vi(note.on)}.")


@refillable
def note_remove(request, ward, code, number):
    initiative = _at_work(request, code)
    notes = ProgressNote.objects.filter(initiative=initiative, number=number)
    note = get_object_or_404(notes)
    note.initiative = initiative
    back = page("initiative_detail", initiative) + "#thuc-hien"
    form = NoteRemoveForm(posted(request))
    if request.method == "POST" and form.is_valid():
        with errors_on(form):
            services.remove_note(actor=request.actor, note=note, reason=form.cleaned_data["reason"])
            messages.success(request, f"Đã bỏ tin ngày {date_vi(note.on)}.")
            return redirect(back)
    context = {
        "title": "Bỏ tin",
        "question": f"Bỏ tin ngày {date_vi(note.on)}?",
        "consequence": f"“{note.text[:200]}” và ảnh kèm theo không còn hiện ở mô hình. Diễn biến vẫn ghi việc bỏ tin.",
        "confirm_label": "Bỏ tin",
        "danger": True,
        "cancel_url": back,
        "form": form,
    }
    return render(request, "components/confirm.html", context)


def milestone_edit(request, ward, code):
    """All milestones on one page; a first plan is offered from the registration and kept only when saved."""
    initiative = _at_work(request, code)
    contents = read_contents(initiative, with_files=False)
    work = read_work(initiative, read_all_files(initiative))
    rows = milestone_rows(work, contents, posted(request), blank=4 if "dong" in request.GET else 1)
    if request.method == "POST" and rows.is_valid():
        try:
            services.save_milestones(
                actor=request.actor,
                initiative=initiative,
                seen=seen_version(request, initiative),
                rows=drafts_of(rows),
            )
        except DomainError as error:
            messages.error(request, error.message)
        else:
            for problem in keep_files(request, initiative, "plan", place=FilePlace.PLAN):
                messages.error(request, problem)
            if request.POST.get("luu") == "them":
                return redirect(page("milestone_edit", initiative) + "?dong=4")
            messages.success(request, "Đã lưu các mốc thực hiện.")
            return redirect(page("initiative_detail", initiative) + "#thuc-hien")
    context = {
        "initiative": initiative,
        "formset": rows,
        "work": work,
        "is_offered": not work.milestones and request.method == "GET",
        "refusal": work_refusal(initiative),
        "accept": ACCEPT,
        "detail": page("initiative_detail", initiative),
    }
    return render(request, "models_registry/implementation/milestone_edit.html", context)


@require_POST
def milestone_mark(request, ward, code, number):
    """Done today, in one press; pressed on a done one with `bo`, the tick goes."""
    initiative = _at_work(request, code)
    rows = Milestone.objects.filter(initiative=initiative, number=number)
    milestone = get_object_or_404(rows)
    try:
        services.mark_milestone(
            actor=request.actor, initiative=initiative, milestone=milestone, done="bo" not in request.POST
        )
    except DomainError as error:
        messages.error(request, error.message)
    return redirect(page("initiative_detail", initiative) + "#thuc-hien")


def _at_work(request, code) -> Initiative:
    """The row, for who writes its news; why it takes none now, the page and the service say."""
    initiative = own_initiative(request, code)
    require(request.actor, Action.REPORT_PROGRESS, initiative)
    if initiative.code is None:
        raise Http404
    return initiative


# The Ban ------------------------------------------------------------------------------------------------------------


@require_safe
def work_list(request, ward):
    """All models at work with the age of their last news, the longest silent first."""
    require(request.actor, Action.RECEIVE_INITIATIVE, ward_place(request.ward))
    found = WorkList(request.GET, actor=request.actor, ward=request.ward)
    number = request.GET.get("page")
    if search_terms(found.words):
        shown = page_of(found.rows, number)
    else:  # the tabs counted them already
        shown = CountedPaginator(found.rows, PER_PAGE, found.counts[found.view]).get_page(number)
    context = {"list": found, "page": shown, "reminded": found.reminded(shown.object_list)}
    return render(request, "models_registry/implementation/work_list.html", context)


@require_POST
def work_remind(request, ward):
    require(request.actor, Action.RECEIVE_INITIATIVE, ward_place(request.ward))
    codes = request.POST.getlist("ma")[:MOST_REMINDED]
    found = WorkList(request.GET, actor=request.actor, ward=request.ward)
    rows = list(found.all_rows.filter(code__in=codes).select_related("unit"))
    if not rows:
        messages.info(request, "Hãy chọn mô hình cần nhắc.")
        return redirect(found.address)
    result = remind_still(actor=request.actor, initiatives=rows)
    if result.told:
        messages.success(request, f"Đã nhắc đơn vị của {result.told} mô hình.")
    if result.before:
        messages.info(request, f"{result.before} mô hình đã được nhắc trong tuần này, không nhắc lại.")
    if result.nobody:
        messages.warning(request, f"{result.nobody} mô hình thuộc đơn vị chưa có tài khoản, hãy gọi điện.")
    return redirect(found.address)
