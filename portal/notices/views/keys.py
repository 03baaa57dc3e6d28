"""The keys of a page in its address: read, and written into the links to its neighbours."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest


def key(request: HttpRequest, name: str) -> UUID | None:
    """Read a page key from the query; anything that is none counts as absent, so a mangled address shows the first page."""
    try:
        return UUID(request.GET[name])
    except (KeyError, ValueError):
        return None


def neighbour(request: HttpRequest, **keys: object) -> str:
    """Give the address of a neighbouring page: the present one with its keys exchanged; "" when every key is None."""
    given = {name: str(value) for name, value in keys.items() if value is not None}
    if not given:
        return ""
    query = request.GET.copy()
    for name in ("before", "after"):
        query.pop(name, None)
    query.update(given)
    return f"?{query.urlencode()}"
