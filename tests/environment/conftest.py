"""Two editors, two reviewers, and a small index they work on."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

import pytest

from alerts.environment.choices import EditionVerb
from alerts.environment.models import Edition, Index, Indicator
from alerts.environment.selectors.trees import read
from alerts.environment.services.editions import edition_keep, edition_move, index_keep, indicator_keep
from alerts.environment.services.scores import Entry, scores_write
from portal.accounts.actors import Actor, Seat
from portal.tenancy import scope as scopes
from tests import people
from tests.people import Person

SCORES = {"time": {"DE": 90, "JP": 60, "US": 30}, "cost": {"DE": 10, "JP": 40}}


def actor(person: Person) -> Actor:
    """Act as a person from their seat, second factor proved."""
    center = person.center.pk if person.center else None
    firm = person.enterprise.pk if person.enterprise else None
    kind = "enterprise" if firm else "national"
    seat = Seat(person.seat_key, kind, frozenset({person.persona}), center, firm)  # type: ignore[arg-type]
    return Actor(person.pk, seat, (seat,), second_factor=True)


@dataclass
class Desk:
    """The people and the index; what it does, it does in the acting person's scope."""

    editor: Person
    reviewer: Person
    other: Person
    index: Index = field(init=False)

    def begin(self, year: int = 2026, *, scores: bool = True, code: str = "ours", demo: bool = False) -> Edition:
        """Write a draft: two indicators of weight 0.75 and 0.25, three countries."""
        with scopes.enter(self.editor.scope()):
            found = Index.objects.filter(code=code).first()
            self.index = found or index_keep(
                index=Index(
                    code=code, origin="own", name_zh="营商环境指数", name_en="Environment index", publisher_zh="国家中心",
                    publisher_en="National center", about_zh="说明", about_en="About it", is_demo=demo,
                ),
                actor=actor(self.editor),
            )  # fmt: skip
            draft = edition_keep(
                edition=Edition(
                    index=self.index, year=year, version="1.0", minimum_coverage=Decimal("0.50"), dated_on=date(2026, 11, 1),
                    source_zh="来源", source_en="Source",
                ),
                actor=actor(self.editor),
            )  # fmt: skip
            for code_, zh, weight, direction in (("time", "时间", "0.75", "higher"), ("cost", "费用", "0.25", "lower")):
                indicator_keep(
                    edition=draft,
                    indicator=Indicator(
                        code=code_, name_zh=zh, name_en=code_.title(), weight=Decimal(weight), scale_min=0, scale_max=100,
                        direction=direction,
                    ),
                    actor=actor(self.editor),
                )  # fmt: skip
            if scores:
                leaves = {branch.indicator.code: branch.indicator.pk for branch in read(draft).leaves}
                entries = [
                    Entry(leaves[leaf], country, Decimal(value), "一份来源")
                    for leaf, values in SCORES.items()
                    for country, value in values.items()
                ]
                scores_write(edition=draft, entries=entries, actor=actor(self.editor))
        return draft

    def propose(self, edition: Edition, who: Person | None = None) -> None:
        """Hand in."""
        person = who or self.editor
        with scopes.enter(person.scope()):
            edition_move(edition=edition, verb=EditionVerb.PROPOSE, actor=actor(person))

    def release(self, edition: Edition, who: Person | None = None) -> Edition:
        """Hand in where it is a draft, and release."""
        if edition.is_draft:
            self.propose(edition)
        person = who or self.reviewer
        with scopes.enter(person.scope()):
            return edition_move(edition=edition, verb=EditionVerb.RELEASE, actor=actor(person))


@pytest.fixture
def desk(db: None) -> Desk:
    """An editor, a reviewer, and somebody who is both."""
    both = people.person("editor")
    assert both.user is not None
    people.add_role(both.user, people.national_center(), "reviewer")
    return Desk(people.person("editor"), people.person("reviewer"), both)
