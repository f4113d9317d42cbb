"""The Ban's queue of registrations."""

from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from core.web.paging import CountedPaginator
from models_registry.reviewing.bulk.services import MOST
from models_registry.reviewing.named_views import canonical, narrows
from models_registry.reviewing.queue import ReviewQueue
from organizations.permissions import Action, require
from organizations.units.services import ward_place

PAGE_SIZES = (25, 50, 100)
SIZES = {str(size): size for size in PAGE_SIZES}
LAST_FILTER, LAST_SIZE = "queue_filter", "queue_size"  # of the session
TAKEN_UP = "lan_truoc"  # in the address of a page that took up the last filter
YEAR = "nam"
WHOLE_FILTER = "ca"  # ?chon=ca: the step that takes every row the filter leaves, beyond the page


@require_safe
def review_list(request, ward):
    """The queue. Opened bare, or with a year alone, it takes up the last filter of this sign-in, and says so. The year
    is never remembered: it is that of the address, else the one in which files wait."""
    require(request.actor, Action.RECEIVE_INITIATIVE, ward_place(request.ward))
    last = request.session.get(LAST_FILTER, {})
    if set(request.GET) <= {YEAR} and last.get(ward):
        year = f"&{request.GET.urlencode()}" if request.GET else ""
        return redirect(f"{request.path}?{last[ward]}{year}&{TAKEN_UP}=1")
    queue = ReviewQueue(request.GET, actor=request.actor, ward=request.ward, shows_views=True)
    _remember(request, ward, last)
    size = _page_size(request)
    page = CountedPaginator(queue.rows, size, queue.counts[queue.tab]).get_page(request.GET.get("page"))
    context = {
        "queue": queue,
        "page": page,
        "lines": queue.lines(page.object_list),
        "form": queue.filter.form,
        "all_picked": request.GET.get("chon") == WHOLE_FILTER and 0 < page.paginator.count <= MOST,
        "most": MOST,
        "sizes": PAGE_SIZES,
        "chips": [(label, words, _without(request, name)) for name, label, words in queue.filter.chosen],
        "taken_up": TAKEN_UP in request.GET and narrows(request.GET),
        "may_save": narrows(request.GET) and not any(is_current for _, _, is_current in queue.views),
        "query": canonical(request.GET),
        "and_year": and_year(queue),
    }
    return render(request, "models_registry/reviewing/review_list.html", context)


def and_year(queue: ReviewQueue) -> str:
    """“&nam=2027”, behind a named filter: the year in the address wins, a filter is kept for all years."""
    return f"&{YEAR}={queue.years.parameter}" if queue.years.parameter else ""


def _remember(request, ward, last) -> None:
    """The filter of this page, for the next bare visit; a page without filter forgets it."""
    now = canonical(request.GET) if narrows(request.GET) else ""
    if last.get(ward, "") != now:
        request.session[LAST_FILTER] = {**last, ward: now}


def _page_size(request) -> int:
    """`?so=50`, from then on for this sign-in."""
    asked = request.GET.get("so", "")
    if asked in SIZES and request.session.get(LAST_SIZE, PAGE_SIZES[0]) != SIZES[asked]:
        request.session[LAST_SIZE] = SIZES[asked]
    return SIZES.get(asked) or request.session.get(LAST_SIZE, PAGE_SIZES[0])


def _without(request, name) -> str:
    """The page's own address with one filter taken out, back on its first page."""
    params = request.GET.copy()
    for gone in (name, "page", "chon", TAKEN_UP):
        params.pop(gone, None)
    return f"?{params.urlencode()}"
