"""Who is acting: one person, in one place, with the roles they hold there.

A person may belong to several centers and enterprises and switches openly; the choice is kept in the session as a
seat key such as `center:12`, `expert`, `enterprise:7` or `admin`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from allauth.account.authentication import get_authentication_records
from django.db import connection
from django.utils import timezone

from portal.accounts.models import User
from portal.tenancy import scope as scopes
from portal.tenancy.models import ADMIN_ROLES, CENTER_ROLES, NATIONAL_ROLES

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser
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
    def own_user_id(self) -> int:
        """The person's id, where a gate has let nobody pass who is not logged in."""
        return _known(self.user_id, self)

    @property
    def own_center_id(self) -> int:
        """The center of the seat, where only seats at a center come: `kind` is center, national or admin."""
        return _known(self.center_id, self)

    @property
    def own_enterprise_id(self) -> int:
        """The enterprise of the seat, where only `kind` enterprise comes."""
        return _known(self.enterprise_id, self)

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


def _known(number: int | None, actor: Actor) -> int:
    # An assert may be switched off, and a filter by None would look for rows of nobody.
    if number is None:
        raise LookupError(f"A seat of kind {actor.kind} has none.")
    return number


ANONYMOUS = Actor(user_id=None, seat=Seat(key="", kind="anonymous", roles=frozenset({"anonymous"})))


# One statement for everything a person may act as. Row-level security leaves only the rows of `app.actor_id`; the user's
# id stands in it all the same, so that the system scope asks about one person too.
_SEATS_SQL = """
select m.role, c.id, null::bigint, c.name_zh, c.name_en
  from tenancy_membership m join tenancy_center c on c.id = m.center_id
 where m.user_id = %(user)s and c.is_active and (m.stopped_until is null or m.stopped_until <= now())
union all
select m.role, null, e.id, e.name, e.name_en
  from accounts_enterprisemember m join accounts_enterprise e on e.id = m.enterprise_id
 where m.user_id = %(user)s and m.state = 'active' and (m.ends_on is null or m.ends_on >= %(today)s)"""

# The same for the first statement of a request, which enters the bare login's scope as well (migration 0011).
_ENTER_SQL = "select * from login_enter(%(user)s, %(today)s)"

_Place = tuple[int, str, str]
SeatRow = tuple[str, int | None, int | None, str, str]


def seats_of(user: User) -> tuple[Seat, ...]:
    """List the places where `user` may act, staff seats first, each kind in the order of ids. One query.

    Must run with `app.actor_id` set to the user's id: memberships are visible to their owner only.
    """
    with connection.cursor() as cursor:
        cursor.execute(_SEATS_SQL, {"user": user.pk, "today": timezone.localdate()})
        return _seats(cursor.fetchall())


def login_enter(user_id: int) -> tuple[Seat, ...]:
    """Put the scope of a person's bare login into force and give what `seats_of` gives, in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(_ENTER_SQL, {"user": user_id, "today": timezone.localdate()})
        return _seats(cursor.fetchall())


def _seats(rows: Sequence[SeatRow]) -> tuple[Seat, ...]:
    centers: dict[_Place, set[str]] = {}
    enterprises: dict[_Place, str] = {}
    for role, center_id, enterprise_id, name_zh, name_en in rows:
        if center_id is not None:
            centers.setdefault((center_id, name_zh, name_en), set()).add(role)
        elif enterprise_id is not None:
            enterprises[enterprise_id, name_zh, name_en or name_zh] = role
    seats: list[Seat] = []
    for (center_id, name_zh, name_en), roles in sorted(centers.items()):
        for kind, of_kind in _CENTER_KINDS:
            if kept := roles & of_kind:
                seats.append(Seat(f"{kind}:{center_id}", kind, frozenset(kept), center_id, None, name_zh, name_en))
    if any("expert" in roles for roles in centers.values()):
        seats.append(Seat("expert", "expert", frozenset({"expert"}), label_zh="专家", label_en="Expert"))
    for (enterprise_id, name_zh, name_en), role in sorted(enterprises.items()):
        seats.append(
            Seat(f"enterprise:{enterprise_id}", "enterprise", frozenset({role}), None, enterprise_id, name_zh, name_en)
        )
    return tuple(seats)


_CENTER_KINDS: tuple[tuple[Kind, frozenset[str]], ...] = (
    ("national", frozenset(NATIONAL_ROLES)),
    ("center", frozenset(CENTER_ROLES)),
    ("admin", frozenset(ADMIN_ROLES)),
)


def must_prove_second_factor(user: AbstractBaseUser) -> bool:
    """Say whether any of a person's seats requires a second factor; call with `app.actor_id` set to them."""
    return isinstance(user, User) and any(seat.needs_second_factor for seat in seats_of(user))


def actor_for(request: HttpRequest, seats: tuple[Seat, ...] | None = None) -> Actor:
    """Work out who is acting in `request`; call inside a transaction as the bare login.

    The seat comes from the session (pages) or the `X-Acting-As` header (API); an unknown or lost seat falls back to
    the first one. `seats` are the person's when they have been read already.
    """
    user = request.user
    if not user.is_authenticated or not isinstance(user, User) or not user.is_active:
        return ANONYMOUS
    if seats is None:
        seats = seats_of(user)
    wanted = request.META.get(SEAT_HEADER) or request.session.get(SEAT_SESSION_KEY, "")
    seat = next((seat for seat in seats if seat.key == wanted), seats[0] if seats else None)
    if seat is None:
        seat = Seat(key="", kind="unaffiliated", roles=frozenset({"unaffiliated"}))
    return Actor(user_id=user.pk, seat=seat, seats=seats, second_factor=has_second_factor(request))


def has_second_factor(request: HttpRequest) -> bool:
    """Say whether this session or token was opened with a second factor.

    allauth keeps a record per proof in the session, bound to the user it was given for. A first second factor counts
    from the moment its code was typed in (portal.accounts.views.second_factor writes the record then).
    """
    token = getattr(request, "api_token", None)
    if token is not None:
        return bool(token.second_factor)
    return any(record.get("method") == "mfa" for record in get_authentication_records(request, request.user))
