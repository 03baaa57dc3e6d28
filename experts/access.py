"""Gates of the expert bank and of assignments."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404

from experts.models import Assignment, Expert
from portal.accounts.actors import Actor


def visible_experts(actor: Actor) -> QuerySet[Expert]:
    """Give the experts `actor` may see: a center its own and the national bank, the nation all, an expert themself."""
    if actor.kind == "center":
        return Expert.objects.filter(Q(center_id=actor.own_center_id) | Q(is_national=True))
    if actor.kind == "national":
        return Expert.objects.all()
    if actor.kind == "expert":
        return Expert.objects.filter(user_id=actor.own_user_id)
    return Expert.objects.none()


def get_expert(actor: Actor, public_id: UUID) -> Expert:
    """Return one visible expert or raise Http404."""
    try:
        return visible_experts(actor).select_related("center", "user").get(public_id=public_id)
    except Expert.DoesNotExist:
        raise Http404 from None


def get_own_expert(actor: Actor, public_id: UUID) -> Expert:
    """Return an expert whose record `actor` may change: a center its own, coordinators any; else Http404."""
    expert = get_expert(actor, public_id)
    if actor.kind == "center" and expert.center_id != actor.center_id:
        raise Http404
    return expert


def visible_assignments(actor: Actor) -> QuerySet[Assignment]:
    """Give the assignments `actor` may see."""
    if actor.kind == "center":
        return Assignment.objects.filter(center_id=actor.own_center_id)
    if actor.kind == "national":
        return Assignment.objects.filter(center_id__gt=0)
    if actor.kind == "expert":
        return Assignment.objects.filter(expert_user_id=actor.user_id)
    return Assignment.objects.none()


def get_assignment(actor: Actor, public_id: UUID) -> Assignment:
    """Return one visible assignment or raise Http404; never joined with the case, which may be closed to the expert."""
    try:
        return visible_assignments(actor).get(public_id=public_id)
    except Assignment.DoesNotExist:
        raise Http404 from None
