"""The criteria of a year."""
