"""Acts of the Party Building Committee on lists."""
