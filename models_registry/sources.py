"""Where a registration comes from: last year's models a unit may continue, and names much like one already known."""

from difflib import SequenceMatcher

from django.db.models import Exists, OuterRef, Q

from core import clock
from core.text import fold_name
from organizations.models import Membership, Organization, User
from organizations.tree import ward_tree

from .enums import InitiativeState as S
from .models import Cycle, Initiative

ALIKE_FROM = 0.72
COMPARED = 200
FREED_BY = (S.REFUSED, S.VOIDED, S.WITHDRAWN)  # as in uq_init_continue_once


def chain_keys(ward: Organization, unit_key: int) -> list[int]:
    """A unit with the closed ones it is heir to: their models are its own to continue."""
    tree = ward_tree(ward)
    return [key for key in tree.by_key if tree.living(key) == unit_key]


def continuable(cycle: Cycle, unit_keys) -> list[Initiative]:
    """Last year's recognised models of these units that no registration of this year continues. One query."""
    taken = Initiative.objects.filter(continues=OuterRef("pk"), cycle=cycle, deleted_at__isnull=True)
    rows = Initiative.objects.recognised().filter(
        ~Exists(taken.exclude(state__in=FREED_BY)),
        ward_id=cycle.ward_id,
        year=cycle.year - 1,
        unit_id__in=unit_keys,
        deleted_at__isnull=True,
    )
    return list(rows.select_related("sector").order_by("unit_sort", "name_sort", "id"))


def people_in_charge(initiative: Initiative) -> list[User]:
    """Who may be named as in charge: people serving the unit today and those whose home cell it is. One query."""
    seats = Membership.objects.valid_on(clock.today()).filter(organization_id=initiative.unit_id)
    rows = User.objects.filter(
        Q(pk__in=seats.values("user_id")) | Q(home_cell_id=initiative.unit_id) | Q(pk=initiative.in_charge_id or 0),
        is_active=True,
    )
    return list(rows.order_by("given_sort", "id"))


def longest_word(initiative: Initiative) -> str:
    """What a search for names like this one starts from."""
    return max((initiative.name_fold or fold_name(initiative.name)).split(), key=len, default="")


def alike(initiative: Initiative) -> list[Initiative]:
    """Recognised models whose name is much like this one's, its own chain apart; drafts of others never show.

    One query, prefiltered by the longest word of the name.
    """
    name, word = initiative.name_fold, longest_word(initiative)
    if not word:
        return []
    rows = Initiative.objects.recognised().filter(ward_id=initiative.ward_id, name_fold__contains=word)
    rows = rows.exclude(lineage=initiative.lineage).exclude(pk=initiative.replicates_id or 0)
    found = rows.only("code", "name", "name_fold", "ward_id", "token").order_by("-year", "id")[:COMPARED]
    return [row for row in found if SequenceMatcher(None, name, row.name_fold).ratio() >= ALIKE_FROM]
