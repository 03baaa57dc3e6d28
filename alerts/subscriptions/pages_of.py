"""Where an edition is read."""

from __future__ import annotations

from alerts.publishing.addresses import address_of


def page_of(kind: str, slug: str) -> str | None:
    """Give the path of an edition's page; None for a kind that no room shows."""
    try:
        return address_of(kind, slug)
    except LookupError:
        return None
