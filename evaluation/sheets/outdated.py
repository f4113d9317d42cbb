"""Which scores were given on words of the unit that were corrected since: criterion by criterion (decision 22)."""

from collections.abc import Iterable

from evaluation.appraisal.evidence import criterion_of
from evaluation.models import Evaluation
from models_registry.initiative.contents import Sent, open_submission
from models_registry.models import Submission

NONE: frozenset[int] = frozenset()


def outdated_criteria(evaluation: Evaluation, scored_on: Iterable[int | None]) -> dict[int, frozenset[int]]:
    """By the key of each older text in `scored_on`: the numbers of the criteria it says something else of.

    One query, none while everything stands on the current text.
    """
    old = {key for key in scored_on if key is not None} - {evaluation.current_id}
    if not old or evaluation.current_id is None:
        return {}
    rows = Submission.objects.filter(pk__in=old | {evaluation.current_id}, initiative_id=evaluation.initiative_id)
    said = {row.pk: _by_criterion(open_submission(row)) for row in rows}
    now = said.pop(evaluation.current_id)
    return {key: frozenset(one for one in now if then.get(one) != now[one]) for key, then in said.items()}


def _by_criterion(sent: Sent) -> dict[int, tuple]:
    """What the unit says of a criterion: its words, its own finding and points, the files that prove it."""
    files: dict[int | None, list[tuple]] = {}
    for row in sent.facts["files"]:
        files.setdefault(criterion_of(row["place"]), []).append((row["id"], row["sha256"]))
    return {
        row["number"]: (
            sent.word(f"criterion.{row['number']}"), row["finding"], row["points"], files.get(row["number"], [])
        )
        for row in sent.facts["criteria"]
    }  # fmt: skip
