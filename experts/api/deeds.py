"""How the API proposes a case to an expert: `POST /api/v1/cases/{id}/actions/assign_expert`."""

from __future__ import annotations

import datetime
from typing import Any

from cases.models import Case
from experts import selectors
from experts.forms.assignment import AssignForm
from experts.models import Expert
from experts.services.assignments import assignment_propose
from portal.accounts.actors import Actor


class AssignDeedForm(AssignForm):
    """The form of the page, with the ranked experts of this case."""

    def __init__(self, data: Any = None, *, case: Case, actor: Actor) -> None:
        super().__init__(data, matches=selectors.matches_for(case, actor))

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("expert") in self.matches:
            cleaned["expert"] = self.matches[cleaned["expert"]].expert
        return cleaned


def assign(
    *,
    case: Case,
    actor: Actor,
    seen_version: int,
    expert: Expert,
    question: str,
    opinion_due_on: datetime.date,
    ends_on: datetime.date,
    cross_border_basis: str,
) -> None:
    """Propose the case; the expert first declares whether there is a conflict of interest."""
    assignment_propose(
        case=case,
        expert=expert,
        actor=actor,
        question=question,
        opinion_due_on=opinion_due_on,
        ends_on=ends_on,
        cross_border_basis=cross_border_basis,
        seen_version=seen_version,
    )
