"""What rooms above the desk put on the page of an incident. They register in their `apps.py`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from exhibitions.desk.models import Incident
from portal.accounts.actors import Actor


@dataclass(frozen=True)
class IncidentPart:
    """`context` gives what `template` shows of an incident to an actor, or None for nothing."""

    template: str
    context: Callable[[Incident, Actor], Mapping[str, Any] | None]


_parts: list[IncidentPart] = []


def incident_part(part: IncidentPart) -> None:
    """Put a section on the page of an incident."""
    if part not in _parts:
        _parts.append(part)


def parts_of(incident: Incident, actor: Actor) -> list[tuple[str, Mapping[str, Any]]]:
    """Give (template, context) of the sections that have something to show."""
    filled = [(part.template, part.context(incident, actor)) for part in _parts]
    return [(template, context) for template, context in filled if context is not None]
