"""Filters of the queue by name: one's own files, and what the Ban has kept. A view is the part of an address behind
“?”, in one fixed spelling, so that two pages can be compared.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.http import urlencode

from core.actor import Actor
from models_registry.models import SavedView
from models_registry.reviewing.filters import MINE, TABS, WAITING, ReviewFilter

FILTERS = tuple(ReviewFilter.base_filters)
KEPT = ("nhom", *FILTERS, "sort")
LONGEST = 1000


@dataclass(frozen=True)
class NamedView:
    name: str
    query: str
    token: str = ""
    shared: bool = True

    @property
    def params(self) -> QueryDict:
        return QueryDict(self.query)

    @property
    def tab(self) -> str:
        return self.params.get("nhom", WAITING)


MY_FILES = NamedView("Của tôi", f"nhom={WAITING}&nguoi={MINE}")


def canonical(params: Mapping[str, str]) -> str:
    """The tab, the filters that are set and the order, always in the same sequence; never the year or the page."""
    tab = params.get("nhom", "")
    kept = {"nhom": tab if tab in TABS else WAITING}
    kept |= {name: params[name].strip() for name in KEPT[1:] if params.get(name, "").strip()}
    return urlencode(kept)


def narrows(params: Mapping[str, str]) -> bool:
    """Whether any filter is set at all."""
    return any(params.get(name, "").strip() for name in FILTERS)


def named_views(actor: Actor) -> list[NamedView]:
    """“Của tôi” first, then by name: one query."""
    saved = SavedView.objects.visible_to(actor).order_by("name", "pk")
    return [MY_FILES, *(NamedView(view.name, view.query, view.token.hex, view.shared) for view in saved)]
