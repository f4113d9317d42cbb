"""The tree of units: changes, names, matching, lists."""
