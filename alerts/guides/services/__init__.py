"""Writes of the guides."""
