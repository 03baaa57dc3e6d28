"""The fairs that run today, for the board."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.utils import timezone

from exhibitions.desk.choices import IncidentState
from exhibitions.desk.models import Incident
from exhibitions.fairs.access import visible_delegations
from exhibitions.fairs.choices import DelegationState, ParticipantState, PostState
from exhibitions.fairs.models import Participant, Post
from exhibitions.fairs.selectors.counting import count_of
from portal.accounts.actors import Actor

# Fairs lie in other zones: “today” is told by hours.
HOURS = 24
MOST_DELEGATIONS, MOST_INCIDENTS = 60, 12


def fairs_now(actor: Actor) -> Mapping[str, Any] | None:
    """Give the delegations at fairs that run today, those with grave incidents first, and these incidents; None for none.

    Two queries.
    """
    today, since = timezone.localdate(), timezone.now() - timedelta(hours=HOURS)
    posts = Post.objects.filter(state=PostState.ACTIVE, starts_on__lte=today, ends_on__gte=today)
    grave = Incident.objects.filter(is_grave=True, state=IncidentState.OPEN)
    rows = (
        visible_delegations(actor)
        .filter(edition__starts_on__lte=today, edition__ends_on__gte=today)
        .exclude(state=DelegationState.CANCELLED)
        .select_related("edition__fair", "center")
        .annotate(
            firms=count_of(Participant.objects.filter(state=ParticipantState.CONFIRMED), "delegation_id"),
            people=count_of(posts, "delegation_id"),
            happened=count_of(Incident.objects.filter(happened_at__gte=since), "delegation_id"),
            grave=count_of(grave, "delegation_id"),
        )
        .order_by("-grave", "-happened", "edition__ends_on", "id")
    )  # fmt: skip
    delegations = list(rows[:MOST_DELEGATIONS])
    if not delegations:
        return None
    told = grave.filter(delegation__in=[row.pk for row in delegations if row.grave])
    return {
        "delegations": delegations,
        "grave": list(
            told.select_related("participant", "delegation", "center").order_by("-happened_at")[:MOST_INCIDENTS]
        ),
    }
