"""The pages shown when something is in the way. Each says what happened, what is safe, and where to go from there."""

import sys

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import InterfaceError, OperationalError
from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from organizations.typed import keep_for_author

TOO_BIG = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)
SECRET_WORDS = ("password", "csrfmiddlewaretoken", "mat_khau")


def bad_request(request, exception=None):
    if isinstance(exception, TOO_BIG):
        return render(request, "413.html", status=413)
    return render(request, "400.html", status=400)


def permission_denied(request, exception=None):
    """A PermissionDenied raised with a sentence for the person shows that sentence."""
    return render(request, "403.html", {"reason": str(exception or "")}, status=403)


def not_found(request, exception=None):
    return render(request, "404.html", status=404)


def server_error(request):
    """Uses neither database nor session: they may be what failed. The code is the one written in the log."""
    lost = isinstance(sys.exc_info()[1], OperationalError | InterfaceError)
    status, name = (503, "503.html") if lost else (500, "500.html")
    response = HttpResponse(render_to_string(name, bare(request)), status=status)
    if lost:
        response["Retry-After"] = "60"
    return response


def bare(request):
    """The layout without a person, for pages drawn outside the context processors."""
    layout = {
        "home": "/",
        "help_phone": settings.HELP_PHONE,
        "help_tel": settings.HELP_TEL,
        "practice": settings.PRACTICE,
    }
    return {"layout": layout, "code": str(getattr(request, "request_id", ""))[:8].upper()}


def csrf_failure(request, reason=""):
    """The form's time ran out, or it came from elsewhere. Its text is kept for its author, who is led back to it.

    Without a stamp nobody knows whose it is: what was typed is shown, so that it can be copied.
    """
    kept = keep_for_author(request)
    if kept is not None:
        return kept
    return render(request, "403_csrf.html", {"typed": typed_fields(request)}, status=403)


def typed_fields(request):
    """(name, text) of every long enough field of the refused form, passwords and tokens left out."""
    return [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if value.strip() and not any(word in name.lower() for word in SECRET_WORDS)
    ]


def locked_out(request, response=None, credentials=None, *args, **kwargs):
    """Too many wrong passwords for one name from one place (django-axes)."""
    minutes = max(1, round(settings.AXES_COOLOFF_TIME * 60))
    page = render(request, "429.html", {"minutes": minutes, "sign_in": True}, status=429)
    page["Retry-After"] = str(minutes * 60)
    return page
