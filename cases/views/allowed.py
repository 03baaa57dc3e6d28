"""Whether a form or link on a page leads anywhere for the person who reads it: asked of the permission table itself."""

from __future__ import annotations

from portal.accounts.actors import Actor
from portal.policy import table


def allowed(actor: Actor, route: str, method: str = "POST") -> bool:
    """Say whether the table lets `actor` call a route with a method (whatever the object)."""
    rule = table.find(f"cases:{route}", method)
    return rule is not None and not rule.personas.isdisjoint(actor.personas)
