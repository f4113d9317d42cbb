"""Reading, deciding, writing and undoing an import."""
