"""One's own account: everybody signed in, wherever they work."""

from tests.support import factories as make

from . import SIGNED_IN, Entry


def nowhere(world):
    return ()


NEW = "mot cau de nho 77"

ENTRIES = [
    Entry("home", nowhere, opens=SIGNED_IN),
    Entry("healthz", nowhere, public=True),
    Entry("readyz", nowhere, public=True),
    Entry(
        "accounts:sign_in",
        nowhere,
        public=True,
        sends=SIGNED_IN,
        payload=lambda world: {"username": "bithu.a", "password": make.PASSWORD},
    ),
    Entry("accounts:relogin", nowhere, public=True),
    Entry("accounts:session_left", nowhere, opens=SIGNED_IN),
    Entry("accounts:sign_out", nowhere, get=False, sends=SIGNED_IN),
    Entry(
        "accounts:password_first",
        nowhere,
        opens=SIGNED_IN,
        sends=SIGNED_IN,
        payload=lambda world: {"new_password": NEW, "repeated": NEW},
    ),  # fmt: skip
    Entry(
        "accounts:password_change",
        nowhere,
        opens=SIGNED_IN,
        sends=SIGNED_IN,
        payload=lambda world: {"old_password": make.PASSWORD, "new_password": NEW, "repeated": NEW},
    ),  # fmt: skip
    Entry(
        "accounts:profile",
        nowhere,
        opens=SIGNED_IN,
        sends=SIGNED_IN,
        payload=lambda world: {"phone": "105", "text_size": "115"},
    ),  # fmt: skip
    Entry("accounts:end_other_sessions", nowhere, get=False, sends=SIGNED_IN),
    Entry("accounts:notifications", nowhere, opens=SIGNED_IN, sends=SIGNED_IN),
]
