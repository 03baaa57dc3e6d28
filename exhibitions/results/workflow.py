"""The steps of a report. Buttons and docs/results.md are drawn from this table; a trigger holds it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from exhibitions.desk.access import works_for
from exhibitions.results import access
from exhibitions.results.choices import ReportState, Verb
from exhibitions.results.models import Report
from portal.accounts.actors import Actor


@dataclass(frozen=True)
class Step:
    """From `source` by `verb` to `target`: `by` anybody who writes, one of its makers, or a supervisor who is none."""

    source: ReportState
    verb: Verb
    target: ReportState
    by: Literal["anybody", "maker", "another"]
    reason: bool = False


STEPS: tuple[Step, ...] = (
    Step(ReportState.DRAFT, Verb.HAND_IN, ReportState.HANDED_IN, "anybody"),
    Step(ReportState.HANDED_IN, Verb.TAKE_BACK, ReportState.DRAFT, "maker"),
    Step(ReportState.HANDED_IN, Verb.RELEASE, ReportState.RELEASED, "another"),
    Step(ReportState.HANDED_IN, Verb.RETURN, ReportState.DRAFT, "another", reason=True),
)
DONE = {
    Verb.HAND_IN: _("Handed in. A supervisor who wrote nothing of it releases it."),
    Verb.TAKE_BACK: _("Taken back: you can change it again."),
    Verb.RETURN: _("Sent back. Whoever wrote it reads your reason."),
    Verb.RELEASE: _("Released. The files are being made; they stand here in a moment."),
}


def step_of(report: Report, verb: str) -> Step | None:
    """Return the row of a verb in the report's present state."""
    return next((step for step in STEPS if step.source == report.state and step.verb == verb), None)


def needs_reason(verb: str) -> bool:
    """Say whether whoever takes this step says why."""
    return any(step.reason for step in STEPS if step.verb == verb)


def objection(step: Step | None, report: Report, actor: Actor) -> Promise | None:
    """Say why `actor` cannot take this step now; None when they can."""
    if step is None:
        return _("This step is not possible now. Look at the present state, then decide again.")
    if not works_for(actor, report.center_id):
        return _("Your role does not include this.")
    own = actor.user_id in report.makers
    if step.by == "another":
        if not actor.has(*access.RELEASERS):
            return _("Your role does not include this.")
        if own:
            return _("You wrote in this report, so somebody else must decide.")
    if step.by == "maker" and not own:
        return _("Only somebody who wrote in this report may take it back.")
    return None


def steps_of(report: Report, actor: Actor) -> list[Step]:
    """List what `actor` may do with a report now."""
    return [step for step in STEPS if step.source == report.state and objection(step, report, actor) is None]
