"""Stored files: checked, kept, served, purged."""
