"""Tables: triggers, scopes, transitions, references, start-up checks."""
