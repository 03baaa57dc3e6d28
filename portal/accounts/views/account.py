"""One's own account: profile, sessions, API tokens."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode

from allauth.account.internal.flows.logout import logout as allauth_logout
from allauth.account.internal.flows.reauthentication import is_reauthentication_required
from allauth.usersessions.internal.flows.sessions import end_other_sessions
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from portal.accounts import selectors
from portal.accounts.access import access_session, access_token
from portal.accounts.forms.account import ProfileForm, TokenForm
from portal.accounts.languages import speak
from portal.accounts.models import Session, User
from portal.accounts.services.users import user_update
from portal.accounts.tokens import MAX_TOKENS, token_issue, token_revoke, tokens_revoke_all
from portal.accounts.views.entry import posted
from portal.audit import trail
from portal.site.asking import actor_of

STAFF_TOKEN_DAYS = 30
ENTERPRISE_TOKEN_DAYS = 365


def user_of(request: HttpRequest) -> User:
    """Return the signed-in person; the policy table lets nobody else in."""
    assert isinstance(request.user, User)
    return request.user


@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """Show and change name, phone and language."""
    user = user_of(request)
    form = ProfileForm(posted(request), user=user)
    if request.method == "POST" and form.is_valid():
        user_update(user=user, **form.cleaned_data)
        translation.activate(user.language)
        messages.success(request, _("Saved."))
        response = redirect("accounts:profile")
        speak(response, user.language)
        return response
    seats = [(seat, seat.key == actor_of(request).seat.key) for seat in actor_of(request).seats]
    return render(request, "accounts/profile.html", {"form": form, "seats": seats}, status=422 if form.errors else 200)


@dataclass(frozen=True)
class Device:
    """A session as its person knows it: by its program and system, its address, its times."""

    pk: int
    program: str
    address: str
    since: datetime
    seen: datetime
    current: bool


# In this order: each of the later names also stands in the earlier programs' own line.
_PROGRAMS = (("Edg", "Edge"), ("MicroMessenger", "WeChat"), ("QQBrowser", "QQ"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"))  # fmt: skip
_SYSTEMS = (("Windows", "Windows"), ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("HarmonyOS", "HarmonyOS"), ("Mac OS X", "macOS"), ("Linux", "Linux"))  # fmt: skip


def _program(agent: str) -> str:
    found = [next((name for mark, name in table if mark in agent), "") for table in (_PROGRAMS, _SYSTEMS)]
    return " · ".join(piece for piece in found if piece) or re.split(r"[/\s]", agent, maxsplit=1)[0][:40]


@require_http_methods(["GET", "HEAD", "POST"])
def sessions(request: HttpRequest) -> HttpResponse:
    """List where the person is logged in; a POST ends all but this session, and the API tokens."""
    user = user_of(request)
    if request.method == "POST":
        end_other_sessions(request, user)
        tokens_revoke_all(user=user)
        trail.record("account.sessions_ended")
        messages.success(request, _("All other sessions are over, and no API token works any more."))
        return redirect("usersessions_list")
    rows: list[UserSession] = UserSession.objects.purge_and_list(user)
    seen = dict(
        Session.objects.filter(session_key__in=[row.session_key for row in rows]).values_list("session_key", "seen_at")
    )
    devices = [
        Device(
            row.pk,
            _program(row.user_agent) or _("Unknown program"),
            row.ip,
            row.created_at,
            seen.get(row.session_key, row.last_seen_at),
            row.session_key == request.session.session_key,
        )
        for row in rows
    ]
    devices.sort(key=lambda device: (not device.current, -device.seen.timestamp()))
    context = {"devices": devices, "tokens": selectors.tokens_of(user).count()}
    return render(request, "usersessions/usersession_list.html", context)


@require_POST
def session_end(request: HttpRequest, pk: int) -> HttpResponse:
    """End one session; the present one is a log-out."""
    row = access_session(actor_of(request), pk)
    current = row.session_key == request.session.session_key
    trail.record("account.session_ended", object_type="session", object_id=row.pk)
    row.end()
    if current:
        allauth_logout(request)
        return redirect("account_login")
    messages.success(request, _("That session is over."))
    return redirect("usersessions_list")


@require_http_methods(["GET", "HEAD", "POST"])
def tokens(request: HttpRequest) -> HttpResponse:
    """List API tokens and make one; its key is shown on the answer and never again."""
    user, actor = user_of(request), actor_of(request)
    staff = any(seat.needs_second_factor for seat in actor.seats)
    typed = {name: request.GET[name] for name in ("name", "days") if name in request.GET}
    form = TokenForm(posted(request), longest=STAFF_TOKEN_DAYS if staff else ENTERPRISE_TOKEN_DAYS, typed=typed)
    key = ""
    present = list(selectors.tokens_of(user))
    if request.method == "POST" and form.is_valid():
        if is_reauthentication_required(request, app="account"):
            # A token outlives the session: an unlocked screen is not enough to make one.
            facts = {"name": form.cleaned_data["name"], "days": form.cleaned_data["days"]}
            back = f"{reverse('accounts:tokens')}?{urlencode(facts)}"
            return redirect(f"{reverse('account_reauthenticate')}?{urlencode({'next': back})}")
        if len(present) >= MAX_TOKENS:
            form.add_error(
                None, _("You have %(count)d tokens. Revoke one that is no longer used.") % {"count": MAX_TOKENS}
            )
        else:
            made, key = token_issue(
                user=user,
                name=form.cleaned_data["name"],
                expires_at=timezone.now() + timedelta(days=form.cleaned_data["days"]),
                second_factor=actor.second_factor,
            )
            present.insert(0, made)
            form = TokenForm(longest=STAFF_TOKEN_DAYS if staff else ENTERPRISE_TOKEN_DAYS)
    context = {"form": form, "tokens": present, "key": key, "staff": staff}
    return render(request, "accounts/tokens.html", context, status=422 if form.errors else 200)


@require_POST
def revoke_token(request: HttpRequest, pk: int) -> HttpResponse:
    """Make one of the person's tokens useless."""
    token_revoke(token=access_token(actor_of(request), pk))
    messages.success(request, _("The token no longer works."))
    return redirect("accounts:tokens")
