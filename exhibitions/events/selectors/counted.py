"""Events by their ids with the people of each: what a room above shows of training that it points at."""

from __future__ import annotations

from collections.abc import Iterable

from exhibitions.events.models import Event
from exhibitions.events.selectors.figures import Counts, counts_of


def events_counted(ids: Iterable[int]) -> list[tuple[Event, Counts]]:
    """Give the events of these ids that the running scope sees, the earliest first, with their people. Three queries.

    Counts are those of sign-ups that the scope sees: of the own center for its staff, all for the nation, none for others.
    """
    events = list(Event.objects.select_related("center").filter(pk__in=list(ids)).order_by("starts_at", "id"))
    counts = counts_of(event.pk for event in events)
    return [(event, counts[event.pk]) for event in events]
