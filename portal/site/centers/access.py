"""Gates of the centers' sites."""

from __future__ import annotations

from portal.accounts.actors import Actor
from portal.site.centers.selectors import get_center
from portal.tenancy.models import Center


def get_own_center(actor: Actor, code: str) -> Center | None:
    """Return the center whose site the actor keeps: their own, for the nation the named one, None where none is named.

    Raises Http404 for a name that is no center's.
    """
    if actor.kind == "national":
        return get_center(code) if code else None
    return Center.objects.get(pk=actor.own_center_id)
