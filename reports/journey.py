"""Where a model stands on the whole way of the year, year end included, as its unit may know it (Plan II.4.4).

The registry tells the step; here the word for it: of the appraisal a unit learns only that its text was sent, until
the decision is published.
"""

from dataclasses import dataclass

from evaluation.enums import EvaluationState, Outcome
from models_registry.enums import InitiativeState, Level, YearEnd
from models_registry.initiative.looks import Look
from models_registry.initiative.progress import Progress, progress_of
from models_registry.models import Initiative

RUNNING = Look("info", "half", "Đang thực hiện")
DEFERRED = Look("info", "hourglass", "Để lại, xem xét sau")
ASSESSED = Look("info", "send", "Đã nộp tự đánh giá")
NOT_RECOGNISED = Look("mute", "circle", "Chưa đủ điều kiện công nhận")
TOO_EARLY = Look("mute", "hourglass", "Mới triển khai, chưa đánh giá được")


@dataclass(frozen=True)
class Stage:
    look: Look
    progress: Progress | None


def stage_of(initiative: Initiative, end_state: str | None, outcome: str = "") -> Stage:
    """Of a row `with_year_end`; `end_state` is the state of its evaluation, None before there is one."""
    progress = progress_of(initiative)
    if initiative.state != InitiativeState.RECEIVED or initiative.is_copy:
        return Stage(initiative.look, progress)
    if initiative.best_level:
        return Stage(Look("gold", "star", Level(initiative.best_level).label), progress)
    if end_state == EvaluationState.PUBLISHED:
        return Stage(TOO_EARLY if outcome == Outcome.TOO_EARLY else NOT_RECOGNISED, progress)
    if initiative.year_end == YearEnd.DEFERRED:
        return Stage(DEFERRED, progress)
    if end_state in (EvaluationState.SENT, EvaluationState.CONCLUDED):
        return Stage(ASSESSED, progress)
    return Stage(RUNNING, progress)
