"""Uploads: keep the bytes untouched, look at them in a fenced process, open only what is clean (docs/documents.md)."""
