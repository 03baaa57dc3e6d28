"""The steps of an incident. Buttons, the app's answer and docs/desk.md are drawn from this table; a trigger holds it."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from exhibitions.desk.choices import IncidentState


@dataclass(frozen=True)
class Step:
    """From `source` to `target`; `label` stands on the button."""

    source: IncidentState
    target: IncidentState
    label: str | Promise


_OPEN, _HANDLED, _CLOSED = IncidentState.OPEN, IncidentState.HANDLED, IncidentState.CLOSED
STEPS: tuple[Step, ...] = (
    Step(_OPEN, _HANDLED, _("Handled at the fair")),
    Step(_HANDLED, _OPEN, _("Open again")),
    Step(_CLOSED, _OPEN, _("Open again")),
)
# What is finished has its outcome (exhibitions.results): on a page, never by the app.
FINISHED_FROM = frozenset({_OPEN, _HANDLED})


def steps_from(state: str) -> list[Step]:
    """List what can be done in a state."""
    return [step for step in STEPS if step.source == state]


def find(source: str, target: str) -> Step | None:
    """Return the row that leads from one state to another; None where there is none."""
    return next((step for step in STEPS if step.source == source and step.target == target), None)
