"""What other rooms add to the public list and pages of one kind. They register in `AppConfig.ready()`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict

from alerts.publishing.choices import Kind
from alerts.publishing.forms.reading import ReadingForm
from alerts.publishing.models import Edition
from alerts.publishing.selectors.reading import Narrow


@dataclass(frozen=True)
class Shelf:
    """A room's own way of listing one kind.

    `form` has the fields of the list's filter; `narrow` takes what the filter of editions leaves and narrows it further;
    `facets` counts for the list, drawn by `list_template`; `beside` gives what stands beside one edition, drawn by
    `page_template`.
    """

    form: type[ReadingForm]
    narrow: Callable[[QuerySet[Edition], ReadingForm], QuerySet[Edition]]
    facets: Callable[[ReadingForm], Mapping[str, Any]]
    list_template: str
    beside: Callable[[Edition], Mapping[str, Any]]
    page_template: str


_shelves: dict[Kind, Shelf] = {}


def extend(kind: Kind, shelf: Shelf) -> None:
    """Let a room list a kind in its own way."""
    _shelves[kind] = shelf


def shelf_of(kind: Kind) -> Shelf | None:
    """Give the way in which a kind is listed, None for the plain one."""
    return _shelves.get(kind)


def asked_of(kind: Kind, query: QueryDict) -> tuple[ReadingForm, Narrow | None]:
    """Read what a list or its feed is asked for: the form, and what leaves out more than `form.wanted()` does."""
    shelf = shelf_of(kind)
    form = (shelf.form if shelf else ReadingForm)(query or None, kind=kind)
    return form, (lambda rows: shelf.narrow(rows, form)) if shelf else None
