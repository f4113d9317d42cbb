"""Notices to people: written by services beside the log, read on one's own page, marked read by a POST."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from core import clock
from core.models import Notification


@dataclass(frozen=True, kw_only=True)
class Notice:
    """One event told to some people; `dedupe_key` names the event, so that it is told once."""

    user_keys: Collection[int]
    ward_key: int | None
    kind: str
    text: str
    link: str
    dedupe_key: str


def notify(**notice: Any) -> None:
    """Leave a line for each person (arguments as in `Notice`). The second try of the same event does nothing."""
    notify_many([Notice(**notice)])


def notify_many(notices: Iterable[Notice]) -> None:
    """Tell many events at once: one query however many."""
    at = clock.now()
    Notification.objects.bulk_create(
        [
            Notification(
                user_key=key,
                scope_key=notice.ward_key or 0,
                at=at,
                kind=notice.kind,
                text=notice.text,
                link=notice.link,
                dedupe_key=notice.dedupe_key,
            )
            for notice in notices
            for key in sorted(set(notice.user_keys))
        ],
        ignore_conflicts=True,
    )


def withdraw(dedupe_keys: Collection[str]) -> dict[str, set[int]]:
    """Take back notices of events that were undone, as far as nobody has read them.

    Returns, by event, the people who had read theirs and have to be told anew. Two queries.
    """
    told = Notification.objects.filter(dedupe_key__in=dedupe_keys)
    told.filter(read_at__isnull=True).delete()
    read: dict[str, set[int]] = {}
    for event, user_key in told.values_list("dedupe_key", "user_key"):
        read.setdefault(event, set()).add(user_key)
    return read


def for_user(user_key: int) -> QuerySet[Notification]:
    """A person's notices, newest first."""
    return Notification.objects.filter(user_key=user_key).order_by("-at", "-pk")


def unread_count_subquery(user_ref: str = "pk") -> Coalesce:
    """To annotate a query of people with their unread notices; `user_ref` names the column holding the user's key."""
    unread = Notification.objects.filter(user_key=OuterRef(user_ref), read_at__isnull=True).order_by()
    counted = unread.values("user_key").annotate(count=Count("*")).values("count")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def mark_read(user_key: int, keys: Collection[int] | None = None) -> int:
    """Mark one's own notices as read, all of them by default; returns how many were unread."""
    unread = Notification.objects.filter(user_key=user_key, read_at__isnull=True)
    if keys is not None:
        unread = unread.filter(pk__in=keys)
    return unread.update(read_at=clock.now())
