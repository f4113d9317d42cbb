"""How a state looks everywhere it is shown: tone, icon and word, never colour alone (state tags of the interface)."""

from dataclasses import dataclass

from models_registry.enums import CycleState, InitiativeState

S = InitiativeState


@dataclass(frozen=True)
class Look:
    """What {% state_tag %} draws."""

    tone: str
    icon: str
    label: str


LOOKS = {
    S.DRAFT: Look("mute", "pencil", S.DRAFT.label),
    S.SUBMITTED: Look("info", "clock", S.SUBMITTED.label),
    S.RETURNED: Look("warn", "undo-2", S.RETURNED.label),
    S.RESUBMITTED: Look("warn", "rotate-ccw", S.RESUBMITTED.label),
    S.RECEIVED: Look("ok", "circle-check", S.RECEIVED.label),
    S.REFUSED: Look("bad", "circle-x", S.REFUSED.label),
    S.WITHDRAWN: Look("mute", "circle-minus", S.WITHDRAWN.label),
    S.DISCONTINUED: Look("mute", "circle-stop", S.DISCONTINUED.label),
    S.VOIDED: Look("mute", "ban", S.VOIDED.label),
}
CYCLE_LOOKS = {
    CycleState.PREPARING: Look("mute", "pencil", CycleState.PREPARING.label),
    CycleState.OPEN: Look("info", "lock-open", CycleState.OPEN.label),
    CycleState.CLOSED: Look("mute", "lock", CycleState.CLOSED.label),
    CycleState.HISTORY: Look("mute", "history", "Năm trước"),
}
TRACKED = Look("mute", "eye", "Chỉ theo dõi")
ON_BEHALF = Look("gold", "pen-line", "Nhập hộ")
IN_DISPUTE = Look("warn", "triangle-alert", "Nhập hộ, đơn vị chưa đồng ý")
STILL_AFTER = 60  # days without news after which a received model is said to stand still


def late(days: int) -> Look:
    return Look("bad", "triangle-alert", f"Muộn {days} ngày")


def still(days: int) -> Look:
    return Look("warn", "hourglass", f"Đứng yên {days} ngày")
