"""The search box of the header: a page, or while typing a piece of one."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from core.text.vietnamese import clean_line

from .. import search

LONGEST = 100


@require_safe
def search_page(request, ward):
    """`?q=` the words; `?nhanh=1` only what stands under the box while typing."""
    query = clean_line(request.GET.get("q", "")[:LONGEST])
    at_once = "nhanh" in request.GET
    limit = search.AT_ONCE if at_once else search.ON_PAGE
    groups = search.search(actor=request.actor, ward=request.ward, query=query, limit=limit)
    template = "reports/search_found.html" if at_once else "reports/search.html"
    return render(request, template, {"groups": groups, "query": query, "at_once": at_once})
