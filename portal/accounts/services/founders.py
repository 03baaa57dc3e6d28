"""The first three administrators (三员), invited once, from the server, when the portal is installed."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils import timezone

from portal.accounts.models import Invitation
from portal.accounts.services.invitations import invitation_found, invitation_revoke
from portal.policy.conflict import Conflict
from portal.tenancy.models import ADMIN_ROLES, Center, Membership

# The center that everything national hangs on; made here where the installation has none yet.
NATIONAL_CENTER = {
    "code": "GJ",
    "name_zh": "国家海外知识产权纠纷应对指导中心",
    "name_en": "National Guidance Center for Overseas IP Dispute Response",
    "letter_code": "国海纠",
}


def vacant_roles() -> set[str]:
    """Give the administrator roles that nobody holds. In the system scope."""
    held = set(Membership.objects.filter(role__in=ADMIN_ROLES).values_list("role", flat=True))
    return {str(role) for role in ADMIN_ROLES} - held


def founders_invite(*, addresses: Mapping[str, str], again: bool = False) -> list[Invitation]:
    """Invite one person to each administrator role that nobody holds; make the national center if there is none.

    `addresses`: role → e-mail. Call in the system scope. Raises Conflict, with nothing changed, when a named role is
    held or invited to, when a vacant role is left out, and when one person would get two: the three are three people.
    An invitation that ran out is replaced; with `again` one that still waits, too (a mistyped address).
    """
    # Two people who type the command at once: the second waits here and then finds the first one's invitations.
    center, _made = Center.objects.select_for_update().get_or_create(
        kind=Center.Kind.NATIONAL, defaults=NATIONAL_CENTER
    )
    wanted = {role: address.strip().lower() for role, address in addresses.items()}
    earlier = Invitation.objects.filter(founding=True, accepted_at=None, revoked_at=None).order_by("pk")
    waiting = [one for one in earlier if one.expires_at > timezone.now() and not (again and one.role in wanted)]
    vacant = vacant_roles() - {one.role for one in waiting}
    if taken := sorted(set(wanted) - vacant):
        raise Conflict(f"Nothing was done: there is one already, or an invitation is waiting, for: {', '.join(taken)}.")
    if missing := sorted(vacant - set(wanted)):
        raise Conflict(f"Nothing was done: name an address for: {', '.join(missing)}.")
    people = [*wanted.values(), *(one.email for one in waiting)]
    if len(set(people)) < len(people):
        raise Conflict("Nothing was done: the three administrators are three people with three addresses.")
    if seated := sorted(set(Membership.objects.filter(user__email__in=people).values_list("user__email", flat=True))):
        raise Conflict(f"Nothing was done: an administrator holds no other role, but this person does: {seated[0]}.")
    for one in earlier:
        if one.role in wanted:
            invitation_revoke(invitation=one)
    return [invitation_found(center=center, email=wanted[role], role=role) for role in sorted(wanted)]
