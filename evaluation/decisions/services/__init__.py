"""Acts on decisions and their papers."""
