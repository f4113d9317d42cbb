"""Answers to a page that saves itself while its person types (static/js/autosave.js).

The page says “Đã lưu” only after an answer of `saved`, which echoes the version now kept.
"""

import datetime as dt
from collections.abc import Mapping, Sequence

from django.http import HttpResponse, JsonResponse

from core import clock
from core.forms.held import PAGE
from core.text.formatting import datetime_vi, time_vi

CONFIRMED = "da_luu"  # a cookie the script reads once: this tab's text is kept, its copy on the machine may go
CONFIRMED_LIVES = 300  # seconds
CLASH, REFUSED = 409, 422


def saved(*, version: int, at: dt.datetime, values: Mapping[str, str] | None = None, wrong: int = 0) -> JsonResponse:
    """`values` are inputs the page has to take over: keys the server gave to new rows. `wrong` counts the inputs that
    could not be kept as typed: the page keeps them on the machine."""
    shown = time_vi(at) if clock.local(at).date() == clock.today() else datetime_vi(at)
    return JsonResponse({"version": version, "at": shown, "values": dict(values or {}), "wrong": wrong})


def clash(*, message: str, both: Sequence[Mapping[str, str]] = ()) -> JsonResponse:
    """Another text was kept meanwhile; nothing was written. `both` are the differing fields as label, kept, typed."""
    return JsonResponse({"message": message, "both": list(both)}, status=CLASH)


def refused(message: str) -> JsonResponse:
    """What was typed cannot be kept as it is, and why."""
    return JsonResponse({"message": message}, status=REFUSED)


def confirmed(request, response: HttpResponse) -> HttpResponse:
    """Tell the script of the next page that this form was kept."""
    tab = request.POST.get(PAGE, "")
    if tab.isalnum() and len(tab) == 32:
        response.set_cookie(
            CONFIRMED, tab, max_age=CONFIRMED_LIVES, secure=request.is_secure(), httponly=False, samesite="Lax"
        )
    return response
