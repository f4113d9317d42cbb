"""A ward's living units, read once per process and change of the tree (R16): menus and scopes cost no query."""

from dataclasses import dataclass, field

from .models import Organization


@dataclass(frozen=True)
class UnitNode:
    key: int
    code: str
    name: str
    kind: str
    path: bytes
    living_key: int
    reports_vertically: bool
    is_closed: bool
    sort_key: bytes


@dataclass(frozen=True)
class WardTree:
    """`units`: living, in display order. `by_key`: closed ones too."""

    version: int
    units: tuple[UnitNode, ...]
    by_key: dict[int, UnitNode]
    by_code: dict[str, UnitNode] = field(default_factory=dict)

    def choices(self) -> list[tuple[int, str]]:
        return [(unit.key, unit.name) for unit in self.units]

    def reach(self, path: bytes) -> frozenset[int]:
        """Keys of the units under `path`, with the closed ones whose living heir is among them."""
        living = {node.key for node in self.units if node.path.startswith(path)}
        return frozenset(node.key for node in self.by_key.values() if node.key in living or node.living_key in living)

    def same_unit(self, one: int, other: int) -> bool:
        """Units are compared by their living heir (decision 8)."""
        return self.living(one) == self.living(other)

    def living(self, key: int) -> int:
        node = self.by_key.get(key)
        return node.living_key if node else key


_trees: dict[int, WardTree] = {}


def ward_tree(ward: Organization) -> WardTree:
    """The ward's tree as of `ward.tree_version`; one query when another act has changed it, none otherwise."""
    tree = _trees.get(ward.pk)
    if tree is None or tree.version != ward.tree_version:
        tree = _trees[ward.pk] = _read(ward)
    return tree


def forget_trees():
    """For tests, where a ward's key and version come back with other units."""
    _trees.clear()


def _read(ward: Organization) -> WardTree:
    nodes = [
        UnitNode(
            key=row.pk,
            code=row.code,
            name=row.name,
            kind=row.kind,
            path=bytes(row.path),
            living_key=row.living_key,
            reports_vertically=row.reports_vertically,
            is_closed=row.closed_on is not None,
            sort_key=bytes(row.sort_key),
        )
        for row in Organization.objects.filter(ward_id=ward.pk).units().in_display_order()
    ]
    return WardTree(
        version=ward.tree_version,
        units=tuple(node for node in nodes if not node.is_closed),
        by_key={node.key: node for node in nodes},
        by_code={node.code: node for node in nodes},
    )
