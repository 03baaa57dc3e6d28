"""The fairs that run today, for the board."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from exhibitions.desk.choices import IncidentState
from exhibitions.desk.models import Incident
from exhibitions.fairs.choices import DelegationState, ParticipantState, PostState
from exhibitions.fairs.models import Delegation, Participant, Post
from exhibitions.fairs.selectors.counting import count_of
from portal.accounts.actors import Actor
from portal.prepared import prepared

# Fairs lie in other zones: “today” is told by hours.
HOURS = 24
MOST_DELEGATIONS, MOST_INCIDENTS = 60, 12


def fairs_now(actor: Actor) -> Mapping[str, Any] | None:
    """Give the delegations at fairs that run today, those with grave incidents first, and these incidents; None for none.

    The nation's are all, a center's its own. Two queries.
    """
    today, since = timezone.localdate(), timezone.now() - datetime.timedelta(hours=HOURS)
    nation = actor.kind == "national"
    delegations = _of_nation(today, since) if nation else _of_center(actor.own_center_id, today, since)
    if not delegations:
        return None
    told = _grave().filter(delegation__in=[row.pk for row in delegations if row.grave])  # type: ignore[attr-defined]
    return {
        "delegations": delegations,
        "grave": list(
            told.select_related("participant", "delegation", "center").order_by("-happened_at")[:MOST_INCIDENTS]
        ),
    }


@prepared
def _of_nation(today: datetime.date, since: datetime.datetime) -> QuerySet[Delegation]:
    return _running(Delegation.objects.all(), today, since)


@prepared
def _of_center(center_id: int, today: datetime.date, since: datetime.datetime) -> QuerySet[Delegation]:
    return _running(Delegation.objects.filter(center_id=center_id), today, since)


def _running(rows: QuerySet[Delegation], today: datetime.date, since: datetime.datetime) -> QuerySet[Delegation]:
    posts = Post.objects.filter(state=PostState.ACTIVE, starts_on__lte=today, ends_on__gte=today)
    return (
        rows.filter(edition__starts_on__lte=today, edition__ends_on__gte=today)
        .exclude(state=DelegationState.CANCELLED)
        .select_related("edition__fair", "center")
        .annotate(
            firms=count_of(Participant.objects.filter(state=ParticipantState.CONFIRMED), "delegation_id"),
            people=count_of(posts, "delegation_id"),
            happened=count_of(Incident.objects.filter(happened_at__gte=since), "delegation_id"),
            grave=count_of(_grave(), "delegation_id"),
        )
        .order_by("-grave", "-happened", "edition__ends_on", "id")[:MOST_DELEGATIONS]
    )


def _grave() -> QuerySet[Incident]:
    return Incident.objects.filter(is_grave=True, state=IncidentState.OPEN)
