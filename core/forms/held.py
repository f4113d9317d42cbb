"""Typed text that could not be taken, kept for the one who typed it.

Every form of somebody signed in carries a stamp that says whose page it is. When the form comes back after the
sign-in ended or its token ran out, its text is kept for that person, and put into the same form once they signed in
again. Nobody else ever sees it, whoever sits at the machine.
"""

import re
import secrets
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from urllib.parse import urlencode

from django.core.signing import BadSignature, TimestampSigner
from django.db import IntegrityError, transaction
from django.http import QueryDict
from django.urls import Resolver404, resolve
from django.utils.crypto import salted_hmac

from core import clock
from core.models import HeldText

STAMP, TOKEN, PAGE = "chu", "giu", "ma_trang"  # inputs of a form: whose page it is, held text it shows, which tab
KEPT_FOR = timedelta(days=3)
STAMP_LIVES = timedelta(days=14)
MOST_KEPT = 20  # per person; older ones make room
LONGEST_BODY = 1_000_000
LONGEST_PATH = 500
AUTOSAVE = "luu-nhap/"  # a form's autosave stands under its page
SECRET_WORDS = ("password", "mat_khau", "repeated")
NOT_WORDS = frozenset({"luu", "viec", "da_bao", "noi_tep"})  # buttons, and what goes with them
NOT_TYPED = frozenset({"csrfmiddlewaretoken", "version", "next", STAMP, TOKEN, PAGE})
_PAGE = re.compile(r"[0-9a-f]{32}")
_TOKEN = _PAGE  # of a file that was ticked: 32 hex digits too


def owner_of(user_key: int) -> str:
    """The person as a digest: the same for every sign-in, telling nothing."""
    return salted_hmac("core.held.owner", str(user_key), algorithm="sha256").hexdigest()[:32]


def stamp_of(user_key: int) -> str:
    """What a form says of whose page it is."""
    return TimestampSigner(salt="core.held").sign(owner_of(user_key))


def stamped_owner(data: QueryDict) -> str:
    """Whose page a posted form came from; '' without a stamp that holds."""
    try:
        return TimestampSigner(salt="core.held").unsign(data.get(STAMP, ""), max_age=STAMP_LIVES)
    except BadSignature:
        return ""


def typed_in(data: QueryDict) -> list[tuple[str, str]]:
    """(name, text) of what was typed into a form, the program's own inputs left out."""
    return [
        (name, value)
        for name, values in data.lists()
        for value in values
        if value.strip() and name not in NOT_TYPED and not _is_secret(name)
    ]


def words_in(data: QueryDict) -> list[tuple[str, str]]:
    """(name, text) of what somebody may want to copy: buttons and tokens of ticked files tell a reader nothing."""
    return [(name, value) for name, value in typed_in(data) if name not in NOT_WORDS and not _TOKEN.fullmatch(value)]


def _is_secret(name: str) -> bool:
    return any(word in name.lower() for word in SECRET_WORDS)


class Held(QueryDict):
    """A held form, shown again: no form bound to it is valid, so that showing never writes."""

    is_refill = True


@transaction.atomic
def hold(*, owner: str, path: str, data: QueryDict, had_files: bool = False) -> HeldText | None:
    """Keep a posted form for its author; None when there is nothing to keep or it holds a secret.

    The same tab's form again takes the place of the former.
    """
    body = data.copy()
    for name in ("csrfmiddlewaretoken", STAMP, TOKEN, PAGE):
        body.pop(name, None)
    text = body.urlencode()
    if not typed_in(data) or any(map(_is_secret, data)) or len(text) > LONGEST_BODY or len(path) > LONGEST_PATH:
        return None
    forget_old(owner)
    now = clock.now()
    facts = {"path": path, "body": text, "had_files": had_files, "at": now, "until": now + KEPT_FOR}
    tab = data.get(PAGE, "")
    token = tab if _PAGE.fullmatch(tab) else secrets.token_hex(16)
    if HeldText.objects.filter(token=token, owner=owner).update(**facts):
        return HeldText.objects.get(token=token)
    try:
        with transaction.atomic():
            return HeldText.objects.create(token=token, owner=owner, **facts)
    except IntegrityError:  # the name of a tab of somebody else
        return HeldText.objects.create(token=secrets.token_hex(16), owner=owner, **facts)


def forget_old(owner: str) -> None:
    rows = HeldText.objects.filter(owner=owner)
    rows.filter(until__lte=clock.now()).delete()
    kept = list(rows.order_by("-at").values_list("pk", flat=True)[: MOST_KEPT - 1])
    rows.exclude(pk__in=kept).delete()


def held_of(user_key: int) -> list[HeldText]:
    """What is kept for a person, newest first."""
    return list(HeldText.objects.filter(owner=owner_of(user_key), until__gt=clock.now()).order_by("-at"))


def find(user_key: int, token: str) -> HeldText | None:
    rows = HeldText.objects.filter(owner=owner_of(user_key), until__gt=clock.now())
    return rows.filter(token=token).first() if token else None


def forget(*, user_key: int, token: str) -> None:
    HeldText.objects.filter(owner=owner_of(user_key), token=token).delete()


def forget_expired() -> int:
    """For the nightly purge: how many were past their time."""
    return HeldText.objects.filter(until__lte=clock.now()).delete()[0]


def page_of(request) -> str:
    """The page a posted form stands on; of an autosave, the page it saves for."""
    path = request.get_full_path()
    return path.removesuffix(AUTOSAVE) if path.endswith("/" + AUTOSAVE) else path


def way_back(held: HeldText) -> str:
    """The address of the form with the text in it; '' when that page cannot show it."""
    try:
        found = resolve(held.path.split("?")[0])
    except Resolver404:
        return ""
    if not getattr(found.func, "is_refillable", False):
        return ""
    return f"{held.path}{'&' if '?' in held.path else '?'}{urlencode({TOKEN: held.token})}"


def refillable(view: Callable) -> Callable:
    """A page whose form can be shown again with held text: ?giu=… draws it as after a POST that was not taken.

    Forms bound to it are never valid; a view that keeps what is not valid asks `request.is_refill` first.
    """

    @wraps(view)
    def shown(request, *args, **kwargs):
        token = request.GET.get(TOKEN, "") if request.method == "GET" else ""
        held = find(request.user.pk, token) if token else None
        if held is not None and held.path.split("?")[0] == request.path:
            request.POST, request.method = Held(held.body), "POST"
            request.is_refill, request.held_token = True, held.token
        return view(request, *args, **kwargs)

    shown.is_refillable = True
    return shown


def is_refill(request) -> bool:
    """Whether held text is being shown: nothing may be written."""
    return getattr(request, "is_refill", False)
