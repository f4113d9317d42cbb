"""A scorer declares before scoring that a unit or a model concerns them, and may take it back (decision 8)."""

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from core import clock
from core.actor import Actor
from core.exceptions import DomainError
from core.log import audit
from core.log.audit import Audience
from core.log.notifications import notify
from core.text.formatting import date_vi
from evaluation.appraisal.conflicts import touched_by
from evaluation.appraisal.reasons import written_reason
from evaluation.enums import EvaluationState, SheetState
from evaluation.models import ConflictDeclaration, ScoreSheet
from evaluation.sheets.services.sheets import NOTICE_LENGTH
from models_registry.initiative.messages import model_words
from models_registry.initiative.open_year import refuse_closed_year
from models_registry.initiative.recipients import role_people
from models_registry.models import Initiative
from organizations.enums import Role
from organizations.models import Organization
from organizations.permissions import Action, require
from organizations.units.services import ward_place

OPEN_STATES = (EvaluationState.SENT, EvaluationState.CONCLUDED)


@transaction.atomic
def declare(
    *,
    actor: Actor,
    ward: Organization,
    reason: str,
    unit: Organization | None = None,
    initiative: Initiative | None = None,
) -> ConflictDeclaration:
    """Say “tôi có liên quan” about a unit, or about one model; from then on the scorer is in conflict there.

    The same words twice are one declaration; other words about the same thing raise DomainError, as do missing words.
    """
    seat = require(actor, Action.SCORE, ward_place(ward))
    reason = written_reason(reason)
    if (unit is None) == (initiative is None):
        raise DomainError("Hãy chọn một đơn vị hoặc một mô hình", field="about")
    if initiative is not None:
        refuse_closed_year(initiative.cycle)  # what concerns a unit holds for every year
    about = {"unit": unit, "initiative": initiative}
    found, is_new = _kept(actor, ward, reason, about)
    if not is_new:
        if found.reason != reason:
            raise DomainError(f"Đồng chí đã khai việc này ngày {date_vi(clock.local(found.created_at).date())}")
        return found
    audit.record(
        actor=actor, verb="conflict.declare", text="Khai có liên quan", subject=unit or initiative, ward_key=ward.pk,
        reason=reason, audience=Audience.HEAD, seat=seat,
    )  # fmt: skip
    notify(
        user_keys=role_people(ward.pk, (Role.HEAD,)), ward_key=ward.pk, kind="conflict",
        text=f"{actor.user_name} khai có liên quan đến {told(found)}"[:NOTICE_LENGTH],
        link=f"/{actor.ward_slug}/ket-luan/lien-quan/", dedupe_key=f"conflict-{found.pk}",
    )  # fmt: skip
    return found


@transaction.atomic
def withdraw(*, actor: Actor, declaration: ConflictDeclaration) -> None:
    """Take one's own declaration back. A second time does nothing.

    Raises DomainError while a completed sheet of theirs stands on a model it is about: the head decides on that one.
    """
    if declaration.user_id != actor.user_key:
        raise PermissionDenied("Khai này của người chấm khác.")
    seat = require(actor, Action.SCORE, ward_place(declaration.ward))
    rows = ConflictDeclaration.objects.filter(pk=declaration.pk, withdrawn_at__isnull=True)
    codes = completed_under(declaration) if rows.exists() else []
    if codes:
        raise DomainError(f"Đồng chí đã hoàn thành phiếu chấm {', '.join(codes)}, nên không rút khai này được")
    if not rows.update(withdrawn_at=clock.now()):
        return
    audit.record(
        actor=actor, verb="conflict.withdraw", text="Rút khai có liên quan",
        subject=declaration.unit or declaration.initiative, ward_key=declaration.ward_id, audience=Audience.HEAD,
        seat=seat,
    )  # fmt: skip


def told(declaration: ConflictDeclaration) -> str:
    """“mô hình “Ngõ sáng” (DK-2026-071)”, or the unit's name."""
    row = declaration.initiative
    return declaration.unit.name if row is None else f"{model_words(row.name)} ({row.code})"


def completed_under(declaration: ConflictDeclaration) -> list[str]:
    """The codes of models it is about that its author has scored to the end and that are not published."""
    sheets = ScoreSheet.objects.filter(scorer_id=declaration.user_id, state=SheetState.COMPLETED)
    sheets = sheets.filter(evaluation__in=touched_by(declaration), evaluation__state__in=OPEN_STATES)
    return list(sheets.order_by("id").values_list("evaluation__initiative__code", flat=True))


def _kept(actor: Actor, ward: Organization, reason: str, about) -> tuple[ConflictDeclaration, bool]:
    """The standing declaration about this, and whether it was made now."""
    rows = ConflictDeclaration.objects.filter(user_id=actor.user_key, withdrawn_at__isnull=True, **about)
    found = rows.first()
    if found is not None:
        return found, False
    try:
        with transaction.atomic():
            return ConflictDeclaration.objects.create(ward=ward, user_id=actor.user_key, reason=reason, **about), True
    except IntegrityError:
        return rows.get(), False
