"""Sign-in by user name (accents and case do not matter) and the one query that brings a person back each request."""

from datetime import datetime

from django.conf import settings
from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.hashers import check_password, make_password
from django.core.exceptions import ValidationError

from core.text.formatting import datetime_vi
from core.text.vietnamese import fold
from organizations.access.actors import read_seats
from organizations.models import User


class TemporaryPasswordEnded(ValidationError):
    """The password is right, but its time is over: says so, and who gives a new one."""

    def __init__(self, ended_at: datetime):
        super().__init__(
            f"Mật khẩu tạm đã hết hạn lúc {datetime_vi(ended_at)}. Đồng chí gọi Ban Xây dựng Đảng, "
            f"{settings.HELP_PHONE}, để được cấp mật khẩu tạm mới",
            "temporary_ended",
        )


class MembershipBackend(BaseBackend):
    def authenticate(self, request, username=None, password=None, **kwargs):
        """The user, or None: unknown name, wrong password, locked.

        Raises TemporaryPasswordEnded, to none but who typed that password rightly.
        """
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
        if user.is_active and user.has_ended_password:
            raise TemporaryPasswordEnded(user.password_expires_at)
        return user if user.is_active else None

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
