"""Invitations: made by somebody of the place, mailed with a key, accepted by the person whose address it is."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts import limits
from portal.accounts.actors import ANONYMOUS, Actor
from portal.accounts.models import Invitation, User
from portal.accounts.names import name_for_mail
from portal.accounts.sealing import seal
from portal.accounts.selectors import name_of
from portal.accounts.sources import account_key, source_key
from portal.accounts.tokens import hash_token
from portal.audit import trail
from portal.notices.notify import mail, notify
from portal.policy.conflict import Conflict
from portal.tenancy import scope as scopes
from portal.tenancy.models import Center, Membership, StaffRole

VALID_DAYS = 7
Accepted = Literal[
    "accepted", "unknown", "used", "revoked", "expired", "other_person", "own", "unconfirmed", "three_people"
]


@dataclass(frozen=True)
class Look:
    """What the bearer of an invitation's key may know before accepting it."""

    role: str
    email: str
    name: str
    center_zh: str | None
    center_en: str | None
    enterprise: str | None
    enterprise_en: str | None
    inviter: str | None
    ends_on: date | None
    expires_at: datetime
    state: Literal["open", "used", "revoked", "expired"]

    @property
    def to_center(self) -> bool:
        """True for a role at a center, False for a seat at an enterprise."""
        return self.center_zh is not None

    @property
    def place_zh(self) -> str:
        return self.center_zh or self.enterprise or ""

    @property
    def place_en(self) -> str:
        return self.center_en or self.enterprise_en or self.enterprise or ""


def invitation_create(
    *,
    by: Actor,
    email: str,
    role: str,
    name: str = "",
    center: Center | None = None,
    enterprise_id: int | None = None,
    organisation: str = "",
    power_of_attorney: str = "",
    ends_on: date | None = None,
    reason: str = "",
) -> Invitation:
    """Invite an address to a role at a center or a seat at an enterprise; mail the key unless a second person must
    confirm first.

    Raises ValidationError on `email` when the same offer is still open, and when the inviter or somebody else has sent
    too many (limits.INVITE, limits.INVITED).
    """
    place = {"center": center} if center is not None else {"enterprise_id": enterprise_id}
    offers = Invitation.objects.filter(email=email, role=role, **place)
    if offers.filter(accepted_at=None, revoked_at=None, expires_at__gt=timezone.now()).exists():
        raise ValidationError(
            {"email": _("This address has an open invitation to this role. You can send it again from the list.")}
        )
    _within_limits(by, email)
    key = _new_key()
    invitation = Invitation(
        center=center,
        enterprise_id=enterprise_id,
        email=email,
        role=role,
        name=name,
        organisation=organisation,
        power_of_attorney=power_of_attorney,
        ends_on=ends_on,
        reason=reason,
        invited_by_id=by.user_id,
        token_hash=hash_token(key),
        expires_at=_new_end(),
        # the database says the same of its own (invitation_guard)
        second_person=role == StaffRole.SUPERVISOR and center is not None,
    )
    invitation.full_clean()
    invitation.save()
    _record("account.invited", invitation, {"email": email, "role": role, "reason": reason})
    if role == StaffRole.SUPERVISOR:
        _tell_of_supervisor(invitation, by)
        return invitation
    if invitation.needs_confirmation:
        notify(
            "accounts/grant_proposed",
            context={"role": role, "email": email, "reason": reason, "by": name_of(by)},
            link=reverse("accounts:grants"),
            role=["sysadmin", "coordinator"],
        )
    else:
        _send(invitation, key, by)
    return invitation


def invitation_found(*, center: Center, email: str, role: str) -> Invitation:
    """Invite a first administrator, in nobody's name: the only invitation without a second person. In the system scope."""
    key = _new_key()
    invitation = Invitation(
        center=center, email=email, role=role, founding=True, token_hash=hash_token(key), expires_at=_new_end()
    )
    # nobody invites: there is nobody yet
    invitation.full_clean(exclude=["invited_by"])
    invitation.save()
    _record("account.invited", invitation, {"email": email, "role": role, "founding": True})
    _send(invitation, key, ANONYMOUS)
    return invitation


def invitation_resend(*, by: Actor, invitation: Invitation) -> None:
    """Send an open or expired invitation once more, with a new key and a new last day; the old key stops working."""
    if invitation.accepted_at or invitation.revoked_at:
        raise Conflict(_("This invitation is closed. Make a new one."))
    if invitation.needs_confirmation and invitation.confirmed_by_id is None:
        raise Conflict(_("This invitation waits for a second person's confirmation."))
    try:
        _within_limits(by, invitation.email)
    except ValidationError as error:
        raise Conflict(" ".join(error.messages)) from error
    key = _new_key()
    invitation.token_hash, invitation.expires_at = hash_token(key), _new_end()
    invitation.save(update_fields=["token_hash", "expires_at"])
    _record("account.invitation_sent_again", invitation, {"email": invitation.email})
    _send(invitation, key, by)


def invitation_revoke(*, invitation: Invitation) -> None:
    """Take an invitation back; its link stops working at once. Taking it back twice changes nothing."""
    if invitation.accepted_at:
        raise Conflict(_("This invitation has been accepted already. End the person's role instead."))
    if invitation.revoked_at is None:
        invitation.revoked_at = timezone.now()
        invitation.save(update_fields=["revoked_at"])
        _record("account.invitation_revoked", invitation, {"email": invitation.email, "role": invitation.role})


def invitation_confirm(*, by: Actor, invitation: Invitation) -> None:
    """Confirm, as a second person, an invitation to a national, administrator or supervisor role, and mail its key.

    Raises Conflict with a sentence for the person when it cannot be confirmed (any more, or by them).
    """
    key = _new_key()
    with connection.cursor() as cursor:
        cursor.execute("select invitation_confirm(%s, %s, %s)", [invitation.pk, hash_token(key), _new_end()])
        (outcome,) = cursor.fetchone()
    if outcome != "confirmed":
        raise Conflict(
            {
                "own": _("Somebody else must confirm this: you proposed it, or it is for yourself."),
                "not_yours": _("A national coordinator confirms this.")
                if invitation.second_person
                else _("A system administrator or a national coordinator confirms this."),
                "confirmed_before": _("This has been confirmed already."),
            }.get(outcome, _("This invitation is closed. Make a new one."))
        )
    invitation.refresh_from_db()
    _record("account.invitation_confirmed", invitation, {"email": invitation.email, "role": invitation.role})
    _send(invitation, key, by)
    if invitation.invited_by_id is not None:
        notify(
            "accounts/grant_decided",
            context={"role": invitation.role, "email": invitation.email, "confirmed": True, "by": name_of(by)},
            link=_page_of(invitation),
            users=[invitation.invited_by_id],
        )


def open_offers(user_id: int) -> list[int]:
    """List the invitations that hang on a person's word, before a seat of theirs ends (see `offers_lapsed`)."""
    behind = Q(invited_by_id=user_id) | Q(confirmed_by_id=user_id)
    return list(Invitation.objects.filter(behind, accepted_at=None, revoked_at=None).values_list("pk", flat=True))


def offers_lapsed(offers: list[int]) -> None:
    """Write down which of these invitations the database took back with the seat (trigger `invitations_lapse`)."""
    for invitation in Invitation.objects.filter(pk__in=offers, revoked_at__isnull=False).order_by("pk"):
        _record("account.invitation_revoked", invitation, {"email": invitation.email, "role": invitation.role})


def invitation_look(key: str) -> Look | None:
    """Return what an invitation's key opens, None for a key of nothing. Call as the bare login."""
    with connection.cursor() as cursor:
        cursor.execute("select * from invitation_look(%s)", [hash_token(key)])
        row = cursor.fetchone()
    return Look(*row) if row else None


def invitation_accept(*, key: str, user: User) -> Accepted:
    """Give the acting person (`app.actor_id`) what the key offers; return "accepted" or why not.

    Accepting what one already has is accepted too. Call as the bare login of `user`.
    """
    with connection.cursor() as cursor:
        cursor.execute("select invitation_accept(%s)", [hash_token(key)])
        (outcome,) = cursor.fetchone()
    trail.record(
        "account.invitation_accepted" if outcome == "accepted" else "account.invitation_not_accepted",
        actor_id=user.pk,
        object_type="user",
        object_id=user.pk,
        payload={"outcome": outcome, "invitation": hash_token(key)[:12]},
    )
    return outcome  # type: ignore[no-any-return]


def _within_limits(by: Actor, email: str) -> None:
    """Count one invitation of this inviter and to this address; raises ValidationError on `email` when it is too many."""
    # Counters belong to the log-in, not to the seat.
    with scopes.enter(scopes.login(by.user_id)):
        wait = limits.take(account_key(f"inviter:{by.user_id}"), source_key("mail", "inviter"), limits.INVITE)
        if not wait and limits.for_address(email, "invitation", limits.INVITED):
            raise ValidationError({"email": _("This address has had several invitations today. Try again tomorrow.")})
    if wait:
        raise ValidationError(
            {
                "email": _("You have sent %(count)d invitations within a day. Go on in %(hours)d hours.")
                % {"count": limits.INVITE.attempts, "hours": (wait + 3599) // 3600}
            }
        )


def _new_key() -> str:
    return secrets.token_urlsafe(32)


def _new_end() -> datetime:
    return timezone.now() + timedelta(days=VALID_DAYS)


def _record(verb: str, invitation: Invitation, payload: dict[str, object]) -> None:
    trail.record(
        verb, object_type="invitation", object_id=invitation.pk, center_id=invitation.center_id, payload=payload
    )


def _tell_of_supervisor(invitation: Invitation, by: Actor) -> None:
    """Tell the center's supervisors and all who may confirm it that somebody is to supervise a center."""
    center = invitation.center
    assert center is not None
    context = {
        "place": {"zh": center.name_zh, "en": center.name_en},
        "email": invitation.email,
        "by": name_of(by),
    }
    here, there = reverse("accounts:staff"), reverse("accounts:supervisors")
    notify("accounts/supervisor_offered", context=context, link=here, role="supervisor", center_id=center.pk)
    notify("accounts/supervisor_offered", context=context, link=there, role="coordinator")
    if by.kind == "national":
        notify("accounts/supervisor_offered", context=context, link=reverse("accounts:grants"), role="sysadmin")


def _page_of(invitation: Invitation) -> str:
    """Where whoever made the invitation finds it."""
    if not invitation.second_person:
        return reverse("accounts:grants")
    chief = Membership.objects.filter(user_id=invitation.invited_by_id or 0, role=StaffRole.COORDINATOR).exists()
    return reverse("accounts:supervisors" if chief else "accounts:staff")


def _send(invitation: Invitation, key: str, by: Actor) -> None:
    known = User.objects.filter(email=invitation.email.lower()).first()
    center, enterprise = invitation.center, invitation.enterprise
    place = {
        "zh": center.name_zh if center else name_for_mail(enterprise.name) if enterprise else "",
        "en": center.name_en if center else name_for_mail(enterprise.name_en or enterprise.name) if enterprise else "",
    }
    mail(
        "accounts/invitation",
        to=[invitation.email],
        language=known.language if known else settings.LANGUAGE_CODE,
        context={
            "address": seal(settings.PUBLIC_URL + reverse("accounts:invitation", args=[key])),
            "place": place,
            "role": invitation.role,
            "name": name_for_mail(invitation.name),
            "by": name_for_mail(name_of(by)),
            "expires_at": invitation.expires_at.isoformat(),
        },
    )
