"""From a signed-in person and a ward to the Actor every service takes."""

from functools import cache
from operator import attrgetter

from core import clock
from core.actor import Actor, Seat
from core.log.notifications import unread_count_subquery
from organizations.enums import Role
from organizations.models import Membership, Organization, User
from organizations.permissions import Action, can, roles_with
from organizations.tree import ward_tree


@cache
def _people_with_seats():
    """The question of every request, resolved once; never evaluated itself."""
    rows = Membership.objects.select_related("user", "organization", "ward")
    return rows.annotate(unread=unread_count_subquery("user_id"))


def read_seats(user_key: int) -> list[Membership]:
    """A person's memberships valid today, oldest first, with user, organisation, ward and unread notices: one query.

    The few rows are put in order here: to have the database do it costs Django more than the query itself.
    """
    rows = _people_with_seats().valid_on(clock.today()).filter(user_id=user_key)
    return sorted(rows, key=attrgetter("pk"))


def seats_today(user) -> list[Membership]:
    """The person's memberships valid today; already there after sign-in, else one query."""
    if not hasattr(user, "seats_today"):
        user.seats_today = read_seats(user.pk)
    return user.seats_today


def wards_of(user) -> list[Organization]:
    """The wards the person can enter, in the order of their memberships. A province seat opens every ward below."""
    found: dict[int, Organization] = {}
    for row in seats_today(user):
        if row.ward is not None:
            found.setdefault(row.ward_id, row.ward)
        else:
            for ward in Organization.objects.below(bytes(row.organization.path)).filter(kind="WARD"):
                found.setdefault(ward.pk, ward)
    return list(found.values())


def ward_by_slug(user, slug: str) -> Organization | None:
    return next((ward for ward in wards_of(user) if ward.slug == slug), None)


def build_actor(user, ward: Organization | None, request_id: str = "") -> Actor:
    """The person as they may act in one ward today. Rights are read anew at each request (decision 5)."""
    if ward is None:
        return Actor(
            user_key=user.pk,
            user_name=user.full_name,
            ward_key=None,
            ward_slug="",
            seats=(),
            unit_keys=frozenset(),
            head_unit_keys=frozenset(),
            request_id=request_id,
        )
    rows = [row for row in seats_today(user) if row.ward_id == ward.pk or _stands_above(row, ward)]
    tree = ward_tree(ward)
    unit_rows = [row for row in rows if row.role == Role.SECRETARY]
    head_keys = {row.organization_id for row in unit_rows if row.is_head}
    return Actor(
        user_key=user.pk,
        user_name=user.full_name,
        ward_key=ward.pk,
        ward_slug=ward.slug,
        seats=tuple(_seat(row) for row in rows),
        unit_keys=frozenset().union(*(tree.reach(bytes(row.organization.path)) for row in unit_rows)),
        head_unit_keys=frozenset(key for key in tree.by_key if tree.living(key) in head_keys),
        request_id=request_id,
    )


def actor_of(user, ward: Organization, request_id: str = "") -> Actor:
    """For commands and tests: the actor of a person read freshly from the database."""
    user.__dict__.pop("seats_today", None)
    ward.refresh_from_db()
    return build_actor(user, ward, request_id)


def people_who_may(action: Action, ward: Organization) -> list[tuple[User, Actor]]:
    """Whoever may do this in the ward today, in the order of given names, each as they may act. One query."""
    seats = Membership.objects.valid_on(clock.today())
    holders = seats.filter(ward=ward, role__in=roles_with(action), user__is_active=True).order_by()
    rows = seats.filter(user_id__in=holders.values("user_id")).select_related("user__home_cell", "organization")
    people: dict[int, User] = {}
    for row in rows.order_by("user__given_sort", "user_id", "id"):
        user = people.setdefault(row.user_id, row.user)
        user.__dict__.setdefault("seats_today", []).append(row)
    actors = [(user, build_actor(user, ward)) for user in people.values()]
    return [(user, actor) for user, actor in actors if can(actor, action)]


def _stands_above(row: Membership, ward: Organization) -> bool:
    return row.ward_id is None and bytes(ward.path).startswith(bytes(row.organization.path))


def _seat(row: Membership) -> Seat:
    return Seat(
        key=row.pk,
        role=row.role,
        title=row.title,
        organization_key=row.organization_id,
        organization_name=row.organization.name,
        organization_path=bytes(row.organization.path),
        ward_key=row.ward_id,
        is_head=row.is_head,
        may_conclude=row.may_conclude,
    )
