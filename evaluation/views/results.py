"""What a unit reads of the year's appraisal: nothing before publishing, then the result and why."""

from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from models_registry.models import Initiative

from ..enums import EvaluationState
from ..models import Evaluation
from ..services.decisions import reason_for_unit


@require_safe
def result(request, ward, code):
    rows = Initiative.objects.visible_to(request.actor).select_related("unit", "sector", "cycle", "ward")
    initiative = get_object_or_404(rows.addressed(code))
    published = Evaluation.objects.filter(initiative=initiative, state=EvaluationState.PUBLISHED).first()
    recognitions = list(initiative.recognitions.filter(revoked_on__isnull=True).order_by("-level"))
    context = {
        "initiative": initiative,
        "evaluation": published,
        "recognitions": recognitions,
        "reason": reason_for_unit(published) if published and not recognitions else "",
    }
    return render(request, "evaluation/result.html", context)
