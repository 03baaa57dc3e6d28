"""What the pages of this room share."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.site.asking import actor_of


def tabs(request: HttpRequest, active: str) -> list[dict[str, Any]]:
    """List the parts of the room, for whoever may see them."""
    parts = [("home", _("Delegations")), ("followup", _("Follow-up")), ("years", _("Over the years"))]
    if actor_of(request).kind == "national":
        parts.append(("lessons", _("Lessons offered")))
    return [
        {"label": label, "url": reverse(f"results:{route}"), "active": route == active, "count": None}
        for route, label in parts
    ]
