"""Giving sheets out to scorers, exactly as the preview showed it (decision 8; Plan II.4.4).

What the preview shows travels signed through its page; applying reads everything anew and refuses when it differs.
"""

from dataclasses import astuple
from typing import Any

from django.core import signing
from django.db import transaction

from core.actor import Actor, Seat
from core.exceptions import DomainError, StaleState
from core.log import audit
from core.log.audit import Act, Audience
from core.log.notifications import Notice, notify_many
from evaluation.conclusions.assignment_plan import Desk, Plan, Wish, draw_up
from evaluation.enums import SheetState
from evaluation.models import Evaluation, ScoreSheet
from models_registry.initiative.open_year import hold_open_year
from models_registry.models import Cycle
from organizations.models import Organization
from organizations.permissions import Action, require, seat_for
from organizations.units.services import ward_place

SALT, LIVES = "evaluation.assignment", 24 * 60 * 60
OUTDATED = "Bản xem trước đã quá một ngày hoặc không phải của đồng chí. Hãy xem trước lại"
CHANGED = "Từ lúc xem trước đã có phiếu, khai có liên quan hoặc bản nộp thay đổi. Hãy xem lại bản mới rồi giao"


def preview(*, actor: Actor, ward: Organization, cycle: Cycle, wish: Wish) -> Plan:
    """What the wish would lead to; nothing is written."""
    require(actor, Action.ASSIGN_SCORERS, ward_place(ward))
    return draw_up(Desk(actor, ward, cycle), wish)


def seal(actor: Actor, cycle: Cycle, plan: Plan) -> str:
    """What applying does, signed for this person."""
    content = {
        "by": actor.user_key,
        "cycle": cycle.pk,
        "wish": astuple(plan.wish),
        "print": plan.print,
        "gives": [[key, scorers] for key, scorers in plan.gives.items()],
        "frees": [[sheet.evaluation_id, sheet.scorer_id] for sheet in plan.frees],
    }
    return signing.dumps(content, salt=SALT, compress=True)


@transaction.atomic
def assign(*, actor: Actor, ward: Organization, cycle: Cycle, sealed: str) -> int:
    """Give out what the preview showed; returns how many sheets. Pressed twice, it is given out once.

    A sheet already begun is never taken back. Raises DomainError when the preview is another's or of yesterday,
    StaleState when what it was drawn up from has changed; then nothing is written.
    """
    seat = require(actor, Action.ASSIGN_SCORERS, ward_place(ward))
    content = _opened(sealed, actor, cycle)
    hold_open_year(cycle.pk)
    sectors, scorers, each, afresh = content["wish"]
    rows = Evaluation.objects.of_ward(ward).filter(cycle=cycle, sector__number__in=sectors).order_by("pk")
    list(rows.select_for_update(of=("self",)).values_list("pk", flat=True))
    plan = draw_up(Desk(actor, ward, cycle), Wish(tuple(sectors), tuple(scorers), each, afresh))
    if plan.print != content["print"]:
        if _is_done(content):
            return sum(len(keys) for _, keys in content["gives"])
        raise StaleState(CHANGED)
    ScoreSheet.objects.filter(pk__in=[row.pk for row in plan.frees], state=SheetState.ASSIGNED).delete()
    made = ScoreSheet.objects.bulk_create(_sheets(plan, ward, cycle))
    audit.record_many(_acts(actor, seat, ward, plan))
    notify_many(_notices(actor, cycle, plan, made))
    return len(made)


def _opened(sealed: str, actor: Actor, cycle: Cycle) -> dict[str, Any]:
    try:
        content = signing.loads(sealed, salt=SALT, max_age=LIVES)
    except signing.BadSignature as error:
        raise DomainError(OUTDATED) from error
    if (content["by"], content["cycle"]) != (actor.user_key, cycle.pk):
        raise DomainError(OUTDATED)
    return content


def _is_done(content) -> bool:
    """Whether all of it stands already: the second press of one button."""
    asked = {(key, scorer) for key, scorers in content["gives"] for scorer in scorers}
    freed = {tuple(pair) for pair in content["frees"]}
    if not asked and not freed:
        return False
    touched = {key for key, _ in asked | freed}
    stand = set(ScoreSheet.objects.filter(evaluation__in=touched).values_list("evaluation_id", "scorer_id"))
    return asked <= stand and not freed & stand


def _sheets(plan: Plan, ward: Organization, cycle: Cycle) -> list[ScoreSheet]:
    return [
        ScoreSheet(
            ward=ward,
            cycle=cycle,
            evaluation_id=key,
            scorer_id=scorer,
            membership_key=seat_for(plan.seats[scorer], Action.SCORE).key,
            state=SheetState.ASSIGNED,
        )
        for key, scorers in plan.gives.items()
        for scorer in scorers
    ]


def _acts(actor: Actor, seat: Seat, ward: Organization, plan: Plan) -> list[Act]:
    """One entry for each model that changes hands."""
    acts = []
    for line in plan.models:
        said = [f"giao {', '.join(line.gets)}"] if line.gets else []
        said += [f"thôi giao {', '.join(line.loses)}"] if line.loses else []
        if said:
            acts.append(
                Act(
                    actor=actor,
                    verb="sheet.assign",
                    text=f"Phân công chấm: {'; '.join(said)}",
                    subject=line.evaluation.initiative,
                    ward_key=ward.pk,
                    audience=Audience.BAN,
                    seat=seat,
                    after={"scorers": plan.gives.get(line.evaluation.pk, [])},
                )  # fmt: skip
            )
    return acts


def _notices(actor: Actor, cycle: Cycle, plan: Plan, made: list[ScoreSheet]) -> list[Notice]:
    return [
        Notice(
            user_keys=[line.user.pk],
            ward_key=cycle.ward_id,
            kind="sheet",
            text=f"Đồng chí được giao chấm {line.gets} mô hình năm {cycle.year}",
            link=f"/{actor.ward_slug}/cham-diem/?nam={cycle.year}",
            dedupe_key=f"sheets-assigned-{made[0].pk}",
        )
        for line in plan.scorers
        if line.gets
    ]
