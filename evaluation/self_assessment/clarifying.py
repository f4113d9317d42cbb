"""What pages show of questions to a unit: the questions with what came of them, and the corrections sent since."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.actor import Actor
from evaluation.enums import EvaluationState
from evaluation.models import Clarification, Criterion, Evaluation
from evaluation.self_assessment.corrections import TextChange, changes_between
from models_registry.enums import SubmissionKind
from models_registry.initiative.contents import open_submission
from models_registry.models import Initiative, Submission
from organizations.permissions import Action, can


@dataclass(frozen=True)
class Correction:
    submission: Submission
    changes: Sequence[TextChange]


def questions_of(evaluation: Evaluation) -> list[Clarification]:
    """Oldest first, each with its criterion and the correction that came with its answer; one query."""
    rows = Clarification.objects.filter(evaluation=evaluation).select_related("criterion", "submission_after")
    return list(rows.order_by("pk"))


def corrections_of(evaluation: Evaluation, criteria: Sequence[Criterion]) -> list[Correction]:
    """What each later send of the self-assessment changed, newest first; no query while there is but one."""
    if evaluation.current is None or evaluation.current.number == 1:
        return []
    rows = Submission.objects.filter(initiative_id=evaluation.initiative_id, kind=SubmissionKind.SELF_ASSESSMENT)
    rows = list(rows.filter(number__lte=evaluation.current.number).order_by("number"))
    pairs = zip(rows, rows[1:], strict=False)
    return [
        Correction(after, changes_between(open_submission(before), open_submission(after), criteria))
        for before, after in pairs
    ][::-1]


def reads_questions(actor: Actor, initiative: Initiative) -> bool:
    """The unit and the Ban: questions are asked and answered before anybody else reads the appraisal."""
    return any(can(actor, action, initiative) for action in (Action.PREPARE_SELF_ASSESSMENT, Action.READ_EVALUATIONS))


def waits_for_unit(initiative: Initiative) -> bool:
    """Whether its unit owes an answer; one query."""
    rows = Clarification.objects.filter(answered_at__isnull=True, evaluation__state=EvaluationState.SENT)
    return rows.filter(evaluation__initiative=initiative).exists()
