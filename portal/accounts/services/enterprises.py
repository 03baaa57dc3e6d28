"""Registering the enterprise somebody acts for, and keeping its record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from django.db import connection
from django.urls import reverse

from portal.accounts.models import Enterprise, EnterpriseMember, User
from portal.audit import trail
from portal.notices.notify import notify

Outcome = Literal["registered", "member", "asked", "asked_before", "refused_lately"]


@dataclass(frozen=True)
class Claimed:
    """How a registration went: a new enterprise, one the person acts for already, or a request to those who do."""

    outcome: Outcome
    enterprise_id: int | None
    member_id: int | None


def enterprise_register(*, user: User, facts: Mapping[str, Any]) -> Claimed:
    """Register an enterprise with the acting person as its owner, or ask to join the one whose USCC is known.

    `facts` are the cleaned fields of `EnterpriseForm`. Call as the bare login of `user`; the database function
    `enterprise_claim` alone looks across enterprises, and tells nothing but the outcome.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "select * from enterprise_claim(%(kind)s, %(name)s, %(name_en)s, %(uscc)s, %(id_kind)s, %(province)s, %(city)s,"
            " %(industry)s, %(is_specialised)s, %(address)s, %(note)s)",
            {"note": "", **facts},
        )
        claimed = Claimed(*cursor.fetchone())
    if claimed.outcome == "registered":
        trail.record(
            "account.enterprise_registered",
            object_type="enterprise",
            object_id=claimed.enterprise_id,
            payload={"uscc": facts["uscc"]},
        )
    elif claimed.outcome == "asked":
        trail.record(
            "account.join_asked",
            object_type="enterprise_member",
            object_id=claimed.member_id,
            payload={"uscc": facts["uscc"]},
        )
        notify(
            "accounts/join_asked",
            context={
                "name": str(user),
                "email": user.email,
                "claimed_name": facts["name"],
                "note": facts.get("note", ""),
            },
            link=reverse("accounts:request", args=[claimed.member_id]),
            resolver="join_deciders",
            arguments={"member_id": claimed.member_id},
        )
    return claimed


def claim_withdraw(*, user: User, member: EnterpriseMember) -> bool:
    """Take one's own open request back; False when it was answered meanwhile. As the bare login."""
    with connection.cursor() as cursor:
        cursor.execute("select enterprise_claim_withdraw(%s)", [member.pk])
        (withdrawn,) = cursor.fetchone()
    if withdrawn:
        trail.record("account.join_withdrawn", actor_id=user.pk, object_type="enterprise_member", object_id=member.pk)
    return bool(withdrawn)


def enterprise_update(*, enterprise: Enterprise, facts: Mapping[str, Any]) -> Enterprise:
    """Change what an owner may change: contact and classification; name and USCC stay as they were verified."""
    changed = [name for name, value in facts.items() if getattr(enterprise, name) != value]
    for name in changed:
        setattr(enterprise, name, facts[name])
    if changed:
        enterprise.full_clean()
        enterprise.save(update_fields=changed)
        trail.record(
            "account.enterprise_changed", object_type="enterprise", object_id=enterprise.pk, payload={"fields": changed}
        )
    return enterprise
