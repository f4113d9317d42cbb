"""One registration as everybody reads it: contents, completeness, words, progress, files."""
