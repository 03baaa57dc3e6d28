"""Where one begins after a fair; the lessons that centers offer."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from exhibitions.fairs.selectors.delegations import BY_DAYS
from exhibitions.results import access
from exhibitions.results.forms.reports import HomeForm
from exhibitions.results.selectors.reports import begun
from exhibitions.results.selectors.reports import lessons as offered
from exhibitions.results.views.shared import tabs
from portal.keyset import NEWEST
from portal.site.asking import actor_of, page_at


def home(request: HttpRequest) -> HttpResponse:
    """List the delegations whose fair has begun; for a firm, the fairs it can say something about."""
    actor = actor_of(request)
    if actor.kind == "enterprise":
        mine = access.own_participations(actor).filter(delegation__edition__ends_on__lt=timezone.localdate())
        rows = mine.select_related("delegation__edition__fair", "center", "feedback")
        return render(request, "results/mine.html", {"page": page_at(request, rows, NEWEST)})
    form = HomeForm(request.GET or None)
    context: dict[str, Any] = {
        "tabs": tabs(request, "home"), "form": form, "page": page_at(request, begun(actor, **form.asked()), BY_DAYS),
        "national": actor.kind == "national",
    }  # fmt: skip
    return render(request, "results/home.html", context)


def lessons(request: HttpRequest) -> HttpResponse:
    """List the lessons that centers offer, for the nation's editors to write about."""
    writes = actor_of(request).has("editor", "reviewer")
    context = {"tabs": tabs(request, "lessons"), "page": page_at(request, offered(), NEWEST), "writes": writes}
    return render(request, "results/lessons.html", context)
