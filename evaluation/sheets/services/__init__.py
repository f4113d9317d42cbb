"""Acts of scorers."""
