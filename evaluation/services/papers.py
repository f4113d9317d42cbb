"""Papers drawn on the floor above and kept here for good: the list of a decision, certificates (decision 27)."""

from django.db import transaction

from core import audit
from core.actor import Actor
from core.exceptions import StaleState
from core.uploads import keep_bytes
from organizations.permissions import Action, require

from ..enums import DecisionState
from ..models import RecognitionDecision


@transaction.atomic
def keep_list(*, actor: Actor, decision: RecognitionDecision, data: bytes) -> None:
    """Keep the list drawn from a published decision's seal; it is kept once, a second press changes nothing.

    The log names the hash of the bytes, so that a file exchanged later is found. Raises StaleState before publishing.
    """
    require(actor, Action.PUBLISH_DECISION, decision)
    if decision.state != DecisionState.PUBLISHED:
        raise StaleState("Quyết định chưa công bố")
    stored = keep_bytes(data, kind="pdf", ward_key=decision.ward_id)
    if not RecognitionDecision.objects.filter(pk=decision.pk, file__isnull=True).update(file=stored):
        return
    decision.file = stored
    audit.record(
        actor=actor, verb="decision.paper", text=f"Lưu văn bản danh sách kèm theo quyết định số {decision.number}",
        subject=decision, ward_key=decision.ward_id, after={"file": stored.sha256, "size": stored.size},
        audience=audit.Audience.BAN,
    )  # fmt: skip
