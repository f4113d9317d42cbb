"""Whom to notify, and where notices lead: people of a unit, people of the Party Building Committee; plain keys."""

from collections.abc import Iterable

from django.db.models import Q
from django.urls import reverse

from core import clock
from organizations.enums import Role
from organizations.models import Membership, Organization, User

BAN_ROLES = (Role.OFFICER, Role.HEAD)


def unit_people(unit: Organization) -> list[int]:
    """Who works for a unit today, its head among them; for a closed unit, the people of its living heir."""
    seats = Membership.objects.valid_on(clock.today()).filter(
        organization_id=unit.living_key, role=Role.SECRETARY, user__is_active=True
    )
    return list(seats.values_list("user_id", flat=True))


def people_of(units: Iterable[Organization]) -> dict[int, list[int]]:
    """`unit_people` of many units in one query, by the unit's key; empty for a unit nobody works for."""
    living = {unit.pk: unit.living_key for unit in units}
    seats = Membership.objects.valid_on(clock.today()).filter(
        organization_id__in=set(living.values()), role=Role.SECRETARY, user__is_active=True
    )
    found: dict[int, list[int]] = {}
    for unit_key, user_key in seats.values_list("organization_id", "user_id"):
        found.setdefault(unit_key, []).append(user_key)
    return {key: found.get(heir, []) for key, heir in living.items()}


def unit_heads(unit: Organization) -> list[int]:
    """The head of a unit today: who may send what others prepared."""
    seats = Membership.objects.valid_on(clock.today()).filter(
        organization_id=unit.living_key, role=Role.SECRETARY, is_head=True, user__is_active=True
    )
    return list(seats.values_list("user_id", flat=True))


def role_people(ward_key: int, roles: Iterable[str]) -> list[int]:
    """Whoever holds one of these roles in the ward today."""
    seats = Membership.objects.valid_on(clock.today()).filter(
        ward_id=ward_key, role__in=list(roles), user__is_active=True
    )
    return list(seats.values_list("user_id", flat=True))


def ban_people(ward_key: int) -> list[int]:
    """Officers and heads of the Ban today."""
    return list(officers(ward_key).values_list("pk", flat=True))


def officers(ward_key: int):
    """The same as people, in the order of given names: who may be assigned a file."""
    day = clock.today()
    seats = Membership.objects.filter(ward_id=ward_key, role__in=BAN_ROLES).valid_on(day)
    return User.objects.filter(Q(pk__in=seats.values("user_id")), is_active=True).order_by("given_sort", "id")


def form_address(slug: str, initiative, page: str = "initiative_detail", *args) -> str:
    """A page of the units' side."""
    return reverse(f"registry:{page}", args=[slug, initiative.address, *args])


def review_address(slug: str, initiative) -> str:
    """The page on which the Ban handles a registration."""
    return reverse("registry:review_detail", args=[slug, initiative.address])


def file_address(initiative, attachment, page: str = "attachment_download") -> str:
    """One of its files: whole, or (`attachment_thumb`) its small picture."""
    return form_address(initiative.ward_slug, initiative, page, attachment.token.hex)
