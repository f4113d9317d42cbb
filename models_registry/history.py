"""The history of a registration as its readers see it: many saves in a row are one line."""

from collections.abc import Iterable

from core.models import AuditEntry

QUIET = frozenset({"initiative.save", "initiative.file", "initiative.answer"})


def folded(entries: Iterable[AuditEntry]) -> list[AuditEntry]:
    """Newest first; of a run of saves by one person only the newest stays."""
    shown: list[AuditEntry] = []
    for entry in entries:
        last = shown[-1] if shown else None
        if last is not None and {entry.verb, last.verb} <= QUIET and entry.user_key == last.user_key:
            continue
        shown.append(entry)
    return shown
