"""Gates: fetch what the actor may see or answer 404, and say who may write."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone

from exhibitions.desk.choices import ClashState
from exhibitions.desk.models import Clash, Device, Incident, IncidentFile
from exhibitions.fairs.access import on_duty
from exhibitions.fairs.choices import DelegationState
from exhibitions.fairs.models import Delegation
from portal.accounts.actors import Actor

# A fair's desk is worked up to so many days after its last day; then it is read on the pages.
DAYS_AFTER = 30


def visible_delegations(actor: Actor) -> QuerySet[Delegation]:
    """Give the delegations for which `actor` may work at a desk: those of the own center, or an expert's while on duty."""
    if actor.kind == "expert":
        return Delegation.objects.filter(pk__in=on_duty(actor).values("delegation_id"))
    return Delegation.objects.filter(center_id=actor.own_center_id)


def current_delegations(actor: Actor) -> QuerySet[Delegation]:
    """Give those of `visible_delegations` that are not called off and not long over."""
    since = timezone.localdate() - timedelta(days=DAYS_AFTER)
    return (
        visible_delegations(actor)
        .exclude(state=DelegationState.CANCELLED)
        .filter(edition__ends_on__gte=since)
        .order_by("edition__starts_on", "id")
    )


def get_delegation(actor: Actor, public_id: UUID) -> Delegation:
    """Return one delegation that `actor` works for or raise Http404."""
    found = visible_delegations(actor).filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def visible_incidents(actor: Actor) -> QuerySet[Incident]:
    """Give the incidents `actor` may read: all for the nation, the own center's, an expert's, those about the own firm."""
    if actor.kind == "national":
        return Incident.objects.all()
    if actor.kind == "enterprise":
        return Incident.objects.filter(participant__enterprise_id=actor.own_enterprise_id)
    if actor.kind == "expert":
        return Incident.objects.filter(delegation__in=visible_delegations(actor))
    return Incident.objects.filter(center_id=actor.own_center_id)


def get_incident(actor: Actor, public_id: UUID) -> Incident:
    """Return one visible incident or raise Http404."""
    found = (
        visible_incidents(actor)
        .filter(public_id=public_id)
        # One join of them all, each with its policies, is planned longer (32 ms) than each is looked at (9).
        .prefetch_related("delegation__edition__fair", "participant", "exhibit", "center", "case")
        .first()
    )
    if found is None:
        raise Http404
    return found


def works_for(actor: Actor, center_id: int) -> bool:
    """Say whether `actor` writes for a center's desk: its staff, the nation's coordinators for the national center."""
    if actor.kind == "national" and not actor.has("coordinator"):
        return False
    return actor.is_staff and actor.center_id == center_id


def get_own_incident(actor: Actor, public_id: UUID) -> Incident:
    """Return an incident that `actor` may change, or raise Http404."""
    found = get_incident(actor, public_id)
    if not works_for(actor, found.center_id):
        raise Http404
    return found


def get_open_clash(actor: Actor, public_id: UUID, clash: UUID) -> Clash:
    """Return an open conflict of an incident that `actor` may change, or raise Http404."""
    found = Clash.objects.filter(
        incident=get_own_incident(actor, public_id), public_id=clash, state=ClashState.OPEN
    ).first()
    if found is None:
        raise Http404
    return found


def get_file(actor: Actor, public_id: UUID, file: UUID) -> IncidentFile:
    """Return a clean file of a visible incident, or raise Http404."""
    found = IncidentFile.objects.filter(incident=get_incident(actor, public_id), public_id=file).first()
    if found is None or found.state != IncidentFile.State.CLEAN:
        raise Http404
    return found


def visible_devices(actor: Actor) -> QuerySet[Device]:
    """Give the devices `actor` may see: all for the nation, its own center's, an expert's own."""
    if actor.kind == "national":
        return Device.objects.all()
    if actor.kind == "expert":
        return Device.objects.filter(user_id=actor.own_user_id)
    return Device.objects.filter(center_id=actor.own_center_id)


def get_device(actor: Actor, public_id: UUID) -> Device:
    """Return one visible device or raise Http404."""
    found = visible_devices(actor).filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found
