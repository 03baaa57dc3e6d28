"""What the views of every room read from a request, and how a service's refusal reaches the form."""

from __future__ import annotations

from typing import TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.forms import BaseForm
from django.http import HttpRequest

from portal.accounts.actors import Actor
from portal.keyset import Order, Page, page

M = TypeVar("M", bound=Model)
LONGEST_NUMBER = 9


def actor_of(request: HttpRequest) -> Actor:
    """Give who is acting."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def number_of(text: str) -> int | None:
    """Read a number of at most nine ASCII digits that a page of ours wrote into an address or a form; None for anything
    else. (`isdigit` alone would let "²" through, which `int` refuses.)"""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= LONGEST_NUMBER else None


def seen_version(request: HttpRequest) -> int | None:
    """Give the version of the row that the person's page was drawn from; None for none."""
    return number_of(request.POST.get("version", ""))


def page_at(request: HttpRequest, rows: QuerySet[M], order: Order) -> Page[M]:
    """Give the page of a list that the address asks for."""
    return page(rows, order=order, after=request.GET.get("after", ""), before=request.GET.get("before", ""))


def take(form: BaseForm, error: ValidationError) -> None:
    """Put what a service refuses beside the fields it names, or above the form."""
    if hasattr(error, "error_dict"):
        for name, errors in error.error_dict.items():
            form.add_error(name if name in form.fields else None, errors)
    else:
        form.add_error(None, error)
