"""Entries of the guides among the shelves and desks, and the finder on the public home."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from alerts.guides.selectors import desk
from portal.site.nav import NavItem, Part, Wait

SHELVES = [NavItem(_("Country guides"), "guides:list", "compass", order=30)]
DESKS = [NavItem(_("Country guides"), "guides:desk", "compass", order=30)]
WAITS = [
    Wait(_("Chapters to confirm as reviewed"), "guides:desk", desk.to_confirm, frozenset({"reviewer"}), order=30),
    Wait(
        _("Your chapters that are due for review"),
        "guides:desk",
        desk.own_due,
        frozenset({"editor", "reviewer"}),
        query="?list=mine",
        order=31,
    ),
]
SEARCH_KINDS = {"guide": _("Country guides")}


def _home() -> Mapping[str, Any] | None:
    from alerts.guides.selectors.reading import cards

    found = cards()
    return {"guides": found} if found else None


HOME_PARTS = [Part("guides/_home.html", _home, order=40, tags=("published", "guides"))]
