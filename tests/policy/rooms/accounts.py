"""Objects of people and places: members, invitations, seats, tokens, notices, experts, what administrators look after."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from cryptography.hazmat.primitives.asymmetric import ec
from django.utils import timezone
from fido2.cose import ES256
from fido2.webauthn import (
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorAttestationResponse,
    AuthenticatorData,
    CollectedClientData,
    RegistrationResponse,
)

from experts.models import Expert
from portal.accounts.models import (
    ApiToken,
    Enterprise,
    EnterpriseMember,
    Invitation,
    SeatEnding,
    SecondFactorReset,
    User,
)
from portal.audit.models import AuditEntry
from portal.notices.models import Notice, OutboxEvent
from portal.policy import personas
from portal.policy.table import Relation
from portal.tenancy.models import Center, Membership
from tests import people
from tests.policy.targets import NOTHING, Body, Kwargs, target

if TYPE_CHECKING:
    from tests.policy.world import World

_numbers = itertools.count(1)
ABSENT = 2_000_000_000


def colleague_of(world: World, persona: str) -> User | None:
    """Somebody else in the same enterprise, center or bank."""
    groups = {
        "member": personas.ENTERPRISE,
        "handler": personas.CENTER,
        "coordinator": personas.NATIONAL,
        "expert": personas.EXPERTS,
    }
    return next((world.colleagues[code].user for code, group in groups.items() if persona in group), None)


def of_a_person(kind: str, name: str, make: Callable[[User, World], Any]) -> None:
    """Register a kind whose objects belong to one person."""

    @target(kind)
    def provide(world: World, persona: str, relation: Relation) -> Kwargs | None:
        if relation == "nonexistent":
            return {name: NOTHING if name.endswith("_id") else ABSENT}
        owner = {
            "mine": world.people[persona].user,
            "same_org": colleague_of(world, persona),
            "other_center": world.strangers["handler"].user,
        }.get(relation)
        return {name: make(owner, world).pk} if owner else None


def _token(user: User, world: World) -> ApiToken:
    n = next(_numbers)
    later = timezone.now() + timedelta(days=9)
    return ApiToken.objects.create(user=user, name=f"令牌{n}", token_hash=f"hash{n}", hint="zh", expires_at=later)


def _session(user: User, world: World) -> UserSession:
    return UserSession.objects.create(user=user, ip="192.0.2.1", user_agent="x", session_key=f"key{next(_numbers)}")


@cache
def _credential() -> dict[str, Any]:
    """What a security key answers when it is registered, with a key pair of our own."""
    public_key = ES256.from_cryptography_key(ec.generate_private_key(ec.SECP256R1()).public_key())  # type: ignore[no-untyped-call] # theirs
    held = AttestedCredentialData.create(bytes(16), b"matrix", public_key)
    flags = AuthenticatorData.FLAG.AT | AuthenticatorData.FLAG.UP
    data = AuthenticatorData.create(bytes(32), flags, 0, held)
    answer = AuthenticatorAttestationResponse(
        client_data=CollectedClientData.create("webauthn.create", bytes(32), "http://testserver"),
        attestation_object=AttestationObject.create("none", data, {}),
    )
    written: dict[str, Any] = json.loads(
        json.dumps(dict(RegistrationResponse(raw_id=b"matrix", response=answer)), default=dict)
    )
    return written


def _key(user: User, world: World) -> Authenticator:
    data = {"name": "钥匙", "passwordless": False, "credential": _credential()}
    return Authenticator.objects.create(user=user, type=Authenticator.Type.WEBAUTHN, data=data)


def _notice(user: User, world: World) -> Notice:
    return Notice.objects.create(
        user=user, template="cases/message", context={"number": "x"}, link="/notices/", created_at=timezone.now()
    )


def _asked(user: User, world: World) -> EnterpriseMember:
    firm = people.make_enterprise()
    return EnterpriseMember.objects.create(user=user, enterprise=firm, role="member", state="pending")


of_a_person("token", "pk", _token)
of_a_person("session", "pk", _session)
of_a_person("security_key", "pk", _key)
of_a_person("notice", "notice_id", _notice)
of_a_person("join_request_own", "pk", _asked)


def of_a_place(kind: str, name: str, make: Callable[[World, str, Relation], Any]) -> None:
    """Register a kind whose objects belong to an enterprise or a center; `make` gives None where there is none."""

    @target(kind)
    def provide(world: World, persona: str, relation: Relation) -> Kwargs | None:
        if relation == "nonexistent":
            return {name: NOTHING if name == "event_id" else ABSENT}
        found = make(world, persona, relation)
        return None if found is None else {name: getattr(found, "pk", found)}


def _firm(world: World, relation: Relation) -> Enterprise | None:
    return {"same_org": world.ours, "same_center": world.neighbours, "other_center": world.theirs}.get(relation)


def _center(world: World, relation: Relation) -> Center | None:
    return {"same_center": world.here, "other_center": world.there}.get(relation)


def _member(world: World, persona: str, relation: Relation) -> EnterpriseMember | None:
    if relation == "mine":
        return EnterpriseMember.objects.filter(user=world.people[persona].user).first()
    firm = _firm(world, relation)
    if firm is None:
        return None
    return EnterpriseMember.objects.create(user=people.make_user(), enterprise=firm, role="member", state="active")


def _pending(world: World, persona: str, relation: Relation) -> EnterpriseMember | None:
    firm = _firm(world, relation)
    if firm is None:
        return None
    return EnterpriseMember.objects.create(user=people.make_user(), enterprise=firm, role="member", state="pending")


def _claim(world: World, persona: str, relation: Relation) -> EnterpriseMember | None:
    center = _center(world, relation)
    if center is None:
        return None
    if persona in personas.NATIONAL and relation == "other_center":
        center = people.make_center()  # without a supervisor, so that the coordinator decides
    firm = people.make_enterprise(registered_center=center)
    return EnterpriseMember.objects.create(
        user=people.make_user(), enterprise=firm, role="member", state="pending", asked_center=center
    )


def _invitation(**fields: Any) -> Invitation:
    n = next(_numbers)
    later = timezone.now() + timedelta(days=9)
    return Invitation.objects.create(
        email=f"invited{n}@example.com", token_hash=f"invitation{n}", expires_at=later, **fields
    )


def _to_firm(world: World, persona: str, relation: Relation) -> Invitation | None:
    firm = _firm(world, relation)
    return _invitation(enterprise=firm, role="member", invited_by=world.people["owner"].user) if firm else None


def _to_center(role: str) -> Callable[[World, str, Relation], Invitation | None]:
    def make(world: World, persona: str, relation: Relation) -> Invitation | None:
        center = _center(world, relation)
        return _invitation(center=center, role=role, invited_by=world.colleagues["handler"].user) if center else None

    return make


def _colleague(world: World, persona: str, relation: Relation) -> int | None:
    person = {
        "mine": world.people[persona],
        "same_center": world.colleagues["handler"],
        "other_center": world.strangers["handler"],
    }.get(relation)
    return person.pk if person and person.user else None


def _proposal(world: World, persona: str, relation: Relation) -> Invitation | None:
    if relation != "other_center":
        return None
    return _invitation(center=world.national, role="analyst", invited_by=world.people["secadmin"].user)


def _seat(role: str) -> Callable[[World, str, Relation], Membership | None]:
    def make(world: World, persona: str, relation: Relation) -> Membership | None:
        if relation != "other_center":
            return None
        # The system administrator ends the security administrator's seat, the security administrator all others.
        wanted = "secadmin" if persona == "sysadmin" and role == "analyst" else role
        center = world.there if role == "supervisor" else world.national
        return Membership.objects.create(user=people.make_user(), center=center, role=wanted)

    return make


def _reset(world: World, persona: str, relation: Relation) -> SecondFactorReset | None:
    if relation != "other_center":
        return None
    lost = people.make_user()
    people.enrol_totp(lost)
    later = timezone.now() + timedelta(days=7)
    return SecondFactorReset.objects.create(
        user=lost, asked_by=world.people["secadmin"].user, reason="手机遗失", expires_at=later
    )


def _ending(world: World, persona: str, relation: Relation) -> SeatEnding | None:
    if relation != "other_center":
        return None
    seat = Membership.objects.create(user=people.make_user(), center=world.national, role="auditor")
    later = timezone.now() + timedelta(days=7)
    return SeatEnding.objects.create(
        seat_id=seat.pk,
        user=seat.user,
        role=seat.role,
        asked_by=world.people["secadmin"].user,
        reason="离任",
        expires_at=later,
    )


def _applicant(world: World, persona: str, relation: Relation) -> Enterprise | None:
    center = _center(world, relation)
    if center is None:
        return None
    firm = people.make_enterprise(registered_center=center)
    people.add_member(people.make_user(), firm, "owner")
    return firm


of_a_place("firm", "pk", _applicant)
of_a_place("member", "pk", _member)
of_a_place("join_request", "pk", _pending)
of_a_place("member_invitation", "pk", _to_firm)
of_a_place("colleague", "user_id", _colleague)
of_a_place("staff_invitation", "pk", _to_center("handler"))
of_a_place("supervisor_invitation", "pk", _to_center("supervisor"))
of_a_place("claim", "pk", _claim)
of_a_place("supervisor_seat", "pk", _seat("supervisor"))
of_a_place("grant_seat", "pk", _seat("analyst"))
of_a_place("grant_proposal", "pk", _proposal)
of_a_place("factor_reset", "pk", _reset)
of_a_place("seat_ending", "pk", _ending)


def _quarantined(world: World, persona: str, relation: Relation) -> OutboxEvent | None:
    if relation != "other_center":
        return None
    return OutboxEvent.objects.create(
        topic="notices.spread",
        payload={},
        state="quarantined",
        attempts=3,
        available_at=timezone.now(),
        created_at=timezone.now(),
    )


def _entry(world: World, persona: str, relation: Relation) -> AuditEntry | None:
    if relation != "other_center":
        return None
    return AuditEntry.objects.create(at=timezone.now(), verb="case.accepted", object_type="case", object_id="x")


of_a_place("quarantined", "event_id", _quarantined)
of_a_place("audit_entry", "entry_id", _entry)


@target("expert")
def expert(world: World, persona: str, relation: Relation) -> Kwargs | None:
    if relation == "nonexistent":
        return {"public_id": NOTHING}
    own = world.people["expert"] if persona in personas.EXPERTS else None
    person = {"mine": own, "same_center": world.colleagues["expert"], "other_center": world.strangers["expert"]}.get(
        relation
    )
    return {"public_id": Expert.objects.get(user=person.user).public_id} if person else None


def _invite(world: World, persona: str, kwargs: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"email": "new@example.com", "name": "新人", "role": "member", "roles": "handler", "center": world.here.pk}


BODIES: dict[str, Body] = {
    "accounts:member_invite": _invite,
    "accounts:staff_invite": _invite,
    "accounts:claim": {"answer": "accept"},
    "accounts:colleague_factor": {"reason": "手机遗失"},
    "accounts:grant_end": {"reason": "离任"},
    "accounts:factor_reset_ask": {"email": "nobody@example.com", "reason": "手机遗失"},
    "accounts:join_request": {"answer": "accept", "role": "member"},
    "experts:revoke": {"reason": "任务结束"},
    "experts:leave": {"reason": "没有时间"},
}

PLAIN: dict[str, Mapping[str, Any]] = {
    "account_confirm_email": {"key": "nothing"},
    "account_reset_password_from_key": {"uidb36": "1", "key": "nothing"},
    "accounts:invitation": {"key": "nothing"},
    "accounts:request": {"pk": 1},
}

# Secrets that fit nothing, and a page that says by its status what it is for.
ANSWERS: dict[tuple[str, str], str] = {
    ("accounts:invitation", "*"): "absent",
    ("account_confirm_email", "POST"): "absent",
    ("account_inactive", "*"): "forbidden",
}
