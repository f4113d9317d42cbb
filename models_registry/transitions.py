"""When a step of a registration, or of a year, is lawful (Plan II.4.4, decisions 15, 49). Buttons are drawn from these
tables.

“withdraw_disputed” is only for what the Ban typed and the unit disputes.
VOIDED stands outside it: only undoing an import sets it. A return carries remarks instead of a note.
"""

from core.database.transitions import Transition, TransitionTable
from organizations.permissions import Action

from .enums import WAITING_STATES, Behalf, CycleState
from .enums import InitiativeState as S

EDITABLE_STATES = frozenset({S.DRAFT, S.RETURNED})
BEFORE_RECEIPT = WAITING_STATES | {S.RETURNED}

INITIATIVE = TransitionTable(
    Transition("submit", {S.DRAFT}, S.SUBMITTED, Action.SEND_INITIATIVE, "Gửi đăng ký"),
    Transition("resubmit", {S.RETURNED}, S.RESUBMITTED, Action.SEND_INITIATIVE, "Gửi bổ sung"),
    Transition("receive", WAITING_STATES, S.RECEIVED, Action.RECEIVE_INITIATIVE, "Tiếp nhận"),
    Transition("return", WAITING_STATES, S.RETURNED, Action.RECEIVE_INITIATIVE, "Đề nghị bổ sung"),
    Transition("refuse", WAITING_STATES, S.REFUSED, Action.RECEIVE_INITIATIVE, "Không tiếp nhận", needs_note=True),
    Transition("withdraw", BEFORE_RECEIPT, S.WITHDRAWN, Action.SEND_INITIATIVE, "Rút hồ sơ"),
    Transition(
        "withdraw_disputed",
        BEFORE_RECEIPT | {S.RECEIVED},
        S.WITHDRAWN,
        Action.RECEIVE_INITIATIVE,
        "Rút bản nhập hộ",
        needs_note=True,
    ),
    Transition("reopen", {S.WITHDRAWN}, S.DRAFT, Action.PREPARE_INITIATIVE, "Mở lại để sửa"),
    Transition(
        "discontinue", {S.RECEIVED}, S.DISCONTINUED, Action.DISCONTINUE_INITIATIVE, "Dừng mô hình", needs_note=True
    ),
)

# What the unit says to what the Ban typed for it. The first two are part of a send, `settle` of `withdraw_disputed`.
BEHALF = TransitionTable(
    Transition("await", Behalf, Behalf.WAITING, Action.RECEIVE_INITIATIVE, column="behalf"),
    Transition("adopt", Behalf, Behalf.CONFIRMED, Action.SEND_INITIATIVE, column="behalf"),
    Transition(
        "confirm",
        {Behalf.WAITING},
        Behalf.CONFIRMED,
        Action.SEND_INITIATIVE,
        "Đúng, xác nhận",
        column="behalf",
    ),
    Transition(
        "dispute",
        {Behalf.WAITING},
        Behalf.DISPUTED,
        Action.SEND_INITIATIVE,
        "Chưa đúng",
        needs_note=True,
        column="behalf",
    ),
    Transition("settle", {Behalf.DISPUTED}, Behalf.SETTLED, Action.RECEIVE_INITIATIVE, column="behalf"),
)

CYCLE = TransitionTable(
    Transition("open", {CycleState.PREPARING}, CycleState.OPEN, Action.MANAGE_YEARS, "Mở năm"),
    Transition("close", {CycleState.OPEN}, CycleState.CLOSED, Action.MANAGE_YEARS, "Kết thúc năm", needs_note=True),
    Transition("reopen", {CycleState.CLOSED}, CycleState.OPEN, Action.REOPEN_YEAR, "Mở lại năm", needs_note=True),
)

# Within minutes of a bulk receipt the Ban may take it back: the row stands again where it stood. No button of a page.
UNRECEIVE = TransitionTable(
    Transition("unreceive", {S.RECEIVED}, S.SUBMITTED, Action.RECEIVE_INITIATIVE, "Hoàn tác tiếp nhận"),
    Transition("unreceive_resubmitted", {S.RECEIVED}, S.RESUBMITTED, Action.RECEIVE_INITIATIVE, "Hoàn tác tiếp nhận"),
)
