"""A center whose closed case may become a typical case: those who anonymise, release, take; and the applicant."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from alerts.library.choices import Manner
from alerts.library.models import CaseOrigin, Replacement
from alerts.library.services import consents, drafting, endings
from alerts.publishing.models import Edition, Item
from alerts.publishing.services import review
from alerts.publishing.services.publication import item_publish
from cases.models import Case, CaseRight, Closing
from cases.models.case import of
from portal.accounts.actors import Actor, Seat
from portal.tenancy import scope as scopes
from tests import people
from tests.cases_made import filed_case
from tests.people import Person
from tests.publishing.conftest import desk
from tests.publishing.made import actor_of

SUMMARY = "深圳市华星微电子科技有限公司于2026年3月5日收到Example Holdings LLC的起诉状，华星微电子被控侵犯其专利US 10,123,456。"
TEXTS = {
    "title_zh": "华星微电子应对美国专利诉讼案",
    "summary_zh": "企业收到起诉状后及时应诉，最终和解。",
    "issue_zh": "产品是否落入权利要求的保护范围。",
    "course_zh": "双方和解，深圳企业继续出口。",
    "lesson_zh": "收到起诉状后先核对答辩期限。",
    "right": "patent",
    "outcome": "settled",
    "year": 2026,
}


__all__ = ["desk"]


def enterprise_actor(who: Person) -> Actor:
    """Give the actor of an applicant's seat."""
    assert who.enterprise is not None
    return Actor(who.pk, Seat(who.seat_key, "enterprise", frozenset({who.persona}), None, who.enterprise.pk))


@dataclass
class Library:
    """The people and the case."""

    handler: Person
    supervisor: Person
    other_supervisor: Person
    reviewer: Person
    owner: Person
    case: Case

    def begin(self, by: Person | None = None) -> CaseOrigin:
        who = by or self.handler
        with scopes.enter(who.scope()):
            origin = drafting.draft_begin(case=self.case, actor=actor_of(who), sources=["summary", "closing"])
            return drafting.texts_write(
                origin=origin, actor=actor_of(who), values={**TEXTS, "facts_zh": origin.texts["facts_zh"]}
            )

    def anonymised(self, by: Person | None = None) -> CaseOrigin:
        """A draft in which every proposal was accepted."""
        who = by or self.handler
        origin = self.begin(who)
        with scopes.enter(who.scope()):
            drafting.pieces_accept_all(origin=origin, actor=actor_of(who))
        return self.fresh(origin)

    def hand_over(self, origin: CaseOrigin, by: Person | None = None) -> Item:
        who = by or self.handler
        with scopes.enter(who.scope()):
            return drafting.draft_hand_over(origin=origin, actor=actor_of(who), slug="a-patent-case")

    def approve(self, item: Item, by: Person | None = None) -> Item:
        who = by or self.supervisor
        with scopes.enter(who.scope()):
            return review.item_approve(item=item, actor=actor_of(who))

    def publish(self, item: Item) -> Edition | None:
        with scopes.enter(scopes.system()):
            return item_publish(item_id=item.pk)

    def out(self) -> tuple[CaseOrigin, Edition]:
        """Through all hands, to the center's own site."""
        origin = self.anonymised()
        item = self.hand_over(origin)
        self.approve(item)
        edition = self.publish(item)
        assert edition is not None
        return self.fresh(origin), edition

    def withdraw(self) -> None:
        """The applicant withdraws in the portal; the worker does its part."""
        with scopes.enter(self.owner.scope()):
            consents.consent_declare(case=self.case, actor=enterprise_actor(self.owner), given=False)
        with scopes.enter(scopes.system()):
            endings.consent_settle(case_id=self.case.pk)

    def record(self, *, given: bool) -> None:
        with scopes.enter(self.handler.scope()):
            consents.consent_declare(case=self.case, actor=actor_of(self.handler), given=given, manner=Manner.PHONE)

    def fresh(self, origin: CaseOrigin) -> CaseOrigin:
        with scopes.enter(scopes.system()):
            return CaseOrigin.objects.select_related("case", "case__enterprise", "case__handler").get(pk=origin.pk)

    def pieces(self, origin: CaseOrigin) -> dict[str, Replacement]:
        with scopes.enter(scopes.system()):
            return {row.words: row for row in Replacement.objects.filter(origin=origin)}

    def values(self, case: Case | None = None) -> Any:
        return of(case or self.case)


@pytest.fixture
def library(db: None) -> Library:
    """A closed case with consent, at one center."""
    center = people.make_center()
    firm = people.make_enterprise("深圳市华星微电子科技有限公司", registered_center=center)
    owner = people.person("owner", enterprise=firm)
    handler = people.person("handler", center=center)
    case = filed_case(center, firm, state="closed", consent_library="2026-1", summary=SUMMARY, handler=handler.user)
    with scopes.enter(scopes.system()):
        CaseRight.objects.create(**of(case), side="asserted", kind="patent", number="US 10,123,456 B2")
        Closing.objects.create(**of(case), outcome="settled", summary="与Example Holdings LLC和解。")
    return Library(
        handler=handler,
        supervisor=people.person("supervisor", center=center),
        other_supervisor=people.person("supervisor", center=center),
        reviewer=people.person("reviewer"),
        owner=owner,
        case=case,
    )
