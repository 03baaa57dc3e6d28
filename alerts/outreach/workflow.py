"""The transition tables: what waits for a second person, and a campaign."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from alerts.outreach.choices import CampaignState, CampaignVerb, Decision, Standing

if TYPE_CHECKING:
    from alerts.outreach.models import Campaign
    from alerts.outreach.models.standing import Prepared
    from portal.accounts.actors import Actor

PREPARERS = frozenset({"coordinator", "editor"})
RELEASERS = frozenset({"reviewer"})


@dataclass(frozen=True)
class Step:
    """From `source` by `verb` to `target`, open to `who`; `by_another`: not to whoever prepared it; `reason`: they say why."""

    source: Standing
    verb: Decision
    target: Standing
    who: frozenset[str]
    by_another: bool = False
    reason: bool = False


STEPS: tuple[Step, ...] = (
    Step(Standing.PREPARED, Decision.RELEASE, Standing.RELEASED, RELEASERS, by_another=True),
    Step(Standing.PREPARED, Decision.REFUSE, Standing.REFUSED, RELEASERS, by_another=True, reason=True),
    Step(Standing.PREPARED, Decision.WITHDRAW, Standing.WITHDRAWN, PREPARERS),
    # Stopping what goes out needs no second person.
    Step(Standing.RELEASED, Decision.END, Standing.ENDED, PREPARERS | RELEASERS, reason=True),
)


@dataclass(frozen=True)
class Move:
    """A step of a campaign."""

    source: CampaignState
    verb: CampaignVerb
    target: CampaignState


MOVES: tuple[Move, ...] = (
    Move(CampaignState.PLANNED, CampaignVerb.START, CampaignState.RUNNING),
    Move(CampaignState.PLANNED, CampaignVerb.END, CampaignState.ENDED),
    Move(CampaignState.RUNNING, CampaignVerb.END, CampaignState.ENDED),
    Move(CampaignState.ENDED, CampaignVerb.REOPEN, CampaignState.RUNNING),
)


def step_of(thing: Prepared, verb: str) -> Step | None:
    """Return the row of a verb in the thing's present state."""
    return next((step for step in STEPS if step.source == thing.state and step.verb == verb), None)


def objection(step: Step | None, thing: Prepared, actor: Actor) -> Promise | None:
    """Say why `actor` cannot take this step now; None when they can."""
    if step is None:
        return _("This step is not possible now. Look at the present state, then decide again.")
    if not actor.has(*step.who):
        return _("Your role does not include this.")
    if step.by_another and actor.user_id == thing.prepared_by_id:
        return _("You prepared this, so somebody else must decide.")
    return None


def open_steps(thing: Prepared, actor: Actor) -> list[Step]:
    """List what `actor` may decide now."""
    return [step for step in STEPS if step.source == thing.state and objection(step, thing, actor) is None]


def moves_of(campaign: Campaign, actor: Actor) -> list[Move]:
    """List the steps that `actor` may take with a campaign."""
    return [move for move in MOVES if move.source == campaign.state and actor.has(*PREPARERS)]


# What is said after a step.
STEP_DONE = {
    Decision.RELEASE: _("Released: it is in use from now on."),
    Decision.REFUSE: _("Refused. Whoever prepared it reads your reason."),
    Decision.WITHDRAW: _("Withdrawn: nobody needs to decide on it any more."),
    Decision.END: _("Ended: it is out of use from now on."),
}
MOVE_DONE = {
    CampaignVerb.START: _("The campaign is running."),
    CampaignVerb.END: _("The campaign is finished."),
    CampaignVerb.REOPEN: _("The campaign goes on."),
}
