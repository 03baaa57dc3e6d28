"""Ending an administrator's seat: one asks, another confirms, and the first can stop it meanwhile.

Who may is decided by the database (`seat_end_ask`, `seat_end_confirm`, `seat_end_withdraw`; trigger `membership_guard`): the
security administrator asks, for a security administrator's seat the system administrator too; a system administrator or a
national coordinator confirms or refuses. An urgent request stops the seat at once, for seven days at most: sessions
and API tokens end, what the person invited to is taken back, and the account opens nothing that the seat gave.
"""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import connection
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.accounts.actors import Actor
from portal.accounts.models import SeatEnding
from portal.accounts.selectors import name_of
from portal.accounts.services.invitations import offers_lapsed, open_offers
from portal.accounts.services.two_people import asker_tell, confirm_refused
from portal.audit import trail
from portal.notices.notify import notify
from portal.policy.conflict import Conflict
from portal.tenancy.models import Membership


def seat_end_ask(*, by: Actor, seat: Membership, reason: str, stop: bool = False) -> bool:
    """Ask to end an administrator's seat; True when it is stopped at once, False when it goes on until somebody confirms.

    Raises Conflict for one's own seat and the last holder's, and ValidationError (on the field or the whole form) when
    it was asked for before or this person may not ask or stop.
    """
    offers = open_offers(seat.user_id)
    with connection.cursor() as cursor:
        cursor.execute("select * from seat_end_ask(%s, %s, %s)", [seat.pk, reason, stop])
        outcome, ending_id = cursor.fetchone()
    if outcome == "own":
        raise Conflict(_("Nobody changes their own roles. Ask a colleague who may."))
    if outcome == "last":
        raise Conflict(_last())
    if outcome == "stopped_before":
        raise ValidationError(
            {"stop": _("You have stopped this person within 30 days. Ask without stopping, or ask somebody else to.")}
        )
    if outcome not in {"asked", "stopped"}:
        raise ValidationError(
            {
                "asked_before": _("This has been asked for already and waits for a second person."),
            }.get(outcome, _("You may not end this role."))
        )
    stopped = bool(outcome == "stopped")
    _record("account.role_stopped" if stopped else "account.role_end_asked", ending_id, seat.user_id, seat.role)
    offers_lapsed(offers)
    context = {"name": str(seat.user), "role": seat.role, "reason": reason, "by": name_of(by), "stopped": stopped}
    notify(
        "accounts/seat_end_asked",
        context=context,
        link=reverse("accounts:seat_ending", args=[ending_id]),
        role=["sysadmin", "coordinator"],
    )
    notify("accounts/seat_end_asked", context=context, link=reverse("accounts:grants"), role="secadmin")
    notify("accounts/seat_stopped", context={"role": seat.role, "stopped": stopped}, link="/", users=[seat.user_id])
    return stopped


def seat_end_confirm(*, by: Actor, ending: SeatEnding) -> None:
    """End the seat as the second person. Raises Conflict when it cannot be confirmed (any more, or by them)."""
    offers = open_offers(ending.user_id)
    seat = Membership.objects.select_related("center").filter(pk=ending.seat_id).first()
    with connection.cursor() as cursor:
        cursor.execute("select seat_end_confirm(%s)", [ending.pk])
        (outcome,) = cursor.fetchone()
    if outcome != "done" or seat is None:
        raise confirm_refused(outcome, last=_last())
    _record("account.role_ended", ending.pk, ending.user_id, ending.role)
    offers_lapsed(offers)
    place = {"zh": seat.center.name_zh, "en": seat.center.name_en}
    notify("accounts/seat_ended", context={"place": place, "roles": [seat.role]}, link="/", users=[ending.user_id])
    _answer(by, ending, confirmed=True)


def seat_end_withdraw(*, by: Actor, ending: SeatEnding) -> None:
    """Take a request back, or refuse it as one who would confirm; a stopped seat opens again. Twice changes nothing."""
    with connection.cursor() as cursor:
        cursor.execute("select seat_end_withdraw(%s)", [ending.pk])
        (outcome,) = cursor.fetchone()
    if outcome == "before":
        return
    if outcome != "withdrawn":
        raise Conflict(
            {
                "own": _("Nobody changes their own roles. Ask a colleague who may."),
                "closed": _("This role has ended already."),
            }.get(outcome, _("A system administrator or a national coordinator confirms this."))
        )
    _record("account.role_end_withdrawn", ending.pk, ending.user_id, ending.role)
    _answer(by, ending, confirmed=False)


def _answer(by: Actor, ending: SeatEnding, *, confirmed: bool) -> None:
    asker_tell(
        kind="accounts/seat_end_asked",
        request=ending,
        by=by,
        confirmed=confirmed,
        link=reverse("accounts:grants"),
        context={"role": ending.role},
    )


def _last() -> str:
    return _("Nobody else holds this role. Give it to a successor first, then end this seat.")


def _record(verb: str, ending_id: int, user_id: int, role: str) -> None:
    trail.record(
        verb, object_type="user", object_id=user_id, payload={"ending": ending_id, "user": user_id, "role": role}
    )
