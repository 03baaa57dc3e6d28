"""Who releases what, and what nobody may rewrite: by the service, by the pages, by SQL."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.test import Client

from alerts.environment.choices import EditionVerb
from alerts.environment.models import Edition, Index, Indicator, Report, Score
from alerts.environment.selectors.trees import read
from alerts.environment.services.editions import edition_correct, edition_move, index_keep
from alerts.environment.services.scores import Entry, scores_write
from portal.notices.models import OutboxEvent
from portal.policy.conflict import Conflict
from portal.tenancy import scope as scopes
from tests import people
from tests.environment.conftest import Desk, actor

pytestmark = pytest.mark.django_db


def refused(statement: str, *values: int) -> str:
    """Run SQL in the present scope, expect the database to refuse it, and say why."""
    with (
        pytest.raises((IntegrityError, ProgrammingError)) as caught,
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement, list(values))
    return str(caught.value)


def test_a_reviewer_who_wrote_none_of_it_releases(desk: Desk) -> None:
    edition = desk.begin()
    released = desk.release(edition)
    assert released.state == "released"
    with scopes.enter(scopes.system()):
        assert set(Report.objects.values_list("language", "state")) == {("zh-hans", "pending"), ("en", "pending")}
        assert OutboxEvent.objects.filter(topic="environment.report").count() == 2


def test_nobody_releases_what_they_wrote_by_any_path(desk: Desk, client: Client) -> None:
    """`other` is editor and reviewer: one entered score is enough to bar them, on the page, in the service and in SQL."""
    edition = desk.begin()
    with scopes.enter(desk.other.scope()):
        leaf = read(edition).leaves[0].indicator
        scores_write(edition=edition, entries=[Entry(leaf.pk, "FR", Decimal(5), "一份来源")], actor=actor(desk.other))
    desk.propose(edition)
    page = people.login(client, desk.other).post(f"/editorial/environment/editions/{edition.public_id}/act/release/")
    assert page.status_code == 409
    with scopes.enter(desk.other.scope()):
        with pytest.raises(Conflict):
            edition_move(edition=edition, verb=EditionVerb.RELEASE, actor=actor(desk.other))
        release = (
            "update environment_edition set state = 'released', released_at = now(), released_by_id = %s where id = %s"
        )
        assert "nobody releases what they wrote" in refused(release, desk.other.pk, edition.pk)
        # nor in somebody else's name
        assert "in person" in refused(release, desk.reviewer.pk, edition.pk)
        # nor by taking one's name off, or by putting the rival's on
        assert "permission denied" in refused("delete from environment_contribution")
        assert "row-level security" in refused(
            "insert into environment_contribution (edition_id, user_id) values (%s, %s)", edition.pk, desk.reviewer.pk
        )
    assert desk.release(_again(edition)).state == "released"


def _again(edition: Edition) -> Edition:
    with scopes.enter(scopes.system()):
        return Edition.objects.get(pk=edition.pk)


def test_what_is_handed_in_waits_and_what_is_released_stays(desk: Desk) -> None:
    edition = desk.begin()
    desk.propose(edition)
    changes = (
        ("update environment_score set value = 99 where edition_id = %s", edition.pk),
        ("delete from environment_score where edition_id = %s", edition.pk),
        ("update environment_indicator set weight = 0.5 where edition_id = %s", edition.pk),
        ("update environment_edition set year = 2001 where id = %s", edition.pk),
        ("update environment_edition set state = 'draft', year = 2001 where id = %s", edition.pk),
    )

    def untouched() -> None:
        for scope in (desk.editor.scope(), scopes.system(desk.editor.pk)):
            with scopes.enter(scope):
                for statement, pk in changes:
                    with connection.cursor() as cursor:
                        try:
                            with transaction.atomic():
                                cursor.execute(statement, [pk])
                                # Row-level security hides what may not be changed: no error, and no row.
                                assert cursor.rowcount == 0, statement
                        except IntegrityError:
                            pass
                assert Edition.objects.get(pk=edition.pk).year == 2026
                assert set(Score.objects.values_list("value", flat=True)) == {Decimal(v) for v in (90, 60, 30, 10, 40)}
                assert set(Indicator.objects.values_list("weight", flat=True)) == {Decimal("0.75"), Decimal("0.25")}

    untouched()
    desk.release(_again(edition))
    untouched()
    with scopes.enter(desk.editor.scope()), pytest.raises(Conflict):
        scores_write(edition=edition, entries=[], actor=actor(desk.editor))


def test_an_index_keeps_its_words_once_an_edition_was_handed_in(desk: Desk) -> None:
    """They are part of what the reviewer releases, and readers know the index by them."""
    edition = desk.begin()
    rename = "update environment_index set name_zh = '改名', is_demo = not is_demo where id = %s"
    with scopes.enter(desk.editor.scope()), connection.cursor() as cursor:
        cursor.execute(rename, [desk.index.pk])
        assert cursor.rowcount == 1, "a draft's index may still be named"
    desk.propose(edition)
    with scopes.enter(desk.editor.scope()):
        assert "keeps its words" in refused(rename, desk.index.pk)
        with pytest.raises(Conflict):
            index_keep(index=Index.objects.get(pk=desk.index.pk), actor=actor(desk.editor))


def test_the_public_sees_nothing_before_the_release(desk: Desk, client: Client) -> None:
    edition = desk.begin()
    desk.propose(edition)
    with scopes.enter(scopes.login()):
        assert [model.objects.count() for model in (Index, Edition, Indicator, Score)] == [0, 0, 0, 0]
    assert client.get("/environment/ours/").status_code == 404
    assert "营商环境指数" not in client.get("/environment/").text
    desk.release(_again(edition))
    with scopes.enter(scopes.login()):
        assert [model.objects.count() for model in (Index, Edition, Indicator, Score)] == [1, 1, 2, 5]
    assert "营商环境指数" in client.get("/environment/").text


def test_a_correction_is_a_new_revision_with_a_note(desk: Desk, client: Client) -> None:
    edition = desk.begin()
    desk.release(edition)
    with scopes.enter(desk.editor.scope()):
        draft = edition_correct(
            edition=edition, note_zh="更正费用", note_en="Costs corrected", actor=actor(desk.editor)
        )
        assert (draft.revision, draft.state, draft.scores.count(), draft.indicators.count()) == (2, "draft", 5, 2)
        with pytest.raises(Conflict):
            edition_correct(edition=edition, note_zh="又", note_en="again", actor=actor(desk.editor))
        leaf = next(b.indicator for b in read(draft).leaves if b.indicator.code == "cost")
        scores_write(edition=draft, entries=[Entry(leaf.pk, "DE", Decimal(90), "一份来源")], actor=actor(desk.editor))
    before = client.get("/environment/ours/").text
    # who reviews it reads what was corrected
    reviewed = people.login(client, desk.reviewer).get(f"/editorial/environment/editions/{draft.public_id}/")
    assert "更正费用" in reviewed.text
    assert [(each.before, each.after) for each in reviewed.context["changed"]] == [(10, 90)]
    client.logout()
    desk.release(draft)
    after = client.get("/environment/ours/").text
    # 0.75 × 90 + 0.25 × 90, then 0.75 × 90 + 0.25 × 10
    assert "90.00" in before
    assert "70.00" in after
    assert "更正费用" in after
    old = client.get(f"/environment/ours/?edition={edition.public_id}").text
    assert "90.00" in old
    assert "这一版已更正" in old


def test_weights_that_do_not_make_one_are_named_and_refused(desk: Desk, client: Client) -> None:
    edition = desk.begin()
    with scopes.enter(desk.editor.scope()):
        Indicator.objects.filter(edition=edition, code="cost").update(weight=Decimal("0.2"))
    page = people.login(client, desk.editor).get(f"/editorial/environment/editions/{edition.public_id}/").text
    assert "0.95" in page
    with pytest.raises(Conflict):
        desk.propose(edition)
    with scopes.enter(desk.editor.scope()):
        Edition.objects.filter(pk=edition.pk).update(state="proposed", proposed_by=desk.editor.pk)
    with scopes.enter(desk.reviewer.scope()):
        statement = (
            "update environment_edition set state = 'released', released_at = now(), released_by_id = %s where id = %s"
        )
        assert "make 1" in refused(statement, desk.reviewer.pk, edition.pk)
