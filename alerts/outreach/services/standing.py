"""Decide what somebody else prepared: one way for recipients and for what the home page shows."""

from __future__ import annotations

from typing import TypeVar

from django.utils import timezone
from django.utils.translation import gettext as _

from alerts.outreach import workflow
from alerts.outreach.choices import Decision, EndReason, Standing
from alerts.outreach.models.standing import Prepared
from portal.accounts.actors import Actor
from portal.policy.conflict import Conflict

P = TypeVar("P", bound=Prepared)
COURSE = ("state", "decided_by", "decided_at", "reason", "ended_at", "end_reason")


def standing_move(*, thing: P, verb: str, actor: Actor, reason: str = "") -> P:
    """Take one step of `workflow.STEPS` and return the thing after it. Locks it. Raises Conflict with why not.

    The database refuses a release by whoever prepared it, whatever stands here.
    """
    now = type(thing)._default_manager.select_for_update(of=("self",)).get(pk=thing.pk)
    step = workflow.step_of(now, verb)
    if (refused := workflow.objection(step, now, actor)) is not None:
        raise Conflict(str(refused))
    assert step is not None
    if step.reason and not reason.strip():
        raise Conflict(_("Say why."))
    if step.verb in (Decision.RELEASE, Decision.REFUSE):
        now.decided_by_id, now.decided_at = actor.user_id, timezone.now()
    now.reason = reason.strip() if step.reason else now.reason
    if step.verb == Decision.END:
        now.ended_at, now.end_reason = timezone.now(), EndReason.STAFF
    now.state = step.target
    now.save(update_fields=COURSE)
    return now


def end_released(rows: object, reason: EndReason) -> int:
    """End what is released among `rows` (a queryset), because of something else than a decision about it."""
    released = rows.filter(state=Standing.RELEASED)  # type: ignore[attr-defined]
    return int(released.update(state=Standing.ENDED, ended_at=timezone.now(), end_reason=reason))
