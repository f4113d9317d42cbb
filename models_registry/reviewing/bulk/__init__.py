"""One act on many registrations: preview, act, undo, notices."""
