"""The printed slip of one registration, and the blank form."""
