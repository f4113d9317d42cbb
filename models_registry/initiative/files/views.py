"""Files of a model: up with a page, or one by one with a script; down within one's scope; off while they can be."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.views.decorators.http import require_POST, require_safe

from core.exceptions import DomainError
from core.files.uploads import NoRoom, check_upload, conditional_file, file_response
from core.forms.base import errors_on
from core.forms.posted import posted
from core.text.vietnamese import clean_line
from core.web.faults import StorageFault
from models_registry.initiative.access import own_initiative, page, preparing_seat, readable_initiative
from models_registry.initiative.files.forms import FileForm, place_asked
from models_registry.initiative.files.services import (
    MOST_FILES,
    add_files,
    describe_file,
    may_change_files,
    remove_file,
)
from models_registry.models import Attachment
from models_registry.models.files import FilePlace

UNPROCESSABLE = 422


def keep_posted(request, initiative) -> list[tuple[str, str]]:
    """Keep the files of a posted step that may be kept; (input, sentence) of what was wrong with the others."""
    places = {"files": place_asked(request.POST), "scan": FilePlace.SCAN}
    problems = [
        (name, problem)
        for name, place in places.items()
        for problem in keep_files(request, initiative, name, place=place)
    ]
    taken_off = request.POST.get("bo_tep")
    if taken_off:
        attachment = _attachment(initiative, taken_off)
        remove_file(actor=request.actor, initiative=initiative, attachment=attachment)
    return problems


def keep_files(request, initiative, name: str, *, place: str) -> list[str]:
    """The files of one input, in their order; what was wrong with those that cannot be kept."""
    problems, uploads = [], []
    for uploaded in request.FILES.getlist(name)[: MOST_FILES * 2]:
        try:
            uploads.append(check_upload(uploaded))
        except DomainError as error:
            problems.append(error.message)
    try:
        if uploads:
            caption = clean_line(request.POST.get("chu_thich", ""))
            add_files(actor=request.actor, initiative=initiative, uploads=uploads, place=place, caption=caption)
    except DomainError as error:
        problems.append(error.message)
    return problems


def is_scripted(request) -> bool:
    """Whether a script sends it, which is answered in JSON."""
    return request.headers.get("X-Requested-With") == "XMLHttpRequest"


@require_POST
def attachment_add(request, ward, code):
    """Upload alone: from the detail page of a registration that was returned, or one file of a script's queue."""
    initiative = own_initiative(request, code)
    preparing_seat(request.actor, initiative)
    place = FilePlace.SCAN if "scan" in request.FILES else place_asked(request.POST)
    if is_scripted(request):
        return _one_of_a_queue(request, initiative, place)
    back = page("initiative_detail", initiative) + "#tep"
    try:
        uploads = [check_upload(uploaded) for uploaded in request.FILES.getlist("files")[: MOST_FILES * 2]]
        add_files(actor=request.actor, initiative=initiative, uploads=uploads, place=place)
    except (NoRoom, StorageFault) as error:
        return render(request, "errors/507.html", {"reason": error.message, "back": back}, status=error.status)
    except DomainError as error:
        messages.error(request, error.message)
    else:
        if uploads:
            messages.success(request, "Đã tải tệp lên.")
    return redirect(back)


def _one_of_a_queue(request, initiative, place):
    """The file's own line of the list, or why it was not kept."""
    uploaded = next(iter(request.FILES.values()), None)
    try:
        if uploaded is None:
            raise DomainError("Chưa chọn tệp")
        checked = check_upload(uploaded)
        caption = clean_line(request.POST.get("chu_thich", ""))
        add_files(actor=request.actor, initiative=initiative, uploads=[checked], place=place, caption=caption)
    except DomainError as error:
        return JsonResponse({"problem": error.message}, status=getattr(error, "status", UNPROCESSABLE))
    rows = Attachment.objects.filter(initiative=initiative, place=place, removed_at__isnull=True)
    row = rows.select_related("file", "thumb").filter(file__sha256=checked.sha256).last()
    context = {"initiative": initiative, "row": row, "may_edit": True, "in_form": "trong_bieu_mau" in request.POST}
    html = render_to_string("models_registry/initiative/file_row.html", context, request)
    return JsonResponse({"token": row.token.hex, "row": html})


@require_safe
def attachment_download(request, ward, code, token):
    initiative = readable_initiative(request, code)
    attachment = _attachment(initiative, token)
    return file_response(attachment.file, name=attachment.name)


@require_safe
def attachment_thumb(request, ward, code, token):
    """The small picture, shown inside pages; of an image too small to have one, the image."""
    attachment = _attachment(readable_initiative(request, code), token)
    stored = attachment.thumb or attachment.file
    return conditional_file(request, stored, name=attachment.name)


def attachment_edit(request, ward, code, token):
    """What a file shows, and which part of the registration it proves."""
    initiative = own_initiative(request, code)
    attachment = _attachment(initiative, token)
    may_change_files(actor=request.actor, initiative=initiative, place=attachment.place)
    initial = {"caption": attachment.caption, "place": attachment.place}
    form = FileForm(posted(request), initial=initial, has_place=attachment.place.startswith(FilePlace.REGISTRATION))
    back = page("initiative_detail", initiative) + "#tep"
    if request.method == "POST" and form.is_valid():
        with errors_on(form):
            describe_file(
                actor=request.actor,
                initiative=initiative,
                attachment=attachment,
                place=form.cleaned_data.get("place") or attachment.place,
                caption=form.cleaned_data["caption"],
            )
            messages.success(request, f"Đã lưu chú thích của “{attachment.name}”.")
            return redirect(back)
    context = {"initiative": initiative, "row": attachment, "form": form, "cancel_url": back}
    return render(request, "models_registry/initiative/file_edit.html", context)


def attachment_remove(request, ward, code, token):
    initiative = own_initiative(request, code)
    attachment = _attachment(initiative, token)
    may_change_files(actor=request.actor, initiative=initiative, place=attachment.place)
    back = page("initiative_detail", initiative)
    if request.method == "POST":
        try:
            remove_file(actor=request.actor, initiative=initiative, attachment=attachment)
            messages.success(request, f"Đã bỏ tệp “{attachment.name}”.")
        except DomainError as error:
            messages.error(request, error.message)
        return redirect(back)
    context = {
        "title": "Bỏ tệp kèm theo",
        "question": f"Bỏ tệp “{attachment.name}” khỏi hồ sơ?",
        "consequence": "Những bản đã gửi vẫn giữ dấu của tệp này.",
        "confirm_label": "Bỏ tệp",
        "danger": True,
        "cancel_url": back,
    }
    return render(request, "components/confirm.html", context)


def _attachment(initiative, token) -> Attachment:
    rows = Attachment.objects.filter(initiative=initiative, removed_at__isnull=True).select_related("file", "thumb")
    try:
        return get_object_or_404(rows, token=token)
    except ValidationError:  # not a token at all
        return get_object_or_404(rows.none())
