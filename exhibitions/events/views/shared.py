"""What the pages of this room share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from exhibitions.events.models import Event
from portal.keyset import Order

Way = Sequence[tuple[str, str]]
BY_TIME = Order("starts_at")
LATEST = Order("starts_at", descending=True)
BY_ID = Order("id")


def tabs(request: HttpRequest, active: str) -> list[dict[str, Any]]:
    """List the parts of the desk."""
    parts = [("desk", _("Events")), ("series", _("Series")), ("figures", _("Figures"))]
    return [
        {"label": label, "url": reverse(f"events:{route}"), "active": route == active, "count": None}
        for route, label in parts
    ]


def event_tabs(event: Event, active: str) -> list[dict[str, Any]]:
    """List the pages of one event on the desk."""
    parts = [
        ("manage", _("Overview"), None),
        ("people", _("Sign-ups"), event.taken + event.queued),
        ("door", _("Check-in"), None),
        ("materials", _("Materials"), None),
        ("quiz_desk", _("Quiz"), None),
        ("results", pgettext("event", "Results"), None),
    ]
    return [
        {
            "label": label, "url": reverse(f"events:{route}", args=[event.public_id]), "active": route == active,
            "count": count,
        }
        for route, label, count in parts
    ]  # fmt: skip


def way(event: Event | None = None) -> list[tuple[str, str]]:
    """Give the crumbs that lead to an event of the desk, or to the desk."""
    steps = [(_("Events"), reverse("events:desk"))]
    if event is not None:
        steps.append((event.title, reverse("events:manage", args=[event.public_id])))
    return steps


def form_page(
    request: HttpRequest,
    form: BaseForm,
    title: str,
    way: Way,
    *,
    lead: str = "",
    submit: str = "",
    danger: bool = False,
) -> HttpResponse:
    """Draw a form of the desk; 422 when it came back with errors."""
    context = {
        "form": form, "title": title, "crumbs": way, "lead": lead, "submit": submit or _("Save"), "danger": danger,
    }  # fmt: skip
    return render(request, "events/form.html", context, status=422 if form.is_bound else 200)
