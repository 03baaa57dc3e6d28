"""National staff, an overseas center, an office, and what goes out to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest

from alerts.outreach.models import Office, Recipient
from alerts.outreach.services.offices import office_keep, recipient_move, recipient_prepare
from alerts.publishing.filters import Wanted
from portal.notices import relay, tasks, work
from portal.tenancy import scope as scopes
from tests import people
from tests.people import Person
from tests.publishing.made import actor_of

OFFICE: dict[str, Any] = {
    "kind": "chamber", "name_zh": "演示商会", "name_en": "Demonstration chamber", "country": "DE", "city": "Berlin",
    "language": "en", "email": "office@chamber.test", "source_title": "演示",
}  # fmt: skip


def post(event: UUID) -> None:
    """Do what a worker does with one event of the outbox."""
    for queue in relay.ROOM:
        relay.claim(queue, 100)
    started = work.start(event)
    assert started is not None
    tasks._run(started)


@dataclass
class Room:
    """The people of the room."""

    coordinator: Person
    reviewer: Person
    overseas: Person
    local: Person

    def office(self, by: Person | None = None, **more: Any) -> Office:
        """Enter an office."""
        person = by or self.coordinator
        with scopes.enter(person.scope()):
            return office_keep(office=Office(**OFFICE | more), actor=actor_of(person))

    def prepared(self, office: Office, wanted: Wanted | None = None) -> Recipient:
        """Prepare an entry of the list."""
        with scopes.enter(self.coordinator.scope()):
            return recipient_prepare(
                office=office, wanted=wanted or Wanted(), basis="来函要求", actor=actor_of(self.coordinator)
            )

    def listed(self, office: Office, wanted: Wanted | None = None) -> Recipient:
        """Prepare and release an entry of the list."""
        entry = self.prepared(office, wanted)
        with scopes.enter(self.reviewer.scope()):
            return recipient_move(entry=entry, verb="release", actor=actor_of(self.reviewer))


@pytest.fixture
def room(db: None) -> Room:
    """A coordinator, a reviewer, the staff of an overseas center for Germany, and of a local one."""
    overseas = people.make_center(kind="overseas", countries=["DE"])
    return Room(
        people.person("coordinator"), people.person("reviewer"), people.person("handler", center=overseas),
        people.person("handler", center=people.make_center()),
    )  # fmt: skip
