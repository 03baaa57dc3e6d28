"""The nation's checklists: written by one, released by another, never changed after."""

from __future__ import annotations

import pytest
from django.db import Error, connection, transaction
from django.test import Client
from django.urls import reverse

from exhibitions.screening.models import Checklist, ChecklistItem
from exhibitions.screening.services import checklists
from exhibitions.screening.services.loading import checklists_load
from portal.policy.conflict import Conflict
from portal.tenancy import scope as scopes
from tests import people
from tests.screening import made


def act(client: Client, checklist: Checklist, verb: str) -> None:
    """Press a button of the page as it stands."""
    address = reverse("screening:checklist_act", args=[checklist.public_id, verb])
    assert client.post(address, {"version": checklist.row_version}).status_code == 302


def test_the_portals_checklists_come_in_by_two_people(db: None) -> None:
    editor, reviewer = people.person("editor"), people.person("reviewer")
    released = checklists_load(editor=made.actor(editor), reviewer=made.actor(reviewer))
    assert {row.code for row in released} >= {"general", "eu-customs", "de-fairs", "us-fairs"}
    assert {(row.written_by_id, row.decided_by_id) for row in released} == {(editor.pk, reviewer.pk)}
    assert checklists_load(editor=made.actor(editor), reviewer=made.actor(reviewer)) == []
    with scopes.enter(people.person("handler", center=people.make_center()).scope()):
        assert Checklist.objects.count() == len(released)
        assert not ChecklistItem.objects.filter(source_url="").exists()


def test_nobody_releases_what_they_wrote(db: None, client: Client) -> None:
    editor, reviewer = people.person("editor"), people.person("reviewer")
    waits = made.checklist(editor)
    with scopes.enter(editor.scope()):
        with pytest.raises(Conflict):
            checklists.checklist_move(checklist=waits, verb="release", actor=made.actor(editor))
        for statement in (
            "update screening_checklist set state = 'released', decided_by_id = {me}, decided_at = now() where id = {id}",
            "update screening_checklist set state = 'released', decided_by_id = {other}, decided_at = now() where id = {id}",
            "update screening_checklist set title_zh = '别的' where id = {id}",
            "update screening_checklistitem set level = 'low' where checklist_id = {id}",
            "delete from screening_checklistitem where checklist_id = {id}",
        ):
            with pytest.raises(Error), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement.format(me=editor.pk, other=reviewer.pk, id=waits.pk))
    # Somebody else changes no word of a draft either.
    draft = made.checklist(editor, "draft", propose=False)
    with scopes.enter(reviewer.scope()), pytest.raises(Error), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("update screening_checklistitem set level = 'low' where checklist_id = %s", [draft.pk])
    made.fresh(waits)
    act(people.login(client, reviewer), waits, "release")
    made.fresh(waits)
    assert (waits.state, waits.decided_by_id) == ("released", reviewer.pk)


def test_the_next_version_takes_the_place_of_the_one_in_use(db: None, client: Client) -> None:
    editor, reviewer = people.person("editor"), people.person("reviewer")
    first = made.released(editor, reviewer)
    people.login(client, editor).post(reverse("screening:checklist_copy", args=[first.public_id]))
    with scopes.enter(scopes.system()):
        second = Checklist.objects.get(code="test", version=2)
        assert second.items.count() == 2
    bad = {**made.ITEM, "code": "Bad Code", "read_on": "gestern"}
    answer = client.post(reverse("screening:item_add", args=[second.public_id]), bad)
    assert answer.status_code == 422
    assert "gestern" in answer.content.decode()
    client.post(reverse("screening:item_add", args=[second.public_id]), {**made.ITEM, "code": "third"})
    made.fresh(second)
    act(client, second, "propose")
    made.fresh(second)
    act(people.login(client, reviewer), second, "release")
    made.fresh(first)
    made.fresh(second)
    assert (first.state, second.state) == ("retired", "released")
    with scopes.enter(scopes.system()):
        assert second.items.count() == 3


def test_nobody_releases_a_checklist_that_was_swapped_under_their_eyes(db: None, client: Client) -> None:
    editor, reviewer = people.person("editor"), people.person("reviewer")
    waits = made.checklist(editor)
    page, act = (reverse(f"screening:{name}", args=[waits.public_id, *rest]) for name, rest in (("checklist", []), ("checklist_act", ["release"])))  # fmt: skip
    seen = people.login(client, reviewer).get(page).context["checklist"].row_version
    with scopes.enter(editor.scope()):
        back = checklists.checklist_move(checklist=waits, verb="take_back", actor=made.actor(editor))
        # a question counts as a change of the checklist, whoever runs the statement
        ChecklistItem.objects.filter(checklist=waits, code="mark").update(level="low")
        now = checklists.checklist_move(checklist=waits, verb="propose", actor=made.actor(editor))
        assert (back.row_version, now.row_version) == (seen + 1, seen + 3)
    assert client.post(act, {"version": seen}).status_code == 409
    assert f'name="version" value="{now.row_version}"' in client.get(page).content.decode()
    assert client.post(act, {"version": now.row_version}).status_code == 302
