"""Nobody moves a chapter's days alone, what goes stale is told to its owner and then to all, and drafts stay on the desk."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
import time_machine
from dateutil.relativedelta import relativedelta
from django.core.exceptions import ValidationError
from django.db import Error, IntegrityError
from django.utils import timezone

from alerts.guides.choices import Code
from alerts.guides.models import Chapter, Check, PublicChapter
from alerts.guides.services import chapters, checks
from alerts.guides.services.reminders import chapters_remind
from alerts.guides.services.standing import check_apply
from alerts.publishing.addresses import address_of, edition_at
from alerts.publishing.services import drafts
from portal.notices.models import OutboxEvent
from portal.policy.conflict import Conflict
from portal.tenancy import scope as scopes
from portal.tenancy.models import Membership
from tests.guides.conftest import Guides
from tests.people import Person
from tests.publishing.made import actor_of
from tests.undone import undone

pytestmark = pytest.mark.django_db


def told(template: str) -> list[dict[str, Any]]:
    with scopes.enter(scopes.system()):
        rows = OutboxEvent.objects.filter(topic="notice", payload__template=f"guides/{template}").order_by("created_at")
        return [row.payload for row in rows]


def ask(guides: Guides, by: Person, code: str = Code.SYSTEM) -> Check:
    with scopes.enter(by.scope()):
        return checks.check_ask(chapter=guides.chapter(code), note="法条与费用已核对", actor=actor_of(by))


def answer(check: Check, by: Person, *, confirm: bool = True, reason: str = "") -> Check:
    with scopes.enter(by.scope()):
        return checks.check_answer(check=check, confirm=confirm, reason=reason, actor=actor_of(by))


def apply(check: Check) -> bool:
    with scopes.enter(scopes.system()):
        return check_apply(check_id=check.pk)


def test_a_guide_begins_with_nine_drafts_and_once(guides: Guides) -> None:
    begun = guides.begin("EU")
    assert [chapter.code for chapter in begun] == Code.values
    assert {chapter.item.slug for chapter in begun} >= {"eu-system", "eu-contacts"}
    assert (begun[0].item.title_zh, begun[0].item.title_en) == (
        "欧盟：制度概览",
        "European Union: The system at a glance",
    )
    with scopes.enter(guides.editor.scope()), pytest.raises(Conflict):
        chapters.guide_begin(country="EU", actor=actor_of(guides.editor))
    with scopes.enter(guides.editor.scope()), pytest.raises(ValidationError):
        chapters.guide_begin(country="Atlantis", actor=actor_of(guides.editor))


def test_a_chapter_that_was_thrown_away_begins_anew_at_its_address(guides: Guides) -> None:
    before = guides.begin()[3]
    with scopes.enter(guides.editor.scope()):
        drafts.item_discard(item=before.item, actor=actor_of(guides.editor))
    (anew,) = guides.begin()
    assert (anew.pk, anew.item.slug, anew.item.state) == (before.pk, "us-customs", "draft")
    assert anew.item_id != before.item_id
    assert guides.out(Code.CUSTOMS).slug == "us-customs"


def test_an_approved_chapter_is_dated_by_its_approval(guides: Guides) -> None:
    guides.begin()
    edition = guides.out()
    days = guides.days()
    assert (days.reviewed_on, days.stale_after) == (
        timezone.localdate(),
        timezone.localdate() + relativedelta(months=6),
    )
    assert address_of(edition.kind, edition.slug) == "/guides/us/system/"
    assert edition_at("https://example.org/guides/us/system") == ("guide", "us-system")


def test_facts_checked_earlier_make_it_stale_earlier_and_for_that_edition_only(guides: Guides) -> None:
    guides.begin()
    earlier = timezone.localdate() - datetime.timedelta(days=40)
    with scopes.enter(guides.editor.scope()):
        chapter = guides.chapter()
        chapters.chapter_settle(chapter=chapter, months=3, checked_on=earlier, actor=actor_of(guides.editor))
        tomorrow = timezone.localdate() + datetime.timedelta(days=1)
        with pytest.raises(ValidationError):
            chapters.chapter_settle(chapter=chapter, months=13, checked_on=tomorrow, actor=actor_of(guides.editor))
    guides.out()
    assert (guides.days().reviewed_on, guides.days().stale_after) == (earlier, earlier + relativedelta(months=3))
    guides.out(correction_zh="更正费用")
    assert guides.days().reviewed_on == timezone.localdate()


def test_two_people_find_nothing_to_change(guides: Guides) -> None:
    guides.begin()
    guides.hand(Code.SYSTEM, guides.editor)
    guides.out()
    with time_machine.travel(timezone.now() + datetime.timedelta(days=200), tick=False):
        assert guides.days().is_stale
        check = ask(guides, guides.editor)
        assert told("check_asked")[0]["recipients"]["roles"] == ["reviewer"]
        answer(check, guides.reviewer)
        assert apply(check)
        assert guides.days().reviewed_on == timezone.localdate()
        assert not guides.days().is_stale


def test_a_refused_check_moves_nothing_and_says_why(guides: Guides) -> None:
    guides.begin()
    guides.hand(Code.SYSTEM, guides.editor)
    guides.out()
    before = guides.days().stale_after
    with time_machine.travel(timezone.now() + datetime.timedelta(days=20), tick=False):
        check = ask(guides, guides.editor)
        with pytest.raises(ValidationError):
            answer(check, guides.reviewer, confirm=False)
        answer(check, guides.reviewer, confirm=False, reason="费用已上调")
        assert not apply(check)
    assert guides.days().stale_after == before
    assert told("check_refused")[0]["context"]["reason"] == "费用已上调"


def test_nobody_confirms_their_own_check(guides: Guides) -> None:
    """A reviewer who owns the chapter is refused by the service; the same person tries the database by hand."""
    guides.begin()
    guides.hand(Code.SYSTEM, guides.other_reviewer)
    guides.out()
    with pytest.raises(Conflict):
        ask(guides, guides.editor)  # not the owner
    check = ask(guides, guides.other_reviewer)
    with pytest.raises(Conflict):
        answer(check, guides.other_reviewer)
    with pytest.raises(Conflict):
        answer(check, guides.colleague)  # no reviewer
    given = {"answer": "confirmed", "answered_at": timezone.now()}
    with scopes.enter(guides.other_reviewer.scope()):
        for name in (guides.other_reviewer.pk, guides.reviewer.pk):
            with pytest.raises(IntegrityError, match="somebody else"), undone():
                Check.objects.filter(pk=check.pk).update(answered_by_id=name, **given)
    with scopes.enter(guides.editor.scope()), pytest.raises(IntegrityError, match="in person"), undone():
        Check.objects.create(
            chapter=guides.chapter(), center_id=check.center_id, edition=1, note="x", asked_by_id=guides.colleague.pk
        )
    answer(check, guides.reviewer)
    with pytest.raises(Conflict):
        answer(check, guides.reviewer, confirm=False, reason="改主意")


def test_readers_are_told_of_no_day_that_two_people_do_not_stand_for(guides: Guides) -> None:
    guides.begin()
    guides.hand(Code.SYSTEM, guides.editor)
    guides.out()
    with scopes.enter(guides.reviewer.scope()), pytest.raises(Error, match="permission denied"), undone():
        PublicChapter.objects.update(stale_after=datetime.date(2099, 1, 1))
    with time_machine.travel(timezone.now() + datetime.timedelta(days=20), tick=False):
        check = ask(guides, guides.editor)
        with scopes.enter(scopes.system()), pytest.raises(IntegrityError, match="two people stand"), undone():
            PublicChapter.objects.filter(code=Code.SYSTEM).update(reviewed_on=timezone.localdate())
        with scopes.enter(scopes.system()), pytest.raises(IntegrityError, match="two people stand"), undone():
            PublicChapter.objects.filter(code=Code.SYSTEM).update(stale_after=datetime.date(2099, 1, 1))
        answer(check, guides.reviewer)
        # Whoever confirmed is no reviewer any more before the day was moved.
        with scopes.enter(scopes.system()):
            Membership.objects.filter(user_id=guides.reviewer.pk).delete()
        assert not apply(check)


def test_a_check_of_an_edition_that_was_replaced_moves_nothing(guides: Guides) -> None:
    guides.begin()
    guides.hand(Code.SYSTEM, guides.editor)
    guides.out()
    check = answer(ask(guides, guides.editor), guides.reviewer)
    guides.out(correction_zh="更正")
    assert not apply(check)


def test_owners_then_reviewers_are_reminded_once(guides: Guides) -> None:
    guides.begin()
    guides.hand(Code.SYSTEM, guides.editor)
    guides.hand(Code.FILING, guides.editor)
    for code in (Code.SYSTEM, Code.FILING, Code.COSTS):
        guides.out(code)
    stale_after = guides.days().stale_after

    def remind(days: int) -> tuple[int, int]:
        with scopes.enter(scopes.system()):
            return chapters_remind(today=stale_after + datetime.timedelta(days=days))

    assert remind(0) == (0, 0)
    # The owner's two in one notice; the third has no owner and goes to the reviewers at once.
    assert remind(1) == (2, 1)
    assert [row["recipients"]["users"] for row in told("stale")] == [[guides.editor.pk]]
    assert told("stale")[0]["context"]["count"] == 2
    assert "美国 · 制度概览" in told("stale")[0]["context"]["chapters"]["zh"]
    assert remind(2) == (0, 0)
    assert remind(14) == (0, 0)
    assert remind(15) == (0, 2)
    assert told("still_stale")[-1]["recipients"]["roles"] == ["reviewer"]
    assert remind(16) == (0, 0)


def test_an_owner_is_an_editor_or_reviewer_of_the_center(guides: Guides) -> None:
    guides.begin()
    with scopes.enter(guides.editor.scope()), pytest.raises(ValidationError):
        chapters.chapters_hand(
            country="US", owners={Code.SYSTEM: guides.editor.pk + 10_000}, actor=actor_of(guides.editor)
        )
    guides.hand(Code.SYSTEM, guides.colleague)
    assert told("handed")[0]["recipients"]["users"] == [guides.colleague.pk]


def test_the_desk_is_the_nations(guides: Guides) -> None:
    guides.begin()
    with scopes.enter(scopes.login()), pytest.raises(Error, match="permission denied"), undone():
        Chapter.objects.count()
