"""Incidents after the fair: what is not finished, and everything about those of one delegation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import F, Prefetch, Q, QuerySet
from django.utils import timezone

from exhibitions.desk.access import visible_incidents
from exhibitions.desk.choices import FileKind, IncidentState
from exhibitions.desk.models import Incident, IncidentEntry, IncidentFile
from exhibitions.fairs.models import Delegation
from exhibitions.results.models import Outcome
from portal.accounts.actors import Actor


def unfinished(actor: Actor, *, delegation: UUID | None = None, only: str = "") -> QuerySet[Incident]:
    """Give the incidents `actor` sees that are not finished, what is due first; those of fairs that are over, or due already."""
    now = timezone.now()
    rows = visible_incidents(actor).exclude(state=IncidentState.CLOSED)
    if delegation is not None:
        rows = rows.filter(delegation__public_id=delegation)
    if only == "overdue":
        rows = rows.filter(next_due_at__lt=now)
    elif only == "unplanned":
        rows = rows.filter(Q(next_step="") | Q(next_due_at__isnull=True))
    return rows.select_related("delegation__edition__fair", "participant", "center").order_by(
        F("next_due_at").asc(nulls_first=True), "id"
    )


def overdue_count(actor: Actor) -> int:
    """Count the overdue follow-ups of the acting center. One query."""
    return (
        Incident.objects.filter(center_id=actor.own_center_id, next_due_at__lt=timezone.now())
        .exclude(state=IncidentState.CLOSED)
        .count()
    )


def incidents_of(delegation: Delegation) -> list[Incident]:
    """List a delegation's incidents with outcome, amounts and the log that is not internal, the earliest first. Four queries."""
    log = IncidentEntry.objects.filter(is_internal=False).order_by("at", "id")
    outcomes = Outcome.objects.prefetch_related("sums")
    return list(
        Incident.objects.filter(delegation=delegation)
        .select_related("participant", "exhibit")
        .prefetch_related(Prefetch("entries", log, to_attr="course"), Prefetch("outcome", outcomes))
        .order_by("happened_at", "id")
    )


def photos_of(delegation: Delegation) -> Sequence[IncidentFile]:
    """List the clean photos of a delegation's incidents, the earliest first. One query."""
    return list(
        IncidentFile.objects.filter(
            incident__delegation=delegation, kind=FileKind.PHOTO, state=IncidentFile.State.CLEAN
        )
        .select_related("incident__participant")
        .order_by("taken_at", "id")
    )


def outcome_of(incident: Incident) -> Any:
    """Return the outcome that was fetched with an incident; None where there is none."""
    return getattr(incident, "outcome", None)
