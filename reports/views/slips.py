"""The printed slip of one registration."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_safe

from core.downloads import log_download
from core.exceptions import DomainError
from models_registry.contents import read_contents
from models_registry.enums import SubmissionKind
from models_registry.models import Initiative, Submission
from models_registry.services.years import current_cycle
from organizations.models import User
from organizations.permissions import Action, can

from ..blank_form import blank_form
from ..documents import Paper, render_paper
from ..slip import is_draft, slip_of_contents, slip_of_submission

NAMES = ("ward", "cycle", "unit__parent", "sector", "continues", "replicates", "text", "behalf_entry")


@require_safe
def registration_slip(request, ward, code):
    rows = Initiative.objects.open_to(request.actor).of_ward(request.ward).addressed(code).select_related(*NAMES)
    initiative = get_object_or_404(rows)
    paper = _paper(initiative)
    try:
        content = render_paper(paper)
    except DomainError as error:
        messages.error(request, error.message)
        return redirect("registry:initiative_detail", ward, initiative.address)
    if request.method == "GET":
        what = initiative.code or "bản nháp"
        log_download(actor=request.actor, what="phieu-dang-ky.pdf", filter_text=what, row_count=1)
    name = f"{paper.file_stem}.pdf"
    return HttpResponse(
        content, content_type="application/pdf", headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


def _paper(initiative: Initiative) -> Paper:
    if is_draft(initiative):
        return slip_of_contents(initiative, read_contents(initiative))
    sent = Submission.objects.filter(
        initiative=initiative, kind=SubmissionKind.REGISTRATION, number=initiative.sent_number
    )
    submission = get_object_or_404(sent)
    sender = User.objects.filter(pk=submission.sent_by_key).values_list("full_name", flat=True).first()
    return slip_of_submission(initiative, submission, sender or "")


@require_safe
def registration_blank(request, ward):
    """The form on paper, to be filled in by hand, for whoever prepares registrations or types them for a unit."""
    if not any(can(request.actor, action) for action in (Action.PREPARE_INITIATIVE, Action.RECEIVE_INITIATIVE)):
        raise PermissionDenied("Đồng chí không được giao soạn đăng ký cho đơn vị nào.")
    paper = blank_form(request.ward, current_cycle(request.ward))
    try:
        content = render_paper(paper)
    except DomainError as error:
        messages.error(request, error.message)
        return redirect("registry:initiative_start", ward)
    if request.method == "GET":
        log_download(actor=request.actor, what="mau-dang-ky.pdf", filter_text="", row_count=0)
    name = f"{paper.file_stem}.pdf"
    return HttpResponse(
        content, content_type="application/pdf", headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
