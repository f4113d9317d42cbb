"""The Ban reminds units whose models have given no news for long (Plan I.2: regular urging)."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.urls import reverse

from core import clock
from core.actor import Actor
from core.log import audit
from core.log.notifications import Notice, notify_many
from core.models import Notification
from core.text.vietnamese import quoted
from models_registry.initiative.recipients import unit_people
from models_registry.models import Initiative
from organizations.permissions import Action, require

KIND = "still"


@dataclass(frozen=True)
class Reminded:
    """How many units were told now, were told this week already, or have nobody to be told."""

    told: int
    before: int
    nobody: int


@transaction.atomic
def remind_still(*, actor: Actor, initiatives: Sequence[Initiative]) -> Reminded:
    """Leave a notice with the people of each model's unit; of one model once a week, however often it is pressed."""
    notices, acts, nobody, before = [], [], 0, 0
    keys = {row.pk: f"{KIND}-{row.pk}-{clock.today():%G-%V}" for row in initiatives}
    sent = set(Notification.objects.filter(dedupe_key__in=keys.values()).values_list("dedupe_key", flat=True))
    for row in initiatives:
        seat = require(actor, Action.RECEIVE_INITIATIVE, row)
        people = unit_people(row.unit)
        if keys[row.pk] in sent:
            before += 1
        elif not people:
            nobody += 1
        else:
            text = (
                f"{row.code} {quoted(row.name)} chưa có tin mới {row.quiet_days} ngày. Mời đồng chí ghi tin thực hiện"
            )
            link = reverse("registry:note_add", args=[actor.ward_slug, row.address])
            notices.append(
                Notice(user_keys=people, ward_key=row.ward_id, kind=KIND, text=text, link=link, dedupe_key=keys[row.pk])
            )
            acts.append(_act(actor, seat, row))
    notify_many(notices)
    audit.record_many(acts)
    return Reminded(len(acts), before, nobody)


def _act(actor: Actor, seat, row: Initiative) -> audit.Act:
    return audit.Act(
        actor=actor, seat=seat, verb="progress.remind", subject=row, ward_key=row.ward_id,
        text=f"Nhắc đơn vị ghi tin thực hiện, đã {row.quiet_days} ngày chưa có tin",
    )  # fmt: skip
