"""Notices to people: written by services beside the log, read on one's own page, marked read by a POST."""

from collections.abc import Collection, Iterable

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from core import clock
from core.models import Notification


def notify(*, user_keys: Iterable[int], ward_key: int | None, kind: str, text: str, link: str, dedupe_key: str) -> None:
    """Leave a line for each person, once per `dedupe_key`. One query; the second try of the same event does nothing."""
    at = clock.now()
    Notification.objects.bulk_create(
        [
            Notification(
                user_key=key, scope_key=ward_key or 0, at=at, kind=kind, text=text, link=link, dedupe_key=dedupe_key
            )
            for key in sorted(set(user_keys))
        ],
        ignore_conflicts=True,
    )


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
