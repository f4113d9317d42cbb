"""Where a registration comes from: last year's models a unit may continue, and names much like one already known."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from core import clock
from core.text.nearness import NEAR_FROM, folded_similarity, prefilter
from core.text.vietnamese import fold_name
from models_registry.enums import FREED_STATES, CycleState, YearEnd
from models_registry.enums import InitiativeState as S
from models_registry.initiative.progress import with_year_end
from models_registry.models import Cycle, Initiative
from organizations.models import Membership, Organization, User
from organizations.tree import ward_tree

SHOWN = 5


def chain_keys(ward: Organization, unit_key: int) -> list[int]:
    """A unit with the closed ones it is heir to: their models are its own to continue."""
    tree = ward_tree(ward)
    return [key for key in tree.by_key if tree.living(key) == unit_key]


def last_cycle(cycle: Cycle) -> Cycle | None:
    """The year before, whose models this year continues."""
    return Cycle.objects.filter(ward_id=cycle.ward_id, year=cycle.year - 1).first()


def is_source(last: Cycle) -> Q:
    """Which rows `with_year_end` of a year the next one continues (decisions 46, 77).

    What was recognised, and copies received of vertical units; while the year is open also every row received whose
    published result does not refuse it, for registration of the next year runs while this one is still decided.
    """
    source = Q(best_level__gt=0) | Q(state=S.RECEIVED, is_copy=True)
    return source | Q(state=S.RECEIVED) & ~Q(year_end=YearEnd.TOLD) if last.state == CycleState.OPEN else source


def rows_of_last_year(last: Cycle, unit_keys: Collection[int] | None = None) -> QuerySet[Initiative]:
    """Rows of a year, of all units or of these, for `is_source` to choose from."""
    rows = Initiative.objects.filter(ward_id=last.ward_id, cycle=last, deleted_at__isnull=True)
    return with_year_end(rows if unit_keys is None else rows.filter(unit_id__in=unit_keys))


def sources_of(cycle: Cycle, unit_keys: Collection[int] | None = None) -> QuerySet[Initiative]:
    """Last year's rows that may be continued in this year. One query now, one when it is read."""
    last = last_cycle(cycle)
    return rows_of_last_year(last, unit_keys).filter(is_source(last)) if last else Initiative.objects.none()


def continuable(cycle: Cycle, unit_keys) -> list[Initiative]:
    """The sources of these units that no registration of this year continues. Two queries."""
    taken = Initiative.objects.filter(continues=OuterRef("pk"), cycle=cycle, deleted_at__isnull=True)
    rows = sources_of(cycle, unit_keys).exclude(Exists(taken.exclude(state__in=FREED_STATES)))
    return list(rows.select_related("sector").order_by("unit_sort", "name_sort", "id"))


def people_in_charge(initiative: Initiative) -> list[User]:
    """Who may be named as in charge: people serving the unit today and those whose home cell it is. One query."""
    seats = Membership.objects.valid_on(clock.today()).filter(organization_id=initiative.unit_id)
    rows = User.objects.filter(
        Q(pk__in=seats.values("user_id")) | Q(home_cell_id=initiative.unit_id) | Q(pk=initiative.in_charge_id or 0),
        is_active=True,
    )
    return list(rows.order_by("given_sort", "id"))


@dataclass(frozen=True)
class Near:
    """A model whose name is near the one being typed. `may_replicate`: recognised, of another unit."""

    code: str
    address: str
    name: str
    unit_label: str
    year: int
    is_own: bool
    may_replicate: bool


def near_names(initiative: Initiative, name: str, own_keys: Collection[int]) -> list[Near]:
    """The models most like a name: recognised ones of all years, and the own unit's; drafts of others never show.

    Its own chain and the model it replicates already are left out; of a chain the newest stands for all. One query.
    """
    typed = fold_name(name)
    condition = prefilter(typed, "name_fold")
    if condition is None:
        return []
    ward = Initiative.objects.of_ward(initiative.ward_id).filter(condition, deleted_at__isnull=True)
    others = ward.exclude(pk=initiative.pk).exclude(lineage__in=_own_chain(initiative)).exclude(state=S.VOIDED)
    columns = ("pk", "code", "token", "name", "name_fold", "unit_id", "unit_label", "year", "lineage", "best_level")
    rows = others.recognised().order_by().values_list(*columns)
    rows = rows.union(others.of_units(own_keys).order_by().values_list(*columns))
    judged = []
    for key, code, token, other, folded, unit, label, year, lineage, level in rows:
        alike = folded_similarity(typed, folded)
        if alike >= NEAR_FROM:
            own, address = unit in own_keys, code or uuid.UUID(str(token)).hex
            found = Near(code or "", address, other, label, year, own, may_replicate=bool(level) and not own)
            judged.append(((-alike, -year, key), str(lineage), found))
    newest: dict[str, tuple] = {}
    for order, lineage, found in sorted(judged, key=lambda row: (-row[2].year, row[0])):
        newest.setdefault(lineage, (order, found))
    return [found for _, found in sorted(newest.values(), key=lambda row: row[0])][:SHOWN]


def _own_chain(initiative: Initiative) -> list[uuid.UUID]:
    source = initiative.replicates
    return [initiative.lineage, *([source.lineage] if source else [])]
