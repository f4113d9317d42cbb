"""Where a person is led after signing in: only to a page of this site that can be looked at."""

import re
from urllib.parse import unquote

from django.http import HttpRequest
from django.urls import Resolver404, resolve

from core.web.middleware import methods_of

LONGEST = 2000  # signs; the address goes into a header
NO_PAGES = frozenset({"accounts:sign_in", "accounts:session_left", "healthz", "readyz"})
_OURS = re.compile(r"/(?![/\\])[\x21-\x5b\x5d-\x7e]*")  # printable ASCII without blanks and backslashes


def next_page(request: HttpRequest) -> str:
    """The page asked for by `next`, posted or in the address; '' when that is none of ours: then one goes home."""
    return own_page(request.POST.get("next") or request.GET.get("next") or "")


def own_page(address: str) -> str:
    """The address as it stands when it is a path of this site with a page behind it, else ''."""
    if len(address) > LONGEST or not _OURS.fullmatch(address):
        return ""
    path = unquote(address.partition("#")[0].partition("?")[0])
    if not path.isprintable() or {".", ".."} & set(path.split("/")):
        return ""
    try:
        page = resolve(path)
    except Resolver404:
        return ""
    can_be_read = "GET" in (methods_of(page.func) or ["GET"])  # signing out, an autosave, a button's act cannot
    return address if can_be_read and page.view_name not in NO_PAGES else ""
