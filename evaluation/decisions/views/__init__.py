"""Pages of decisions, results and verification."""
