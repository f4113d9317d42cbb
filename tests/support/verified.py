"""What verification says of everything that is stored: [] when nothing was changed, added or lost."""

from io import StringIO

from django.core.management import call_command
from django.core.management.base import CommandError

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
