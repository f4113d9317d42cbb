"""What this floor freezes: the log and the list of downloads, at once."""

from core.database.guards import Frozen

GUARDS = [
    Frozen("core_auditentry", erasable=("labels",)),
    Frozen("core_downloadlog"),
]
