"""The information services: a house of small apps, one per room (docs/decisions/0004-rooms-of-alerts.md)."""
