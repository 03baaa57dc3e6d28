"""Reads of accounts: people, members, staff, invitations, claims. Each runs in the scope of its caller."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TypeVar

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from portal.accounts.actors import Actor
from portal.accounts.models import (
    TWO_PERSON_ROLES,
    ApiToken,
    EnterpriseMember,
    Invitation,
    SeatEnding,
    SecondFactorReset,
    User,
)
from portal.accounts.models.two_people import TwoPersonRequest
from portal.tenancy.models import CENTER_ROLES, Center, Membership, StaffRole

R = TypeVar("R", bound=TwoPersonRequest)

# A supervisor's seat that a coordinator proposed; asked in the scope of an administrator, who sees every seat.
OF_COORDINATORS = Q(
    second_person=True,
    invited_by__in=Membership.objects.filter(role=StaffRole.COORDINATOR).values("user_id"),
)
# What a supervisor may give at their own center.
LOCAL_ROLES = (StaffRole.INTAKE, StaffRole.HANDLER, StaffRole.SUPERVISOR, StaffRole.EXPERT)


def members_of(enterprise_id: int) -> QuerySet[EnterpriseMember]:
    """List who acts for an enterprise now, owners first."""
    today = timezone.localdate()
    return (
        EnterpriseMember.objects.filter(enterprise_id=enterprise_id, state=EnterpriseMember.State.ACTIVE)
        .filter(Q(ends_on=None) | Q(ends_on__gte=today))
        .select_related("user")
        .order_by("-role", "id")
    )


def requests_to(enterprise_id: int) -> QuerySet[EnterpriseMember]:
    """List who asks to act for an enterprise, the longest waiting first."""
    return (
        EnterpriseMember.objects.filter(enterprise_id=enterprise_id, state=EnterpriseMember.State.PENDING)
        .select_related("user")
        .order_by("id")
    )


def former_members_of(enterprise_id: int) -> QuerySet[EnterpriseMember]:
    """List who acted for an enterprise once (ended, or an authorisation that ran out)."""
    ran_out = Q(state=EnterpriseMember.State.ACTIVE, ends_on__lt=timezone.localdate())
    return (
        EnterpriseMember.objects.filter(Q(state=EnterpriseMember.State.ENDED) | ran_out, enterprise_id=enterprise_id)
        .select_related("user")
        .order_by("-id")[:50]
    )


def proposals_to(actor: Actor) -> QuerySet[Invitation]:
    """List open invitations to roles that two people give, as far as the actor has to do with them."""
    which = Q(role__in=TWO_PERSON_ROLES)
    if actor.has("sysadmin"):
        which |= OF_COORDINATORS
    return open_invitations(center__isnull=False).filter(which)


def open_invitations(**place: object) -> QuerySet[Invitation]:
    """List invitations that were neither accepted nor taken back (run-out ones of the last 30 days too), newest first."""
    horizon = timezone.now() - timedelta(days=30)
    return (
        Invitation.objects.filter(accepted_at=None, revoked_at=None, expires_at__gt=horizon, **place)
        .select_related("invited_by", "center", "confirmed_by")
        .order_by("-id")
    )


@dataclass
class Colleague:
    """A person with all their roles at one center."""

    user: User
    seats: list[Membership] = field(default_factory=list)

    @property
    def roles(self) -> list[str]:
        return [seat.role for seat in self.seats]


def staff_of(center_id: int) -> list[Colleague]:
    """List the people of a center with their roles there (supervisors first); national and administrator seats aside."""
    people: dict[int, Colleague] = {}
    seats = Membership.objects.filter(center_id=center_id, role__in=LOCAL_ROLES).select_related("user").order_by("id")
    for seat in seats:
        people.setdefault(seat.user_id, Colleague(seat.user)).seats.append(seat)
    return sorted(people.values(), key=lambda one: (StaffRole.SUPERVISOR not in one.roles, str(one.user)))


def supervisors_of(center: Center) -> list[Membership]:
    """List the supervisors of one center."""
    return list(
        Membership.objects.filter(center=center, role=StaffRole.SUPERVISOR).select_related("user").order_by("id")
    )


def centers_to_supervise() -> QuerySet[Center]:
    """List the active centers a coordinator looks after, with whether anybody supervises and works there."""
    seats = Membership.objects.filter(center=OuterRef("pk"))
    return (
        Center.objects.filter(is_active=True)
        .exclude(kind=Center.Kind.DRAWER)
        .annotate(
            has_supervisor=Exists(seats.filter(role=StaffRole.SUPERVISOR)),
            # coordinators stand in for the staff of the national center
            has_staff=Exists(seats.filter(role__in=[*CENTER_ROLES, StaffRole.COORDINATOR])),
        )
        .order_by("id")
    )


def grants() -> QuerySet[Membership]:
    """List national and administrator seats with who gave and who confirmed them."""
    return (
        Membership.objects.filter(role__in=TWO_PERSON_ROLES)
        .select_related("user", "granted_by", "confirmed_by", "center")
        .order_by("role", "id")
    )


def claims_to_decide(center_id: int | None) -> QuerySet[EnterpriseMember]:
    """List people who ask for a record that nobody acts for: of one center's records, or (None) of those that no
    center's supervisor can decide."""
    asked = (
        EnterpriseMember.objects.filter(state=EnterpriseMember.State.PENDING)
        .select_related("user", "enterprise", "asked_center")
        .order_by("id")
    )
    if center_id is not None:
        return asked.filter(asked_center_id=center_id)
    owners = EnterpriseMember.objects.filter(enterprise_id=OuterRef("enterprise_id"), role="owner", state="active")
    supervised = Membership.objects.filter(center_id=OuterRef("asked_center_id"), role=StaffRole.SUPERVISOR)
    return asked.filter(~Exists(owners), ~Exists(supervised))


def resets_waiting() -> QuerySet[SecondFactorReset]:
    """List requests to remove second factors that wait for a second person, the longest waiting first."""
    return _waiting(SecondFactorReset)


def resets_done() -> QuerySet[SecondFactorReset]:
    """List the latest removals, newest first."""
    return (
        SecondFactorReset.objects.filter(done_at__isnull=False)
        .select_related("user", "asked_by", "confirmed_by")
        .order_by("-id")[:30]
    )


def endings_waiting() -> QuerySet[SeatEnding]:
    """List requests to end an administrator's role that wait for a second person, the longest waiting first."""
    return _waiting(SeatEnding)


def _waiting(model: type[R]) -> QuerySet[R]:
    return (
        model._default_manager.filter(done_at=None, withdrawn_at=None, expires_at__gt=timezone.now())
        .select_related("user", "asked_by")
        .order_by("id")
    )


def name_of(actor: Actor) -> str:
    """Give the name of the person who acts, "" when nobody does."""
    user = User.objects.filter(pk=actor.user_id or 0).first()
    return str(user) if user else ""


def requests_of(user: User) -> QuerySet[EnterpriseMember]:
    """List a person's own open and refused requests to act for an enterprise, newest first. As the bare login."""
    return EnterpriseMember.objects.filter(
        user=user, state__in=[EnterpriseMember.State.PENDING, EnterpriseMember.State.REFUSED]
    ).order_by("-id")[:10]


def tokens_of(user: User) -> QuerySet[ApiToken]:
    """List a person's API tokens that still work, newest first."""
    return ApiToken.objects.filter(user=user, revoked_at=None, expires_at__gt=timezone.now()).order_by("-id")
