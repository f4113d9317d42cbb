"""Files of a registration: up with a step or alone, down within one's scope, off while it can be changed."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from core.exceptions import DomainError
from core.uploads import check_upload, file_response

from ..contents import PLACE, SCAN
from ..models import Attachment
from ..services.drafts import preparing_seat
from ..services.files import MOST_FILES, add_files, remove_file
from .scoped import own_initiative, page, readable_initiative

INPUTS = {"files": PLACE, "scan": SCAN}  # of a form → where the file is kept


def keep_posted(request, initiative) -> list[str]:
    """Keep the files of a POST that may be kept; what was wrong with the others, in sentences."""
    problems = []
    for name, place in INPUTS.items():
        uploads = []
        for uploaded in request.FILES.getlist(name)[: MOST_FILES * 2]:
            try:
                uploads.append(check_upload(uploaded))
            except DomainError as error:
                problems.append(error.message)
        if uploads:
            try:
                add_files(actor=request.actor, initiative=initiative, uploads=uploads, place=place)
            except DomainError as error:
                problems.append(error.message)
    taken_off = request.POST.get("bo_tep")
    if taken_off:
        attachment = _attachment(initiative, taken_off)
        remove_file(actor=request.actor, initiative=initiative, attachment=attachment)
    return problems


@require_POST
def attachment_add(request, ward, code):
    """Upload alone, from the detail page of a registration that was returned."""
    initiative = own_initiative(request, code)
    preparing_seat(request.actor, initiative)
    problems = keep_posted(request, initiative)
    for problem in problems:
        messages.error(request, problem)
    if request.FILES and not problems:
        messages.success(request, "Đã tải tệp lên.")
    return redirect(page("initiative_detail", initiative) + "#tep")


@require_safe
def attachment_download(request, ward, code, token):
    initiative = readable_initiative(request, code)
    attachment = _attachment(initiative, token)
    return file_response(attachment.file, name=attachment.name)


def attachment_remove(request, ward, code, token):
    initiative = own_initiative(request, code)
    preparing_seat(request.actor, initiative)
    attachment = _attachment(initiative, token)
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
    rows = Attachment.objects.filter(initiative=initiative, removed_at__isnull=True).select_related("file")
    try:
        return get_object_or_404(rows, token=token)
    except ValidationError:  # not a token at all
        return get_object_or_404(rows.none())
