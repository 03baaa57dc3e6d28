"""The training of a delegation: its sessions, who came, and the firms of which nobody did."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import QuerySet
from django.utils import timezone

from exhibitions.events.choices import State
from exhibitions.events.models import Event, SignUp
from exhibitions.events.selectors import events_counted
from exhibitions.events.selectors.figures import Counts
from exhibitions.events.workflow import takes_signups
from exhibitions.fairs.choices import ParticipantState
from exhibitions.fairs.models import Delegation, Participant, Training

# A session that was held longer before the fair prepares nobody for it.
EARLIEST = timedelta(days=400)


@dataclass(frozen=True)
class Session:
    """One event of a delegation's training; `counts` are None for who may not count."""

    event: Event
    counts: Counts | None = None

    @property
    def is_held(self) -> bool:
        """Say whether it took place and is over."""
        return self.event.state != State.CANCELLED and self.event.ends_at <= timezone.now()

    @property
    def takes_signups(self) -> bool:
        """Say whether people may sign up now."""
        return takes_signups(self.event)


@dataclass(frozen=True)
class Trained:
    """A delegation's training. `absent`: firms taking part of which nobody came, once a session is over."""

    sessions: Sequence[Session]
    absent: Sequence[Participant]
    firms: int
    is_begun: bool

    @property
    def held(self) -> list[tuple[Event, Counts]]:
        """The sessions that took place, the earliest first, with their people."""
        return [(row.event, row.counts) for row in self.sessions if row.is_held and row.counts]

    @property
    def total(self) -> Counts:
        """The people of all sessions; somebody who came to two counts twice."""
        return sum((row.counts for row in self.sessions if row.counts), Counts())

    @property
    def reached(self) -> int:
        """How many firms sent somebody."""
        return self.firms - len(self.absent) if self.is_begun else 0


def training_of(delegation: Delegation) -> Trained:
    """Give a delegation's training to its center's staff or the nation. Six queries.

    A firm came when somebody who signed up for it, or who wrote its name as their organisation, was checked in.
    """
    ids = list(Training.objects.filter(delegation=delegation).values_list("event_id", flat=True))
    sessions = [Session(event, counts) for event, counts in events_counted(ids)]
    firms = list(Participant.objects.filter(delegation=delegation, state=ParticipantState.CONFIRMED).order_by("pk"))
    begun = any(row.is_held for row in sessions)
    came = set(
        SignUp.objects.filter(event_id__in=ids, checked_in_at__isnull=False).values_list(
            "enterprise_id", "organisation"
        )
    )
    known = {enterprise for enterprise, _name in came if enterprise}
    names = {name.strip() for _enterprise, name in came if name.strip()}
    absent = [firm for firm in firms if firm.enterprise_id not in known and firm.name not in names]
    return Trained(sessions, absent if begun else [], len(firms), begun)


def sessions_of(delegation: Delegation) -> list[Session]:
    """List the sessions that a firm or an expert sees announced, without people. One query."""
    rows = Event.objects.filter(pk__in=Training.objects.filter(delegation=delegation).values("event_id"))
    return [Session(event) for event in rows.exclude(state=State.DRAFT).order_by("starts_at", "id")]


def choices_for(delegation: Delegation) -> QuerySet[Event]:
    """Give the events of the delegation's center that may still become its training, the latest first."""
    taken = Training.objects.filter(delegation=delegation).values("event_id")
    rows = Event.objects.filter(
        center_id=delegation.center_id, starts_at__date__lte=delegation.edition.ends_on,
        starts_at__date__gte=delegation.edition.starts_on - EARLIEST,
    ).exclude(state=State.CANCELLED)  # fmt: skip
    return rows.exclude(pk__in=taken).order_by("-starts_at", "-id")
