"""The printed slip of one registration."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from models_registry.enums import SubmissionKind
from models_registry.initiative.contents import read_contents
from models_registry.models import Initiative, Submission
from models_registry.years.choice import registering_choice, ward_cycles
from organizations.models import User
from organizations.permissions import Action, can
from reports.documents import Paper
from reports.slips.blank_form import blank_form
from reports.slips.paper import is_draft, slip_of_contents, slip_of_submission
from reports.views.given import give_paper

NAMES = ("ward", "cycle", "unit__parent", "sector", "continues", "replicates", "text", "behalf_entry")


@require_safe
def registration_slip(request, ward, code):
    rows = Initiative.objects.open_to(request.actor).of_ward(request.ward).addressed(code).select_related(*NAMES)
    initiative = get_object_or_404(rows)
    back = ("registry:initiative_detail", ward, initiative.address)
    about = initiative.code or "bản nháp"
    return give_paper(request, _paper(initiative), what="phieu-dang-ky.pdf", about=about, rows=1, back=back)


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
    """The form on paper, to be filled in by hand, for whoever prepares registrations or types them for a unit; of the
    year of `?nam=`, else of the one such a registration would be begun for."""
    if not any(can(request.actor, action) for action in (Action.PREPARE_INITIATIVE, Action.RECEIVE_INITIATIVE)):
        raise PermissionDenied("Đồng chí không được giao soạn đăng ký cho đơn vị nào.")
    years = registering_choice(ward_cycles(request.ward), request.GET.get("nam", ""), request.actor.unit_keys)
    paper = blank_form(request.ward, years.cycle)
    back = ("registry:initiative_start", ward)
    return give_paper(request, paper, what="mau-dang-ky.pdf", about="", rows=0, back=back)
