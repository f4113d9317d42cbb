"""What this floor freezes: the log and issued papers, at once."""

from core.guards import Frozen

GUARDS = [
    Frozen("core_auditentry", erasable=("labels",)),
    Frozen("core_downloadlog"),
    Frozen("core_issuedpaper"),
]
