"""A guide in the hands of two editors and two reviewers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest

from alerts.guides.choices import Code
from alerts.guides.models import Chapter, PublicChapter
from alerts.guides.services import chapters
from alerts.publishing.choices import Kind
from alerts.publishing.models import Edition, Item
from alerts.publishing.services import drafts, review
from alerts.publishing.services.publication import item_publish
from portal.tenancy import scope as scopes
from tests import people
from tests.people import Person
from tests.publishing.made import actor_of, words

# What a careless or hostile text may hold.
BODY = {
    "zh": "### 先查什么\n\n- 商标<script>alert(1)</script>\n\n| 项目 | 金额 |\n|---|---|\n| 申请 & 审查 | 350 |\n\n[商标局](https://www.uspto.gov)",
    "en": "### What to search first\n\n1. Marks < names\n\n***\n\nA line\\\nand another, see [USPTO](https://www.uspto.gov).",
}


@dataclass
class Guides:
    """People of the national center and what they do with the guide of a country."""

    editor: Person
    colleague: Person
    reviewer: Person
    other_reviewer: Person
    begun: dict[str, list[Chapter]] = field(default_factory=dict)

    def begin(self, country: str = "US") -> list[Chapter]:
        with scopes.enter(self.editor.scope()):
            self.begun[country] = chapters.guide_begin(country=country, actor=actor_of(self.editor))
        return self.begun[country]

    def chapter(self, code: str = Code.SYSTEM, country: str = "US") -> Chapter:
        with scopes.enter(scopes.system()):
            return Chapter.objects.select_related("item").get(country=country, code=code)

    def hand(self, code: str, owner: Person | None, country: str = "US") -> None:
        with scopes.enter(self.editor.scope()):
            chapters.chapters_hand(
                country=country, owners={code: owner.pk if owner else None}, actor=actor_of(self.editor)
            )

    def out(self, code: str = Code.SYSTEM, country: str = "US", **more: Any) -> Edition:
        """Write, review and publish one chapter by two people."""
        chapter = self.chapter(code, country)
        given = words(Kind.GUIDE, countries=[country], **({"parts": {"body": BODY}} | more))
        with scopes.enter(self.editor.scope()):
            if Item.objects.get(pk=chapter.item_id).edition:
                drafts.item_revise(item=chapter.item, actor=actor_of(self.editor))
            item = drafts.words_write(item=chapter.item, words=given, actor=actor_of(self.editor))
            item = review.item_submit(item=item, actor=actor_of(self.editor))
        with scopes.enter(self.reviewer.scope()):
            review.item_approve(item=item, actor=actor_of(self.reviewer))
        with scopes.enter(scopes.system()):
            edition = item_publish(item_id=item.pk)
        assert edition is not None
        return edition

    def days(self, code: str = Code.SYSTEM, country: str = "US") -> PublicChapter:
        """What readers are told."""
        with scopes.enter(scopes.login()):
            return PublicChapter.objects.get(country=country, code=code)


@pytest.fixture
def guides(db: None) -> Guides:
    """Two editors and two reviewers."""
    return Guides(
        editor=people.person("editor"),
        colleague=people.person("editor"),
        reviewer=people.person("reviewer"),
        other_reviewer=people.person("reviewer"),
    )
