"""After a lost device the password alone sets up no new factor: a link to the person's own address comes first.

The link's key stands, hashed, in the session that asked for it, works there once and for an hour. So neither the password
without the mailbox nor a click of the owner's on a link that somebody else asked for opens the page.
"""

from __future__ import annotations

import secrets
import time
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.crypto import constant_time_compare

from portal.accounts import limits
from portal.accounts.models import SecondFactorReset, User
from portal.accounts.sealing import seal
from portal.accounts.second_factor import is_enrolled
from portal.accounts.tokens import hash_token
from portal.audit import trail
from portal.notices.notify import mail

_ASKED, _OPEN = "enrolment_asked", "enrolment_open"
_SECONDS = 3600


def _reset_of(user: User) -> int:
    """Return the latest reset of a person's factors, 0 for none."""
    done = SecondFactorReset.objects.filter(user_id=user.pk, done_at__isnull=False).order_by("-pk")
    return done.values_list("pk", flat=True).first() or 0


def enrolment_locked(request: HttpRequest, user: User) -> bool:
    """Say whether this session must open a link from the mail before it sets up a factor. As the bare login of `user`."""
    if is_enrolled(user):
        return False
    reset = _reset_of(user)
    return reset != 0 and request.session.get(_OPEN) != reset


def enrolment_ask(request: HttpRequest, user: User) -> int:
    """Mail the link; return 0, or the seconds to wait when too many were sent."""
    if wait := limits.for_address(user.email, "enrolment"):
        return wait
    key = secrets.token_urlsafe(32)
    request.session[_ASKED] = {"hash": hash_token(key), "reset": _reset_of(user), "until": time.time() + _SECONDS}
    address = f"{settings.PUBLIC_URL}{reverse('accounts:second_factor')}?{urlencode({'key': key})}"
    mail(
        "accounts/enrolment",
        to=[user.email],
        language=user.language,
        context={"address": seal(address), "name": user.name},
    )
    trail.record("account.enrolment_asked", actor_id=user.pk, object_type="user", object_id=user.pk)
    return 0


def enrolment_open(request: HttpRequest, key: str) -> bool:
    """Open the way to a new factor with the key of the mail, once, in the session that asked for it."""
    asked = request.session.get(_ASKED)
    if not asked or asked["until"] < time.time() or not constant_time_compare(asked["hash"], hash_token(key)):
        return False
    del request.session[_ASKED]
    request.session[_OPEN] = asked["reset"]
    return True
