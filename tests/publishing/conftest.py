"""An editorial office: editors, reviewers, a center's staff, and what they write."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from alerts.publishing.choices import Kind
from alerts.publishing.models import Edition, Item
from alerts.publishing.services import drafts, review
from alerts.publishing.services.publication import item_publish
from portal.tenancy import scope as scopes
from tests import people
from tests.people import Person
from tests.publishing.made import actor_of, words


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
