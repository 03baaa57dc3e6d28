"""Where an edition is read."""

from __future__ import annotations

from django.urls import NoReverseMatch

from alerts.publishing.selectors.reading import address_of


def page_of(kind: str, slug: str) -> str | None:
    """Give the path of an edition's page; None for a kind that no room shows."""
    try:
        return address_of(kind, slug)
    except NoReverseMatch:
        return None
