"""The pages shown when something is in the way. Each says what happened, what is safe, and where to go from there."""

import sys

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import InterfaceError, OperationalError
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from core.forms import held
from core.web.faults import fault_of
from organizations.access.typed import AUTOSAVE_HEADER, keep_for_author

TOO_BIG = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)
PAUSED, BROKEN = "Hệ thống đang tạm dừng", "Có lỗi ở hệ thống"


def bad_request(request, exception=None):
    if isinstance(exception, TOO_BIG):
        return render(request, "errors/413.html", status=413)
    return render(request, "errors/400.html", status=400)


def permission_denied(request, exception=None):
    """A PermissionDenied raised with a sentence for the person shows that sentence."""
    return render(request, "errors/403.html", {"reason": str(exception or "")}, status=403)


def not_found(request, exception=None):
    return render(request, "errors/404.html", status=404)


def server_error(request):
    """Uses neither database nor session: they may be what failed. The code is the one written in the log.

    Where data cannot be written, the page says what is so, that nothing was saved, and whom to call; it shows what was
    typed. A script gets the same in JSON and keeps the words on its page (core.forms.autosave, static/js/uploads.js).
    """
    error = sys.exc_info()[1]
    fault, lost = fault_of(error), isinstance(error, OperationalError | InterfaceError)
    status = fault.status if fault else 503 if lost else 500
    if is_scripted(request):
        heading = fault.heading if fault else PAUSED if lost else BROKEN
        message = f"{heading}, lần này chưa lưu được gì. Hãy gọi {settings.HELP_PHONE} để báo người quản trị"
        response = JsonResponse({"message": message, "problem": message}, status=status)
    else:
        name = "errors/storage.html" if fault else f"errors/{status}.html"
        context = {"fault": fault, "typed": held.words_in(request.POST), "pressed": request.method == "POST"}
        response = HttpResponse(render_to_string(name, bare(request) | context), status=status)
    if lost and not fault:
        response["Retry-After"] = "60"
    return response


def is_scripted(request) -> bool:
    """Whether a script of ours sent it and reads JSON."""
    headers = request.headers
    asks = headers.get("X-Requested-With") == "XMLHttpRequest" or headers.get("Accept") == "application/json"
    return asks or AUTOSAVE_HEADER in headers


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
    return render(request, "errors/403_csrf.html", {"typed": held.words_in(request.POST)}, status=403)
