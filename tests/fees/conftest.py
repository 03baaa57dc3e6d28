"""An editor, a reviewer, and the fees that come with the portal."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from django.test import Client

from alerts.fees.services.loading import fees_load
from portal.accounts.actors import Actor
from tests import people
from tests.handling.conftest import actor_of
from tests.people import Person


@dataclass
class Desk:
    """The people of the desk, made at first use: `editor`, `reviewer`, `editor@2`, …"""

    people: dict[str, Person] = field(default_factory=dict)

    def person(self, code: str) -> Person:
        if code not in self.people:
            self.people[code] = people.person(code.partition("@")[0])
        return self.people[code]

    def actor(self, code: str) -> Actor:
        return actor_of(self.person(code))

    def client(self, code: str) -> Client:
        return people.login(Client(headers={"accept-language": "zh-hans"}), self.person(code))

    def load(self) -> None:
        """Put the offices and fees that come with the portal into the public tables."""
        fees_load(editor=self.actor("editor"), reviewer=self.actor("reviewer"))


@pytest.fixture
def desk(db: None) -> Desk:
    return Desk()


@pytest.fixture
def loaded(desk: Desk) -> Desk:
    desk.load()
    return desk
