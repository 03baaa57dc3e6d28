"""Who acts for an applicant here: a center that has seen the licence says so, or ends the seats of who are not the firm."""

from __future__ import annotations

from django.db import connection
from django.http import Http404
from django.utils.translation import gettext as _

from portal.accounts.models import Enterprise
from portal.audit import trail
from portal.notices.notify import notify
from portal.policy.conflict import Conflict


def firm_prove(*, firm: Enterprise) -> None:
    """Say that the acting center has checked the people of a firm: from now on they see what is filed for callers.

    The database decides who may (`enterprise_prove`). Raises Conflict, or Http404 where it is not the actor's to say.
    """
    _decide("enterprise_prove", firm)
    trail.record("enterprise.proved", object_type="enterprise", object_id=firm.pk)


def firm_people_end(*, firm: Enterprise, reason: str, users: list[int]) -> None:
    """End the seats of everybody who acts for a firm, and its open invitations; whoever asks next asks a center.

    `users` are the people who are told; `reason` stands in the trail. Raises like `firm_prove`.
    """
    _decide("enterprise_people_end", firm)
    trail.record(
        "enterprise.people_ended",
        object_type="enterprise",
        object_id=firm.pk,
        payload={"reason": reason, "users": users},
    )
    notify(
        "accounts/seat_ended",
        context={"place": {"zh": firm.name, "en": firm.name_en or firm.name}, "role": "owner"},
        link="/",
        users=users,
    )


def _decide(function: str, firm: Enterprise) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"select {function}(%s)", [firm.pk])
        (outcome,) = cursor.fetchone()
    if outcome == "unknown":
        raise Http404
    if outcome != "done":
        raise Conflict(
            {
                "own": _("You act for this firm yourself: somebody else must decide."),
                "nobody": _("Nobody acts for this firm any more."),
            }.get(outcome, _("The people of this firm have been checked already."))
        )
