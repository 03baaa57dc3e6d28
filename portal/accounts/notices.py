"""What accounts tell people, and who is meant by the owners of an enterprise or whoever decides a claim."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from portal.accounts.models import EnterpriseMember
from portal.notices.registry import Recipient, recipients
from portal.notices.topics import template, topic
from portal.tenancy.models import Membership, StaffRole

topic("people", _("People and roles"), order=200)
topic("security", _("Security of your account"), locked=True, order=210)

for _name in (
    "email_confirmation_signup", "email_confirmation", "email_changed", "account_already_exists", "unknown_account",
    "password_reset_key", "password_reset", "password_changed", "totp_activated", "totp_deactivated", "webauthn_added",
    "webauthn_removed", "recovery_codes_generated",
):  # fmt: skip
    template(f"account/{_name}", topic=None)
for _name in ("invitation", "founder", "enrolment"):
    template(f"accounts/{_name}", topic=None)
for _name in (
    "join_asked",
    "join_decided",
    "seat_changed",
    "seat_ended",
    "grant_proposed",
    "grant_decided",
    "supervisor_offered",
    "factor_reset_asked",
    "seat_end_asked",
):
    template(f"accounts/{_name}", topic="people")
template("accounts/factor_reset", topic="security")
template("accounts/seat_stopped", topic="security")
template("accounts/code_guessed", topic="security")


@recipients("enterprise_owners")
def enterprise_owners(*, enterprise_id: int) -> Iterator[Recipient]:
    """Find the people who own an enterprise."""
    owners = EnterpriseMember.objects.filter(
        enterprise_id=enterprise_id, role="owner", state="active", user__is_active=True
    )
    for user_id in owners.values_list("user_id", flat=True):
        yield Recipient(user_id, f"enterprise:{enterprise_id}")


@recipients("join_deciders")
def join_deciders(*, member_id: int) -> Iterator[Recipient]:
    """Find who decides a request to join: the owners; without any, the supervisors of the center that registered the
    record; without those, the national coordinators."""
    asked = EnterpriseMember.objects.get(pk=member_id)
    owners = list(enterprise_owners(enterprise_id=asked.enterprise_id))
    if owners:
        yield from owners
        return
    seats = Membership.objects.filter(user__is_active=True, center__is_active=True)
    supervisors = seats.filter(center_id=asked.asked_center_id or 0, role=StaffRole.SUPERVISOR)
    coordinators = seats.filter(role=StaffRole.COORDINATOR)
    for kind, found in (("center", supervisors), ("national", coordinators)):
        if people := list(found.values_list("user_id", "center_id")):
            yield from (Recipient(user_id, f"{kind}:{place}") for user_id, place in people)
            return
