"""The start page of the three administrators."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.accounts.administration import start_of
from portal.site.asking import actor_of


@require_safe
def administration(request: HttpRequest) -> HttpResponse:
    """Show an administrator what needs them, how things stand and what they may do."""
    return render(request, "accounts/administration.html", {"start": start_of(actor_of(request))})
