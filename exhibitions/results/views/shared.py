"""What the pages of this room share."""

from __future__ import annotations

from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.forms import BaseForm
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.accounts.actors import Actor
from portal.keyset import Order, Page, page

M = TypeVar("M", bound=Model)
NEWEST = Order("id", descending=True)


def actor_of(request: HttpRequest) -> Actor:
    """Give who is acting."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def tabs(request: HttpRequest, active: str) -> list[dict[str, Any]]:
    """List the parts of the room, for whoever may see them."""
    parts = [("home", _("Delegations")), ("followup", _("Follow-up")), ("years", _("Over the years"))]
    if actor_of(request).kind == "national":
        parts.append(("lessons", _("Lessons offered")))
    return [
        {"label": label, "url": reverse(f"results:{route}"), "active": route == active, "count": None}
        for route, label in parts
    ]


def page_at(request: HttpRequest, rows: QuerySet[M], order: Order = NEWEST) -> Page[M]:
    """Give the page of a list that the address asks for."""
    return page(rows, order=order, after=request.GET.get("after", ""), before=request.GET.get("before", ""))


def seen_version(request: HttpRequest) -> int:
    """Give the version of the row that the person's form was drawn from; 0 for none."""
    text = request.POST.get("version", "")
    return int(text) if text.isdigit() and len(text) < 10 else 0


def take(form: BaseForm, error: ValidationError) -> None:
    """Put what a service refuses beside the fields it names."""
    if hasattr(error, "error_dict"):
        for name, errors in error.error_dict.items():
            form.add_error(name if name in form.fields else None, errors)
    else:
        form.add_error(None, error)
