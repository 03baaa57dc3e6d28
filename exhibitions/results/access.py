"""Gates: fetch what the actor may see or answer 404; say who may write."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from exhibitions.desk.access import works_for
from exhibitions.fairs import access as fairs
from exhibitions.fairs.choices import DelegationState, ParticipantState
from exhibitions.fairs.models import Delegation, Participant
from exhibitions.results.choices import FileState
from exhibitions.results.models import ReportFile
from portal.accounts.actors import Actor

RELEASERS = ("supervisor", "coordinator")


def visible_delegations(actor: Actor) -> QuerySet[Delegation]:
    """Give the delegations whose results `actor` sees: those on the desk of fairs that were not called off."""
    return fairs.visible_delegations(actor).exclude(state=DelegationState.CANCELLED)


def get_delegation(actor: Actor, public_id: UUID) -> Delegation:
    """Return one visible delegation or raise Http404."""
    found = (
        visible_delegations(actor)
        .select_related("edition__fair", "center", "report")
        .filter(public_id=public_id)
        .first()
    )
    if found is None:
        raise Http404
    return found


def get_own_delegation(actor: Actor, public_id: UUID) -> Delegation:
    """Return a delegation that `actor` may write about, or raise Http404."""
    found = get_delegation(actor, public_id)
    if not works_for(actor, found.center_id):
        raise Http404
    return found


def get_file(actor: Actor, public_id: UUID, ending: str) -> ReportFile:
    """Return a file of a visible delegation's report that is ready, or raise Http404."""
    found = (
        ReportFile.objects.filter(
            report__delegation__in=visible_delegations(actor).filter(public_id=public_id),
            format=ending,
            state=FileState.READY,
        )
        .select_related("report__delegation")
        .first()
    )
    if found is None:
        raise Http404
    return found


def own_participations(actor: Actor) -> QuerySet[Participant]:
    """Give the acting firm's participations that stand."""
    return Participant.objects.filter(enterprise_id=actor.own_enterprise_id, state=ParticipantState.CONFIRMED)


def get_own_participation(actor: Actor, public_id: UUID) -> Participant:
    """Return one of the acting firm's participations or raise Http404."""
    found = (
        own_participations(actor)
        .select_related("delegation__edition__fair", "center", "feedback")
        .filter(public_id=public_id)
        .first()
    )
    if found is None:
        raise Http404
    return found
