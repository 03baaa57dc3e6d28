"""Reads of events. `events_counted` is for the rooms above."""

from exhibitions.events.selectors.counted import events_counted

__all__ = ["events_counted"]
