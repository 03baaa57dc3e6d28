"""The rail of the case page: the library, once a case is closed, and typical cases like it."""

from __future__ import annotations

from alerts.library.selectors.origins import live_origin_of, standing_consent
from cases.choices import State
from cases.models import Case
from cases.selectors.case_page import Panel
from portal.accounts.actors import Actor

_CLOSED = frozenset({State.CLOSED, State.ARCHIVED})


def panel(case: Case, actor: Actor) -> Panel | None:
    """Make the panel: for staff the likes of the case and, when it is closed, its way into the library; for the applicant
    what was declared about it. At most two queries, none for an open case."""
    closed = case.state in _CLOSED
    if actor.kind == "enterprise":
        if not closed:
            return None
        context = {"consent": standing_consent(case), "declares": actor.has("owner", "member", "agent")}
        return Panel("library/_panel_applicant.html", context)
    if not actor.is_staff:
        return None
    own = actor.kind == "center" and closed
    return Panel(
        "library/_panel.html",
        {
            "own": own,
            "origin": live_origin_of(case) if own else None,
            "consent": standing_consent(case) if own else None,
        },
    )
