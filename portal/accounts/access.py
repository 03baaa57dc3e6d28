"""Gates of accounts: each returns the object or raises the same 404 for foreign and nonexistent."""

from __future__ import annotations

from typing import TypeVar

from allauth.usersessions.models import UserSession
from django.db.models import Q
from django.http import Http404

from portal.accounts.actors import Actor
from portal.accounts.models import (
    TWO_PERSON_ROLES,
    ApiToken,
    Enterprise,
    EnterpriseMember,
    Invitation,
    SeatEnding,
    SecondFactorReset,
)
from portal.accounts.models.two_people import TwoPersonRequest
from portal.accounts.selectors import LOCAL_ROLES, OF_COORDINATORS
from portal.tenancy.models import Center, Membership, StaffRole

R = TypeVar("R", bound=TwoPersonRequest)


def access_enterprise(actor: Actor) -> Enterprise:
    """Return the enterprise of the actor's seat."""
    found = Enterprise.objects.filter(pk=actor.enterprise_id or 0).first()
    if found is None:
        raise Http404
    return found


def access_member(actor: Actor, pk: int) -> EnterpriseMember:
    """Return a member, former member or applicant of the actor's enterprise, locked for a change."""
    found = (
        EnterpriseMember.objects.select_for_update(of=("self",))
        .select_related("user")
        .filter(pk=pk, enterprise_id=actor.enterprise_id or 0)
        .first()
    )
    if found is None:
        raise Http404
    return found


def access_enterprise_invitation(actor: Actor, pk: int) -> Invitation:
    """Return an invitation of the actor's enterprise, locked."""
    return _invitation(pk, enterprise_id=actor.enterprise_id or 0)


def access_staff_invitation(actor: Actor, pk: int) -> Invitation:
    """Return an invitation to a local role at the actor's center, locked."""
    return _invitation(pk, center_id=actor.center_id or 0, role__in=LOCAL_ROLES)


def access_supervisor_invitation(actor: Actor, pk: int) -> Invitation:
    """Return an invitation to supervise any center, locked; for national coordinators."""
    return _invitation(pk, center__isnull=False, role=StaffRole.SUPERVISOR)


def access_grant_invitation(actor: Actor, pk: int) -> Invitation:
    """Return an invitation to a national or administrator role; for a coordinator, also one to supervise a center, for a
    system administrator, of these what a coordinator proposed."""
    which = Q(role__in=TWO_PERSON_ROLES)
    if actor.has("coordinator"):
        which |= Q(second_person=True)
    elif actor.has("sysadmin"):
        which |= OF_COORDINATORS
    found = Invitation.objects.select_related("center", "invited_by").filter(which, pk=pk, center__isnull=False)
    if (one := found.first()) is None:
        raise Http404
    return one


def _invitation(pk: int, **place: object) -> Invitation:
    found = (
        Invitation.objects.select_for_update(of=("self",))
        .select_related("center", "enterprise")
        .filter(pk=pk, **place)
        .first()
    )
    if found is None:
        raise Http404
    return found


def access_colleague(actor: Actor, user_id: int) -> list[Membership]:
    """Return a person's local seats at the actor's center, locked in the order of ids."""
    seats = list(
        Membership.objects.select_for_update(of=("self",))
        .select_related("user", "center")
        .filter(center_id=actor.center_id or 0, user_id=user_id, role__in=LOCAL_ROLES)
        .order_by("pk")
    )
    if not seats:
        raise Http404
    return seats


def access_supervisor(actor: Actor, pk: int) -> Membership:
    """Return a supervisor's seat at any center, for national coordinators, locked."""
    return _seat(pk, role=StaffRole.SUPERVISOR)


def access_grant(actor: Actor, pk: int) -> Membership:
    """Return a national or administrator seat, locked; the system administrator reaches the security one's only."""
    roles = {StaffRole.SECADMIN} if actor.has("sysadmin") else TWO_PERSON_ROLES
    return _seat(pk, role__in=roles)


def _seat(pk: int, **which: object) -> Membership:
    found = (
        Membership.objects.select_for_update(of=("self",))
        .select_related("user", "center")
        .filter(pk=pk, **which)
        .first()
    )
    if found is None:
        raise Http404
    return found


def access_reset(pk: int) -> SecondFactorReset:
    """Return a request to remove second factors, for administrators and national coordinators."""
    return _two_person_request(SecondFactorReset, pk)


def access_seat_ending(pk: int) -> SeatEnding:
    """Return a request to end an administrator's role, for administrators and national coordinators."""
    return _two_person_request(SeatEnding, pk)


def _two_person_request(model: type[R], pk: int) -> R:
    found = model._default_manager.select_related("user", "asked_by").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def access_center(pk: int) -> Center:
    """Return an active center by id, for national coordinators; the drawer is none."""
    found = Center.objects.filter(pk=pk, is_active=True).exclude(kind=Center.Kind.DRAWER).first()
    if found is None:
        raise Http404
    return found


def access_token(actor: Actor, pk: int) -> ApiToken:
    """Return one of the actor's own API tokens."""
    found = ApiToken.objects.filter(pk=pk, user_id=actor.user_id or 0).first()
    if found is None:
        raise Http404
    return found


def access_session(actor: Actor, pk: int) -> UserSession:
    """Return one of the actor's own sessions."""
    found: UserSession | None = UserSession.objects.filter(pk=pk, user_id=actor.user_id or 0).first()
    if found is None:
        raise Http404
    return found
