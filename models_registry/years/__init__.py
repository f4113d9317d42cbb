"""Periods, years with their windows, duties, extensions, suggested models."""
