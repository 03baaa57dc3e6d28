"""Checking the codes of second factors.

allauth remembers a used code in the cache, and refuses every code while the cache is down. Here the newest time step
that was used stands beside the key in the database: an older or equal step never passes again, cache or not.
"""

from __future__ import annotations

import time

from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.mfa.utils import decrypt
from django.urls import reverse
from django.utils.crypto import constant_time_compare

from portal.accounts.limits import CODE_DAY, CODE_TOLD, Guard
from portal.accounts.models import User
from portal.audit import trail
from portal.notices.notify import notify

_CODE_TYPES = (Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES)
_LAST_STEP = "last_step"


def is_enrolled(user: User) -> bool:
    """Say whether a person has an authenticator app or a security key (recovery codes alone are no second factor)."""
    return bool(Authenticator.objects.filter(user_id=user.pk).exclude(type=Authenticator.Type.RECOVERY_CODES).exists())


def matching_step(secret: str, code: str) -> int | None:
    """Return the time step (30 s since 1970) whose code this is, within the tolerance of one step; None if none."""
    present = int(time.time()) // app_settings.TOTP_PERIOD
    for step in range(present - app_settings.TOTP_TOLERANCE, present + app_settings.TOTP_TOLERANCE + 1):
        if constant_time_compare(format_hotp_value(hotp_value(secret, step)), code):
            return step
    return None


def code_failed(guard: Guard, user: User) -> None:
    """Count a wrong code; tell its owner by mail and bell when it cannot be a slip: somebody knows the password."""
    failures = guard.failed()
    trail.record("account.second_factor_failed", actor_id=user.pk)
    closed = failures == CODE_DAY.attempts
    if failures != CODE_TOLD and not closed:
        return
    notify(
        "accounts/code_guessed",
        context={"failures": failures, "closed": closed},
        link=reverse("account_change_password"),
        users=[user.pk],
        include_actor=True,
    )


def code_accept(user: User, code: str) -> Authenticator | None:
    """Use up a code of the person's app or one of their recovery codes; return what it belonged to, None if wrong.

    Locks the person's authenticators, so that one code typed twice at once passes once.
    """
    for authenticator in (
        Authenticator.objects.select_for_update().filter(user_id=user.pk, type__in=_CODE_TYPES).order_by("pk")
    ):
        if authenticator.type == Authenticator.Type.RECOVERY_CODES:
            accepted = authenticator.wrap().validate_code(code)
            authenticator.refresh_from_db()
        else:
            step = matching_step(decrypt(authenticator.data["secret"]), code)
            accepted = step is not None and step > authenticator.data.get(_LAST_STEP, 0)
            if accepted:
                authenticator.data[_LAST_STEP] = step
                authenticator.save(update_fields=["data"])
        if accepted:
            authenticator.user = user
            return authenticator
    return None
