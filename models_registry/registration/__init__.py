"""The registration form: drafts, saving, sending, answers to a return."""
