"""What the pages of this room share: the tabs of the desk, forms, pages of lists."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

Way = Sequence[tuple[str, str]]


def tabs(active: str) -> list[dict[str, Any]]:
    """List the parts of the desk."""
    parts = [("delegations", _("Delegations")), ("listed", _("List of fairs"))]
    return [
        {"label": label, "url": reverse(f"fairs:{route}"), "active": route == active, "count": None}
        for route, label in parts
    ]


def query_of(request: HttpRequest) -> str:
    """Give the filters of the address without the place in the list."""
    query = request.GET.copy()
    for name in ("after", "before"):
        query.pop(name, None)
    return query.urlencode()


def form_page(
    request: HttpRequest, form: BaseForm, title: str, way: Way, *, lead: str = "", submit: str = "", note: str = "",
    version: int | None = None, base: str = "editorial.html",
) -> HttpResponse:  # fmt: skip
    """Draw a form of the room; 422 when it came back with errors."""
    context = {
        "form": form, "title": title, "crumbs": way, "lead": lead, "submit": submit or _("Save"), "note": note,
        "version": version, "base": base,
    }  # fmt: skip
    return render(request, "fairs/form.html", context, status=422 if form.is_bound else 200)
