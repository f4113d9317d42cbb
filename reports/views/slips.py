"""The printed slip of one registration."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from models_registry.models import Initiative

from ..documents import Paper, render_paper


@require_safe
def registration_slip(request, ward, code):
    rows = Initiative.objects.open_to(request.actor).addressed(code)
    initiative = get_object_or_404(rows)
    paper = Paper([f"PHIẾU ĐĂNG KÝ “{initiative.name}”"], [])
    return HttpResponse(render_paper(paper), content_type="application/pdf")
