"""Seats at centers: given and ended by supervisors, coordinators and the security administrator, each within bounds
that the database holds too (trigger `membership_guard`)."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from portal.accounts.actors import Actor
from portal.accounts.services.invitations import invitation_create, offers_lapsed, open_offers
from portal.audit import trail
from portal.notices.notify import notify
from portal.policy.conflict import Conflict
from portal.tenancy.models import Membership, StaffRole

SeatFollower = Callable[[Actor, Membership], None]
_followers: list[SeatFollower] = []


def follow_end(function: SeatFollower) -> SeatFollower:
    """Call `function(by, seat)` after a seat has ended, in its transaction and in the scope of whoever ended it.

    For apps that have something of their own to end with a seat (assignments of experts); they register in
    `AppConfig.ready()`. The row of `seat` is gone by then.
    """
    _followers.append(function)
    return function


def three_people() -> str:
    """Say why an administrator's seat and any other exclude each other."""
    return _(
        "The system, the security and the audit administrator are three different people who hold no other role. "
        "This person has a role that excludes this one: end that first, or choose somebody else."
    )


def staff_change_roles(*, by: Actor, seats: list[Membership], roles: Iterable[str]) -> bool:
    """Bring a colleague's roles at one center to exactly `roles` (at least one; to take all, end the person).

    `seats` are the person's present seats there, locked. True when a new supervisor's role waits for a national
    coordinator: it is offered like any other, and the person accepts it. Raises Conflict for one's own roles and
    ValidationError on `roles` where another seat of the person excludes a new one.
    """
    _not_own(by, seats)
    wanted = set(roles)
    present = {seat.role for seat in seats}
    center, user = seats[0].center, seats[0].user
    promoted = StaffRole.SUPERVISOR in wanted - present
    if promoted:
        wanted.discard(StaffRole.SUPERVISOR.value)
        if not wanted:
            raise ValidationError(
                {"roles": _("Leave the present role until a national coordinator has confirmed the new one.")}
            )
        try:
            invitation_create(by=by, email=user.email, name=user.name, role=StaffRole.SUPERVISOR.value, center=center)
        except ValidationError as error:
            raise ValidationError({"roles": error.messages}) from error
    offers = open_offers(user.pk)
    for role in sorted(wanted - present):
        try:
            with transaction.atomic():
                made = Membership.objects.create(center=center, user=user, role=role, granted_by_id=by.user_id)
        except IntegrityError as error:
            if "membership_three_administrators" in str(error):
                raise ValidationError({"roles": three_people()}) from error
            raise
        _record("account.role_granted", made)
    for seat in seats:
        if seat.role not in wanted:
            _end(by, seat)
    offers_lapsed(offers)
    if wanted != present:
        _tell("accounts/seat_changed", seats[0], sorted(wanted))
    return promoted


def staff_end(*, by: Actor, seats: list[Membership]) -> None:
    """End all of a person's `seats`; their next request finds them gone, and what they invited to is taken back.

    Raises Conflict for one's own, and for the last holder of a role that the portal cannot do without.
    """
    _not_own(by, seats)
    offers = open_offers(seats[0].user_id) if seats else []
    for seat in seats:
        _end(by, seat)
    offers_lapsed(offers)
    if seats:
        _tell("accounts/seat_ended", seats[0], [seat.role for seat in seats])


def _end(by: Actor, seat: Membership) -> None:
    seat_pk = seat.pk
    try:
        with transaction.atomic():
            seat.delete()
    except IntegrityError as error:
        if "the last holder" in str(error):
            raise Conflict(
                _("Nobody else holds this role. Give it to a successor first, then end this seat.")
            ) from error
        raise
    _record("account.role_ended", seat, pk=seat_pk)
    for function in _followers:
        function(by, seat)


def _not_own(by: Actor, seats: list[Membership]) -> None:
    if any(seat.user_id == by.user_id for seat in seats):
        raise Conflict(_("Nobody changes their own roles. Ask a colleague who may."))


def _tell(template: str, seat: Membership, roles: list[str]) -> None:
    notify(
        template,
        context={"place": {"zh": seat.center.name_zh, "en": seat.center.name_en}, "roles": roles},
        link="/",
        users=[seat.user_id],
    )


def _record(verb: str, seat: Membership, pk: int | None = None) -> None:
    trail.record(
        verb,
        object_type="membership",
        object_id=pk or seat.pk,
        center_id=seat.center_id,
        payload={"user": seat.user_id, "role": seat.role},
    )
