"""What a unit says to a registration the Ban typed for it from paper: right, or not right (decision 6, scenario 14)."""

from django.db import transaction

from core import audit
from core.actor import Actor
from core.exceptions import DomainError, StaleState
from core.notifications import notify
from core.transitions import update_if_unchanged
from organizations.permissions import Action, require

from ..addresses import review_address
from ..enums import COUNTING_STATES
from ..models import Initiative
from ..notices import ban_people

WAITING, CONFIRMED, DISPUTED = "WAITING", "CONFIRMED", "DISPUTED"
REASON_LENGTH = 500


def waits_for_unit(initiative: Initiative) -> bool:
    return initiative.behalf == WAITING and initiative.state in COUNTING_STATES


@transaction.atomic
def answer_behalf(*, actor: Actor, initiative: Initiative, seen: int, agrees: bool, reason: str = "") -> None:
    """Confirm or dispute it, by the unit's head. Disputed, it does not count and is not received until settled."""
    seat = require(actor, Action.SEND_INITIATIVE, initiative)
    if not waits_for_unit(initiative):
        raise StaleState("Bản nhập hộ này không còn chờ đơn vị xác nhận")
    if initiative.version != seen:
        raise StaleState("Hồ sơ vừa được người khác xử lý. Hãy xem lại rồi bấm lần nữa")
    if not agrees and not reason:
        raise DomainError("Hãy ghi chỗ chưa đúng để Ban Xây dựng Đảng sửa", field="reason")
    update_if_unchanged(initiative, changes={"behalf": CONFIRMED if agrees else DISPUTED})
    text = "Xác nhận bản nhập hộ" if agrees else "Không đồng ý với bản nhập hộ"
    audit.record(
        actor=actor, seat=seat, verb="initiative.behalf", text=text, subject=initiative, ward_key=initiative.ward_id,
        reason=reason,
    )  # fmt: skip
    notify(
        user_keys=ban_people(initiative.ward_id), ward_key=initiative.ward_id, kind="behalf_answer",
        text=f"{initiative.unit_label}: {text.lower()} {initiative.code} “{initiative.name}”"[:500],
        link=review_address(actor.ward_slug, initiative),
        dedupe_key=f"behalf-{initiative.pk}-{initiative.version}",
    )  # fmt: skip
