"""Score sheets: one by one, in a grid, by Excel; how far scorers agree."""
