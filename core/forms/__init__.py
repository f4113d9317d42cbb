"""Forms: cleaning, fields, autosave, typed text that is kept, clashes of two versions."""
