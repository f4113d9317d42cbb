"""Certificates: made once for the live rows of a decision, then given as kept, all together or one."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST, require_safe

from core.exceptions import DomainError
from core.files.uploads import disposition, read_bytes
from core.log.downloads import log_download
from evaluation.decisions.public_site import public_site
from evaluation.decisions.services import papers
from evaluation.models import IssuedPaper
from evaluation.models.verify_codes import new_code
from models_registry.models import Initiative
from organizations.permissions import Action

from ..documents.weasy import pick_pages
from ..issued.certificates import draw_certificates
from .decisions import decision_page, one_decision

TITLE = "Giấy công nhận “Dân vận khéo” năm {}"


@require_POST
def certificates_issue(request, ward, year, number, key):
    decision = one_decision(request, year, number, key, Action.ISSUE_CERTIFICATES)
    wanted = papers.without_certificate(decision)
    try:
        public_site("")  # before anything is drawn
        if wanted:
            codes = {order: new_code() for order, _ in wanted}
            data = draw_certificates(decision, codes)
            papers.keep_certificates(
                actor=request.actor, decision=decision, recognitions=[row for _, row in wanted],
                codes=list(codes.values()), data=data,
            )  # fmt: skip
    except DomainError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, "Đã lập và lưu giấy công nhận cho mọi dòng đang được công nhận")
    return redirect(decision_page(decision, ward))


@require_safe
def certificates_all(request, ward, year, number, key):
    """All that stand today, in the order of the decision, in one file."""
    decision = one_decision(request, year, number, key)
    rows = list(papers.standing_certificates(decision))
    if not rows:
        raise Http404
    return _given(request, rows, year, f"giay-cong-nhan_{year}_{decision.number}.pdf")


@require_safe
def certificate(request, ward, code):
    """One model's own, for its unit and whoever may see the model; only while it is recognised."""
    rows = Initiative.objects.visible_to(request.actor).of_ward(request.ward).addressed(code)
    initiative = get_object_or_404(rows)
    paper = papers.certificate_of(initiative)
    if paper is None:
        raise Http404
    return _given(request, [paper], initiative.year, f"giay-cong-nhan_{initiative.code}.pdf")


def _given(request, rows: list[IssuedPaper], year: int, name: str) -> HttpResponse:
    whole: dict[int, bytes] = {}
    for row in rows:
        if row.file_id not in whole:
            whole[row.file_id] = read_bytes(row.file)
    content = pick_pages([(whole[row.file_id], row.page) for row in rows], title=TITLE.format(year))
    if request.method == "GET":
        log_download(actor=request.actor, what="giay-cong-nhan.pdf", filter_text=name, row_count=len(rows))
    headers = {"Content-Disposition": disposition("attachment", name, "pdf")}
    return HttpResponse(content, content_type="application/pdf", headers=headers)
