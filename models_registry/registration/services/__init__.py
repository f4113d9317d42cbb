"""Acts of a unit on its own registration."""
