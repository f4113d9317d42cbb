"""The one door a typed password goes through, wherever it is asked: signing in, again in place, before an act."""

from django.contrib.auth import authenticate
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from core.exceptions import TooFast
from core.text.vietnamese import fold
from core.web import throttle
from core.web.clients import client_address
from organizations.models import User


class AsksPassword:
    """Mixin of a form that judges a password. `wait`: seconds until the next try is judged, for the answer's header."""

    request: HttpRequest
    wait = 0

    def person_of(self, username: str, password: str) -> User | None:
        """Whose name and password these are. Raises ValidationError while it has to wait or the password has ended."""
        try:
            return throttle.one_try(
                name=fold(username),
                address=client_address(self.request),
                judge=lambda: authenticate(self.request, username=username, password=password),
            )
        except TooFast as refusal:
            self.wait = refusal.seconds
            raise ValidationError(refusal.message, "wait") from refusal
