"""Acts on a self-assessment."""
