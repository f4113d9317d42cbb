"""What the section “Thực hiện mô hình” of a model's page shows, to its unit and to the Ban."""

from typing import Any

from models_registry.implementation.services import may_remove
from models_registry.implementation.work import NOTES_SHOWN, criterion_six, has_work, read_work
from models_registry.initiative.messages import work_refusal
from organizations.permissions import Action, can


def work_of(request, contents, files) -> dict[str, Any]:
    """Two queries, and none for a model that is not at work. `?tin=tat-ca` shows all news."""
    initiative = contents.initiative
    if not has_work(initiative):
        return {"work": None}
    work = read_work(initiative, files)
    writes = can(request.actor, Action.REPORT_PROGRESS, initiative) and not work_refusal(initiative)
    for note in work.notes:
        note.initiative = initiative
        note.is_mine = writes and note.removed_at is None and may_remove(request.actor, note)
    shown = len(work.notes) if request.GET.get("tin") == "tat-ca" else NOTES_SHOWN
    return {
        "work": work,
        "checks": criterion_six(work, contents),
        "notes": work.notes[:shown],
        "more_notes": max(0, len(work.notes) - shown),
        "may_report": writes,
    }
