"""Removing the second factors of somebody who lost the device, with the people who answer for it.

Who may is decided by the database (`second_factor_reset_ask`, `second_factor_reset_confirm`): a supervisor for people who
work at their center and nowhere else, at once; for everybody else the security administrator asks (for the security
administrator: the system administrator) and a second person, a system administrator or a national coordinator, confirms.
What goes: authenticator apps, keys, recovery codes, sessions, API tokens. The password stays; the next log-in leads to the
page that sets up a new factor.
"""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.actors import Actor
from portal.accounts.models import SecondFactorReset, User
from portal.accounts.selectors import name_of
from portal.accounts.services.two_people import asker_tell, confirm_refused
from portal.audit import trail
from portal.notices.notify import notify
from portal.policy.conflict import Conflict


def second_factor_reset_ask(*, by: Actor, user: User, reason: str) -> bool:
    """Ask to remove a person's second factors; True when it is done at once, False when a second person must confirm.

    Raises Conflict for oneself, and ValidationError (on the whole form) when there is nothing to remove or somebody
    else must ask.
    """
    with connection.cursor() as cursor:
        cursor.execute("select * from second_factor_reset_ask(%s, %s)", [user.pk, reason])
        outcome, reset_id = cursor.fetchone()
    if outcome == "own":
        raise Conflict(_("Nobody removes their own second factor this way. Ask a colleague who may."))
    if outcome not in {"asked", "done"}:
        raise ValidationError(
            {
                "none": _("This person has no second factor: the next log-in asks them to set one up."),
                "elsewhere": _(
                    "This person also works elsewhere or has a national role. The security administrator asks for them."
                ),
                "asked_before": _("This has been asked for already and waits for a second person."),
                "not_yours": _("You may ask this for the security administrator only."),
            }.get(outcome, _("There is no such account."))
        )
    _record(
        "account.second_factor_reset" if outcome == "done" else "account.second_factor_reset_asked", reset_id, user.pk
    )
    _tell_owner(user.pk, done=outcome == "done")
    if outcome == "asked":
        notify(
            "accounts/factor_reset_asked",
            context={"name": str(user), "email": user.email, "reason": reason, "by": name_of(by)},
            link=reverse("accounts:factor_reset", args=[reset_id]),
            role=["sysadmin", "coordinator"],
        )
    return bool(outcome == "done")


def second_factor_reset_confirm(*, by: Actor, reset: SecondFactorReset) -> None:
    """Remove the second factors as the second person. Raises Conflict when it cannot be confirmed (any more, or by them)."""
    with connection.cursor() as cursor:
        cursor.execute("select second_factor_reset_confirm(%s)", [reset.pk])
        (outcome,) = cursor.fetchone()
    if outcome != "done":
        raise confirm_refused(outcome)
    _record("account.second_factor_reset", reset.pk, reset.user_id)
    _tell_owner(reset.user_id, done=True)
    asker_tell(
        kind="accounts/factor_reset_asked",
        request=reset,
        by=by,
        confirmed=True,
        link=reverse("accounts:factor_resets"),
        context={"email": reset.user.email},
    )


def second_factor_reset_withdraw(*, reset: SecondFactorReset) -> None:
    """Take an open request back. Taking it back twice changes nothing."""
    if reset.done_at is not None:
        raise Conflict(_("The second factors are removed already."))
    if reset.withdrawn_at is None:
        reset.withdrawn_at = timezone.now()
        reset.save(update_fields=["withdrawn_at"])
        _record("account.second_factor_reset_withdrawn", reset.pk, reset.user_id)


def _tell_owner(user_id: int, *, done: bool) -> None:
    notify("accounts/factor_reset", context={"done": done}, link=reverse("mfa_index"), users=[user_id])


def _record(verb: str, reset_id: int, user_id: int) -> None:
    trail.record(verb, object_type="user", object_id=user_id, payload={"reset": reset_id})
