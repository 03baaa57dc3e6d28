"""Whose data this browser keeps: a page that stores some says so in a signed cookie, and only that person's log-out erases them.

Without it the next person on a shared tablet would, by logging out, erase what somebody else has not sent yet.
"""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

COOKIE = "kept_for"
SALT = "portal.site.kept"
SECONDS = 400 * 24 * 3600  # the most that browsers allow


def keep_for(response: HttpResponseBase, user_id: int) -> None:
    """Note on the browser whose data it keeps from now on."""
    response.set_signed_cookie(
        COOKIE, str(user_id), salt=SALT, max_age=SECONDS, httponly=True, samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )  # fmt: skip


def kept_for_another(request: HttpRequest, user_id: int | None) -> bool:
    """Say whether the browser is known to keep data of somebody else than `user_id`."""
    return request.get_signed_cookie(COOKIE, default="", salt=SALT) not in ("", str(user_id))
