"""What a registration stands for beside its field, as the Ban corrects it on reading (Plan II.3.2, II.3.3)."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import F

from core.actor import Actor
from core.exceptions import DomainError, StaleState
from core.log import audit
from models_registry.enums import Focus
from models_registry.initiative.contents import text_of
from models_registry.models import Initiative, RegistrationText
from organizations.permissions import Action, require


@transaction.atomic
def set_tags(*, actor: Actor, initiative: Initiative, tags: Iterable[str], seen: Iterable[str]) -> bool:
    """Set the marks of a registration that was sent; False when they stand already.

    `seen` are the marks its page showed. The version of the file is left alone, so that a unit typing its supplement is
    not disturbed. Raises StaleState when other marks stand there meanwhile.
    """
    seat = require(actor, Action.RECEIVE_INITIATIVE, initiative)
    if not initiative.was_sent or initiative.is_copy:
        raise DomainError("Chỉ đánh dấu hồ sơ đã gửi, không phải bản gửi để theo dõi")
    text, wanted = text_of(initiative), Focus.joined(tags)
    if text.tags == wanted:
        return False
    if text.tags != Focus.joined(seen):
        raise StaleState("Dấu của hồ sơ vừa được người khác sửa. Hãy tải lại trang để xem.")
    before = text.tags
    rows = RegistrationText.objects.filter(pk=initiative.pk, tags=before)
    if not rows.update(tags=wanted, version=F("version") + 1):
        RegistrationText.objects.create(initiative=initiative, tags=wanted)
    text.tags = wanted
    words = ", ".join(text.tag_labels) or "không đánh dấu"
    audit.record(
        actor=actor, seat=seat, verb="initiative.tag", text=f"Nội dung trọng tâm: {words}", subject=initiative,
        ward_key=initiative.ward_id, before={"tags": before.split()}, after={"tags": wanted.split()},
    )  # fmt: skip
    return True
