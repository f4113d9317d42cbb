"""Why one registration is left out of a bulk act: the same sentences in the dry run, in the act and on its result."""

from collections.abc import Collection
from dataclasses import dataclass, field

from core.text.vietnamese import lower_first
from models_registry.enums import Behalf, BulkKind, InitiativeState, Source
from models_registry.initiative.on_behalf import waits_for_unit
from models_registry.initiative.open_year import row_refusal
from models_registry.models import Initiative
from models_registry.reviewing.services.receiving import ASSIGNABLE
from models_registry.transitions import INITIATIVE

CHANGED = "vừa được người khác xử lý sau khi xem trước"
GONE = "không còn trong phạm vi của đồng chí"


@dataclass(frozen=True)
class Surroundings:
    """What a row alone does not tell: whose units nobody works for, which files were reminded of today."""

    deserted: Collection[int] = field(default_factory=frozenset)  # keys of units
    reminded: Collection[int] = field(default_factory=frozenset)  # keys of registrations


def reason_against(kind: str, row: Initiative, around: Surroundings, to: int | None = None) -> str:
    """'' when the act may be done with this row."""
    if words := row_refusal(row):
        return lower_first(words)
    if kind == BulkKind.RECEIVE:
        return _against_receiving(row)
    if kind == BulkKind.ASSIGN:
        return _against_assigning(row, to)
    return _against_reminding(row, around)


def _against_receiving(row: Initiative) -> str:
    if row.state not in INITIATIVE["receive"].sources:
        return f"đang ở trạng thái “{row.get_state_display()}”"
    if row.behalf == Behalf.DISPUTED:
        return "đơn vị không đồng ý với bản nhập hộ, cần thống nhất lại trước"
    return ""


def _against_assigning(row: Initiative, to: int | None) -> str:
    if row.tray not in ASSIGNABLE:
        return f"đang ở trạng thái “{row.get_state_display()}”, không cần phân công"
    if to is not None and row.assignee_id == to:
        return "đã giao cho người này từ trước"
    return ""


def _against_reminding(row: Initiative, around: Surroundings) -> str:
    if row.state == InitiativeState.DRAFT and row.source == Source.BEHALF:
        return "bản nháp do Ban nhập hộ, đơn vị không gửi được"
    if row.state not in (InitiativeState.RETURNED, InitiativeState.DRAFT) and not waits_for_unit(row):
        return f"đang ở trạng thái “{row.get_state_display()}”, không chờ đơn vị"
    if row.unit_id in around.deserted:
        return "đơn vị chưa có ai nhận được thông báo"
    if row.pk in around.reminded:
        return "đã nhắc trong hôm nay"
    return ""
