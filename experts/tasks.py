"""What the workers do for experts: settle assignments that ended, end those whose time is over."""

from __future__ import annotations

from django.utils import timezone

from experts.models import Assignment
from experts.services.assignments import (
    TOPIC_SETTLE,
    TOPIC_UNSEATED,
    assignment_settle,
    assignment_unseated,
    assignments_expire,
)
from portal.accounts.actors import Actor, Seat
from portal.notices.registry import Work, handler

SYSTEM = Actor(user_id=None, seat=Seat(key="system", kind="anonymous", roles=frozenset({"system"})))


@handler(TOPIC_SETTLE, queue="bell")
def settle(work: Work) -> None:
    """Put the case back into the center's queue and tell who must know; in one transaction in the system scope."""
    assignment = Assignment.objects.filter(pk=work.payload["assignment_id"]).first()
    if assignment is not None and assignment.state not in {Assignment.State.PROPOSED, Assignment.State.ACTIVE}:
        assignment_settle(assignment=assignment, actor=SYSTEM)


@handler(TOPIC_UNSEATED, queue="bell")
def unseated(work: Work) -> None:
    """Write down and settle an assignment that ended with its expert's seat; in one transaction in the system scope."""
    assignment = Assignment.objects.filter(pk=work.payload["assignment_id"]).first()
    if assignment is not None and assignment.state == Assignment.State.REVOKED:
        assignment_unseated(assignment=assignment, actor=SYSTEM)


@handler("experts.expiry")
def expire(work: Work) -> None:
    """End the assignments whose time is over (experts.schedule says when)."""
    assignments_expire(timezone.now())
