"""Inputs of a self-assessment."""
