"""The pages of one subscription, whether a link or an account opens it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from alerts.subscriptions import links
from alerts.subscriptions.asked import Asked
from alerts.subscriptions.choices import MOST_WISHES
from alerts.subscriptions.forms.wish import SettingsForm, WishForm
from alerts.subscriptions.models import LISTS
from alerts.subscriptions.selectors import people as reads
from alerts.subscriptions.selectors.preview import preview
from alerts.subscriptions.services import people
from portal.accounts.views.entry import posted


def keep_query(request: HttpRequest, route: str) -> str:
    """Give the path of a route with the query of the request."""
    query = request.META.get("QUERY_STRING", "")
    return reverse(route) + (f"?{query}" if query else "")


def initial_of(request: HttpRequest) -> dict[str, Any]:
    """Read a list's filter out of the address, as “subscribe to this list” carries it."""
    raw = {name: request.GET.getlist(name) for name in LISTS} | {"level": request.GET.get("level", "")}
    return Asked.read(raw).stored()


def manage_page(request: HttpRequest, key: UUID, *, here: str, add: str, edit: Callable[[UUID], str]) -> HttpResponse:
    """Show and change one subscription: its filters, its hours, its end."""
    seen = reads.seen(key)
    if seen is None:
        raise Http404
    if seen.stopped:
        return _stopped(request, seen, here)
    data = posted(request)
    if data is not None and data.get("deed") == "drop":
        return _drop(request, seen, data.get("wish", ""), here)
    form = SettingsForm(data, has_account=seen.has_account, initial={**vars(seen.hours), "language": seen.language})
    if form.is_bound and form.is_valid():
        language = form.cleaned_data.get("language", seen.language)
        people.hours_save(key=key, language=language, hours=form.hours())
        messages.success(request, _("Saved."))
        return redirect(here)
    context = {
        "seen": seen,
        "rows": [(wish, edit(wish.key)) for wish in seen.wishes],
        "form": form,
        "add": add,
        "leave": links.token(links.LEAVE, key),
    }
    return render(request, "subscriptions/manage.html", context, status=422 if form.is_bound else 200)


def _stopped(request: HttpRequest, seen: reads.Seen, here: str) -> HttpResponse:
    """Say why no mail comes any more, and begin again at the press of a button."""
    if request.method == "POST" and people.subscription_restart(key=seen.key):
        messages.success(request, _("Mail comes again. Please check that your mailbox takes it."))
        return redirect(here)
    return render(request, "subscriptions/stopped.html", {"seen": seen})


def _drop(request: HttpRequest, seen: reads.Seen, wish: str, here: str) -> HttpResponse:
    try:
        outcome = people.wish_drop(key=seen.key, wish=UUID(wish))
    except ValueError:
        raise Http404 from None
    if outcome == "absent":
        raise Http404
    if outcome == "ended":
        return render(request, "subscriptions/left.html")
    messages.success(request, _("Taken away."))
    return redirect(here)


def wish_page(request: HttpRequest, key: UUID, wish: UUID | None, *, back: str) -> HttpResponse:
    """Add a filter, or change the one named by `wish`; show first what it would have brought."""
    seen = reads.seen(key)
    found = seen.wish(wish) if seen and wish else None
    if seen is None or (wish and (found is None or not found.confirmed)):
        raise Http404
    if seen.stopped:
        return redirect(back)
    initial = {**found.wanted.stored(), "frequency": found.frequency} if found else initial_of(request)
    form = WishForm(posted(request), initial=initial)
    context: dict[str, Any] = {"form": form, "back": back, "wish": found, "seen": seen}
    if form.is_bound and form.is_valid():
        frequency = form.cleaned_data["frequency"]
        if request.POST.get("deed") == "preview":
            context["preview"] = preview(form.wanted(), frequency, seen.hours)
            return render(request, "subscriptions/wish.html", context)
        outcome = people.wish_save(key=key, wish=wish, frequency=frequency, wanted=form.wanted())
        if outcome == "saved":
            messages.success(request, _("Saved."))
            return redirect(back)
        if outcome != "full":
            raise Http404
        form.add_error(None, _("You have %(most)s filters already. Take one away first.") % {"most": MOST_WISHES})
    return render(request, "subscriptions/wish.html", context, status=422 if form.is_bound else 200)
