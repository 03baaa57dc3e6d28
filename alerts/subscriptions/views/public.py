"""Subscribing with an address alone, and the links in the mails. Links are opened by GET and act by POST: scanners follow them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from alerts.subscriptions import links
from alerts.subscriptions.forms.wish import AskForm, LinkForm, language_now
from alerts.subscriptions.selectors import people as reads
from alerts.subscriptions.selectors.preview import preview
from alerts.subscriptions.services import people
from alerts.subscriptions.views.shared import initial_of, keep_query, manage_page, wish_page
from portal.accounts import limits
from portal.accounts.actors import Actor
from portal.accounts.views.entry import posted

SUBSCRIBE = limits.Limit(20, 3600)


@never_cache
def start(request: HttpRequest) -> HttpResponse:
    """Subscribe with an address; whoever is logged in does it with the account."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if actor.user_id is not None:
        return redirect(keep_query(request, "subscriptions:mine"))
    form = AskForm(posted(request), initial=initial_of(request))
    context: dict[str, Any] = {"form": form}
    status = 200
    if form.is_bound:
        deed = request.POST.get("deed", "")
        if deed == "preview":
            # The address is not asked yet, so that nobody has to give it to see what would come.
            form.fields["email"].required = False
        if not form.is_valid():
            status = 422
        elif deed == "preview":
            context["preview"] = preview(form.wanted(), form.cleaned_data["frequency"], form.hours())
        elif wait := limits.from_network(request, "subscribe", SUBSCRIBE):
            form.add_error(None, _("Too many attempts from your network. Please try again later."))
            response = render(request, "subscriptions/start.html", context, status=429)
            response["Retry-After"] = str(wait)
            return response
        else:
            _ask(form)
            return redirect("subscriptions:asked")
    return render(request, "subscriptions/start.html", context, status=status)


def _ask(form: AskForm) -> None:
    given = form.cleaned_data
    # Silent, as everything is that would tell whether somebody asked for this address before.
    if limits.for_address(given["email"], "subscribe"):
        return
    people.subscription_ask(
        address=given["email"],
        language=given["language"],
        hours=form.hours(),
        frequency=given["frequency"],
        wanted=form.wanted(),
    )


def asked(request: HttpRequest) -> HttpResponse:
    """Say that a mail is on its way, whoever asked."""
    return render(request, "subscriptions/asked.html")


@never_cache
def link(request: HttpRequest) -> HttpResponse:
    """Send the link to their settings to whoever lost it."""
    form = LinkForm(posted(request))
    if form.is_bound and form.is_valid():
        if wait := limits.from_network(request, "subscription-link", SUBSCRIBE):
            form.add_error(None, _("Too many attempts from your network. Please try again later."))
            response = render(request, "subscriptions/link.html", {"form": form}, status=429)
            response["Retry-After"] = str(wait)
            return response
        if not limits.for_address(form.cleaned_data["email"], "subscription-link"):
            people.subscription_link(address=form.cleaned_data["email"], language=language_now())
        return redirect("subscriptions:asked")
    return render(request, "subscriptions/link.html", {"form": form}, status=422 if form.is_bound else 200)


@never_cache
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Show what is to be confirmed, and confirm it."""
    key = links.key_of(links.CONFIRM, token)
    wish = reads.asked(key) if key else None
    if key is None or wish is None:
        return render(request, "subscriptions/expired.html", {"confirming": True}, status=410)
    if request.method == "POST" and (opened := people.subscription_confirm(wish=key)):
        messages.success(request, _("Confirmed. From now on we write to you when there is something new."))
        return redirect("subscriptions:manage", token=links.token(links.MANAGE, opened))
    return render(request, "subscriptions/confirm.html", {"wish": wish})


@csrf_exempt
@never_cache
def leave(request: HttpRequest, token: str) -> HttpResponse:
    """End a subscription: one page, one button, no log-in; mail programs POST here by themselves (RFC 8058)."""
    key = links.key_of(links.LEAVE, token)
    if key is None:
        raise Http404
    if request.method == "POST":
        people.subscription_end(key=key)
        return render(request, "subscriptions/left.html")
    found = reads.seen(key)
    if found is None or found.ended:
        return render(request, "subscriptions/left.html")
    return render(request, "subscriptions/leave.html", {"seen": found})


def _by_link(token: str) -> UUID | None:
    key = links.key_of(links.MANAGE, token)
    found = reads.seen(key) if key else None
    return key if found and (found.stopped or not found.ended) else None


@never_cache
def manage(request: HttpRequest, token: str) -> HttpResponse:
    """Change or end the subscription behind a link."""
    key = _by_link(token)
    if key is None:
        return render(request, "subscriptions/expired.html", status=410)
    return manage_page(
        request,
        key,
        here=reverse("subscriptions:manage", args=[token]),
        add=reverse("subscriptions:wish", args=[token]),
        edit=lambda wish: reverse("subscriptions:wish_edit", args=[token, wish]),
    )


@never_cache
def wish(request: HttpRequest, token: str, wish: UUID | None = None) -> HttpResponse:
    """Add or change a filter of the subscription behind a link."""
    key = _by_link(token)
    if key is None:
        return render(request, "subscriptions/expired.html", status=410)
    return wish_page(request, key, wish, back=reverse("subscriptions:manage", args=[token]))
