"""What the pages of this room share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.accounts.actors import Actor
from portal.site.asking import actor_of

Way = Sequence[tuple[str, str]]


def house(actor: Actor) -> str:
    """Give the template a page extends: staff work on their desks, experts and firms have their own bar."""
    return "editorial.html" if actor.is_staff else "base.html"


def tabs(request: HttpRequest, active: str) -> list[dict[str, Any]]:
    """List the parts of the room, for whoever may see them."""
    actor = actor_of(request)
    parts = [("home", _("Delegations") if actor.kind != "enterprise" else _("Our fairs"))]
    if actor.has("supervisor", "coordinator", "expert"):
        parts.append(("waiting", _("Waiting for signature")))
    if actor.kind != "enterprise":
        parts.append(("checklists", _("Checklists")))
    return [
        {"label": label, "url": reverse(f"screening:{route}"), "active": route == active, "count": None}
        for route, label in parts
    ]


def form_page(
    request: HttpRequest, form: BaseForm, title: str, way: Way, *, lead: str = "", submit: str = ""
) -> HttpResponse:
    """Draw a form of the room; 422 when it came back with errors."""
    context = {"form": form, "title": title, "crumbs": way, "lead": lead, "submit": submit or _("Save")}
    return render(request, "screening/form.html", context, status=422 if form.is_bound else 200)
