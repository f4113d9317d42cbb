"""Handing on the right to conclude while one is away: to a member of the same body, between two dates (decision 5).

A delegation is a membership of its own, with `delegated_by` and an end; what is done under it is recorded under it.
"""

import datetime as dt

from django.db import transaction

from core import clock
from core.actor import Actor, Seat
from core.exceptions import DomainError
from core.log import audit
from core.log.notifications import notify
from core.text.formatting import date_vi
from core.text.vietnamese import clean_line
from organizations.models import Membership, Organization, User
from organizations.permissions import Action, require
from organizations.units.services import ward_place as place

LONGEST = dt.timedelta(days=366)


def own_seat(actor: Actor, ward: Organization) -> Seat:
    """The concluding seat one holds oneself. Raises PermissionDenied without one, DomainError when it is delegated."""
    require(actor, Action.DELEGATE, place(ward))
    keys = [seat.key for seat in actor.seats if seat.may_conclude]
    own = Membership.objects.filter(pk__in=keys, delegated_by__isnull=True).values_list("pk", flat=True)
    seat = next((seat for seat in actor.seats if seat.key in set(own)), None)
    if seat is None:
        raise DomainError("Quyền được ủy quyền không ủy quyền tiếp")
    return seat


def fellow_members(seat: Seat) -> list[User]:
    """Who sits in the same body today and has not the right to conclude themselves, by given name."""
    today = clock.today()
    seats = Membership.objects.filter(organization_id=seat.organization_key, role=seat.role).valid_on(today)
    able = set(seats.filter(may_conclude=True, delegated_by__isnull=True).values_list("user_id", flat=True))
    people = User.objects.filter(pk__in=seats.values("user_id"), is_active=True).exclude(pk__in=able)
    return list(people.order_by("given_sort", "pk"))


def given_by(seat: Seat) -> list[Membership]:
    """Delegations of a seat that run or are to run, earliest first."""
    rows = Membership.objects.filter(delegated_by_id=seat.key, valid_until__gt=clock.today())
    return list(rows.select_related("user").order_by("valid_from", "pk"))


@transaction.atomic
def delegate(
    *,
    actor: Actor,
    ward: Organization,
    person: User,
    valid_from: dt.date,
    valid_until: dt.date,
    reason: str = "",
) -> Membership:
    """Hand one's right to conclude to `person` from a day until another, that day excluded.

    Raises DomainError for somebody outside the same body, dates gone by, more than a year, or days already handed on.
    """
    seat = own_seat(actor, ward)
    Membership.objects.select_for_update().get(pk=seat.key)
    if person.pk not in {row.pk for row in fellow_members(seat)}:
        raise DomainError("Chỉ ủy quyền cho người cùng cơ quan và chưa có quyền này", field="person")
    if valid_from < clock.today():
        raise DomainError("Ngày bắt đầu phải từ hôm nay", field="valid_from")
    if not valid_from < valid_until <= valid_from + LONGEST:
        raise DomainError("Ngày kết thúc phải sau ngày bắt đầu, nhiều nhất một năm", field="last_day")
    _refuse_given(seat, valid_from, valid_until)
    given = Membership.objects.create(
        user=person, organization_id=seat.organization_key, ward=ward, role=seat.role, may_conclude=True,
        valid_from=valid_from, valid_until=valid_until, delegated_by_id=seat.key, granted_by_key=actor.user_key,
    )  # fmt: skip
    span = f"từ ngày {date_vi(valid_from)} đến hết ngày {date_vi(valid_until - dt.timedelta(days=1))}"
    audit.record(
        actor=actor, verb="role.delegate", text=f"Ủy quyền cho {person.username}, {given.get_role_display()}, {span}",
        subject=person, ward_key=ward.pk, reason=clean_line(reason), audience=audit.Audience.ADMIN, seat=seat,
        after={"role": seat.role, "from": valid_from, "until": valid_until},
    )  # fmt: skip
    notify(
        user_keys=[person.pk], ward_key=ward.pk, kind="delegation", link=f"/{ward.slug}/uy-quyen/",
        text=f"Đồng chí được ủy quyền ghi kết luận {span}", dedupe_key=f"delegation-{given.pk}",
    )  # fmt: skip
    return given


def _refuse_given(seat: Seat, valid_from: dt.date, valid_until: dt.date) -> None:
    """A seat has one delegate on a day."""
    for row in given_by(seat):
        if valid_from < row.valid_until and row.valid_from < valid_until:
            until = date_vi(row.valid_until - dt.timedelta(days=1))
            raise DomainError(f"Đã ủy quyền cho {row.user.full_name} đến hết ngày {until}", field="valid_from")


@transaction.atomic
def take_back(*, actor: Actor, ward: Organization, given: Membership) -> None:
    """End a delegation today; what was done under it stands. Ending it again changes nothing."""
    seat = own_seat(actor, ward)
    if given.delegated_by_id != seat.key:
        raise DomainError("Ủy quyền này không phải của đồng chí")
    today = max(clock.today(), given.valid_from)
    changed = Membership.objects.filter(pk=given.pk, valid_until__gt=today).update(
        valid_until=today, end_reason="Người ủy quyền thu lại"
    )
    if changed:
        audit.record(
            actor=actor, verb="role.take_back", text=f"Thu lại ủy quyền của {given.user.username}", subject=given.user,
            ward_key=ward.pk, audience=audit.Audience.ADMIN, seat=seat,
        )  # fmt: skip


def end_with(seat: Membership, on: dt.date) -> None:
    """A seat that ends takes the delegations given from it along."""
    for given in Membership.objects.filter(delegated_by=seat, valid_until__gt=on):
        given.valid_until, given.end_reason = max(on, given.valid_from), "Người ủy quyền thôi giữ vai trò"
        given.save(update_fields=["valid_until", "end_reason"])
