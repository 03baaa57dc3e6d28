"""At the door and on the list: who came, who is entered by hand, who is taken off. In the scope of the event's center."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from exhibitions.events import workflow
from exhibitions.events.choices import CheckIn, Place, State, Via
from exhibitions.events.models import Event, SignUp
from exhibitions.events.services.events import lock, record
from exhibitions.events.services.people import Given
from portal.accounts.actors import Actor
from portal.policy.conflict import Conflict

_COME = ["state", "checked_in_at", "checked_in_by", "check_in_by"]


def check_in(*, signup: SignUp, how: CheckIn, actor: Actor) -> SignUp:
    """Note that somebody came; a second time changes nothing. Locks the sign-up.

    Who waits for a seat and came all the same is let in without one. Raises Conflict out of hours and for who cancelled or
    never confirmed.
    """
    now = SignUp.objects.select_for_update(of=("self",)).select_related("event").get(pk=signup.pk)
    if now.came:
        return now
    if not workflow.checks_in(now.event):
        raise Conflict(_("People are checked in from 6 hours before the beginning until 7 days after the end."))
    if now.state == Place.WAITING:
        now.state = Place.WALKIN
    if now.state not in (Place.CONFIRMED, Place.WALKIN):
        raise Conflict(_("This sign-up was cancelled or never confirmed. Enter the person as a walk-in."))
    now.checked_in_at, now.checked_in_by_id, now.check_in_by = timezone.now(), actor.user_id, how
    now.save(update_fields=_COME)
    return now


def check_in_undo(*, signup: SignUp, actor: Actor) -> SignUp:
    """Take a check-in back. Raises Conflict once quiz, feedback or certificate stand on it. Locks the sign-up."""
    now = SignUp.objects.select_for_update(of=("self",)).select_related("event").get(pk=signup.pk)
    if now.passed_at or now.gave_feedback or now.attempts.exists() or hasattr(now, "certificate"):
        raise Conflict(_("Quiz, feedback or certificate stand on this attendance; it stays."))
    if not now.came:
        return now
    if now.state == Place.WALKIN:
        now.state, now.cancelled_at = Place.CANCELLED, timezone.now()
    now.checked_in_at, now.checked_in_by_id, now.check_in_by = None, None, CheckIn.NONE
    now.save(update_fields=[*_COME, "cancelled_at"])
    record("check_in_undone", now.event)
    return now


@transaction.atomic
def signup_enter(*, event: Event, given: Given, email: str, walkin: bool, actor: Actor) -> SignUp:
    """Enter somebody by hand: a walk-in, who needs no seat, or a sign-up by telephone, which gets its place in turn.

    Raises ValidationError for an address that signed up already, Conflict when the event takes nobody any more.
    """
    now = lock(event)
    if walkin and not workflow.checks_in(now):
        raise Conflict(_("People are checked in from 6 hours before the beginning until 7 days after the end."))
    if not walkin and (now.state != State.OPEN or now.starts_at <= timezone.now()):
        raise Conflict(_("The event takes no sign-ups any more."))
    at = timezone.now()
    row = SignUp(
        event=now, center_id=now.center_id, email=email, via=Via.STAFF, created_at=at, name=given.name,
        organisation=given.organisation, phone=given.phone, province=given.province, language=given.language,
    )  # fmt: skip
    if walkin:
        row.state, row.checked_in_at, row.checked_in_by_id = Place.WALKIN, at, actor.user_id
        row.check_in_by = CheckIn.LIST
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        if "signup_once" not in str(error):
            raise
        raise ValidationError({"email": _("This address has signed up already.")}) from None
    if not walkin:
        with connection.cursor() as cursor:
            cursor.execute("select event_seat(%s)", [row.pk])
        row.refresh_from_db()
    record("entered", now)
    return row


def signup_drop(*, signup: SignUp, actor: Actor) -> None:
    """Take somebody off the list, with a mail to them; who waited longest moves up. Raises Conflict for who came."""
    with connection.cursor() as cursor:
        cursor.execute("select event_vacate(%s, true)", [signup.pk])
        (done,) = cursor.fetchone()
    if not done:
        raise Conflict(_("Who came, or has no place any more, cannot be taken off."))
    record("dropped", signup.event)
