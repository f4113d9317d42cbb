"""The access matrix: for every URL name, who may open it and who may send its form.

Each module of this package exports `ENTRIES`. tests/house/test_access_matrix.py walks the URLconf and fails on a name
without an entry, then sends GET and a *valid* POST as every actor of the world, so that a refusal comes from rights and
not from a wrong form. A forbidden call may write nothing; no GET may write anything but sessions and the download log.

    Entry(
        "registry:initiative_detail",
        lambda world: (world.slug, world.initiative(S.RECEIVED).code),   # the object belongs to world.unit
        opens={"secretary", "head", *BAN},                                 # who gets a page (or a redirect) on GET
    )
    Entry(
        "registry:review_receive",
        lambda world: (world.slug, world.initiative(S.SUBMITTED).code),
        opens=BAN, sends=BAN, payload=lambda world: {},
    )
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass

OWN = frozenset({"secretary", "head"})  # of the unit the object belongs to
SIBLING = frozenset({"secretary_b", "head_b"})  # of another unit of the ward
BAN = frozenset({"officer", "boss"})
LEADERS = frozenset({"standing", "board"})
WARD = OWN | SIBLING | BAN | LEADERS | {"observer", "admin"}
ELSEWHERE = frozenset({"officer_x", "head_x"})  # of another ward
PAST = frozenset({"past"})  # served the unit until yesterday
SIGNED_IN = WARD | ELSEWHERE | PAST


@dataclass(frozen=True)
class Entry:
    """`address` gives the URL's arguments and makes the rows it needs, in world.unit.

    `sends` None: the page takes no POST (405 for who may open it, 403/404 for others). `get` False: POST only.
    `public`: answers without sign-in. `hidden`: beyond one's unit it must answer 404, never 403 (decision 8 apart).
    """

    name: str
    address: Callable = lambda world: (world.slug,)
    opens: Collection[str] = frozenset()
    sends: Collection[str] | None = None
    payload: Callable = lambda world: {}
    get: bool = True
    public: bool = False
    hidden: bool = True
    done: Collection[int] = (302, 303)  # what a good POST answers
