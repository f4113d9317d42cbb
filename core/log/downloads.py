"""The log of downloads: one of the few things a GET may write."""

from core import clock
from core.actor import Actor
from core.models import DownloadLog


def log_download(*, actor: Actor, what: str, filter_text: str, row_count: int) -> None:
    """Remember that this list, filtered so, left the system with so many rows."""
    DownloadLog.objects.create(
        at=clock.now(),
        user_key=actor.user_key,
        scope_key=actor.ward_key or 0,
        what=what,
        filter=filter_text,
        row_count=row_count,
    )
