"""Who is acting: one person, in one place, with the roles they hold there.

A person may belong to several centers and enterprises and switches openly; the choice is kept in the session as a
seat key such as `center:12`, `expert`, `enterprise:7` or `admin`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from django.db.models import Q
from django.utils import timezone

from portal.accounts.models import EnterpriseMember, User
from portal.tenancy import scope as scopes
from portal.tenancy.models import ADMIN_ROLES, CENTER_ROLES, NATIONAL_ROLES, Membership

if TYPE_CHECKING:
    from django.http import HttpRequest

SEAT_SESSION_KEY = "seat"
SEAT_HEADER = "HTTP_X_ACTING_AS"
Kind = Literal["anonymous", "unaffiliated", "enterprise", "center", "national", "expert", "admin"]


@dataclass(frozen=True, slots=True)
class Seat:
    """One place where a person can act."""

    key: str
    kind: Kind
    roles: frozenset[str]
    center_id: int | None = None
    enterprise_id: int | None = None
    label_zh: str = ""
    label_en: str = ""

    @property
    def needs_second_factor(self) -> bool:
        """Staff, experts and administrators must log in with a second factor."""
        return self.kind in {"center", "national", "expert", "admin"}


@dataclass(frozen=True, slots=True)
class Actor:
    """The acting person with the seat in use and all seats they could switch to.

    `personas` are the codes of the policy table: roles of the seat (`handler`, `owner`, `agent`, …), or
    `anonymous` / `unaffiliated`.
    """

    user_id: int | None
    seat: Seat
    seats: tuple[Seat, ...] = field(default=())
    second_factor: bool = False

    @property
    def kind(self) -> Kind:
        return self.seat.kind

    @property
    def personas(self) -> frozenset[str]:
        return self.seat.roles

    @property
    def center_id(self) -> int | None:
        return self.seat.center_id

    @property
    def enterprise_id(self) -> int | None:
        return self.seat.enterprise_id

    @property
    def is_staff(self) -> bool:
        """True for a center's staff and for national coordinators (who may stand in for one)."""
        return self.kind in {"center", "national"}

    def has(self, *roles: str) -> bool:
        """Say whether the seat in use holds any of `roles`."""
        return not self.seat.roles.isdisjoint(roles)

    def scope(self) -> scopes.Scope:
        """Give the database scope of this seat. A person without their second factor gets the bare login."""
        seat = self.seat
        if self.user_id is None:
            return scopes.NOBODY
        if seat.needs_second_factor and not self.second_factor:
            return scopes.login(self.user_id)
        if seat.kind == "center" and seat.center_id is not None:
            return scopes.center(seat.center_id, self.user_id)
        if seat.kind == "national":
            return scopes.national(self.user_id, seat.center_id)
        if seat.kind == "expert":
            return scopes.expert(self.user_id)
        if seat.kind == "enterprise" and seat.enterprise_id is not None:
            return scopes.enterprise(seat.enterprise_id, self.user_id)
        if seat.kind == "admin":
            return scopes.Scope(role="scope_admin", actor_id=self.user_id, admin_kind=next(iter(seat.roles)))
        return scopes.login(self.user_id)


ANONYMOUS = Actor(user_id=None, seat=Seat(key="", kind="anonymous", roles=frozenset({"anonymous"})))


def seats_of(user: User) -> tuple[Seat, ...]:
    """List the places where `user` may act, staff seats first. Two queries, as the bare login.

    Must run with `app.actor_id` set to the user's id: memberships are visible to their owner only.
    """
    seats: list[Seat] = []
    by_center: dict[int, list[Membership]] = {}
    memberships = Membership.objects.filter(user=user, center__is_active=True).select_related("center").order_by("center_id")
    for membership in memberships:
        by_center.setdefault(membership.center_id, []).append(membership)
    expert = False
    for center_id, rows in by_center.items():
        roles = frozenset(row.role for row in rows)
        center = rows[0].center
        expert = expert or "expert" in roles
        for kind, kept in (
            ("national", roles & NATIONAL_ROLES),
            ("center", roles & CENTER_ROLES),
            ("admin", roles & ADMIN_ROLES),
        ):
            if kept:
                key = f"{kind}:{center_id}"
                seats.append(Seat(key, kind, frozenset(kept), center_id, None, center.name_zh, center.name_en))  # type: ignore[arg-type]
    if expert:
        seats.append(Seat("expert", "expert", frozenset({"expert"}), label_zh="专家", label_en="Expert"))
    today = timezone.localdate()
    members = (
        EnterpriseMember.objects.filter(user=user, state=EnterpriseMember.State.ACTIVE)
        .filter(Q(ends_on__isnull=True) | Q(ends_on__gte=today))
        .select_related("enterprise")
        .order_by("enterprise_id")
    )
    for member in members:
        enterprise = member.enterprise
        seats.append(
            Seat(
                key=f"enterprise:{enterprise.pk}",
                kind="enterprise",
                roles=frozenset({member.role}),
                enterprise_id=enterprise.pk,
                label_zh=enterprise.name,
                label_en=enterprise.name_en or enterprise.name,
            )
        )
    return tuple(seats)


def actor_for(request: HttpRequest) -> Actor:
    """Work out who is acting in `request`; call inside a transaction as the bare login.

    The seat comes from the session (pages) or the `X-Acting-As` header (API); an unknown or lost seat falls back to
    the first one.
    """
    user = request.user
    if not user.is_authenticated or not isinstance(user, User) or not user.is_active:
        return ANONYMOUS
    seats = seats_of(user)
    wanted = request.META.get(SEAT_HEADER) or request.session.get(SEAT_SESSION_KEY, "")
    seat = next((seat for seat in seats if seat.key == wanted), seats[0] if seats else None)
    if seat is None:
        seat = Seat(key="", kind="unaffiliated", roles=frozenset({"unaffiliated"}))
    return Actor(user_id=user.pk, seat=seat, seats=seats, second_factor=has_second_factor(request))


def has_second_factor(request: HttpRequest) -> bool:
    """Say whether this session or token was opened with a second factor."""
    if getattr(request, "token_second_factor", None) is not None:
        return bool(request.token_second_factor)  # type: ignore[attr-defined]
    methods = request.session.get("account_authentication_methods", [])
    return any(method.get("method") == "mfa" for method in methods)

