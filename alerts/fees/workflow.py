"""Where a proposal goes: the one table of its steps (docs/fees.md)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from alerts.fees.choices import State
from alerts.fees.models import Batch
from portal.accounts.actors import Actor

Verb = Literal["propose", "withdraw", "release", "return"]


@dataclass(frozen=True)
class Step:
    """From where a verb leads where, which role does it, and whether it is the maker's or somebody else's to do."""

    source: State
    verb: Verb
    target: State
    role: Literal["editor", "reviewer"]
    by_maker: bool


STEPS = (
    Step(State.DRAFT, "propose", State.PROPOSED, "editor", True),
    Step(State.DRAFT, "withdraw", State.WITHDRAWN, "editor", True),
    Step(State.PROPOSED, "withdraw", State.WITHDRAWN, "editor", True),
    Step(State.PROPOSED, "release", State.RELEASED, "reviewer", False),
    Step(State.PROPOSED, "return", State.RETURNED, "reviewer", False),
)


def step_for(batch: Batch, verb: Verb, actor: Actor) -> Step | None:
    """Give the step that `actor` may take now, or None."""
    for step in STEPS:
        if step.source == batch.state and step.verb == verb and actor.has(step.role):
            own = batch.proposed_by_id == actor.user_id
            return step if own == step.by_maker else None
    return None


def verbs(batch: Batch, actor: Actor) -> frozenset[Verb]:
    """Name what `actor` may do with a proposal now."""
    return frozenset(step.verb for step in STEPS if step_for(batch, step.verb, actor) is not None)
