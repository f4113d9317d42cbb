"""The way of a list: drafted by the Ban, endorsed by the Standing, concluded by the Board, published (decision 24)."""

from core.actor import Actor
from core.transitions import Transition, TransitionTable
from organizations.permissions import Action, can

from .enums import ListState as S

LIST = TransitionTable(
    Transition("submit", {S.DRAFT}, S.SUBMITTED, Action.LOCK_PROPOSAL, "Khóa và trình"),
    Transition("call_back", {S.SUBMITTED}, S.DRAFT, Action.LOCK_PROPOSAL, "Rút về để sửa", needs_note=True),
    Transition("endorse", {S.SUBMITTED}, S.ENDORSED, Action.ENDORSE_LIST, "Thống nhất, trình Ban Thường vụ"),
    Transition("return", {S.SUBMITTED}, S.DRAFT, Action.ENDORSE_LIST, "Trả lại để hoàn thiện", needs_note=True),
    Transition("conclude", {S.ENDORSED}, S.CONCLUDED, Action.CONCLUDE_LIST, "Ghi kết luận của Ban Thường vụ"),
    Transition("publish", {S.CONCLUDED}, S.PUBLISHED, Action.PUBLISH_DECISION, "Công bố quyết định"),
    Transition("cancel", {S.DRAFT}, S.CANCELLED, Action.DRAFT_PROPOSAL, "Hủy danh sách", needs_note=True),
)


def open_moves(actor: Actor, proposal) -> set[str]:
    """The names of the steps this person may take with the list as it is now: what its pages draw buttons for."""
    return {step.name for step in LIST.from_state(proposal.state) if can(actor, step.action, proposal)}
