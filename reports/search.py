"""One search box over codes, models, units and people, each within what the person may read anyway.

The best comes first: the exact code or number (“71” is DK-2026-071), then what begins with the words, then what holds
them all; among equals Vietnamese order.
"""

from dataclasses import dataclass, field

from django.db.models import Case, F, IntegerField, Q, Value, When
from django.db.models.functions import Upper
from django.urls import reverse

from core.actor import Actor
from core.text.vietnamese import fold, fold_name, search_terms
from models_registry.enums import InitiativeState
from models_registry.models import Initiative
from organizations.models import Membership, Organization, User
from organizations.permissions import Action, can
from organizations.tree import ward_tree
from organizations.units.services import ward_place

EXACT, BEGINS, HOLDS = 0, 1, 2
ON_PAGE, AT_ONCE = 20, 4  # rows of a group on the page; under the box while typing


@dataclass(frozen=True)
class Found:
    """One line: its words, what stands under them, where it leads."""

    title: str
    told: str
    url: str


@dataclass
class Group:
    title: str
    icon: str
    rows: list[Found] = field(default_factory=list)
    has_more: bool = False


def search(*, actor: Actor, ward: Organization, query: str, limit: int = ON_PAGE) -> list[Group]:
    """The groups that found something. Three queries at most, however much there is."""
    if not search_terms(query):
        return []
    groups = [
        _group("Hồ sơ", "file-text", _files(actor, ward, query), limit),
        _group("Thư viện mô hình", "star", _library(actor, ward, query), limit),
        _group("Đơn vị", "building-2", _units(actor, ward, query), limit),
        _group("Người dùng", "users", _people(actor, ward, query), limit),
    ]
    return [group for group in groups if group.rows]


def _group(title: str, icon: str, found, limit: int) -> Group:
    """`found`: (rows, how a row is shown); one row more than shown is asked for, to know whether there are more."""
    rows, shown = found
    rows = list(rows[: limit + 1])
    return Group(title, icon, [shown(row) for row in rows[:limit]], len(rows) > limit)


def _ranked(rows, query: str):
    """Models in the order of the page; of a bare number the newest year first."""
    exact = Q(upper_code=query.strip().upper())
    number = query.strip()
    if number.isascii() and number.isdigit() and len(number) < 9:
        exact |= Q(number=int(number))
    rank = Case(
        When(exact, then=Value(EXACT)),
        When(name_fold__startswith=fold_name(query), then=Value(BEGINS)),
        default=Value(HOLDS),
        output_field=IntegerField(),
    )
    newest = Case(When(exact, then=-1 * F("year")), default=Value(0), output_field=IntegerField())
    rows = rows.annotate(upper_code=Upper("code"), rank=rank, newest=newest).exclude(state=InitiativeState.VOIDED)
    return rows.matching(fold_name(query)).order_by("rank", "newest", "name_sort", "-year", "id")


def _files(actor, ward, query):
    handles = can(actor, Action.RECEIVE_INITIATIVE, ward_place(ward))
    page = "registry:review_detail" if handles else "registry:initiative_detail"

    def shown(row):
        told = [row.code or "Bản nháp", row.unit_label, f"năm {row.year}", row.get_state_display()]
        told += ["đơn vị mình phối hợp"] if not reads_all and row.unit_id not in actor.unit_keys else []
        return Found(str(row), " · ".join(told), reverse(page, args=[ward.slug, row.address]))

    reads_all = can(actor, Action.READ_INITIATIVES) or can(actor, Action.RECEIVE_INITIATIVE)
    return _ranked(Initiative.objects.open_to(actor), query) if actor.unit_keys or reads_all else (), shown


def _library(actor, ward, query):
    def shown(row):
        told = [row.level_label, row.known_unit, f"năm {row.year}"]
        return Found(row.known_name, " · ".join(told), reverse("registry:library_detail", args=[ward.slug, row.code]))

    rows = Initiative.objects.of_ward(ward).recognised().with_corrected_names()
    return _ranked(rows, query) if can(actor, Action.READ_LIBRARY) else (), shown


def _units(actor, ward, query):
    """From the ward's tree in memory. Names of units are no secret within their ward."""
    terms, whole = search_terms(query), fold(query)
    manages = can(actor, Action.MANAGE_UNITS, ward_place(ward))
    found = []
    for unit in ward_tree(ward).units:
        name, code = fold(unit.name), unit.code.casefold()
        if code == whole or all(term in name or term in code for term in terms):
            rank = EXACT if whole in (code, name) else BEGINS if name.startswith(whole) else HOLDS
            found.append((rank, unit.sort_key, unit))

    def shown(entry):
        unit = entry[-1]
        if manages:
            return Found(unit.name, unit.code, reverse("organizations:unit_detail", args=[ward.slug, unit.code]))
        return Found(unit.name, unit.code, f"{reverse('registry:library_list', args=[ward.slug])}?q={unit.name}")

    return sorted(found, key=lambda entry: entry[:2]), shown


def _people(actor, ward, query):
    """Whoever has or had a place in the ward; only for who manages accounts."""

    def shown(row):
        return Found(
            row.full_name, row.username, reverse("organizations:person_detail", args=[ward.slug, row.username])
        )

    if not can(actor, Action.MANAGE_UNIT_PEOPLE, ward_place(ward)):
        return (), shown
    rows = User.objects.filter(pk__in=Membership.objects.filter(ward=ward).values("user_id"))
    for term in search_terms(query):
        rows = rows.filter(Q(name_fold__contains=term) | Q(username_fold__contains=term))
    rank = Case(
        When(username_fold=fold(query), then=Value(EXACT)),
        When(name_fold__startswith=fold(query), then=Value(BEGINS)),
        default=Value(HOLDS),
        output_field=IntegerField(),
    )
    return rows.annotate(rank=rank).order_by("rank", "given_sort", "id"), shown
