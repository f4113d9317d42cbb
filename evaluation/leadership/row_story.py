"""A row of a list as the leaders read it: the appraisal behind it, and what the unit reported."""

from typing import Any

from evaluation.appraisal.evidence import read_evidence
from evaluation.conclusions.page import read_conclusion
from evaluation.models import Evaluation, ProposalItem

RELATED = (
    "self_assessment",
    "criteria_set",
    "registration",
    "cycle",
    "initiative__text",
    "initiative__unit",
    "initiative__sector",
    "initiative__continues",
    "initiative__replicates",
)


def appraised(item: ProposalItem) -> Evaluation | None:
    """The appraisal behind a row; None of a commendation without one (a unit, a person, a model of before)."""
    rows = Evaluation.objects.select_related(*RELATED)
    return rows.filter(initiative_id=item.initiative_id, self_assessment__isnull=False).first()


def story_of(item: ProposalItem) -> dict[str, Any]:
    """For the page: `opinions` on the row, `evaluation`, and with one its `evidence` and `page` of findings.

    No sheet of anybody.
    """
    evaluation = appraised(item)
    told = {"opinions": list(item.opinions.select_related("membership__user").order_by("pk")), "evaluation": evaluation}
    if evaluation is None:
        return told
    return told | {"evidence": read_evidence(evaluation), "page": read_conclusion(evaluation)}
