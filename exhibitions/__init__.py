"""Fairs and events: a house of small apps, one per room (docs/decisions/0006-rooms-of-exhibitions.md)."""
