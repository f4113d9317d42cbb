"""Brakes on what anybody may call without signing in. A refusal is decided before any work and never sleeps (90).

`refuse_haste` counts visits of public pages, in this process only, because reading writes nothing (29). `one_try`
counts wrong passwords in the database, so that every process and every restart knows of them (67): per account name
and address, and per address that fails with many names. Both raise TooFast, which is answered with `say_wait`.
"""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from http import HTTPStatus
from math import ceil
from typing import TypeVar

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.db.models import Count, F, Max
from django.http import HttpResponse
from django.utils.crypto import salted_hmac

from core import clock
from core.exceptions import TooFast
from core.models import WrongPassword

T = TypeVar("T")

WINDOW = 60  # seconds in which visits are counted

TRIES = 5  # wrong passwords of one name from one address until it waits
FIRST_NAME_WAIT, LATER_NAME_WAIT = 5 * 60, 15 * 60  # seconds: after the fifth, and after every later one
NAME_REMEMBERED = timedelta(hours=24)
ADDRESS_WAIT, LONGEST_ADDRESS_WAIT = 5, 5 * 60  # seconds; doubled with every further name
ADDRESS_REMEMBERED = timedelta(hours=1)


def refuse_haste(page: str, address: str, limit: int) -> None:
    """Raises TooFast when this address has called oftener than `limit` times within this minute."""
    minute, second = divmod(int(clock.now().timestamp()), WINDOW)
    key = f"throttle:{page}:{address}:{minute}"
    cache.add(key, 0, timeout=2 * WINDOW)
    try:
        calls = cache.incr(key)
    except ValueError:  # dropped between the two calls, when the cache is full
        return
    if calls > limit:
        raise TooFast("Thao tác quá nhanh", WINDOW - second)


def say_wait(response: HttpResponse, seconds: int) -> HttpResponse:
    """The same answer as a refusal that says when to come again; untouched when there is nothing to wait for."""
    if seconds:
        response.status_code = HTTPStatus.TOO_MANY_REQUESTS
        response["Retry-After"] = str(seconds)
    return response


def one_try(*, name: str, address: str, judge: Callable[[], T | None]) -> T | None:
    """What `judge` says to a password: None is a wrong one. `name` is folded as the account is looked up.

    The try is counted before it is judged, so that ten at the same moment get no more tries than ten in a row. What
    `judge` raises is no wrong password. Raises TooFast without judging while the name or the address has to wait, and
    after the wrong password that makes the name wait.
    """
    row = {"name": _digest(name), "address": address}
    tries = _count(row)
    try:
        answer = judge()
    except Exception:
        WrongPassword.objects.filter(**row, tries__gt=0).update(tries=F("tries") - 1)
        raise
    if answer is not None:
        WrongPassword.objects.filter(**row).delete()
        return answer
    now = clock.now()
    WrongPassword.objects.filter(**row).update(failed_at=now)
    _refuse(_name_wait(tries), now, _OF_NAME)
    return None


def forgive(names: Iterable[str]) -> None:
    """Forget the wrong passwords of accounts, typed from anywhere: they were given new ones."""
    WrongPassword.objects.filter(name__in=[_digest(name) for name in names]).delete()


def forget_old_tries() -> int:
    """For the nightly purge: how many rows were past their time."""
    return WrongPassword.objects.filter(tried_at__lte=clock.now() - NAME_REMEMBERED).delete()[0]


_OF_NAME = "Nhập sai mật khẩu nhiều lần"
_OF_ADDRESS = "Có nhiều tài khoản đăng nhập sai từ mạng này"


@transaction.atomic
def _count(row: dict[str, str]) -> int:
    """The number of this try of a name from an address; raises TooFast when it has to wait, and counts nothing."""
    address = row["address"]
    # The row without a name stands for the address: whoever holds it counts, so that tries are counted one by one.
    WrongPassword.objects.select_for_update().get_or_create(
        name="", address=address, defaults={"tried_at": clock.now()}
    )
    now = clock.now()
    own = WrongPassword.objects.filter(**row, tried_at__gt=now - NAME_REMEMBERED).first()
    tries = own.tries if own else 0
    _refuse(_name_wait(tries), own and own.tried_at, _OF_NAME)
    failing = WrongPassword.objects.filter(address=address, failed_at__gt=now - ADDRESS_REMEMBERED)
    failing = failing.aggregate(names=Count("pk"), last=Max("failed_at"))
    _refuse(_address_wait(failing["names"]), failing["last"], _OF_ADDRESS)
    WrongPassword.objects.update_or_create(**row, defaults={"tries": tries + 1, "tried_at": now})
    return tries + 1


def _name_wait(tries: int) -> int:
    """Seconds after the last of so many wrong passwords."""
    if tries < TRIES:
        return 0
    return FIRST_NAME_WAIT if tries == TRIES else LATER_NAME_WAIT


def _address_wait(names: int) -> int:
    """Seconds after the last failure of so many names: growing, never a lock, since carriers share addresses."""
    beyond = names - settings.THROTTLE_NAMES
    return 0 if beyond < 0 else min(ADDRESS_WAIT * 2 ** min(beyond, 10), LONGEST_ADDRESS_WAIT)


def _refuse(wait: int, since: datetime | None, why: str) -> None:
    """Raises TooFast while the wait is not over; without one the last try may well be of this very moment."""
    seconds = wait and ceil(wait - (clock.now() - since).total_seconds())
    if seconds > 0:
        raise TooFast(why, seconds)


def _digest(name: str) -> str:
    """A name without its letters: what stands in the box by mistake may be anything."""
    return salted_hmac("core.throttle", name, algorithm="sha256").hexdigest()
