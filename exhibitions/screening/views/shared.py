"""What the pages of this room share."""

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


def actor_of(request: HttpRequest) -> Actor:
    """Give who is acting."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def seen_version(request: HttpRequest) -> int | None:
    """Give the version of the row that the person's page was drawn from; None for none."""
    text = request.POST.get("version", "")
    return int(text) if text.isdigit() and len(text) < 10 else None


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


def page_at(request: HttpRequest, rows: QuerySet[M], order: Order) -> Page[M]:
    """Give the page of a list that the address asks for."""
    return page(rows, order=order, after=request.GET.get("after", ""), before=request.GET.get("before", ""))


def form_page(
    request: HttpRequest, form: BaseForm, title: str, way: Way, *, lead: str = "", submit: str = ""
) -> HttpResponse:
    """Draw a form of the room; 422 when it came back with errors."""
    context = {"form": form, "title": title, "crumbs": way, "lead": lead, "submit": submit or _("Save")}
    return render(request, "screening/form.html", context, status=422 if form.is_bound else 200)


def take(form: BaseForm, error: ValidationError) -> None:
    """Put what a service refuses beside the fields it names."""
    if hasattr(error, "error_dict"):
        for name, errors in error.error_dict.items():
            form.add_error(name if name in form.fields else None, errors)
    else:
        form.add_error(None, error)
