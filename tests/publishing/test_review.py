"""Nobody approves what they wrote, and nothing goes out that a reviewer in office did not approve."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, ProgrammingError, connection
from django.utils import timezone

from alerts.publishing import workflow
from alerts.publishing.choices import Kind, State, Verb
from alerts.publishing.models import Attachment, Edition, Item, Revision, Step
from alerts.publishing.services import drafts, review
from alerts.publishing.services.publication import item_publish, item_syndicate, item_unpublish
from portal.accounts.models import User
from portal.policy.conflict import Conflict
from portal.tenancy import scope as scopes
from portal.tenancy.models import Membership
from tests import people
from tests.people import Person
from tests.publishing.conftest import Desk
from tests.publishing.made import actor_of, words
from tests.undone import undone

pytestmark = pytest.mark.django_db


def fresh(item: Item) -> Item:
    with scopes.enter(scopes.system()):
        return Item.objects.get(pk=item.pk)


def last(item: Item) -> Revision:
    with scopes.enter(scopes.system()):
        return Revision.objects.filter(item=item).order_by("-number")[0]


def write(desk: Desk, item: Item, by: Person, **more: object) -> None:
    with scopes.enter(by.scope()):
        drafts.words_write(item=item, words=words(Kind(item.kind), **more), actor=actor_of(by))


def by_hand(item: Item, **forged: str) -> None:
    """Write an edition past the service, with other words where given."""
    revision = Revision.objects.filter(item=item).order_by("-number")[0]
    Edition.objects.create(
        item=item, revision=revision, public_id=item.public_id, center_id=item.center_id, kind=item.kind, slug=item.slug,
        number=1, first_published_at=timezone.now(), published_at=timezone.now(), **revision.words() | forged,
    )  # fmt: skip


def scheduled_anew(item: Item) -> None:
    """Take an approved item out of its schedule and put it back for now, past the services."""
    for state, moment in (("draft", None), ("scheduled", timezone.now())):
        Item.objects.filter(pk=item.pk).update(state=state, goes_out_at=moment)


def test_two_people_publish(desk: Desk) -> None:
    edition = desk.out()
    assert (edition.number, edition.is_current, edition.nation_wide) == (1, True, True)
    with scopes.enter(scopes.login()):
        assert Edition.objects.get(slug="us-fees").title_zh == "美国商标费用调整"
    item = fresh(edition.item)
    assert (item.state, item.edition) == (State.PUBLISHED, 1)


def test_the_writer_cannot_approve(desk: Desk) -> None:
    """A reviewer who wrote is refused by the table; the same person tries the database by hand."""
    item = desk.begin(desk.reviewer)
    desk.submit(item, desk.reviewer)
    waits = fresh(item)
    row = workflow.find(waits, Verb.APPROVE)
    assert workflow.objection(row, waits, last(item), actor_of(desk.reviewer)) is not None
    assert workflow.objection(row, waits, last(item), actor_of(desk.other_reviewer)) is None
    with pytest.raises(Conflict):
        desk.approve(item, desk.reviewer)
    with scopes.enter(desk.reviewer.scope()), pytest.raises(IntegrityError, match="nobody who wrote"), undone():
        Revision.objects.filter(item=item).update(approved_by_id=desk.reviewer.pk, approved_at=timezone.now())
    assert last(item).approved_by_id is None
    desk.approve(item, desk.other_reviewer)
    assert desk.publish(item) is not None


def test_a_reviewer_who_mended_a_word_is_a_writer(desk: Desk) -> None:
    item = desk.begin(desk.editor)
    write(desk, item, desk.reviewer, title_zh="改过的标题")
    desk.submit(item, desk.editor)
    with pytest.raises(Conflict):
        desk.approve(item, desk.reviewer)
    assert set(last(item).writers) == {desk.editor.pk, desk.reviewer.pk}


def test_nobody_leaves_the_list_of_writers(desk: Desk) -> None:
    """Not by writing the column, not by another's saving, not by sending the text round once more."""
    item = desk.begin(desk.reviewer)
    with scopes.enter(desk.reviewer.scope()):
        Revision.objects.filter(item=item).update(writers=[])
    assert last(item).writers == [desk.reviewer.pk]
    write(desk, item, desk.editor, title_zh="另一个标题")
    desk.submit(item, desk.editor)
    with scopes.enter(desk.other_reviewer.scope()):
        review.item_return(item=fresh(item), actor=actor_of(desk.other_reviewer), comment="补充来源")
    assert set(last(item).writers) == {desk.reviewer.pk, desk.editor.pk}
    desk.submit(item, desk.editor)
    with pytest.raises(Conflict):
        desk.approve(item, desk.reviewer)


def test_nobody_approves_in_anothers_name(desk: Desk) -> None:
    item = desk.begin(desk.editor)
    desk.submit(item, desk.editor)
    with scopes.enter(desk.editor.scope()), pytest.raises(IntegrityError, match="in person"), undone():
        Revision.objects.filter(item=item).update(approved_by_id=desk.reviewer.pk, approved_at=timezone.now())
    with scopes.enter(desk.editor.scope()), pytest.raises(Conflict):
        review.item_approve(item=fresh(item), actor=actor_of(desk.editor))


def test_what_was_handed_in_is_closed(desk: Desk) -> None:
    item = desk.begin(desk.editor)
    desk.submit(item, desk.editor)
    with pytest.raises(Conflict):
        write(desk, item, desk.editor, title_zh="晚来的标题")
    with scopes.enter(desk.editor.scope()), pytest.raises(IntegrityError, match="is closed"), undone():
        Revision.objects.filter(item=item).update(title_zh="晚来的标题")
    with scopes.enter(desk.editor.scope()), pytest.raises(IntegrityError, match="stays"), undone():
        Revision.objects.filter(item=item).delete()


def test_only_an_approved_text_is_scheduled(desk: Desk) -> None:
    item = desk.begin(desk.editor)
    desk.submit(item, desk.editor)
    with scopes.enter(desk.editor.scope()), pytest.raises(IntegrityError, match="only an approved"), undone():
        Item.objects.filter(pk=item.pk).update(state="scheduled", goes_out_at=timezone.now())
    with scopes.enter(desk.editor.scope()), pytest.raises(IntegrityError, match="editions come from"), undone():
        Item.objects.filter(pk=item.pk).update(state="published", edition=1)


def test_an_embargo_holds(desk: Desk) -> None:
    item = desk.begin(desk.editor)
    desk.submit(item, desk.editor)
    desk.approve(item, desk.reviewer, goes_out_at=timezone.now() + datetime.timedelta(hours=3))
    assert desk.publish(item) is None
    with scopes.enter(desk.editor.scope()):
        with pytest.raises(IntegrityError, match="an embargo stays"), undone():
            Item.objects.filter(pk=item.pk).update(goes_out_at=timezone.now())
        with pytest.raises(IntegrityError, match="by its approver"), undone():
            scheduled_anew(item)
    with scopes.enter(scopes.system()):
        with pytest.raises(IntegrityError, match="in office"), undone():
            by_hand(item)
        assert not Edition.objects.exists()
        Item.objects.filter(pk=item.pk).update(goes_out_at=timezone.now() - datetime.timedelta(seconds=1))
    assert desk.publish(item) is not None
    assert desk.publish(item) is None, "running twice publishes once"


@pytest.mark.parametrize("how", ["role ended", "account closed", "center closed"])
def test_an_approval_whose_author_left_does_not_go_out(desk: Desk, how: str) -> None:
    """It returns to review, where its writers still cannot approve it; the database refuses the edition by hand."""
    item = desk.begin(desk.handler)
    desk.submit(item, desk.handler)
    desk.approve(item, desk.supervisor)
    with scopes.enter(scopes.system()):
        if how == "role ended":
            Membership.objects.filter(user_id=desk.supervisor.pk).delete()
        elif how == "account closed":
            User.objects.filter(pk=desk.supervisor.pk).update(is_active=False)
        else:
            item.center.is_active = False
            item.center.save(update_fields=["is_active"])
        with pytest.raises(IntegrityError, match="in office"), undone():
            by_hand(item)
        assert item_publish(item_id=item.pk) is None
        assert not Edition.objects.exists()
    assert fresh(item).state == State.IN_REVIEW
    assert last(item).writers == [desk.handler.pk], "an approval without an edition frees nobody"


def test_an_edition_carries_the_approved_words(desk: Desk) -> None:
    item = desk.begin(desk.editor)
    desk.submit(item, desk.editor)
    desk.approve(item, desk.reviewer)
    with scopes.enter(scopes.system()), pytest.raises(IntegrityError, match="in office"), undone():
        by_hand(item, title_zh="没有人批准的标题")
    edition = desk.publish(item)
    assert edition is not None
    with scopes.enter(scopes.system()), pytest.raises(IntegrityError, match="not rewritten"), undone():
        Edition.objects.filter(pk=edition.pk).update(title_zh="改写")
    with (
        scopes.enter(scopes.system()),
        connection.cursor() as cursor,
        pytest.raises(Exception, match="denied"),
        undone(),
    ):
        cursor.execute("delete from publishing_edition")


def test_a_new_version_replaces_the_old_one_which_stays_readable(desk: Desk) -> None:
    first = desk.out()
    item = fresh(first.item)
    with scopes.enter(desk.editor.scope()):
        drafts.item_revise(item=item, actor=actor_of(desk.editor))
    assert fresh(item).state == State.DRAFT
    with pytest.raises(ValidationError, match="本版修改了什么"):
        desk.submit(item, desk.editor)
    write(desk, item, desk.editor, title_zh="更正后的标题", correction_zh="更正金额")
    desk.submit(item, desk.editor)
    desk.approve(item, desk.reviewer)
    second = desk.publish(item)
    assert second is not None
    assert second.number == 2
    assert second.first_published_at == first.first_published_at
    with scopes.enter(scopes.login()):
        assert list(Edition.objects.order_by("number").values_list("number", "is_current")) == [(1, False), (2, True)]


def test_a_dropped_version_leaves_what_is_published(desk: Desk) -> None:
    first = desk.out()
    item = fresh(first.item)
    with scopes.enter(desk.editor.scope()):
        drafts.item_revise(item=item, actor=actor_of(desk.editor))
        drafts.version_drop(item=item, actor=actor_of(desk.editor))
    assert fresh(item).state == State.PUBLISHED
    assert last(item).number == 1


def test_centers_write_their_own_and_only_local_kinds(desk: Desk) -> None:
    item = desk.begin(desk.handler, Kind.NEWS, "local-news")
    desk.submit(item, desk.handler)
    with pytest.raises(Conflict):
        desk.approve(item, desk.handler)
    desk.approve(item, desk.supervisor)
    edition = desk.publish(item)
    assert edition is not None
    assert not edition.nation_wide
    with pytest.raises(Exception, match="row-level security"), undone():
        desk.begin(desk.handler, Kind.LAW, "local-law")


def test_a_center_offers_and_the_nation_decides(desk: Desk) -> None:
    item = desk.begin(desk.handler, Kind.NEWS, "local-news")
    with scopes.enter(desk.reviewer.scope()):
        assert not Item.objects.filter(pk=item.pk).exists(), "what is not offered is not the nation's"
    desk.submit(item, desk.handler)
    desk.approve(item, desk.supervisor)
    desk.publish(item)
    with scopes.enter(desk.supervisor.scope()):
        review.offer_make(item=fresh(item), actor=actor_of(desk.supervisor))
        with pytest.raises(IntegrityError, match="the nation decides"), undone():
            Item.objects.filter(pk=item.pk).update(offer="taken")
    with scopes.enter(desk.reviewer.scope()):
        with pytest.raises(IntegrityError, match="its own items"), undone():
            Item.objects.filter(pk=item.pk).update(title_zh="改写别家的标题")
        offered = Item.objects.get(pk=item.pk)
        with pytest.raises(Conflict, match="又发布了"):
            review.offer_decide(item=offered, actor=actor_of(desk.reviewer), take=True, edition=0)
        review.offer_decide(item=offered, actor=actor_of(desk.reviewer), take=True, edition=1)
    with scopes.enter(scopes.system()):
        item_syndicate(item_id=item.pk)
        assert Edition.objects.get(item=item).nation_wide
    # Another edition at the same address is the center's alone until the nation has decided on it.
    with scopes.enter(desk.handler.scope()):
        drafts.item_revise(item=fresh(item), actor=actor_of(desk.handler))
    write(desk, item, desk.handler, correction_zh="更正")
    desk.submit(item, desk.handler)
    desk.approve(item, desk.supervisor)
    second = desk.publish(item)
    assert second is not None
    assert not second.nation_wide
    assert fresh(item).offer == "offered"


def test_the_nation_sees_what_was_offered_and_no_later_draft(desk: Desk) -> None:
    item = desk.begin(desk.handler, Kind.NEWS, "local-news")
    desk.submit(item, desk.handler)
    desk.approve(item, desk.supervisor)
    desk.publish(item)
    with scopes.enter(desk.supervisor.scope()):
        review.offer_make(item=fresh(item), actor=actor_of(desk.supervisor))
    with scopes.enter(desk.handler.scope()):
        drafts.item_revise(item=fresh(item), actor=actor_of(desk.handler))
    write(desk, item, desk.handler, title_zh="还没有人看过的标题", correction_zh="更正")
    attached: dict[str, Any] = {
        "item_id": item.pk, "center_id": item.center_id, "name": "a.png", "storage_key": "publishing/a", "size": 1, "alt_zh": "图",
    }  # fmt: skip
    with scopes.enter(desk.handler.scope()):
        Attachment.objects.create(**attached)

    def seen() -> tuple[list[str], list[int], int, int]:
        with scopes.enter(desk.reviewer.scope()):
            return (
                list(Item.objects.filter(pk=item.pk).values_list("title_zh", flat=True)),
                list(Revision.objects.filter(item_id=item.pk).values_list("number", flat=True)),
                Step.objects.filter(item_id=item.pk).count(),
                Attachment.objects.filter(item_id=item.pk).count(),
            )

    assert seen() == ([words(Kind.NEWS)["title_zh"]], [1], 0, 0)
    with scopes.enter(desk.reviewer.scope()):
        offered = Item.objects.get(pk=item.pk)
        review.offer_decide(item=offered, actor=actor_of(desk.reviewer), take=False, edition=1)
    # The test has one transaction, in which the row stays to be seen; the next one begins another day.
    with scopes.enter(scopes.system()):
        assert fresh(item).offer_decided_at is not None
        Item.objects.filter(pk=item.pk).update(offer_decided_at=timezone.now() - datetime.timedelta(days=1))
    assert seen() == ([], [], 0, 0)
    with scopes.enter(desk.handler.scope()):
        Item.objects.filter(pk=item.pk).update(offer_decided_at=timezone.now())
    kept = fresh(item).offer_decided_at
    assert kept is not None
    assert kept < timezone.now() - datetime.timedelta(hours=1), "only the database writes it"


def test_a_file_keeps_its_room_and_its_row(desk: Desk) -> None:
    """No row names another room's bytes, and nobody takes a row away: its id stands in what was approved."""
    own, national = desk.begin(desk.handler, Kind.NEWS, "local-news"), desk.begin(desk.editor)
    for item, person in (
        (own, desk.handler),
        (own, desk.supervisor),
        (national, desk.editor),
        (national, desk.reviewer),
    ):
        with scopes.enter(person.scope()), connection.cursor() as cursor:
            columns = "(public_id, item_id, center_id, name, storage_key, size, media_type, sha256, sm3, state, reason, secrecy, created_at, alt_zh, alt_en, is_picture)"
            insert = f"insert into publishing_attachment {columns} values (uuidv7(), %s, %s, 'a', %s, 1, '', '', '', 'received', '', 'ordinary', now(), 'a', '', false)"
            for key in (
                "cases/0/1",
                "publishing/../cases/0/1",
                "papers/1",
                "publishing/",
                "publishingx/1",
                "publishing/a b",
            ):
                with pytest.raises(IntegrityError, match="attachment_own_bytes"), undone():
                    cursor.execute(insert, [item.pk, item.center_id, key])
            cursor.execute(insert, [item.pk, item.center_id, f"publishing/{item.public_id}/1"])
            for sql in (
                "delete from publishing_attachment",
                "update publishing_attachment set storage_key = 'publishing/2'",
            ):
                with pytest.raises(ProgrammingError, match="permission denied"), undone():
                    cursor.execute(sql)


def test_another_center_sees_nothing(desk: Desk) -> None:
    item = desk.begin(desk.handler, Kind.NEWS, "local-news")
    stranger = people.person("supervisor")
    with scopes.enter(stranger.scope()):
        assert not Item.objects.filter(pk=item.pk).exists()
        assert not Revision.objects.filter(item_id=item.pk).exists()
        assert Item.objects.filter(pk=item.pk).update(title_zh="别人的") == 0
    with (
        scopes.enter(scopes.login()),
        connection.cursor() as cursor,
        pytest.raises(Exception, match="denied"),
        undone(),
    ):
        cursor.execute("select title_zh from publishing_item")


def test_an_address_taken_elsewhere_is_told_beside_the_field(desk: Desk) -> None:
    desk.begin(desk.editor, Kind.NEWS, "same")
    with pytest.raises(ValidationError) as refused:
        desk.begin(desk.handler, Kind.NEWS, "same")
    assert "slug" in refused.value.message_dict


@pytest.mark.parametrize("worker_was_there", [True, False])
def test_nobody_brings_their_own_retracted_text_back(desk: Desk, worker_was_there: bool) -> None:
    """An approval does not outlive the retraction: the writer needs a second person for the same words once more."""
    item = desk.begin(desk.reviewer)
    desk.submit(item, desk.reviewer)
    desk.approve(item, desk.other_reviewer)
    assert desk.publish(item) is not None
    with scopes.enter(desk.other_reviewer.scope()):
        review.item_retract(item=fresh(item), actor=actor_of(desk.other_reviewer), notice_zh="来源有误")
    if worker_was_there:
        with scopes.enter(scopes.system()):
            assert item_unpublish(item_id=item.pk, notice_zh="来源有误", notice_en="") is not None
    with scopes.enter(desk.reviewer.scope()):
        drafts.item_revise(item=fresh(item), actor=actor_of(desk.reviewer))
    assert last(item).writers == [desk.reviewer.pk]


def test_an_event_alone_retracts_nothing(desk: Desk) -> None:
    """Whoever may put the event at one center could name any item: its own center must have retracted it, in these words."""
    edition = desk.out()
    with scopes.enter(scopes.system()):
        assert item_unpublish(item_id=edition.item_id, notice_zh="假的通知", notice_en="") is None
        assert Edition.objects.get(pk=edition.pk).retracted_at is None
