"""The transition tables: a checklist, and a screening."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from exhibitions.screening.choices import ChecklistState, ChecklistVerb, State, Verb
from exhibitions.screening.models import Checklist, Screening
from portal.accounts.actors import Actor

#: Who of the nation writes checklists, and who releases what somebody else wrote.
WRITERS = ("coordinator", "editor")
RELEASERS = ("coordinator", "editor", "reviewer")
By = Literal["maker", "another", "anybody"]


@dataclass(frozen=True)
class ChecklistStep:
    """From `source` by `verb` to `target`; `by` its writer, somebody else of the nation, or anybody there. `reason`: they say why."""

    source: ChecklistState
    verb: ChecklistVerb
    target: ChecklistState
    by: By
    reason: bool = False


CHECKLIST_STEPS: tuple[ChecklistStep, ...] = (
    ChecklistStep(ChecklistState.DRAFT, ChecklistVerb.PROPOSE, ChecklistState.PROPOSED, "maker"),
    ChecklistStep(ChecklistState.PROPOSED, ChecklistVerb.TAKE_BACK, ChecklistState.DRAFT, "maker"),
    ChecklistStep(ChecklistState.PROPOSED, ChecklistVerb.RELEASE, ChecklistState.RELEASED, "another"),
    ChecklistStep(ChecklistState.PROPOSED, ChecklistVerb.RETURN, ChecklistState.DRAFT, "another", reason=True),
    # Taking something out of use needs no second person.
    ChecklistStep(ChecklistState.RELEASED, ChecklistVerb.RETIRE, ChecklistState.RETIRED, "anybody"),
)


@dataclass(frozen=True)
class Step:
    """From `source` by `verb` to `target`: `by` one of its makers, or by somebody else who may sign."""

    source: State
    verb: Verb
    target: State
    by: By
    reason: bool = False


STEPS: tuple[Step, ...] = (
    Step(State.OPEN, Verb.HAND_IN, State.HANDED_IN, "anybody"),
    Step(State.HANDED_IN, Verb.TAKE_BACK, State.OPEN, "maker"),
    Step(State.HANDED_IN, Verb.SIGN, State.SIGNED, "another"),
    Step(State.HANDED_IN, Verb.SEND_BACK, State.OPEN, "another", reason=True),
)

NOT_NOW = _("This step is not possible now. Look at the present state, then decide again.")
NOT_YOURS = _("Your role does not include this.")


def checklist_step(checklist: Checklist, verb: str) -> ChecklistStep | None:
    """Return the row of a verb in the checklist's present state."""
    return next((step for step in CHECKLIST_STEPS if step.source == checklist.state and step.verb == verb), None)


def checklist_objection(step: ChecklistStep | None, checklist: Checklist, actor: Actor) -> Promise | None:
    """Say why `actor` cannot take this step now; None when they can."""
    if step is None:
        return NOT_NOW
    if actor.kind != "national" or not actor.has(*RELEASERS):
        return NOT_YOURS
    own = checklist.written_by_id == actor.user_id
    if step.by == "another" and own:
        return _("You wrote this checklist, so somebody else must decide.")
    if step.by == "maker" and not own:
        return _("Only whoever wrote this checklist may do this.")
    return None


def checklist_steps(checklist: Checklist, actor: Actor) -> list[ChecklistStep]:
    """List what `actor` may do with a checklist now."""
    return [
        step
        for step in CHECKLIST_STEPS
        if step.source == checklist.state and checklist_objection(step, checklist, actor) is None
    ]


def may_check(screening: Screening, actor: Actor) -> bool:
    """Say whether `actor` works on screenings of this center: its staff, the nation's coordinators and editors for its own."""
    writes = actor.kind == "center" or (actor.kind == "national" and actor.has("coordinator", "editor"))
    return writes and screening.center_id == actor.center_id


def may_sign(screening: Screening, actor: Actor) -> bool:
    """Say whether `actor` signs for this delegation; an expert whom the gate let through is on duty."""
    if actor.kind == "expert":
        return True
    return screening.center_id == actor.center_id and actor.has("supervisor", "coordinator")


def step_of(screening: Screening, verb: str) -> Step | None:
    """Return the row of a verb in the screening's present state."""
    return next((step for step in STEPS if step.source == screening.state and step.verb == verb), None)


def objection(step: Step | None, screening: Screening, actor: Actor) -> Promise | None:
    """Say why `actor` cannot take this step now; None when they can."""
    if step is None:
        return NOT_NOW
    own = actor.user_id in screening.makers
    if step.by == "another":
        if not may_sign(screening, actor):
            return NOT_YOURS
        if own:
            return _("You worked on this check, so somebody else must sign it.")
    elif not may_check(screening, actor):
        return NOT_YOURS
    elif step.by == "maker" and not own:
        return _("Only somebody who worked on this check may take it back.")
    return None


def steps_of(screening: Screening, actor: Actor) -> list[Step]:
    """List what `actor` may do with a screening now."""
    return [step for step in STEPS if step.source == screening.state and objection(step, screening, actor) is None]


# What is said after a step.
CHECKLIST_DONE = {
    ChecklistVerb.PROPOSE: _("Handed in. Somebody else of the national center releases it."),
    ChecklistVerb.TAKE_BACK: _("Taken back: you can change it again."),
    ChecklistVerb.RELEASE: _("Released: checks that begin from now on ask these questions."),
    ChecklistVerb.RETURN: _("Sent back. Whoever wrote it reads your reason."),
    ChecklistVerb.RETIRE: _("Out of use: checks that begin from now on do without it."),
}
DONE = {
    Verb.HAND_IN: _("Handed in. An expert on duty or a supervisor signs it."),
    Verb.TAKE_BACK: _("Taken back: you can change it again."),
    Verb.SIGN: _("Signed: the firm sees the result now."),
    Verb.SEND_BACK: _("Sent back. Whoever worked on it reads your reason."),
}
