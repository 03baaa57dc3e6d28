"""What the pages of this room share: the tabs below the desk's, forms, files' cursors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.accounts.actors import Actor

Way = Sequence[tuple[str, str]]


def tabs(request: HttpRequest, active: str) -> list[dict[str, Any]]:
    """List the parts of the room, for whoever may see them."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    parts = [("offices", _("Offices abroad")), ("contacts", _("Liaison log")), ("campaigns", _("Campaigns"))]
    if actor.kind == "national":
        parts[1:1] = [("recipients", _("Recipients")), ("mailings", _("Mails sent"))]
    return [
        {"label": label, "url": reverse(f"outreach:{route}"), "active": route == active, "count": None}
        for route, label in parts
    ]


def form_page(
    request: HttpRequest, form: BaseForm, title: str, way: Way, *, lead: str = "", submit: str = "", note: str = ""
) -> HttpResponse:
    """Draw a form of the room; 422 when it came back with errors."""
    context = {
        "form": form,
        "title": title,
        "crumbs": way,
        "lead": lead,
        "submit": submit or _("Save"),
        "note": note,
    }
    return render(request, "outreach/form.html", context, status=422 if form.is_bound else 200)
