"""The training that was held for a delegation."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone

from exhibitions.events.choices import State
from exhibitions.events.selectors import events_counted
from exhibitions.fairs.models import Delegation, Training


@dataclass(frozen=True)
class Session:
    """One event for the firms of a delegation; `came` counts the people who were there."""

    title: str
    day: str
    came: int


def training_of(delegation: Delegation) -> list[Session]:
    """List the training that was held for a delegation, the earliest first. Four queries."""
    ids = Training.objects.filter(delegation=delegation).values_list("event_id", flat=True)
    held = [
        (event, counts)
        for event, counts in events_counted(list(ids))
        if event.state != State.CANCELLED and event.ends_at <= timezone.now()
    ]
    return [
        Session(event.title, f"{timezone.localdate(event.starts_at):%Y-%m-%d}", counts.came)
        for event, counts in sorted(held, key=lambda pair: pair[0].starts_at)
    ]
