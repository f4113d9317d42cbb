"""Session limits, and the actor and ward of each request."""

from datetime import timedelta
from http import HTTPStatus

from django.contrib.auth import logout
from django.http import Http404
from django.shortcuts import redirect

from core import clock
from core.forms import held
from organizations.access.actors import build_actor, seats_today, ward_by_slug, wards_of
from organizations.access.typed import keep_for_author
from organizations.enums import Role

IDLE_LIMITS = {True: timedelta(minutes=30), False: timedelta(minutes=60)}  # key: sits at the Ban or administers
ABSOLUTE_LIMIT = timedelta(hours=12)
SEEN_EVERY = timedelta(minutes=1)
FRESH_MAY_OPEN = frozenset({"accounts:password_first", "accounts:sign_out", "healthz", "readyz"})


class HeldTextMiddleware:
    """Keeps the text of a form whose author is not the one signed in now: nobody, or somebody else (core.forms.held).

    Stands before the middleware that leads to the sign-in page. What was held is forgotten once it is saved.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        token = request.POST.get(held.TOKEN, "") if request.method == "POST" else ""
        if token and request.user.is_authenticated and self._was_taken(request, response):
            held.forget(user_key=request.user.pk, token=token)
        return response

    @staticmethod
    def _was_taken(request, response) -> bool:
        """By the habit of every form here: a redirect after a POST that was taken; an autosave answers in JSON."""
        is_json = response.get("Content-Type", "").startswith("application/json")
        return response.status_code == HTTPStatus.FOUND or (is_json and response.status_code == HTTPStatus.OK)

    def process_view(self, request, view, args, kwargs):
        if request.method != "POST" or not getattr(view, "login_required", True):
            return None
        if request.user.is_authenticated:
            owner = held.stamped_owner(request.POST)
            if not owner or owner == held.owner_of(request.user.pk):
                return None
        return keep_for_author(request)


class SessionLimitsMiddleware:
    """Ends a session that was idle or open too long. Times are the server's own.

    `request.idle_seconds` and `request.seconds_left` tell the page when to warn.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.user.is_authenticated and self._is_over(request):
            logout(request)
            request.session["ended"] = True
        return self.get_response(request)

    @staticmethod
    def _is_over(request) -> bool:
        now = clock.now().timestamp()
        session = request.session
        started = session.setdefault("started", now)
        seen = session.get("seen", now)
        careful = any(row.role in (Role.OFFICER, Role.HEAD, Role.ADMIN) for row in seats_today(request.user))
        request.idle_seconds = int(IDLE_LIMITS[careful].total_seconds())
        request.seconds_left = int(ABSOLUTE_LIMIT.total_seconds() - (now - started))
        if request.seconds_left <= 0 or now - seen >= request.idle_seconds:
            return True
        if "seen" not in session or now - seen >= SEEN_EVERY.total_seconds():
            session["seen"] = now
        return False


class ActorMiddleware:
    """Gives each view `request.actor` and `request.ward`. A ward one has no place in does not exist: 404."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.actor = request.ward = None
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if not request.user.is_authenticated:
            return None
        if request.user.must_change_password and request.resolver_match.view_name not in FRESH_MAY_OPEN:
            return redirect("accounts:password_first")
        slug = kwargs.get("ward")
        if slug is None:
            request.ward = next(iter(wards_of(request.user)), None)
        else:
            request.ward = ward_by_slug(request.user, slug)
            if request.ward is None:
                raise Http404
        request.actor = build_actor(request.user, request.ward, getattr(request, "request_id", ""))
        return None
