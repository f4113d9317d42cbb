"""Acts of weight ask the password again when it was last typed more than fifteen minutes ago.

    @password_confirmed
    def conclude(request, ward, year, number): ...

Only the POST asks; what was filled in rides along, so that nothing typed is lost. Wrong tries count as wrong sign-ins.
"""

from datetime import timedelta
from functools import wraps

from django.shortcuts import render
from django.views.decorators.debug import sensitive_post_parameters

from core import clock
from core.web.throttle import say_wait
from organizations.accounts.forms import ConfirmPasswordForm

CONFIRMED_FOR = timedelta(minutes=15)
FIELD = "mat_khau_xac_nhan"
_NOT_CARRIED = ("csrfmiddlewaretoken", FIELD)


def password_confirmed(view):
    """The view sees a POST only from somebody who typed their password within the last fifteen minutes."""

    @wraps(view)
    @sensitive_post_parameters(FIELD)
    def asked(request, *args, **kwargs):
        if request.method != "POST" or is_recent(request.session):
            return view(request, *args, **kwargs)
        form = ConfirmPasswordForm(request, {FIELD: request.POST[FIELD]} if FIELD in request.POST else None)
        if form.is_valid():
            request.session["confirmed"] = clock.now().timestamp()
            request.POST = _without_password(request.POST)
            return view(request, *args, **kwargs)
        carried = [(name, value) for name, values in request.POST.lists() for value in values]
        context = {"form": form, "carried": [pair for pair in carried if pair[0] not in _NOT_CARRIED]}
        return say_wait(render(request, "organizations/access/reconfirm.html", context), form.wait)

    return asked


def is_recent(session) -> bool:
    typed = max(session.get("started", 0), session.get("confirmed", 0))
    return clock.now().timestamp() - typed < CONFIRMED_FOR.total_seconds()


def _without_password(posted):
    posted = posted.copy()
    posted.pop(FIELD, None)
    return posted
