"""Writes of the publishing room."""
