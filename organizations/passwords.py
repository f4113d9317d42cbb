"""Passwords: long, not common, not made of local words (reliability S6). No composition rules, no forced rotation."""

import secrets

from django.core.exceptions import ValidationError

from core.text import fold

MIN_LENGTH = 10
MAX_LENGTH = 128
LOCAL_WORDS = ("danvankheo", "yenbai", "laocai", "danguy", "chibo", "dangbo", "toduanpho", "todanpho", "phuong")
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # without letters and digits that look alike on paper


class LengthValidator:
    def validate(self, password, user=None):
        if len(password) < MIN_LENGTH:
            raise ValidationError(f"Mật khẩu cần ít nhất {MIN_LENGTH} ký tự, hiện có {len(password)}", "too_short")
        if len(password) > MAX_LENGTH:
            raise ValidationError(f"Mật khẩu dài quá {MAX_LENGTH} ký tự", "too_long")

    def get_help_text(self):
        return f"Ít nhất {MIN_LENGTH} ký tự. Nên dùng một câu ngắn dễ nhớ."


class LocalWordsValidator:
    """Refuses what remains a guess: a word of the place or of the account, with digits and marks around it."""

    def validate(self, password, user=None):
        letters = "".join(sign for sign in fold(password) if sign.isalpha())
        own = [fold(getattr(user, name, "") or "").replace(" ", "") for name in ("username", "full_name")]
        words = set(LOCAL_WORDS) | {"".join(s for s in word if s.isalpha()) for word in own}
        rest = letters
        for word in sorted((w for w in words if len(w) >= 4), key=len, reverse=True):
            rest = rest.replace(word, "")
        if len(letters) - len(rest) >= 4 and len(rest) <= 3:
            raise ValidationError("Mật khẩu quá dễ đoán: đừng dùng tên địa phương, tên đơn vị, tên tài khoản", "local")

    def get_help_text(self):
        return "Không dùng tên địa phương, tên đơn vị hoặc tên tài khoản."


def one_time_password() -> str:
    """Twelve signs in three groups, easy to read out and to type on a phone: about 59 bits."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(3))
