"""Reading the key of a page from the address."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest


def key(request: HttpRequest, name: str) -> UUID | None:
    """Read a page key from the query; anything that is none counts as absent, so a mangled address shows the first page."""
    try:
        return UUID(request.GET[name])
    except (KeyError, ValueError):
        return None
