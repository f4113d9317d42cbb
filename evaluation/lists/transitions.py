"""The way of a list: drafted by the Ban, endorsed by the Standing, concluded by the Board, published (decision 24).

A list of registrations is reported and acknowledged; a commendation ends with the Board's conclusion.
"""

from core.actor import Actor
from core.database.transitions import Transition, TransitionTable, move
from core.exceptions import StaleState
from core.log.audit import Audience
from evaluation.enums import ListKind
from evaluation.enums import ListState as S
from models_registry.initiative.open_year import year_refusal
from organizations.permissions import Action, can

LIST = TransitionTable(
    Transition("submit", {S.DRAFT}, S.SUBMITTED, Action.LOCK_PROPOSAL, "Khóa và trình"),
    Transition("call_back", {S.SUBMITTED}, S.DRAFT, Action.LOCK_PROPOSAL, "Rút về để sửa", needs_note=True),
    Transition("endorse", {S.SUBMITTED}, S.ENDORSED, Action.ENDORSE_LIST, "Thống nhất, trình Ban Thường vụ"),
    Transition("return", {S.SUBMITTED}, S.DRAFT, Action.ENDORSE_LIST, "Trả lại để hoàn thiện", needs_note=True),
    Transition("acknowledge", {S.SUBMITTED}, S.ACKNOWLEDGED, Action.ENDORSE_LIST, "Đã xem, ghi nhận"),
    Transition("conclude", {S.ENDORSED}, S.CONCLUDED, Action.CONCLUDE_LIST, "Ghi kết luận của Ban Thường vụ"),
    Transition("publish", {S.CONCLUDED}, S.PUBLISHED, Action.PUBLISH_DECISION, "Công bố quyết định"),
    Transition("cancel", {S.DRAFT}, S.CANCELLED, Action.DRAFT_PROPOSAL, "Hủy danh sách", needs_note=True),
)

_DECIDED = frozenset({"submit", "call_back", "endorse", "return", "conclude", "cancel"})
STEPS = {
    ListKind.REGISTRATION: frozenset({"submit", "call_back", "acknowledge", "cancel"}),
    ListKind.RECOGNITION: _DECIDED | {"publish"},
    ListKind.COMMENDATION: _DECIDED,
}


def take_step(proposal, name: str, *, note: str = "", **changes) -> None:
    """Move a list by a step its kind knows.

    Raises StaleState when it has none such, or somebody acted first; DomainError without the note the step needs.
    Whoever acts on lists reads their log too, so the refusal says who did what: to a second press, what the first did.
    """
    if name not in STEPS[proposal.kind]:
        raise StaleState(f"“{proposal.get_kind_display()}” không có bước “{LIST[name].label}”")
    move(proposal, LIST[name], note=note, changes=changes, audiences=(Audience.UNIT, Audience.BAN))


def open_moves(actor: Actor, proposal) -> set[str]:
    """The names of the steps this person may take with the list as it is now: what its pages draw buttons for."""
    if year_refusal(proposal.cycle):
        return set()
    known = (step for step in LIST.from_state(proposal.state) if step.name in STEPS[proposal.kind])
    return {step.name for step in known if can(actor, step.action, proposal)}
