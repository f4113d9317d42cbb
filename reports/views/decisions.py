"""Publishing a decision and the paper it goes out with: drawn here, handed down to be kept, then given as kept."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from core.exceptions import DomainError
from core.files.uploads import CONTENT_TYPES, disposition, file_response
from core.log.downloads import log_download
from evaluation.decisions.public_site import site_fault
from evaluation.decisions.services import amendments, decisions, papers
from evaluation.decisions.snapshots import Snapshot
from evaluation.enums import DecisionState, ListState
from evaluation.lists.views import one_list, recognition_list
from evaluation.models import RecognitionDecision
from organizations.access.reconfirm import password_confirmed
from organizations.permissions import Action

from ..documents import render_xlsx
from ..issued.decision_list import FILE_STEMS, draw_list, table_of
from ..issued.decision_text import decision_text
from ..issued.odd_signs import odd_signs
from .given import give_paper

NO_PAPER = "Đã công bố nhưng chưa lập được tệp danh sách. {} Sau đó bấm “Lập tệp danh sách”."


def issue_list(request, decision: RecognitionDecision) -> bool:
    """Draw and keep the list; what stands in the way is told, and publishing stays done."""
    try:
        papers.keep_list(actor=request.actor, decision=decision, data=draw_list(decision))
    except DomainError as error:
        messages.warning(request, NO_PAPER.format(error.message))
        return False
    return True


def one_decision(request, year, number, key, action=Action.READ_PROPOSALS) -> RecognitionDecision:
    """A decision on this list or amending it, by its key."""
    proposal = one_list(request, year, number, action)
    rows = RecognitionDecision.objects.visible_to(request.actor).on_list(proposal)
    return get_object_or_404(rows.select_related("file", "ward", "cycle"), pk=key)


def decision_page(decision: RecognitionDecision, ward: str) -> str:
    """Where a decision is read."""
    args = [ward, decision.proposal.cycle.year, decision.proposal.number]
    if decision.amends_id:
        return reverse("evaluation:amendment_detail", args=[*args, decision.pk])
    return reverse("evaluation:decision_detail", args=args)


@require_safe
def decision_words(request, ward, year, number):
    """The text of the decision to be printed, signed and numbered; nothing of it is kept."""
    proposal = recognition_list(request, year, number)
    if proposal.state not in (ListState.CONCLUDED, ListState.PUBLISHED):
        raise Http404
    back = ("evaluation:decision_detail", ward, year, number)
    try:
        paper = decision_text(proposal)
    except DomainError as error:
        messages.error(request, error.message)
        return redirect(*back)
    return give_paper(request, paper, what="du-thao-quyet-dinh.pdf", about=f"năm {year}", rows=1, back=back)


@password_confirmed
def decision_publish(request, ward, year, number):
    proposal = one_list(request, year, number, Action.PUBLISH_DECISION)
    rows = RecognitionDecision.objects.visible_to(request.actor).on_list(proposal).of_version(proposal.current_number)
    decision = get_object_or_404(rows)
    if decision.state == DecisionState.PUBLISHED:  # pressed twice: the second answer is the first
        return redirect(decision_page(decision, ward))
    if request.method == "POST":
        try:
            decisions.publish_decision(actor=request.actor, decision=decision, site=request.build_absolute_uri("/"))
        except DomainError as error:
            messages.error(request, error.message)
        else:
            messages.success(request, f"Đã công bố quyết định số {decision.number}. Các đơn vị đã được báo kết quả")
            issue_list(request, decision)
        return redirect("evaluation:decision_detail", ward, year, number)
    return render(request, "evaluation/decisions/decision_publish.html", _about(decision))


@password_confirmed
def amendment_publish(request, ward, year, number, key):
    decision = one_decision(request, year, number, key, Action.PUBLISH_DECISION)
    if decision.amends_id is None:
        raise Http404
    if decision.state == DecisionState.PUBLISHED:
        return redirect(decision_page(decision, ward))
    if request.method == "POST":
        try:
            amendments.publish_amendment(actor=request.actor, decision=decision, site=request.build_absolute_uri("/"))
        except DomainError as error:
            messages.error(request, error.message)
        else:
            messages.success(request, f"Đã công bố quyết định số {decision.number}. Các đơn vị đã được báo")
            issue_list(request, decision)
        return redirect("evaluation:amendment_detail", ward, year, number, key)
    return render(request, "reports/amendment_publish.html", _about(decision))


def _about(decision: RecognitionDecision) -> dict:
    """What is told before the one press."""
    items = list(decision.items.all())
    return {
        "proposal": decision.proposal,
        "decision": decision,
        "count": len(items),
        "no_site": site_fault(),
        "signs": odd_signs(items, {"chức vụ người ký": decision.post, "người ký": decision.signatory}),
    }


@require_POST
def decision_issue(request, ward, year, number, key):
    """For a decision published on a machine that could not draw PDF files then."""
    decision = one_decision(request, year, number, key, Action.PUBLISH_DECISION)
    if decision.file_id is None and not decision.holds_paper:
        raise Http404
    if decision.file_id is None and issue_list(request, decision):
        messages.success(request, f"Đã lập và lưu tệp danh sách kèm theo quyết định số {decision.number}")
    return redirect(decision_page(decision, ward))


@require_safe
def decision_sheet(request, ward, year, number, key):
    """The same list as Excel, from the same seal: one title, one content, one code."""
    decision = one_decision(request, year, number, key)
    if not decision.holds_paper:
        raise Http404
    content = render_xlsx(table_of(Snapshot(decision)))
    _log_given(request, decision, "van-ban.xlsx")
    name = f"{FILE_STEMS[decision.kind]}_{year}_{decision.number}.xlsx"
    headers = {"Content-Disposition": disposition("attachment", name, "xlsx")}
    return HttpResponse(content, content_type=CONTENT_TYPES["xlsx"], headers=headers)


@require_safe
def decision_paper(request, ward, year, number, key):
    """The bytes kept on the day of publishing, whatever was renamed since."""
    decision = one_decision(request, year, number, key)
    if decision.file_id is None:
        raise Http404
    _log_given(request, decision, "van-ban.pdf")
    return file_response(decision.file, name=f"{FILE_STEMS[decision.kind]}_{year}_{decision.number}.pdf")


def _log_given(request, decision: RecognitionDecision, what: str) -> None:
    if request.method == "GET":
        log_download(
            actor=request.actor, what=what, filter_text=f"quyết định {decision.number}",
            row_count=decision.items.count(),
        )  # fmt: skip
