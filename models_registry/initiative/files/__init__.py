"""Files of a model: added, described, served, removed."""
