"""The request as it was filed, section by section, for the people who handle it."""

from __future__ import annotations

from cases.forms.filing.fields import Words
from cases.forms.filing.sections import grouped, needed_for
from cases.forms.filing.summary import Summary, summary_of
from cases.models import Case
from cases.selectors.filing import Draft
from portal.accounts.actors import Actor

# Who sees how to reach the applicant: the applicant, the center, the coordinators.
PERSONAL = frozenset({"contact", "agent"})


def sees_contact(actor: Actor) -> bool:
    """Say whether `actor` sees phone and e-mail of the applicant in full."""
    return actor.kind in {"enterprise", "center"} or actor.has("coordinator")


def dispute_of(case: Case, actor: Actor) -> list[tuple[Words, list[Summary]]]:
    """Write the filed sections in words, empty ones left out. One query per table of rows."""
    draft = Draft(case)
    hidden = frozenset() if sees_contact(actor) else PERSONAL
    groups = [
        (title, [summary_of(section, draft, actor) for section in sections if section.key not in hidden])
        for title, sections in grouped(needed_for(case))
    ]
    return [
        (title, filled)
        for title, summaries in groups
        if (filled := [summary for summary in summaries if not summary.is_blank])
    ]
