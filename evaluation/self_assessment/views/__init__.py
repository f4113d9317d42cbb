"""Pages of a self-assessment."""
