"""Reads of the publishing room."""
