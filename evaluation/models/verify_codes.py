"""The code on a paper by which anybody may ask whether it stands: short enough to type, too long to guess."""

import secrets

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # no 0 O, 1 I L, U: read out and typed by hand
LENGTH = 12


def new_code() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def shown(code: str) -> str:
    """“7K3M-9QXT-4HBP”, as printed."""
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))


def typed(text: str) -> tuple[str, int | None]:
    """The code of what a person typed or scanned, and the row (“…-3”) when it is of one certificate.

    Spaces, dashes, small letters and what the paper prints behind the code (“· sổ số 7”) do not matter. ('', None) when
    it cannot be a code.
    """
    letters = "".join(sign for sign in text.partition("·")[0].upper() if sign.isascii() and sign.isalnum())
    code, row = letters[:LENGTH], letters[LENGTH:]
    if len(code) < LENGTH or any(sign not in ALPHABET for sign in code):
        return "", None
    if row and not (row.isdigit() and len(row) < 5):
        return "", None
    return code, int(row) if row else None
