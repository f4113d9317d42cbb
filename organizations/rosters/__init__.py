"""Imported lists of units and people."""
