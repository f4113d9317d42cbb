"""Pages of the registration form."""
