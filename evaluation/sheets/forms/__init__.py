"""Inputs of scorers."""
