"""Passwords: long, not what a stranger would try first. No composition rules, no forced rotation."""

import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError

from core import clock
from organizations.access.guessable import is_guessable
from organizations.enums import OrganizationKind
from organizations.models import Organization, User

MIN_LENGTH = 10
MAX_LENGTH = 128
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # without letters and digits that look alike on paper


class LengthValidator:
    def validate(self, password, user=None):
        if len(password) < MIN_LENGTH:
            raise ValidationError(f"Mật khẩu cần ít nhất {MIN_LENGTH} ký tự, hiện có {len(password)}", "too_short")
        if len(password) > MAX_LENGTH:
            raise ValidationError(f"Mật khẩu dài quá {MAX_LENGTH} ký tự", "too_long")

    def get_help_text(self):
        return f"Ít nhất {MIN_LENGTH} ký tự. Nên dùng một câu ngắn dễ nhớ."


class GuessableValidator(CommonPasswordValidator):
    """Refuses Django's list of common passwords, and what is made of common words, names, places and years."""

    def validate(self, password, user=None):
        if password == settings.PRACTICE_PASSWORD:
            if settings.PRACTICE:
                return
            raise ValidationError(
                "Mật khẩu này in sẵn cho bản tập sự, ai cũng biết. Hãy chọn mật khẩu khác", "practice"
            )
        if is_guessable(password, _names_around(user), self.passwords):
            raise ValidationError(
                "Mật khẩu quá dễ đoán. Hãy dùng một câu ngắn của riêng đồng chí, không chỉ gồm từ thông dụng, năm, "
                "dãy số, tên người, tên địa phương hay đơn vị",
                "guessable",
            )

    def get_help_text(self):
        return "Không dùng từ thông dụng, năm, tên người, tên tài khoản, tên địa phương hoặc đơn vị."


def _names_around(user: User | None) -> list[str]:
    """Of the person, of every ward and province here, and of the units the person has worked in."""
    places = Organization.objects.filter(kind__in=[OrganizationKind.WARD, OrganizationKind.PROVINCE])
    names = list(places.values_list("name", flat=True))
    if user is None:
        return names
    if user.pk:
        names += Organization.objects.filter(memberships__user=user.pk).values_list("name", flat=True)
    return [*names, user.username, user.full_name]


def one_time_password() -> str:
    """Twelve signs in three groups, easy to read out and to type on a phone: about 59 bits."""
    while True:
        password = "-".join("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(3))
        if not is_guessable(password):
            return password


def give_temporary(person: User) -> str:
    """Set a one-time password, to be changed at the first sign-in and to end after its days; saving is the caller's."""
    password = one_time_password()
    person.set_password(password)
    person.must_change_password = True
    person.password_expires_at = temporary_until()
    return password


def temporary_until() -> datetime:
    return clock.now() + timedelta(days=settings.TEMPORARY_PASSWORD_DAYS)
