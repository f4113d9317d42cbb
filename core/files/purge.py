"""Files nothing points at: bytes without a row (an upload that broke off), rows no table refers to (rolled back later).

Only what is older than a day goes, so that an upload under way is never touched; whatever table refers to a stored
file is found from the models themselves, so that a new one cannot be forgotten.
"""

import datetime as dt
import logging
from dataclasses import dataclass

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from core import clock
from core.models import StoredFile

KEPT = dt.timedelta(hours=24)
logger = logging.getLogger(__name__)


@dataclass
class Purged:
    rows: int = 0
    files: int = 0
    bytes: int = 0


def purge_left() -> Purged:
    """Rows first, then bytes without a row; what somebody begins to use meanwhile stays: its row refuses to go."""
    before, purged = clock.now() - KEPT, Purged()
    unused = StoredFile.objects.filter(created_at__lt=before)
    for relation in StoredFile._meta.get_fields(include_hidden=True):
        if relation.auto_created and not relation.concrete:
            column = relation.field.attname
            users = relation.related_model._base_manager.filter(**{f"{column}__isnull": False})
            unused = unused.exclude(pk__in=users.values(column))
    for stored in unused.iterator():
        try:
            with transaction.atomic():
                stored.delete()
        except (IntegrityError, ProtectedError):
            continue
        purged.rows += 1
    _purge_bytes(before, purged)
    return purged


def _purge_bytes(before: dt.datetime, purged: Purged) -> None:
    root = settings.PRIVATE_ROOT
    for path in sorted(root.glob("*/??/??/*")):
        if not path.is_file() or path.stat().st_mtime >= before.timestamp():
            continue
        if StoredFile.objects.filter(place=path.relative_to(root).as_posix()).exists():
            continue
        purged.files += 1
        purged.bytes += path.stat().st_size
        path.unlink()
        logger.info("file without a row removed: %s", path.relative_to(root))
