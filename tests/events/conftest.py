"""A center with its staff, and events of it that are announced, full, online or over."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from email.message import EmailMessage
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.utils import timezone

from exhibitions.events.choices import CheckIn
from exhibitions.events.models import Event, SignUp, SignUpKey
from exhibitions.events.services import desk, people
from exhibitions.events.services.events import Online, event_keep, event_move
from exhibitions.events.services.people import Given
from portal.notices import relay, tasks, work
from portal.notices.models import OutboxEvent
from portal.tenancy import scope as scopes
from tests import people as persons
from tests.people import Person
from tests.publishing.made import actor_of
from tests.smtp import Server, serving

ADDRESS = "https://meet.example.test/secret-room"


@pytest.fixture
def server(settings: Any) -> Iterator[Server]:
    with serving(settings) as running:
        yield running


def rows(statement: str, *values: Any) -> list[tuple[Any, ...]]:
    """Ask the database in the system scope; a write answers nothing."""
    with scopes.enter(scopes.system()), connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall()) if cursor.description else []


def work_off(*topics: str) -> int:
    """Do all work of these topics that is due (all of events and mail when none is named); return how much."""
    wanted = topics or ("events.follow", "events.check_file", "events.certificate", "mail")
    done = 0
    while True:
        for queue in relay.ROOM:
            relay.claim(queue, 100)
        with scopes.enter(scopes.system()):
            ids = list(
                OutboxEvent.objects.filter(state="leased", topic__in=wanted).order_by("id").values_list("pk", flat=True)
            )
        if not ids:
            return done
        for event_id in ids:
            started = work.start(event_id)
            assert started is not None
            tasks._run(started)
            done += 1


def mails(*, template: str = "") -> list[dict[str, Any]]:
    """List what waits to be mailed, oldest first."""
    found = rows("select payload from notices_outboxevent where topic = 'mail' order by created_at, id")
    payloads = [row[0] if isinstance(row[0], dict) else json.loads(row[0]) for row in found]
    return [each for each in payloads if not template or each.get("template") == f"events/{template}"]


def link_in(mail: EmailMessage, purpose: str) -> str:
    """Find the path of a link in a mail."""
    body = mail.get_body(("plain",))
    assert body is not None
    found = re.search(rf"https?://[^/]+(/events/{purpose}/[^\s>]+)", str(body.get_content()))
    assert found is not None, body.get_content()
    return found[1]


@dataclass
class Room:
    """A center's staff, a stranger of another center, an analyst of the nation; makes events and people."""

    staff: Person
    stranger: Person
    analyst: Person
    made: list[Event] = field(default_factory=list)

    def event(self, *, opened: bool = True, by: Person | None = None, url: str = "", **more: Any) -> Event:
        """Prepare an event in a week, and announce it."""
        person = by or self.staff
        start = more.pop("starts_at", timezone.now() + timedelta(days=7))
        values: dict[str, Any] = {
            "kind": "training", "mode": "both" if url else "onsite", "title_zh": "展前培训", "title_en": "Before the fair",
            "summary_zh": "参展前要做的事", "venue": "一号厅", "capacity": 2, "starts_at": start,
            "ends_at": start + timedelta(hours=2),
        }  # fmt: skip
        with scopes.enter(person.scope()):
            event = event_keep(event=Event(**values | more), online=Online(url), actor=actor_of(person))
            if opened:
                event = event_move(event=event, verb="open", actor=actor_of(person))
        return event

    def asked(self, event: Event, address: str) -> UUID:
        """Sign up with an address alone; return the key that only the mail knows."""
        with scopes.enter(scopes.login()):
            assert (
                people.signup_ask(event=event.public_id, email=address, given=Given(address.partition("@")[0]))
                == "asked"
            )
        with scopes.enter(scopes.system()):
            return SignUpKey.objects.filter(signup__event=event, signup__email=address).latest("pk").key

    def signed(self, event: Event, address: str) -> UUID:
        """Sign up and confirm; return the key of the own page."""
        key = self.asked(event, address)
        with scopes.enter(scopes.login()):
            done = people.signup_confirm(key=key)
        assert done is not None
        return done[1]

    def came(self, event: Event, address: str) -> UUID:
        """Sign up, confirm and come."""
        key = self.signed(event, address)
        with scopes.enter(self.staff.scope()):
            desk.check_in(signup=self.row(key), how=CheckIn.LIST, actor=actor_of(self.staff))
        return key

    def row(self, key: UUID) -> SignUp:
        """Read a sign-up."""
        with scopes.enter(scopes.system()):
            return SignUpKey.objects.select_related("signup").get(key=key).signup

    def states(self, event: Event) -> list[str]:
        """List how the sign-ups of an event stand, the oldest first."""
        return [row[0] for row in rows("select state from events_signup where event_id = %s order by id", event.pk)]

    def shift(self, event: Event, **by: Any) -> None:
        """Move an event in time, as no form would."""
        rows(
            "update events_event set starts_at = starts_at + %s, ends_at = ends_at + %s, signup_until = signup_until + %s"
            " where id = %s",
            timedelta(**by), timedelta(**by), timedelta(**by), event.pk,
        )  # fmt: skip


@pytest.fixture
def room(db: None) -> Room:
    center = persons.make_center()
    return Room(
        persons.person("handler", center=center), persons.person("handler", center=persons.make_center()),
        persons.person("analyst"),
    )  # fmt: skip
