"""A unit's list of models, their pages, and how a model leaves the year."""
