"""Inputs of assignment and conclusion."""
