"""Pages of assignment and conclusion."""
