"""The Ban's queue of registrations."""

from django.core.paginator import Paginator
from django.shortcuts import render
from django.views.decorators.http import require_safe

from organizations.permissions import Action, require
from organizations.services.units import ward_place

from ..review_queue import ReviewQueue
from ..services.bulk import MOST

PAGE_SIZE = 25
WHOLE_FILTER = "ca"  # ?chon=ca: the step that takes every row the filter leaves, beyond the page


class CountedPaginator(Paginator):
    """A paginator told how many rows there are: the tabs counted them already."""

    def __init__(self, rows, per_page, count):
        super().__init__(rows, per_page)
        self.count = count


@require_safe
def review_list(request, ward):
    require(request.actor, Action.RECEIVE_INITIATIVE, ward_place(request.ward))
    queue = ReviewQueue(request.GET, actor=request.actor, ward=request.ward)
    page = CountedPaginator(queue.rows, PAGE_SIZE, queue.counts[queue.tab]).get_page(request.GET.get("page"))
    context = {
        "queue": queue,
        "page": page,
        "lines": queue.lines(page.object_list),
        "form": queue.filter.form,
        "all_picked": request.GET.get("chon") == WHOLE_FILTER and 0 < page.paginator.count <= MOST,
        "most": MOST,
        "chips": [(label, words, _without(request, name)) for name, label, words in queue.filter.chosen],
    }
    return render(request, "models_registry/review_list.html", context)


def _without(request, name) -> str:
    """The page's own address with one filter taken out, back on its first page."""
    params = request.GET.copy()
    params.pop(name, None)
    params.pop("page", None)
    params.pop("chon", None)
    return f"?{params.urlencode()}"
