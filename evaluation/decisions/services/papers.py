"""Papers drawn on the floor above and kept here for good: the list of a decision, certificates (decision 27)."""

from collections.abc import Sequence

from django.db import transaction

from core.actor import Actor
from core.exceptions import StaleState
from core.files.uploads import keep_bytes
from core.log import audit, heads
from evaluation.appraisal.marks import pages_digest
from evaluation.decisions.public_site import public_site
from evaluation.enums import DecisionKind, DecisionState
from evaluation.models import IssuedPaper, RecognitionDecision
from models_registry.enums import RecognitionSource
from models_registry.models import Initiative, Recognition
from organizations.permissions import Action, require


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
    heads.keep_after_commit(decision.ward_id, f"decision.paper {decision.number}")


def standing(decision: RecognitionDecision):
    """The live recognitions this very decision gave."""
    return Recognition.objects.live().filter(source=RecognitionSource.DECISION, source_key=decision.pk)


def without_certificate(decision: RecognitionDecision) -> list[tuple[int, Recognition]]:
    """(order of the row, recognition) of what stands and has no certificate yet, in the order of the decision."""
    if not decision.holds_paper or decision.kind == DecisionKind.REVOCATION:
        return []
    waiting = {row.initiative_id: row for row in standing(decision).filter(paper__isnull=True)}
    rows = decision.items.values_list("order", "initiative_id")
    return [(order, waiting[key]) for order, key in rows if key in waiting]


def standing_certificates(decision: RecognitionDecision) -> list[IssuedPaper]:
    """The kept certificates that are worth something today, in the order of the decision. Two queries."""
    kept = IssuedPaper.objects.filter(recognition__in=standing(decision)).select_related("file", "recognition")
    order = dict(decision.items.values_list("initiative_id", "order"))
    return sorted(kept, key=lambda row: order[row.recognition.initiative_id])


def certificate_of(initiative: Initiative) -> IssuedPaper | None:
    """The certificate of what a model is recognised as today by the ward."""
    kept = IssuedPaper.objects.filter(recognition__initiative=initiative, recognition__revoked_on__isnull=True)
    return kept.select_related("file").order_by("-recognition__level").first()


@transaction.atomic
def keep_certificates(
    *,
    actor: Actor,
    decision: RecognitionDecision,
    recognitions: Sequence[Recognition],
    codes: Sequence[str],
    data: bytes,
) -> None:
    """Keep certificates drawn one a page in the order of `recognitions`, with the codes printed on them.

    A second press adds none. Raises StaleState when one was ended meanwhile, DomainError without a public address.
    """
    require(actor, Action.ISSUE_CERTIFICATES, decision)
    public_site("")
    RecognitionDecision.objects.select_for_update().get(pk=decision.pk)
    keys = [row.pk for row in recognitions]
    if IssuedPaper.objects.filter(recognition__in=keys).exists():
        return
    if standing(decision).filter(pk__in=keys).count() != len(keys):
        raise StaleState("Có mô hình vừa được đính chính hoặc thu hồi. Hãy mở lại trang này")
    stored = keep_bytes(data, kind="pdf", ward_key=decision.ward_id)
    IssuedPaper.objects.bulk_create(
        IssuedPaper(
            ward_id=decision.ward_id,
            decision=decision,
            recognition=row,
            code=code,
            file=stored,
            page=page,
            by_key=actor.user_key,
        )  # fmt: skip
        for page, (row, code) in enumerate(zip(recognitions, codes, strict=True), start=1)
    )
    audit.record(
        actor=actor, verb="decision.certificates", subject=decision.proposal, ward_key=decision.ward_id,
        text=f"Lập {len(keys)} giấy công nhận theo quyết định số {decision.number}",
        after={"file": stored.sha256, "items": len(keys), "pages_sha256": pages_digest(stored.pk)},
        audience=audit.Audience.BAN,
    )  # fmt: skip
    heads.keep_after_commit(decision.ward_id, f"decision.certificates {decision.number}")
