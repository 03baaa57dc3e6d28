"""The own subscription of somebody who is logged in."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from alerts.subscriptions.forms.wish import FirstForm, language_now
from alerts.subscriptions.selectors import people as reads
from alerts.subscriptions.selectors.preview import preview
from alerts.subscriptions.services import people
from alerts.subscriptions.views.shared import initial_of, keep_query, manage_page, wish_page
from portal.accounts.views.entry import posted


@never_cache
def mine(request: HttpRequest) -> HttpResponse:
    """Show and change the account's subscription, or begin it."""
    key = reads.own_key()
    if key is None:
        return _first(request)
    if request.method == "GET" and request.GET:
        return redirect(keep_query(request, "subscriptions:mine_wish"))
    return manage_page(
        request,
        key,
        here=reverse("subscriptions:mine"),
        add=reverse("subscriptions:mine_wish"),
        edit=lambda wish: reverse("subscriptions:mine_wish_edit", args=[wish]),
    )


def _first(request: HttpRequest) -> HttpResponse:
    form = FirstForm(posted(request), initial=initial_of(request))
    context: dict[str, Any] = {"form": form, "account": request.user}
    if form.is_bound and form.is_valid():
        frequency = form.cleaned_data["frequency"]
        if request.POST.get("deed") == "preview":
            context["preview"] = preview(form.wanted(), frequency, form.hours())
            return render(request, "subscriptions/start.html", context)
        key = people.subscription_open(language=language_now(), hours=form.hours())
        if key is not None:
            people.hours_save(key=key, language=language_now(), hours=form.hours())
            people.wish_save(key=key, wish=None, frequency=frequency, wanted=form.wanted())
            messages.success(request, _("Subscribed. From now on we write to you when there is something new."))
            return redirect("subscriptions:mine")
        form.add_error(None, _("The address of your account is not confirmed yet."))
    return render(request, "subscriptions/start.html", context, status=422 if form.is_bound else 200)


@never_cache
def wish(request: HttpRequest, wish: UUID | None = None) -> HttpResponse:
    """Add or change a filter of the account's subscription."""
    key = reads.own_key()
    if key is None:
        return redirect(keep_query(request, "subscriptions:mine"))
    return wish_page(request, key, wish, back=reverse("subscriptions:mine"))
