"""Delegations whose fair has begun, with what has come of them."""

from __future__ import annotations

from django.db.models import F, QuerySet
from django.utils import timezone

from exhibitions.desk.choices import IncidentState
from exhibitions.desk.models import Incident
from exhibitions.fairs.choices import ParticipantState
from exhibitions.fairs.models import Delegation, Participant
from exhibitions.fairs.selectors.counting import count_of
from exhibitions.results.access import visible_delegations
from exhibitions.results.choices import ReportState
from exhibitions.results.models import Feedback, Outcome, Report
from portal.accounts.actors import Actor


def begun(actor: Actor, *, state: str = "") -> QuerySet[Delegation]:
    """Give the delegations `actor` sees whose fair has begun, with counts for a list."""
    rows = visible_delegations(actor).filter(edition__starts_on__lte=timezone.localdate())
    if state == "none":
        rows = rows.filter(report__isnull=True)
    elif state:
        rows = rows.filter(report__state=state)
    return rows.select_related("edition__fair", "center", "report").annotate(
        firms=count_of(Participant.objects.filter(state=ParticipantState.CONFIRMED), "delegation_id"),
        answers=count_of(Feedback.objects.all(), "participant__delegation_id"),
        happened=count_of(Incident.objects.all(), "delegation_id"),
        left=count_of(Incident.objects.exclude(state=IncidentState.CLOSED), "delegation_id"),
    )


def count_waiting(actor: Actor) -> int:
    """Count the reports of the acting center that wait for somebody who wrote nothing of them. One query."""
    return (
        Report.objects.filter(center_id=actor.own_center_id, state=ReportState.HANDED_IN)
        .exclude(makers__contains=[actor.own_user_id])
        .count()
    )


def lessons() -> QuerySet[Outcome]:
    """Give the lessons that centers offer to the nation's editors, without the firm."""
    return (
        Outcome.objects.filter(is_proposed=True, incident__state=IncidentState.CLOSED)
        .select_related("incident__delegation__edition__fair", "center")
        .annotate(kind=F("incident__kind"))
    )


def feedback_of(delegation: Delegation) -> list[Feedback]:
    """List what the firms of a delegation said, as far as the scope sees it. One query."""
    return list(
        Feedback.objects.filter(participant__delegation=delegation)
        .select_related("participant")
        .order_by("participant__name", "id")
    )
