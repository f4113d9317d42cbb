"""Checks that what was decided still is what was decided."""
