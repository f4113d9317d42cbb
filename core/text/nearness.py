"""How near two names are: one function for every caller and both databases (Plan II.4.1: replicate, do not repeat).

The database only narrows the rows (`prefilter`); what it lets through is judged here, so that PostgreSQL with an index,
PostgreSQL without one and SQLite find the same.
"""

import math
import re
from functools import lru_cache

from django.db.models import Q

from core.text.vietnamese import fold_name

NEAR_FROM = 0.6
_WORD = re.compile(r"[^\W_]+")


@lru_cache(maxsize=4096)
def trigrams(folded: str) -> frozenset[str]:
    """Three-letter pieces of each word of a folded name, its ends too: “cam” → “  c”, “ ca”, “cam”, “am ”."""
    found = set()
    for word in _WORD.findall(folded):
        padded = f"  {word} "
        found.update(padded[at : at + 3] for at in range(len(padded) - 2))
    return frozenset(found)


def similarity(one: str, other: str) -> float:
    """Between 0 and 1: the share of trigrams two names have in common. Blind to accents, case, quotes, “Mô hình”."""
    return folded_similarity(fold_name(one), fold_name(other))


def are_near(one: str, other: str) -> bool:
    """Whether a reader would take two names for one and the same undertaking."""
    return similarity(one, other) >= NEAR_FROM


def folded_similarity(one: str, other: str) -> float:
    """The same for names that `fold_name` has been at, as tables hold them."""
    if one == other:
        return 1.0 if one else 0.0
    mine, theirs = trigrams(one), trigrams(other)
    return len(mine & theirs) / len(mine | theirs) if mine and theirs else 0.0


def prefilter(folded: str, column: str) -> Q | None:
    """A condition every near name fulfils, and few others: nothing near is lost by it. None: nothing can be near.

    Of n trigrams at least ⌈n × NEAR_FROM⌉ are shared, so whichever n − that + 1 are looked for, one is found. A piece
    of a word stands in the folded name as it is; a trigram index on `column` serves that where there is one.
    """
    found = trigrams(folded)
    if not found:
        return None
    missing = len(found) - math.ceil(len(found) * NEAR_FROM - 1e-9)
    pieces = sorted({piece.strip() for piece in sorted(found, key=_telling)[: missing + 1]})
    condition = Q()
    for piece in pieces:
        condition |= Q(**{f"{column}__contains": piece})
    return condition


def _telling(piece: str) -> tuple:
    """Whole pieces before those cut at the edge of a word; the order is only there to be always the same."""
    return (-len(piece.strip()), piece)
