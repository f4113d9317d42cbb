"""What every answer carries: a code to name it by, and headers that keep it private."""

import secrets

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
