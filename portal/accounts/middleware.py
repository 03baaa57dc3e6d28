"""Who comes with a token, and how long a session may last. Both stand outside the request's transaction."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Literal
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.actors import SEAT_SESSION_KEY, must_prove_second_factor
from portal.accounts.sessions import SessionStore
from portal.accounts.sources import client_address
from portal.accounts.tokens import TOKEN_SCHEME, token_find
from portal.audit import trail
from portal.policy.problems import from_program, problem
from portal.tenancy import scope as scopes

STARTED = "started"
Ended = Literal["idle", "absolute", "session"]


class ApiTokenMiddleware:
    """Resolve `Authorization: Token …` on `/api/` before the scope is opened; the session is ignored then.

    A token that is unknown, revoked or run out makes the request anonymous: whatever needs a person answers 401.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        scheme, _space, key = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
        if request.path_info.startswith("/api/") and scheme.lower() == TOKEN_SCHEME.lower():
            token = token_find(key.strip())
            request.api_token = token  # type: ignore[attr-defined]
            request.user = token.user if token else AnonymousUser()
        return self.get_response(request)


class SessionLimitsMiddleware:
    """End sessions that lasted too long: staff, experts and administrators after 30 minutes without a request or 12
    hours in all; enterprise people after 12 hours without a request.

    Staff hold any seat that requires a second factor, whichever seat they act from now. The time of the last request
    is a column of the session and right to a minute, so a request costs no write; who is staff is asked only of
    sessions that are past the shorter limits.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if hasattr(request, "api_token"):
            return self.get_response(request)
        came_with_session = settings.SESSION_COOKIE_NAME in request.COOKIES
        signed_in = request.user.is_authenticated
        if signed_in:
            now = timezone.now()
            if (ended := _ended(request, now)) is not None:
                return _say_goodbye(request, ended)
            _store(request).stamp(now)
        response = self.get_response(request)
        if request.user.is_authenticated:
            if STARTED not in request.session:
                request.session[STARTED] = timezone.now().timestamp()
        elif came_with_session and not signed_in and not request.session.session_key:
            # The cookie's session is gone: ended from another device, by a new password, or run out.
            _explain_lost_session(response)
        return response


def _store(request: HttpRequest) -> SessionStore:
    session = request.session
    assert isinstance(session, SessionStore)
    return session


def _ended(request: HttpRequest, now: datetime) -> Ended | None:
    session = _store(request)
    idle = (now - session.seen_at).total_seconds() if session.seen_at is not None else 0.0
    age = now.timestamp() - session.get(STARTED, now.timestamp())
    if idle > settings.SESSION_COOKIE_AGE:
        return "idle"
    if idle <= settings.STAFF_IDLE_SECONDS and age <= settings.STAFF_ABSOLUTE_SECONDS:
        return None
    user = request.user
    assert user.is_authenticated
    with scopes.enter(scopes.login(user.pk)):
        strict = must_prove_second_factor(user)
    if not strict:
        return None
    return "idle" if idle > settings.STAFF_IDLE_SECONDS else "absolute"


def _say_goodbye(request: HttpRequest, ended: Ended) -> HttpResponseBase:
    token = trail.origin.set((request.session.get(SEAT_SESSION_KEY, ""), client_address(request)))
    trail.record("account.session_expired", actor_id=request.user.pk, payload={"limit": ended})
    trail.origin.reset(token)
    logout(request)
    if from_program(request):
        return problem(request, 401, code="session_expired", detail=_("Your session has ended. Log in again."))
    target = _login_address(ended, _way_back(request))
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": target})
    return HttpResponseRedirect(target)


def _way_back(request: HttpRequest) -> str:
    """Give the page to return to: the one asked for, or for a form the one it stood on."""
    if request.method in {"GET", "HEAD"} and not request.headers.get("HX-Request"):
        return request.get_full_path()
    came_from = urlsplit(request.headers.get("Referer", ""))
    if came_from.netloc != request.get_host():
        return ""
    return came_from.path + (f"?{came_from.query}" if came_from.query else "")


def _login_address(ended: Ended, way_back: str) -> str:
    query = {"ended": ended} | ({"next": way_back} if way_back else {})
    return f"{resolve_url(settings.LOGIN_URL)}?{urlencode(query, safe='/')}"


def _explain_lost_session(response: HttpResponseBase) -> None:
    target = response.get("Location", "")
    login = resolve_url(settings.LOGIN_URL)
    if response.status_code == 302 and target.partition("?")[0] == login and "ended=" not in target:
        response["Location"] = f"{target}{'&' if '?' in target else '?'}ended=session"
