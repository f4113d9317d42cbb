"""What verification says of everything that is stored: [] when nothing was changed, added or lost."""

from io import StringIO

from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import transaction

from core.database import guards
from core.log.verification import verify_everything


def problems() -> list[str]:
    return [problem for _, _, report in verify_everything() for problem in report.problems]


def erased() -> list[str]:
    return [words for _, _, report in verify_everything() for words in report.erased]


def said() -> str:
    """What the command says is wrong; '' when it ends well."""
    words = StringIO()
    try:
        call_command("verify", stdout=StringIO(), stderr=words)
    except CommandError:
        return words.getvalue()
    return ""


def after(change):
    """What verification says after a change made below the guards, which is then undone."""
    with transaction.atomic():
        with guards.lowered():
            change()
        found = problems()
        transaction.set_rollback(True)
    return found


def removed(rows):
    return lambda: rows._raw_delete(rows.db)
