"""What the pages of this room share: the tabs of the desk, forms, pages of lists."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.accounts.actors import Actor
from portal.keyset import Order, Page, page

M = TypeVar("M", bound=Model)
Way = Sequence[tuple[str, str]]
NEWEST = Order("id", descending=True)


def actor_of(request: HttpRequest) -> Actor:
    """Give the acting person."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def tabs(active: str) -> list[dict[str, Any]]:
    """List the parts of the desk."""
    parts = [("delegations", _("Delegations")), ("listed", _("List of fairs"))]
    return [
        {"label": label, "url": reverse(f"fairs:{route}"), "active": route == active, "count": None}
        for route, label in parts
    ]


def page_at(request: HttpRequest, rows: QuerySet[M], order: Order) -> Page[M]:
    """Give the page of a list that the address asks for."""
    return page(rows, order=order, after=request.GET.get("after", ""), before=request.GET.get("before", ""))


def query_of(request: HttpRequest) -> str:
    """Give the filters of the address without the place in the list."""
    query = request.GET.copy()
    for name in ("after", "before"):
        query.pop(name, None)
    return query.urlencode()


def seen_version(request: HttpRequest) -> int | None:
    """Give the version of the row that the person's form was drawn from."""
    text = request.POST.get("version", "")
    return int(text) if text.isdigit() and len(text) < 10 else None


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


def take(form: BaseForm, error: ValidationError) -> None:
    """Put what a service refuses beside the fields it names."""
    if hasattr(error, "error_dict"):
        for name, errors in error.error_dict.items():
            form.add_error(name if name in form.fields else None, errors)
    else:
        form.add_error(None, error)
