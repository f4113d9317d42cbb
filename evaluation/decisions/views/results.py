"""What a unit reads of the year's appraisal: nothing before publishing, then the result and why."""

from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from evaluation.decisions.results import shortcomings
from evaluation.decisions.services.decisions import reason_for_unit
from evaluation.decisions.services.papers import certificate_of
from evaluation.enums import EvaluationState
from evaluation.lists.deferrals import deferral_of
from evaluation.models import Evaluation
from evaluation.self_assessment.clarifying import reads_questions, waits_for_unit
from models_registry.models import Initiative


@require_safe
def result(request, ward, code):
    rows = Initiative.objects.visible_to(request.actor).select_related("unit", "sector", "cycle", "ward")
    initiative = get_object_or_404(rows.addressed(code))
    published = Evaluation.objects.filter(initiative=initiative, state=EvaluationState.PUBLISHED).first()
    every = list(initiative.recognitions.order_by("-level", "-pk"))
    recognitions = [row for row in every if row.revoked_on is None]
    context = {
        "initiative": initiative,
        "evaluation": published,
        "recognitions": recognitions,
        "changed": [row for row in every if row.revoked_on is not None],
        "reason": reason_for_unit(published) if published and not every else "",
        "deferral": None if every else deferral_of(initiative),
        "missing": shortcomings(published) if published and not every else [],
        "is_asked": reads_questions(request.actor, initiative) and waits_for_unit(initiative),
        "certificate": certificate_of(initiative),
    }
    return render(request, "evaluation/decisions/result.html", context)
