"""One's own account: signing in, password, profile, notices."""
