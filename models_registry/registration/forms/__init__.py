"""Inputs of the registration form, page by page."""
