"""Slips with one-time passwords for the people of an imported list, one per person, to be printed."""

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db import transaction

from core.actor import Actor
from core.log import audit
from core.web import throttle
from organizations.access.passwords import give_temporary
from organizations.enums import RosterState
from organizations.models import RosterBatch, RosterRow, User
from organizations.permissions import require
from organizations.rosters.services.people import ACTION
from organizations.units.services import ward_place

SLIPS_AT_ONCE = 100  # each needs a hash that takes its time


def waiting_for_slips(batch: RosterBatch) -> tuple[int, int]:
    """How many of the accounts made have no password yet, and how many have one but never signed in."""
    rows = _made_here(batch).filter(person__last_login__isnull=True)
    without = rows.filter(person__password__startswith=UNUSABLE_PASSWORD_PREFIX).count()
    return without, rows.count() - without


def _made_here(batch: RosterBatch):
    return batch.rows.filter(made__created=True, person__is_active=True)


@transaction.atomic
def issue_slips(*, actor: Actor, batch: RosterBatch, again: bool = False) -> list[tuple[RosterRow, str]]:
    """One-time passwords for the accounts this list made, at most a hundred a time, shown once and stored nowhere.

    `again`: for those who had one and never signed in; their former slips are worth nothing any more.
    """
    seat = require(actor, ACTION, ward_place(batch.ward))
    if batch.state != RosterState.COMMITTED:
        return []
    rows = _made_here(batch).filter(person__last_login__isnull=True).select_related("person", "unit")
    without = {"person__password__startswith": UNUSABLE_PASSWORD_PREFIX}
    rows = list((rows.exclude(**without) if again else rows.filter(**without))[:SLIPS_AT_ONCE])
    slips = [(row, give_temporary(row.person)) for row in rows]
    fields = ["password", "must_change_password", "password_expires_at"]
    User.objects.bulk_update([row.person for row in rows], fields, batch_size=200)
    throttle.forgive(row.person.username_fold for row in rows)
    audit.record_many(
        audit.Act(
            actor=actor, seat=seat, verb="person.password", text=f"Cấp mật khẩu tạm cho {row.person.username}",
            subject=row.person, ward_key=batch.ward_id, audience=audit.Audience.ADMIN,
        )
        for row in rows
    )  # fmt: skip
    return slips
