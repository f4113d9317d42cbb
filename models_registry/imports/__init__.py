"""Lists of recognised models brought in from files."""
