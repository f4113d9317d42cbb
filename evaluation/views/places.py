"""What the pages of the appraisal look up: the year asked for, the version a page showed, tabs, pages of rows."""

from django.core.paginator import Paginator
from django.http import Http404

from models_registry.models import Cycle
from models_registry.year_choice import choose_year, ward_cycles

PER_PAGE = 25


def asked_cycle(request) -> Cycle | None:
    """The year of ?nam=, else the one people work in; None when the ward has none. Another ward's year: 404."""
    typed = request.GET.get("nam", "")
    if not typed:
        return choose_year(ward_cycles(request.ward), "").cycle
    if not (typed.isascii() and typed.isdigit() and len(typed) == 4):
        raise Http404
    cycle = Cycle.objects.visible_to(request.actor).of_ward(request.ward).filter(year=int(typed)).first()
    if cycle is None:
        raise Http404
    return cycle


def seen_version(request) -> int:
    """The version the page was drawn from; what is no number matches none."""
    typed = request.POST.get("version", "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else 0


def asked_tab(request, tabs, first: str) -> str:
    asked = request.GET.get("nhom", first)
    return asked if asked in tabs else first


def page_of(request, rows, count: int):
    """A page of 25; `count` is known from the tabs, so that counting is not asked twice."""
    paginator = Paginator(rows, PER_PAGE)
    paginator.count = count
    return paginator.get_page(request.GET.get("page"))
