"""What a person sees of their own sign-ups."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.dateparse import parse_datetime

from exhibitions.events.choices import Mode, PaperState, Place, State
from exhibitions.events.models import Event
from exhibitions.events.services.people import call
from exhibitions.events.timing import when
from portal.reference.text import pick


@dataclass(frozen=True)
class SeenEvent:
    """An event as somebody who signed up for it sees it, whatever its audience."""

    public_id: UUID
    state: str
    title_zh: str
    title_en: str
    summary_zh: str
    summary_en: str
    starts_at: dt.datetime
    ends_at: dt.datetime
    zone: str
    venue: str
    address: str
    mode: str
    cancel_reason: str
    sequence: int
    updated_at: dt.datetime
    center_zh: str
    center_en: str
    phone: str
    gives_certificate: bool
    is_demo: bool

    @property
    def title(self) -> str:
        return pick(self.title_zh, self.title_en)

    @property
    def summary(self) -> str:
        return pick(self.summary_zh, self.summary_en)

    @property
    def center(self) -> str:
        return pick(self.center_zh, self.center_en)

    @property
    def when(self) -> str:
        return when(self.starts_at, self.ends_at, self.zone)

    @property
    def mode_label(self) -> str:
        return str(Mode(self.mode).label)

    @property
    def is_cancelled(self) -> bool:
        return self.state == State.CANCELLED

    @property
    def is_over(self) -> bool:
        return self.ends_at <= dt.datetime.now(dt.UTC)


@dataclass(frozen=True)
class Seen:
    """A sign-up as its person sees it: nothing of anybody else but how many wait before them."""

    key: UUID
    ticket: UUID
    name: str
    organisation: str
    email: str
    state: str
    came: bool
    has_account: bool
    event: SeenEvent
    ahead: int | None
    joining: Mapping[str, str] | None
    materials: Sequence[Mapping[str, Any]]
    quiz: Mapping[str, Any] | None
    feedback: str | None
    certificate: Mapping[str, str] | None
    may_certify: bool

    @property
    def has_seat(self) -> bool:
        return self.state in (Place.CONFIRMED, Place.WALKIN)

    @property
    def state_label(self) -> str:
        return str(Place(self.state).label)

    @property
    def may_leave(self) -> bool:
        return (
            self.state in (Place.CONFIRMED, Place.WAITING)
            and not self.came
            and not self.event.is_over
            and not self.event.is_cancelled
        )

    @property
    def certificate_is_ready(self) -> bool:
        return self.certificate is not None and self.certificate["state"] == PaperState.READY


_TIMES = ("starts_at", "ends_at", "updated_at")


def seen(key: UUID) -> Seen | None:
    """Read the sign-up behind a key. One query."""
    found: dict[str, Any] | None = call("event_read(%s)::text", key)
    if found is None:
        return None
    event = found.pop("event")
    times: dict[str, Any] = {name: parse_datetime(event.pop(name)) for name in _TIMES}
    found.pop("id")
    return Seen(
        key=key,
        ticket=UUID(found.pop("ticket")),
        event=SeenEvent(public_id=UUID(event.pop("public_id")), **event, **times),
        **found,
    )


@dataclass(frozen=True)
class OwnPlace:
    """One line of somebody's own list."""

    key: UUID
    event: Event
    state: str
    came: bool

    @property
    def state_label(self) -> str:
        return str(Place(self.state).label)


def own_places() -> list[OwnPlace]:
    """List the acting account's sign-ups, the latest event first. Two queries."""
    rows: list[dict[str, Any]] = call("event_mine()::text")
    events = Event.objects.select_related("center").in_bulk([row["event"] for row in rows])
    return [
        OwnPlace(UUID(row["key"]), events[row["event"]], row["state"], row["came"])
        for row in rows
        if row["event"] in events
    ]


def own_key(event_id: int) -> UUID | None:
    """Give the key of the acting account's own sign-up for an event."""
    rows: list[dict[str, Any]] = call("event_mine()::text")
    standing = (Place.CONFIRMED, Place.WAITING, Place.WALKIN)
    return next((UUID(row["key"]) for row in rows if row["event"] == event_id and row["state"] in standing), None)


@dataclass(frozen=True)
class AskedQuestion:
    """One question, without its answer."""

    id: int
    text: str
    options: Sequence[str]


def quiz_of(key: UUID) -> list[AskedQuestion]:
    """List the questions that are open to somebody; empty when no attempt is."""
    return [AskedQuestion(**row) for row in call("event_quiz(%s)::text", key) or []]


def material_of(key: UUID, file: UUID) -> Mapping[str, str] | None:
    """Say where a material lies that somebody may open: key, name, type."""
    found: Mapping[str, str] | None = call("event_file(%s, %s)::text", key, file)
    return found


def certificate_of(key: UUID) -> Mapping[str, str] | None:
    """Say where somebody's certificate lies: key, number."""
    found: Mapping[str, str] | None = call("event_paper(%s)::text", key)
    return found


@dataclass(frozen=True)
class Verified:
    """What is told of a certificate to whoever holds number and code."""

    number: str
    name: str
    title: str
    when: dt.datetime
    center: str
    issued_at: dt.datetime
    content_hash: str
    is_demo: bool


def verified(number: str, digest: str) -> Verified | None:
    """Find the certificate of a number and at least 16 digits of its hash."""
    with connection.cursor() as cursor:
        cursor.execute("select * from event_paper_verify(%s, %s)", [number, digest])
        row = cursor.fetchone()
    if row is None:
        return None
    number, name, title_zh, title_en, starts_at, _zone, center_zh, center_en, issued_at, content_hash, is_demo = row
    return Verified(
        number, name, pick(title_zh, title_en), starts_at, pick(center_zh, center_en), issued_at, content_hash, is_demo
    )
