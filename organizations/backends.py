"""Sign-in by user name (accents and case do not matter) and the one query that brings a person back each request."""

from django.conf import settings
from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.hashers import check_password, make_password

from core import clock
from core.text import fold

from .actors import read_seats
from .models import User


class MembershipBackend(BaseBackend):
    def authenticate(self, request, username=None, password=None, **kwargs):
        """The user, or None: unknown name, wrong password, locked, or a temporary password past its time."""
        if username is None or password is None:
            return None
        user = User.objects.filter(username_fold=fold(username)).first()
        if password == settings.PRACTICE_PASSWORD and not settings.PRACTICE:
            user = None  # printed for everybody to read: it opens nothing outside the practice ward
        if user is None:
            make_password(password)  # the same work as for a known name, so that time tells nothing
            return None
        if not check_password(password, user.password, setter=self._setter(user)):
            return None
        expired = user.password_expires_at is not None and user.password_expires_at <= clock.now()
        return user if user.is_active and not expired else None

    def get_user(self, user_id):
        rows = read_seats(user_id)
        user = rows[0].user if rows else User.objects.filter(pk=user_id).first()
        if user is None or not user.is_active:
            return None
        user.seats_today = rows
        user.unread_notices = rows[0].unread if rows else 0
        return user

    @staticmethod
    def _setter(user):
        def upgrade(raw):
            User.objects.filter(pk=user.pk, password=user.password).update(password=make_password(raw))

        return upgrade
