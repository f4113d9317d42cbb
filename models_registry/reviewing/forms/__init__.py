"""Inputs of the review."""
