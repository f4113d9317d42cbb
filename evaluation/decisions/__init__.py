"""Decisions: published, amended, sealed, verified; results of units."""
