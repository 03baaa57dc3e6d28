"""The transition tables: a delegation, a firm in it, an expert on duty."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from exhibitions.fairs import access
from exhibitions.fairs.choices import DelegationState, ParticipantState, Source

if TYPE_CHECKING:
    from exhibitions.fairs.models import Delegation, Participant
    from portal.accounts.actors import Actor

GONE = _("This step is not possible now. Look at the present state, then decide again.")
NOT_YOURS = _("Your role does not include this.")
OVER = _("The fair is over, and who took part stays on record. Tell the center if this is wrong.")


@dataclass(frozen=True)
class Step:
    """From `source` by `verb` to `target`; `reason`: they say why."""

    source: str
    verb: str
    target: str
    label: Promise
    reason: bool = False
    danger: bool = False


DELEGATION: tuple[Step, ...] = (
    Step(DelegationState.OPEN, "close", DelegationState.CLOSED, _("Close the delegation")),
    Step(DelegationState.OPEN, "cancel", DelegationState.CANCELLED, _("Call the delegation off"), danger=True),
    Step(DelegationState.CLOSED, "reopen", DelegationState.OPEN, _("Open the delegation again")),
)
# The center decides, the firm may withdraw; the trigger fairs_participant_guard says the same.
PARTICIPANT: tuple[Step, ...] = (
    Step(ParticipantState.ASKED, "confirm", ParticipantState.CONFIRMED, _("Take the firm in")),
    Step(
        ParticipantState.ASKED, "refuse", ParticipantState.REFUSED, _("Do not take the firm"), reason=True, danger=True
    ),
    Step(ParticipantState.REFUSED, "confirm", ParticipantState.CONFIRMED, _("Take the firm in after all")),
    Step(ParticipantState.ASKED, "withdraw", ParticipantState.WITHDRAWN, _("Withdraw the sign-up"), danger=True),
    Step(ParticipantState.CONFIRMED, "withdraw", ParticipantState.WITHDRAWN, _("Take the firm out"), danger=True),
)
FIRM_VERBS = frozenset({"withdraw"})
VERBS = frozenset(step.verb for step in PARTICIPANT)


def delegation_steps(delegation: Delegation, actor: Actor) -> list[Step]:
    """List the steps that `actor` may take with a delegation."""
    if not access.is_own(actor, delegation):
        return []
    return [step for step in DELEGATION if step.source == delegation.state]


def delegation_step(delegation: Delegation, verb: str) -> Step | None:
    """Return the row of a verb in the delegation's present state."""
    return next((step for step in DELEGATION if step.source == delegation.state and step.verb == verb), None)


def participant_step(participant: Participant, verb: str) -> Step | None:
    """Return the row of a verb in the participant's present state."""
    return next((step for step in PARTICIPANT if step.source == participant.state and step.verb == verb), None)


def objection(step: Step | None, participant: Participant, actor: Actor) -> Promise | None:
    """Say why `actor` cannot take this step with a firm now; None when they can."""
    if step is None:
        return GONE
    if actor.kind == "enterprise":
        if step.verb not in FIRM_VERBS or not actor.has(*access.FIRM_WRITERS):
            return NOT_YOURS
        # Reports and the comparison of years count who took part.
        taking_part = participant.state == ParticipantState.CONFIRMED
        if taking_part and participant.delegation.edition.ends_on < timezone.localdate():
            return OVER
        return None
    if not access.is_own(actor, participant):
        return NOT_YOURS
    # What a firm asked for is decided, not withdrawn in its name.
    if step.verb == "withdraw" and participant.state == ParticipantState.ASKED and participant.source == Source.FIRM:
        return GONE
    return None


def participant_steps(participant: Participant, actor: Actor) -> list[Step]:
    """List the steps that `actor` may take with a firm."""
    if participant.delegation.state != DelegationState.OPEN:
        return []
    rows = [step for step in PARTICIPANT if step.source == participant.state]
    return [step for step in rows if objection(step, participant, actor) is None]
