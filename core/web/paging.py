"""Pages of 25 without counting without end: beyond a thousand rows the count stops (decision 38)."""

from django.core.paginator import Page, Paginator
from django.utils.functional import cached_property

PER_PAGE = 25
MOST_COUNTED = 1_000


class CappedPaginator(Paginator):
    """`count` never exceeds MOST_COUNTED; `is_capped` says that there are more rows: “hơn 1.000”."""

    @cached_property
    def _counted(self) -> int:
        rows = self.object_list
        return rows.order_by()[: MOST_COUNTED + 1].count() if hasattr(rows, "order_by") else len(rows)

    @cached_property
    def count(self) -> int:
        return min(self._counted, MOST_COUNTED)

    @property
    def is_capped(self) -> bool:
        return self._counted > MOST_COUNTED


class CountedPaginator(Paginator):
    """A paginator told how many rows there are: the tabs of the page counted them already."""

    def __init__(self, rows, per_page, count):
        super().__init__(rows, per_page)
        self.count = count


def page_of(rows, number, per_page: int = PER_PAGE) -> Page:
    """The page asked for, or the nearest there is; anything may stand in the address."""
    return CappedPaginator(rows, per_page).get_page(number)
