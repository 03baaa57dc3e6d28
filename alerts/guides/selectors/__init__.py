"""Reads of the guides."""
