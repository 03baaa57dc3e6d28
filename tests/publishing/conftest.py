"""An editorial office: editors, reviewers, a center's staff, and what they write."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from alerts.publishing.choices import PARTS, Kind
from alerts.publishing.models import Edition, Item
from alerts.publishing.services import drafts, review
from alerts.publishing.services.publication import item_publish
from portal.accounts.actors import Actor, Seat
from portal.tenancy import scope as scopes
from tests import people
from tests.people import Person

SOURCE = {"title": "Official Journal", "url": "https://example.org/oj", "seen_on": "2026-11-20"}


def actor_of(who: Person) -> Actor:
    """Give the actor of a person's seat, for calling a service without a request."""
    assert who.center is not None
    kind = "national" if who.center.kind == "national" else "center"
    seat = Seat(who.seat_key, kind, frozenset({who.persona}), who.center.pk)  # type: ignore[arg-type]
    return Actor(who.pk, seat, second_factor=True)


def words(kind: Kind, **more: Any) -> dict[str, Any]:
    """Give words that can be handed in."""
    parts = {part.code: {"zh": f"{part.code}的内容。", "en": f"About {part.code}."} for part in PARTS[kind]}
    found: dict[str, Any] = {
        "title_zh": "美国商标费用调整",
        "title_en": "Trademark fees change in the United States",
        "summary_zh": "自1月18日起，申请费改为每类350美元。",
        "summary_en": "From 18 January an application costs USD 350 per class.",
        "parts": parts,
        "sources": [SOURCE],
        "countries": ["US"],
        "ip_kinds": ["trademark"],
    }
    if kind == Kind.ALERT:
        found["level"] = "attention"
    if kind == Kind.LAW:
        found["effective_on"] = "2027-01-18"
    if kind == Kind.CASE:
        found["right"] = "trademark"
    return found | more


@dataclass
class Desk:
    """People who write and review, at the nation and at one center."""

    editor: Person
    reviewer: Person
    other_reviewer: Person
    handler: Person
    supervisor: Person

    def begin(self, by: Person, kind: Kind = Kind.ALERT, slug: str = "us-fees", **more: Any) -> Item:
        with scopes.enter(by.scope()):
            return drafts.item_begin(kind=kind, actor=actor_of(by), slug=slug, words=words(kind, **more))

    def submit(self, item: Item, by: Person) -> Item:
        with scopes.enter(by.scope()):
            return review.item_submit(item=item, actor=actor_of(by))

    def approve(self, item: Item, by: Person, **more: Any) -> Item:
        with scopes.enter(by.scope()):
            return review.item_approve(item=item, actor=actor_of(by), **more)

    def publish(self, item: Item) -> Edition | None:
        """What the worker does with the outbox's event."""
        with scopes.enter(scopes.system()):
            return item_publish(item_id=item.pk)

    def out(self, kind: Kind = Kind.ALERT, slug: str = "us-fees", **more: Any) -> Edition:
        """Publish an item of the nation by two people."""
        item = self.begin(self.editor, kind, slug, **more)
        self.submit(item, self.editor)
        self.approve(item, self.reviewer)
        edition = self.publish(item)
        assert edition is not None
        return edition


@pytest.fixture
def desk(db: None) -> Desk:
    """Five people; the center's two work at one center."""
    center = people.make_center()
    return Desk(
        editor=people.person("editor"),
        reviewer=people.person("reviewer"),
        other_reviewer=people.person("reviewer"),
        handler=people.person("handler", center=center),
        supervisor=people.person("supervisor", center=center),
    )


Published = Callable[..., Edition]
