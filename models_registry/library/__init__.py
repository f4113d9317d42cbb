"""Recognised models: reading, learning requests, recognition by the province."""
