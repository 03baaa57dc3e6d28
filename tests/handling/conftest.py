"""Two centers with staff, an enterprise with its people, and one line to act as any of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.test import Client

from cases.models import Case
from portal.accounts.actors import Actor, Kind, Seat
from portal.accounts.models import Enterprise
from portal.tenancy import scope as scopes
from portal.tenancy.models import Center
from tests import people
from tests.cases_made import filed_case
from tests.people import Person

STAFF = ("intake", "handler", "supervisor")


def actor_of(person: Person) -> Actor:
    """Give the actor that a request of this person would have."""
    kind: Kind = "enterprise"
    if person.persona in people.CENTER_PERSONAS:
        kind = "center"
    elif person.persona in people.NATIONAL_PERSONAS:
        kind = "national"
    elif person.persona == "expert":
        kind = "expert"
    seat = Seat(
        person.seat_key,
        kind,
        frozenset({person.persona}),
        person.center.pk if person.center and kind != "expert" else None,
        person.enterprise.pk if person.enterprise else None,
    )
    return Actor(person.pk, seat, (seat,), second_factor=True)


@dataclass
class Office:
    """One sub-center with its staff, one enterprise, one neighbour center, and the nation."""

    center: Center
    elsewhere: Center
    enterprise: Enterprise
    people: dict[str, Person] = field(default_factory=dict)

    def person(self, code: str) -> Person:
        """Give (and make at first use) a person: `handler`, `owner`, …; `handler@2` is a second handler,
        `intake@elsewhere` works at the other center."""
        if code not in self.people:
            persona, _, place = code.partition("@")
            center = self.elsewhere if place == "elsewhere" else self.center
            self.people[code] = people.person(persona, center=center, enterprise=self.enterprise)
        return self.people[code]

    def actor(self, code: str) -> Actor:
        return actor_of(self.person(code))

    @contextmanager
    def acting(self, code: str) -> Iterator[Actor]:
        """Enter the database scope of a person."""
        person = self.person(code)
        with scopes.enter(person.scope()):
            yield actor_of(person)

    def client(self, code: str) -> Client:
        """Give a browser in which this person is logged in."""
        return people.login(Client(), self.person(code))

    def case(self, state: str = "submitted", **fields: Any) -> Case:
        """Make a filed case of the enterprise at the center."""
        return filed_case(fields.pop("center", self.center), self.enterprise, state=state, **fields)

    def fresh(self, case: Case) -> Case:
        """Read a case again, whoever may see it."""
        with scopes.enter(scopes.system()):
            return Case.objects.select_related("center", "handler").get(pk=case.pk)


@pytest.fixture
def office(db: None) -> Office:
    """Give an office with nobody in it yet."""
    made = Office(people.make_center(), people.make_center(), people.make_enterprise())
    people.national_center()
    return made
