"""Lists put before the leaders: drafted, balanced, locked, submitted."""
