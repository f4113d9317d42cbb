"""Models the Board left (“Để lại”): no result yet, a later list of the year may hold them (decisions 25, 49)."""

from django.db.models import Exists, OuterRef, QuerySet

from evaluation.enums import EvaluationState, ListKind, ListState, RowResult
from evaluation.models import ConclusionRow, Evaluation, ProposalVersion
from models_registry.enums import InitiativeState
from models_registry.models import Initiative

UNDER_WAY = (EvaluationState.SENT, EvaluationState.CONCLUDED)  # what the Ban concluded is told when it is published


def deferred_in(version: ProposalVersion) -> QuerySet[ConclusionRow]:
    """The rows the Board left of one version."""
    return ConclusionRow.objects.filter(conclusion__version=version, result=RowResult.DEFER)


def told_deferrals() -> QuerySet[ConclusionRow]:
    """Rows the Board left, of lists of recognition whose decision is published: units may know of them."""
    return ConclusionRow.objects.filter(
        result=RowResult.DEFER,
        conclusion__version__proposal_list__kind=ListKind.RECOGNITION,
        conclusion__version__proposal_list__state=ListState.PUBLISHED,
    )


def is_deferred() -> Exists:
    """To annotate initiatives with: whether the Board left it; what has its result since is asked for before."""
    return Exists(told_deferrals().filter(item__initiative_id=OuterRef("pk")))


def deferral_of(initiative: Initiative) -> ConclusionRow | None:
    """How the Board left a model that has no result yet, with its decision; None when it did not. Two queries."""
    if initiative.state != InitiativeState.RECEIVED:
        return None
    if not Evaluation.objects.filter(initiative=initiative, state__in=UNDER_WAY).exists():
        return None
    return told_deferrals().filter(item__initiative=initiative).order_by("-pk").first()
