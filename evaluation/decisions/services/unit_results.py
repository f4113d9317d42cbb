"""What units learn once the Board's conclusion on a list is published: a result, or why their model was left."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.utils.text import Truncator

from core import clock
from core.actor import Actor
from core.database.transitions import move_all
from core.log import audit
from core.log.notifications import Notice, notify_many
from evaluation.enums import EvaluationState, Outcome
from evaluation.lists.deferrals import deferred_in
from evaluation.models import ConclusionRow, Evaluation, ProposalVersion
from evaluation.transitions import EVALUATION
from models_registry.enums import InitiativeState
from models_registry.initiative.messages import model_of_year, model_words
from models_registry.models import Initiative
from organizations.enums import Role
from organizations.models import Membership

REASON_SHOWN = 140  # signs of the Board's reason in a notice; the whole stands on the page of the result


@dataclass(frozen=True)
class Results:
    """`settled`: keys of the initiatives whose result is open now; `deferred`: rows the Board left, still at work."""

    ward_key: int
    settled: Sequence[int]
    deferred: Sequence[ConclusionRow]

    def acts(self, actor: Actor, after: Mapping) -> list[audit.Act]:
        """The entries of models that were left; `after` names what was published."""
        return [
            audit.Act(
                actor=actor, verb="initiative.defer", text="Ban Thường vụ để lại, xem xét sau",
                subject=row.item.initiative, ward_key=self.ward_key, after=dict(after), reason=row.reason,
            )
            for row in self.deferred
        ]  # fmt: skip

    def notify(self, source: str) -> None:
        """One notice a model to everybody of its unit: that there is a result, or why the Board left it.

        `source` tells what was published from every other: the same twice is one notice.
        """
        reasons = {row.item.initiative_id: row.reason for row in self.deferred}
        people: dict[int, list[int]] = {}
        seats = Membership.objects.valid_on(clock.today()).filter(
            ward_id=self.ward_key, role=Role.SECRETARY, user__is_active=True
        )
        for seat in seats.values("organization_id", "user_id"):
            people.setdefault(seat["organization_id"], []).append(seat["user_id"])
        notify_many(
            Notice(
                user_keys=people.get(row.unit_id, []),
                ward_key=self.ward_key,
                kind="result",
                text=_notice_text(row, reasons.get(row.pk)),
                link=row.get_absolute_url(),
                dedupe_key=f"result-{source}-{row.pk}",
            )
            for row in Initiative.objects.filter(pk__in=[*self.settled, *reasons]).select_related("ward")
        )


def open_results(version: ProposalVersion) -> Results:
    """Open the results of the year's settled models to their units: what the Board decided on in this version, and
    what the head found not ready."""
    proposal, deferred = version.proposal_list, deferred_in(version)
    settled = version.items.exclude(pk__in=deferred.values("item_id")).values_list("initiative_id", flat=True)
    rows = Evaluation.objects.filter(cycle_id=proposal.cycle_id, state=EvaluationState.CONCLUDED)
    told = Q(initiative_id__in=list(settled)) | Q(outcome__in=[Outcome.NOT_YET, Outcome.TOO_EARLY])
    keys = set(rows.filter(told).values_list("initiative_id", flat=True))
    move_all(rows.filter(initiative_id__in=keys), EVALUATION["publish"])
    left = deferred.filter(item__initiative__state=InitiativeState.RECEIVED)
    left = list(left.select_related("item__initiative").order_by("item__order"))
    return Results(proposal.ward_id, sorted(keys), left)


def _notice_text(row: Initiative, deferral_reason: str | None) -> str:
    if deferral_reason is None:
        return f"Đã có kết quả xét công nhận {model_of_year(row)}"
    reason = Truncator(deferral_reason).chars(REASON_SHOWN)
    return (
        f"Ban Thường vụ để lại {model_words(row.name)}, xem xét sau. Lý do: {reason.rstrip('.')}. Mô hình có thể "
        f"vào một danh sách sau của năm {row.year}, đơn vị chưa phải làm gì thêm"
    )
