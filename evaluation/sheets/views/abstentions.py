"""“Xin không chấm” and taking it up again: one page, by how one's sheet stands."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from core.exceptions import DomainError
from core.forms.base import errors_on
from evaluation.appraisal.lookup import to_score
from evaluation.enums import SheetState
from evaluation.models import ScoreSheet
from evaluation.sheets.forms.sheets import AbstainForm
from evaluation.sheets.services import abstentions as services
from evaluation.sheets.views.sheets import facts_of, to_queue

OPEN = (SheetState.ASSIGNED, SheetState.DRAFT)


@require_http_methods(["GET", "HEAD", "POST"])
def sheet_abstain(request, ward, code):
    evaluation = to_score(request, code)
    own = ScoreSheet.objects.visible_to(request.actor).filter(scorer_id=request.actor.user_key)
    sheet = get_object_or_404(own.filter(state__in=[*OPEN, SheetState.ABSTAINED]), evaluation=evaluation)
    if request.method == "POST" and request.POST.get("viec") == "nhan-lai":
        return _resume(request, sheet, code)
    if sheet.state == SheetState.ABSTAINED:
        return redirect("evaluation:sheet_edit", ward, code)
    form = AbstainForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with errors_on(form):
            services.abstain(actor=request.actor, sheet=sheet, reason=form.cleaned_data["reason"])
            messages.success(request, "Đã ghi nhận. Đồng chí không chấm mô hình này")
            return to_queue(evaluation)
    context = {
        "title": "Xin không chấm",
        "question": "Xin không chấm mô hình này?",
        "consequence": "Điểm đang soạn được giữ lại nhưng không tính. Lãnh đạo Ban đọc lý do và giao người khác.",
        "rows": facts_of(evaluation.initiative),
        "form": form,
        "confirm_label": "Xin không chấm",
        "initiative": evaluation.initiative,
    }
    return render(request, "evaluation/sheets/sheet_confirm.html", context)


def _resume(request, sheet, code):
    try:
        services.resume(actor=request.actor, sheet=sheet)
        messages.success(request, "Đồng chí chấm lại mô hình này. Điểm đã soạn vẫn còn")
    except DomainError as error:
        messages.error(request, error.message)
    return redirect("evaluation:sheet_edit", request.ward.slug, code)
