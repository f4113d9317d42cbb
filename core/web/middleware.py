"""What every answer carries: a code to name it by, and headers that keep it private."""

import inspect
import secrets

from django.http import HttpResponseNotAllowed
from django.urls import Resolver404, resolve

PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in ("camera", "display-capture", "geolocation", "microphone", "payment", "serial", "usb")
)


class RequestIdMiddleware:
    """Gives each request a short code, shown on error pages and kept in the log; never taken from the client."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.request_id = secrets.token_hex(4).upper()
        response = self.get_response(request)
        response["X-Request-ID"] = request.request_id
        return response


class KnownMethodsMiddleware:
    """Refuses PUT, PATCH, DELETE and whatever else no page serves with 405, before anybody is asked who they are.

    GET, HEAD and POST go on: which of them a page takes, its decorator says.
    """

    SERVED = ("GET", "HEAD", "POST")

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.method in self.SERVED:
            return self.get_response(request)
        try:
            view = resolve(request.path_info).func
        except Resolver404:
            return self.get_response(request)
        return HttpResponseNotAllowed(methods_of(view) or self.SERVED)


def methods_of(view) -> list[str]:
    """The methods named by a view's require_http_methods, whatever is wrapped around it; [] when it names none."""
    while view is not None:
        methods = inspect.getclosurevars(view).nonlocals.get("request_method_list")
        if methods:
            return methods
        view = getattr(view, "__wrapped__", None)
    return []


class PrivatePagesMiddleware:
    """Keeps pages out of caches, so that Back after sign-out on a shared machine shows nothing.

    Static files are answered before this middleware; whatever comes through it was made for one person.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        response.setdefault("Cache-Control", "private, no-store")
        response.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response
