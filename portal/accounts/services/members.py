"""Who acts for an enterprise: deciding requests, changing roles, ending. Every rule about owners is here."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.actors import Actor
from portal.accounts.models import Enterprise, EnterpriseMember
from portal.accounts.services.invitations import offers_lapsed, open_offers
from portal.audit import trail
from portal.notices.notify import notify
from portal.policy.conflict import Conflict

Role = EnterpriseMember.Role
State = EnterpriseMember.State


def member_decide(*, by: Actor, member: EnterpriseMember, accept: bool, role: str = Role.MEMBER) -> None:
    """Answer a request to join as an owner. Raises Conflict when another owner was faster."""
    if member.state != State.PENDING:
        raise Conflict(_("This request has been answered already."))
    member.state = State.ACTIVE if accept else State.REFUSED
    if accept:
        member.role = role
    member.decided_by_id, member.decided_at = by.user_id, timezone.now()
    member.full_clean()
    member.save()
    _record("account.join_approved" if accept else "account.join_refused", member)
    _tell_decision(member, accept)


def member_change_role(*, by: Actor, member: EnterpriseMember, role: str, ends_on: date | None = None) -> None:
    """Give an active member another role, or an agent another last day. Raises Conflict for the last owner."""
    _require_active(member)
    if (member.role == Role.AGENT) != (role == Role.AGENT):
        raise ValidationError(
            {"role": _("An agent is authorised, not appointed: end the one seat and make the other.")}
        )
    if member.role == Role.OWNER and role != Role.OWNER:
        _keep_an_owner(member)
    before = member.role
    member.role = role
    if role == Role.AGENT:
        if ends_on is None or ends_on < timezone.localdate():
            raise ValidationError({"ends_on": _("The authorisation ends in the past. Choose today or a later day.")})
        member.ends_on = ends_on
    member.full_clean()
    offers = open_offers(member.user_id)
    member.save(update_fields=["role", "ends_on"])
    _record("account.member_changed", member, before=before)
    offers_lapsed(offers)
    notify(
        "accounts/seat_changed",
        context={"place": _place(member), "role": member.role},
        link="/",
        users=[member.user_id],
        seat=f"enterprise:{member.enterprise_id}",
    )


def member_end(*, by: Actor, member: EnterpriseMember) -> None:
    """End a member's seat; their next request finds it gone. Ending twice changes nothing."""
    if member.state == State.ENDED:
        return
    _require_active(member)
    if member.role == Role.OWNER:
        _keep_an_owner(member)
    member.state = State.ENDED
    member.decided_by_id, member.decided_at = by.user_id, timezone.now()
    offers = open_offers(member.user_id)
    member.save(update_fields=["state", "decided_by", "decided_at"])
    own = member.user_id == by.user_id
    _record("account.member_left" if own else "account.member_ended", member)
    offers_lapsed(offers)
    if not own:
        notify(
            "accounts/seat_ended",
            context={"place": _place(member), "role": member.role},
            link="/",
            users=[member.user_id],
        )


def claim_decide(*, by: Actor, member_id: int, accept: bool) -> None:
    """Answer, as the center that registered the record, somebody who asks to be its first owner.

    The database decides whether it may be answered by this center (`enterprise_claim_decide`). Raises Conflict.
    """
    with connection.cursor() as cursor:
        cursor.execute("select enterprise_claim_decide(%s, %s)", [member_id, accept])
        (outcome,) = cursor.fetchone()
    if outcome == "unknown":
        raise EnterpriseMember.DoesNotExist
    if outcome != "decided":
        raise Conflict(
            {
                "own": _("Somebody else must decide your own request."),
                "has_owner": _("This enterprise has an owner by now, who decides the request."),
            }.get(outcome, _("This request has been answered already."))
        )
    trail.record(
        "account.claim_approved" if accept else "account.claim_refused",
        object_type="enterprise_member",
        object_id=member_id,
    )


def claim_tell(*, member: EnterpriseMember, accept: bool) -> None:
    """Tell the person who asked how a center decided."""
    _tell_decision(member, accept)


def _require_active(member: EnterpriseMember) -> None:
    if member.state != State.ACTIVE:
        raise Conflict(_("This person no longer acts for the enterprise."))


def _keep_an_owner(member: EnterpriseMember) -> None:
    """Refuse when nobody else would own the enterprise. Locks all its owners, so that two cannot leave at once."""
    owners = list(
        EnterpriseMember.objects.select_for_update(of=("self",))
        .filter(enterprise_id=member.enterprise_id, role=Role.OWNER, state=State.ACTIVE)
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    if [pk for pk in owners if pk != member.pk] == []:
        raise Conflict(_("The last owner cannot leave or step down. Make somebody else an owner first."))


def _place(member: EnterpriseMember) -> dict[str, str]:
    enterprise = Enterprise.objects.get(pk=member.enterprise_id)
    return {"zh": enterprise.name, "en": enterprise.name_en or enterprise.name}


def _tell_decision(member: EnterpriseMember, accept: bool) -> None:
    notify(
        "accounts/join_decided",
        context={"claimed_name": member.claimed_name or member.claimed_uscc, "accepted": accept},
        link="/" if accept else reverse("accounts:enterprise_register"),
        users=[member.user_id],
        seat=f"enterprise:{member.enterprise_id}" if accept else "",
    )


def _record(verb: str, member: EnterpriseMember, **more: object) -> None:
    trail.record(
        verb,
        object_type="enterprise_member",
        object_id=member.pk,
        payload={"enterprise": member.enterprise_id, "user": member.user_id, "role": member.role} | more,
    )
