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
    may_revoke = actor.has("handler", "supervisor")
    return Panel("experts/_panel.html", {"assignments": rows, "may_revoke": may_revoke}) if rows else None
