"""The rail of the case page: which experts are on it, and since when."""

from __future__ import annotations

from cases.models import Case
from cases.selectors.case_page import Panel
from experts import selectors
from portal.accounts.actors import Actor


def people(case: Case, actor: Actor) -> Panel | None:
    """Make the panel for those who handle the case; the applicant reads of the expert in the timeline."""
    if not (actor.is_staff or actor.kind == "expert"):
        return None
    rows = selectors.assignments_on(case)
    context = {
        "assignments": rows,
        "may_revoke": actor.has("handler", "supervisor"),
        # An expert reads what was asked of them, not what was asked of others.
        "asked": {row.pk for row in rows if actor.is_staff or row.expert_user_id == actor.user_id},
    }
    return Panel("experts/_panel.html", context) if rows else None
