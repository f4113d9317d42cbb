"""Acts of the Standing Board and the Executive Board."""
