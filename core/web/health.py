"""What machines ask: does the process live, and can it do its work (decision 65)? Neither answer tells more than that.

`/readyz` writes a row and a file, and leaves neither: the one GET that writes, rolled back (decision 29).
"""

import logging
import os
import secrets
import shutil
import tempfile
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import connection, transaction
from django.http import HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from core import clock
from core.models import HeldText

logger = logging.getLogger(__name__)


@login_not_required
@require_safe
def healthz(request):
    """The process lives; the database is not asked."""
    return HttpResponse("ok", content_type="text/plain")


@login_not_required
@require_safe
def readyz(request):
    """200 when a row and a file can be written and the disk has room, else 503; {"database": true, …}."""
    checks = {"database": _write_a_row, "files": _write_a_file, "disk": _find_room}
    passed = {name: _passes(name, check) for name, check in checks.items()}
    return JsonResponse(passed, status=200 if all(passed.values()) else 503)


def _passes(name: str, check) -> bool:
    try:
        check()
    except Exception:  # whatever it is, the answer is “not ready”; the log says what
        logger.exception("not ready: %s", name)
        return False
    return True


def _write_a_row() -> None:
    """A real row, rolled back."""
    token, now = secrets.token_hex(16), clock.now()
    with transaction.atomic():
        HeldText.objects.create(token=token, owner="", path="", body="", at=now, until=now + timedelta(days=1))
        transaction.set_rollback(True)


def _write_a_file() -> None:
    settings.PRIVATE_ROOT.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=settings.PRIVATE_ROOT, prefix=".ready-") as file:
        file.write(b"ready")
        file.flush()
        os.fsync(file.fileno())


def _find_room() -> None:
    """Raises OSError when the disk of the files, or of an SQLite database, has less left than the floor."""
    places = {settings.PRIVATE_ROOT}
    if connection.vendor == "sqlite" and not connection.is_in_memory_db():
        places.add(Path(connection.settings_dict["NAME"]).parent)
    for place in places:
        if shutil.disk_usage(place).free < settings.UPLOAD_FREE_FLOOR:
            raise OSError(f"less than {settings.UPLOAD_FREE_FLOOR} bytes left on the disk of {place}")
