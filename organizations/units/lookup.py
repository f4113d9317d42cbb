"""Finding a ward's units by what offices write: present and past names, remembered spellings, codes."""

from collections import defaultdict

from organizations.models import Organization, OrganizationAlias, OrganizationName
from organizations.tree import ward_tree
from organizations.units.matching import KnownUnit, UnitMatcher


def unit_matcher(ward: Organization) -> UnitMatcher:
    """Knows closed units too: an old list means them, and their heirs read what it says. Two queries."""
    names, aliases = defaultdict(list), defaultdict(list)
    past = OrganizationName.objects.filter(organization__ward=ward, valid_until__isnull=False)
    for key, name in past.order_by("-valid_until").values_list("organization_id", "name"):
        names[key].append(name)
    for key, alias in OrganizationAlias.objects.filter(ward=ward).values_list("organization_id", "alias_fold"):
        aliases[key].append(alias)
    units = [
        KnownUnit(node.key, node.code, (node.name, *names[node.key]), tuple(aliases[node.key]))
        for node in ward_tree(ward).by_key.values()
    ]
    return UnitMatcher(units, ward_name=ward.name)
