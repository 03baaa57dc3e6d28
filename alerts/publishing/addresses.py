"""Where an edition of each kind is read. Rooms that have pages of their own for a kind register them in `AppConfig.ready()`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.urls import Resolver404, resolve, reverse

Arguments = Mapping[str, Any]


@dataclass(frozen=True)
class Shelf:
    """The route of one kind's pages; `arguments` makes its arguments from an edition's slug, `slug` takes them back."""

    route: str
    arguments: Callable[[str], Arguments]
    slug: Callable[[Arguments], str]


_shelves: dict[str, Shelf] = {}


def read_at(
    kind: str,
    route: str,
    *,
    arguments: Callable[[str], Arguments] = lambda slug: {"slug": slug},
    slug: Callable[[Arguments], str] = lambda found: str(found["slug"]),
) -> None:
    """Have editions of `kind` read at `route`. Raises ValueError when another room has them already."""
    if kind in _shelves:
        raise ValueError(f"Two routes for editions of the kind {kind!r}.")
    _shelves[kind] = Shelf(route, arguments, slug)


def address_of(kind: str, slug: str) -> str:
    """Give the path at which an edition is read. Raises LookupError for a kind that no room shows."""
    try:
        shelf = _shelves[kind]
    except KeyError:
        raise LookupError(f"No room shows editions of the kind {kind!r}.") from None
    return reverse(shelf.route, kwargs=dict(shelf.arguments(slug)))


def edition_at(address: str) -> tuple[str, str] | None:
    """Give kind and slug of what is read at a path or whole address of this portal; None for every other page."""
    path = urlsplit(address.strip()).path
    try:
        match = resolve(path if path.endswith("/") else f"{path}/")
    except Resolver404:
        return None
    for kind, shelf in _shelves.items():
        if match.view_name == shelf.route:
            return kind, shelf.slug(match.kwargs)
    return None
