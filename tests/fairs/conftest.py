"""The nation, a center with a delegation to a coming fair, another center, two firms and an expert."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from exhibitions.fairs.models import Delegation, Fair, FairEdition, Participant, Post
from exhibitions.fairs.services.delegations import delegation_open
from exhibitions.fairs.services.listed import entry_confirm, entry_keep
from exhibitions.fairs.services.participants import participant_add, participant_move, sign_up
from exhibitions.fairs.services.posts import post_expert
from experts.models import Expert
from portal.accounts.actors import Actor, Seat
from portal.tenancy import scope as scopes
from tests import people
from tests.people import Person

FAIR: dict[str, Any] = {
    "name_zh": "科隆五金展", "name_en": "Hardware Fair", "organiser_zh": "主办方", "country": "DE", "city_zh": "科隆",
    "city_en": "Cologne", "time_zone": "Europe/Berlin", "language": "de", "source_url": "https://example.org/fair",
    "seen_on": "2026-11-20",
}  # fmt: skip


def actor_of(who: Person) -> Actor:
    """Give the actor of a person's seat, for calling a service without a request."""
    kinds = {"expert": "expert"} | dict.fromkeys(people.ENTERPRISE_PERSONAS, "enterprise")
    kind = kinds.get(who.persona) or ("national" if who.persona in people.NATIONAL_PERSONAS else "center")
    at = who.center.pk if who.center and kind != "expert" else None
    firm = who.enterprise.pk if who.enterprise else None
    return Actor(who.pk, Seat(who.seat_key, kind, frozenset({who.persona}), at, firm), second_factor=True)  # type: ignore[arg-type]


@dataclass
class Room:
    """The people of the room."""

    editor: Person
    reviewer: Person
    handler: Person
    elsewhere: Person
    owner: Person
    other: Person
    expert: Person

    def fair(self, by: Person | None = None, **more: Any) -> Fair:
        """Write a fair for the list."""
        person = by or self.editor
        with scopes.enter(person.scope()):
            return entry_keep(entry=Fair(**FAIR | more), actor=actor_of(person))

    def edition(self, *, away: int = 30, confirmed: bool = True, **more: Any) -> FairEdition:
        """Write an edition of a confirmed fair that begins in `away` days, and confirm it."""
        fair = self.fair(**more)
        with scopes.enter(self.reviewer.scope()):
            fair = entry_confirm(entry=fair, actor=actor_of(self.reviewer))
        first = timezone.localdate() + timedelta(days=away)
        edition = FairEdition(
            fair=fair, year=first.year, starts_on=first, ends_on=first + timedelta(days=3),
            source_url="https://example.org/fair", seen_on="2026-11-20",
        )  # fmt: skip
        with scopes.enter(self.editor.scope()):
            edition = entry_keep(entry=edition, actor=actor_of(self.editor))
        if confirmed:
            with scopes.enter(self.reviewer.scope()):
                edition = entry_confirm(entry=edition, actor=actor_of(self.reviewer))
        return edition

    def delegation(self, **more: Any) -> Delegation:
        """Open the center's delegation to a coming fair."""
        edition = self.edition()
        with scopes.enter(self.handler.scope()):
            return delegation_open(
                delegation=Delegation(name="浙江团", contact_name="己", contact_phone="+8657187654321", **more),
                edition=edition, actor=actor_of(self.handler),
            )  # fmt: skip

    def entered(self, delegation: Delegation, name: str = "杭州某厂", **more: Any) -> Participant:
        """Enter a firm as the center does."""
        with scopes.enter(self.handler.scope()):
            return participant_add(
                participant=Participant(name=name, contact_name="联系人", **more), delegation=delegation,
                actor=actor_of(self.handler),
            )  # fmt: skip

    def signed_up(self, delegation: Delegation, by: Person | None = None, *, confirmed: bool = False) -> Participant:
        """Sign a firm up."""
        owner = by or self.owner
        with scopes.enter(owner.scope()):
            row = sign_up(
                participant=Participant(contact_name="联系人", contact_phone="+8613800138000"), delegation=delegation,
                actor=actor_of(owner),
            )  # fmt: skip
        if confirmed:
            with scopes.enter(self.handler.scope()):
                row = participant_move(participant=row, verb="confirm", actor=actor_of(self.handler))
        return row

    def asked(self, delegation: Delegation) -> Post:
        """Ask the expert to be on duty from today."""
        today = timezone.localdate()
        post = Post(role="adviser", starts_on=today, ends_on=today + timedelta(days=40))
        with scopes.enter(self.handler.scope()):
            expert = Expert.objects.get(user_id=self.expert.pk)
            return post_expert(post=post, delegation=delegation, expert=expert, actor=actor_of(self.handler))


@pytest.fixture
def room(db: None) -> Room:
    """A writer and a confirmer of the nation, a center with an expert, another center, two firms."""
    center = people.make_center()
    return Room(
        people.person("editor"), people.person("reviewer"), people.person("handler", center=center),
        people.person("handler"), people.person("owner"), people.person("owner"), people.person("expert", center=center),
    )  # fmt: skip
