"""Pages of scorers."""
