"""Pages of the top floor: they only read."""
