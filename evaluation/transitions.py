"""The way of an evaluation and of a score sheet (decisions 19–23). Lists have their own table."""

from core.database.transitions import Transition, TransitionTable
from organizations.permissions import Action

from .enums import EvaluationState as S
from .enums import SheetState

EVALUATION = TransitionTable(
    Transition("send", {S.DRAFT}, S.SENT, Action.SEND_SELF_ASSESSMENT, "Nộp tự đánh giá"),
    Transition("conclude", {S.SENT, S.CONCLUDED}, S.CONCLUDED, Action.CONCLUDE_EVALUATION, "Ghi kết luận"),
    Transition("clear", {S.CONCLUDED}, S.SENT, Action.CONCLUDE_EVALUATION, "Bỏ kết luận", needs_note=True),
    Transition("publish", {S.CONCLUDED}, S.PUBLISHED, Action.PUBLISH_DECISION, "Công bố kết quả"),
)

SHEET = TransitionTable(
    Transition("begin", {SheetState.ASSIGNED}, SheetState.DRAFT, Action.SCORE, "Bắt đầu chấm"),
    Transition("complete", {SheetState.DRAFT}, SheetState.COMPLETED, Action.SCORE, "Hoàn thành phiếu"),
    Transition("reopen", {SheetState.COMPLETED}, SheetState.DRAFT, Action.SCORE, "Mở lại phiếu", needs_note=True),
    Transition(
        "abstain",
        {SheetState.ASSIGNED, SheetState.DRAFT},
        SheetState.ABSTAINED,
        Action.SCORE,
        "Xin không chấm",
        needs_note=True,
    ),
    Transition("resume", {SheetState.ABSTAINED}, SheetState.DRAFT, Action.SCORE, "Nhận chấm lại"),
    Transition(
        "decline",
        {SheetState.ASSIGNED, SheetState.DRAFT, SheetState.ABSTAINED},
        SheetState.VOID,
        Action.SCORE,
        "Không chấm vì có liên quan",
        needs_note=True,
    ),
    Transition(
        "void",
        {SheetState.ASSIGNED, SheetState.DRAFT, SheetState.COMPLETED},
        SheetState.VOID,
        Action.CONCLUDE_EVALUATION,
        "Không tính phiếu này",
        needs_note=True,
    ),
)
