"""The transition table of an event, and when people may come, learn and judge."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone

from exhibitions.events.choices import CHECK_IN_DAYS, CHECK_IN_HOURS, State, Verb
from portal.policy.personas import CENTER

if TYPE_CHECKING:
    from exhibitions.events.models import Event
    from portal.accounts.actors import Actor

# Who writes for the own center: the staff of a sub-center, and these of the national one.
WRITERS = CENTER | {"coordinator", "editor"}


@dataclass(frozen=True)
class Move:
    """From `source` by `verb` to `target`. `reason`: people are told why; `after_end`: only once it is over."""

    source: State
    verb: Verb
    target: State
    reason: bool = False
    after_end: bool = False


MOVES: tuple[Move, ...] = (
    Move(State.DRAFT, Verb.OPEN, State.OPEN),
    Move(State.OPEN, Verb.CANCEL, State.CANCELLED, reason=True),
    # By hand or, soon after its end, by the clock.
    Move(State.OPEN, Verb.HOLD, State.HELD, after_end=True),
)


def may_write(event: Event, actor: Actor) -> bool:
    """Say whether `actor` writes for the center of this event."""
    return actor.has(*WRITERS) and event.center_id == actor.center_id


def moves_of(event: Event, actor: Actor) -> list[Move]:
    """List the steps that `actor` may take now."""
    if not may_write(event, actor):
        return []
    over = event.ends_at <= timezone.now()
    return [
        move
        for move in MOVES
        if move.source == event.state
        and (over or not move.after_end)
        and not (over and move.verb in (Verb.CANCEL, Verb.OPEN))
    ]


def takes_signups(event: Event) -> bool:
    """Say whether people may sign up now, as the functions of the database see it (sql.py)."""
    now = timezone.now()
    return (
        event.state == State.OPEN
        and (event.signup_from is None or event.signup_from <= now)
        and now < (event.signup_until or event.starts_at)
    )


def is_full(event: Event) -> bool:
    """True when whoever signs up now gets no seat."""
    return event.capacity is not None and (event.taken >= event.capacity or event.queued > 0)


def checks_in(event: Event) -> bool:
    """Say whether people are checked in now: from some hours before the beginning until lists are closed."""
    now = timezone.now()
    begins = event.starts_at - dt.timedelta(hours=CHECK_IN_HOURS)
    return event.state in (State.OPEN, State.HELD) and begins <= now <= event.ends_at + dt.timedelta(days=CHECK_IN_DAYS)
