"""One walk through a fair: training before it, what the rooms say on its pages, and what ends with it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from exhibitions.events.models import Event, SignUp
from exhibitions.events.services.events import Online, event_keep, event_move
from exhibitions.fairs.choices import PostState
from exhibitions.fairs.models import Delegation, Post, Training
from exhibitions.fairs.selectors.training import training_of
from exhibitions.fairs.services.delegations import delegation_open
from exhibitions.fairs.services.posts import digest_of, post_declare
from portal.tenancy import scope as scopes
from tests import people
from tests.fairs.conftest import Room, actor_of
from tests.people import Person

pytestmark = pytest.mark.django_db


def an_event(by: Person, title: str = "参展前培训", *, opened: bool = True, **more: Any) -> Event:
    """Prepare an event of a person's center, and announce it."""
    start = timezone.now() + timedelta(days=2)
    with scopes.enter(by.scope()):
        event = event_keep(
            event=Event(
                kind="training", mode="onsite", venue="会议室", title_zh=title, summary_zh="一句话", starts_at=start,
                ends_at=start + timedelta(hours=2), **more,
            ),
            online=Online(), actor=actor_of(by),
        )  # fmt: skip
        return event_move(event=event, verb="open", actor=actor_of(by)) if opened else event


def came(event: Event, *, enterprise_id: int | None = None, organisation: str = "") -> None:
    """Let somebody have come to an event that is over by now."""
    now = timezone.now()
    with scopes.enter(scopes.system()):
        SignUp.objects.create(
            event=event, center_id=event.center_id, name="学员", organisation=organisation, enterprise_id=enterprise_id,
            via="staff", state="walkin", created_at=now, checked_in_at=now, check_in_by="list",
        )  # fmt: skip
        Event.objects.filter(pk=event.pk).update(starts_at=now - timedelta(hours=3), ends_at=now - timedelta(hours=1))


def test_the_training_of_a_delegation(room: Room, client: Client) -> None:
    delegation = room.delegation()
    firm = room.signed_up(delegation, confirmed=True)
    named, absent = room.entered(delegation, "到场一厂"), room.entered(delegation, "缺席二厂")
    held, coming = an_event(room.handler, "已办的培训"), an_event(room.handler, "将办的培训")
    draft, foreign = an_event(room.handler, "草稿", opened=False), an_event(room.elsewhere, "别处的培训")
    people.login(client, room.handler)
    desk = f"/editorial/fairs/delegations/{delegation.public_id}/"
    page = f"{desk}training/"
    for event in (held, coming, draft):
        assert client.post(page, {"event": str(event.public_id)}).status_code == 302
    for wrong in (str(foreign.public_id), str(held.public_id), "1'", ""):
        assert client.post(page, {"event": wrong}).status_code == 422
    came(held, enterprise_id=firm.enterprise_id)
    came(held, organisation=f" {named.name} ")
    with scopes.enter(room.handler.scope()):
        found = training_of(delegation)
    assert [row.event.pk for row in found.sessions] == [held.pk, coming.pk, draft.pk]
    assert ([row.name for row in found.absent], found.firms, found.reached) == ([absent.name], 3, 2)
    assert found.total.came == 2
    body = client.get(desk).content.decode()
    assert "将办的培训" in body
    assert body.count(absent.name) >= 2
    # a new one is begun from here with the fair's name in its title
    begun = client.get(client.get(page).context["begin_url"])
    assert delegation.edition.fair.name_zh in begun.content.decode()
    # the firm reads what is announced, signs up there, and counts nobody
    own = people.login(Client(), room.owner)
    shown = own.get(f"/fairs/participants/{firm.public_id}/")
    assert [row.event.pk for row in shown.context["sessions"]] == [held.pk, coming.pk]
    assert f"/events/{coming.public_id}/" in shown.content.decode()
    assert own.get(f"/events/{coming.public_id}/").status_code == 200
    # the nation reads it on the delegation's page, another center nothing
    nation = people.login(Client(), room.editor)
    assert "将办的培训" in nation.get(desk).content.decode()
    assert nation.get(page).status_code == 404
    # rows below a delegation keep to its center, whoever writes them
    with scopes.enter(scopes.system()), pytest.raises(IntegrityError), transaction.atomic():
        Training.objects.create(delegation=delegation, event=foreign, center_id=delegation.center_id)
    assert client.post(page, {"remove": str(coming.public_id)}).status_code == 302
    assert client.post(page, {"remove": str(coming.public_id)}).status_code == 404
    with scopes.enter(room.handler.scope()):
        assert Training.objects.filter(delegation=delegation).count() == 2
    assert client.post(f"{desk}do/close/").status_code == 302
    assert client.post(page, {"event": str(coming.public_id)}).status_code == 409


def test_the_pages_of_a_fair_lead_on_to_the_rooms_above(room: Room, client: Client) -> None:
    delegation = room.delegation()
    firm = room.signed_up(delegation, confirmed=True)
    desk, own = f"/editorial/fairs/delegations/{delegation.public_id}/", f"/fairs/participants/{firm.public_id}/"
    people.login(client, room.handler)
    body = client.get(desk).content.decode()
    for address in (
        f"/screening/delegations/{delegation.public_id}/", f"/staff/incidents/?delegation={delegation.public_id}",
        f"/desk/duty/{delegation.public_id}/", "/desk/app/",
    ):  # fmt: skip
        assert f'"{address}' in body
    assert [phase.is_now for phase in client.get(desk).context["phases"]] == [True, False, False]
    for line in (line for phase in client.get(desk).context["phases"] for line in phase.lines if line.url):
        assert line.url.startswith("#") or client.get(line.url).status_code == 200, line
    # the nation is led where it may look, and no further
    nation = people.login(Client(), room.editor)
    lines = [line for phase in nation.get(desk).context["phases"] for line in phase.lines]
    assert all(nation.get(line.url).status_code == 200 for line in lines if line.url)
    assert f'"/desk/duty/{delegation.public_id}/' not in nation.get(desk).content.decode()
    # the firm: its checks and its booth pack, from its list and from the fair's page
    firms = people.login(Client(), room.owner)
    for page in (own, "/fairs/mine/"):
        assert f'"/screening/participants/{firm.public_id}/"' in firms.get(page).content.decode()

    def cost(page: str, who: Client) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert who.get(page).status_code == 200
        return len(queries)

    few = cost("/fairs/mine/", firms)
    another = room.edition(name_zh="另一展会", name_en="Another fair")
    with scopes.enter(room.handler.scope()):
        second = delegation_open(
            delegation=Delegation(name="第二团", contact_name="己", contact_phone="+8657187654321"), edition=another,
            actor=actor_of(room.handler),
        )  # fmt: skip
    room.signed_up(second, confirmed=True)
    assert cost("/fairs/mine/", firms) == few


def test_the_days_of_experts_end_with_the_delegation(room: Room, client: Client) -> None:
    delegation = room.delegation()
    firm = room.entered(delegation)
    post = room.asked(delegation)
    with scopes.enter(room.expert.scope()):
        row = Post.objects.select_related("delegation").get(pk=post.pk)
        post_declare(post=row, actor=actor_of(room.expert), takes=True, words="", seen=digest_of(row.disclosed))
    expert = people.login(Client(), room.expert)
    page = f"/fairs/participants/{firm.public_id}/"
    assert expert.get(page).status_code == 200
    # the database does not let a delegation close over a duty, by whatever code
    with scopes.enter(room.handler.scope()), pytest.raises(IntegrityError, match="end first"), transaction.atomic():
        Delegation.objects.filter(pk=delegation.pk).update(state="closed")
    people.login(client, room.handler)
    desk = f"/editorial/fairs/delegations/{delegation.public_id}/"
    assert client.post(f"{desk}do/close/").status_code == 302
    assert expert.get(page).status_code == 404
    with scopes.enter(room.handler.scope()):
        ended = Post.objects.get(pk=post.pk)
        assert (ended.state, ended.ended_at is not None) == (PostState.ENDED, True)
        # nor ask anybody for one that is not open
        ended.pk, ended.state, ended.ended_at, ended.declared_at = None, "proposed", None, None
        with pytest.raises(IntegrityError, match="not open"), transaction.atomic():
            ended.save(force_insert=True)
    # opened again, the expert is asked anew
    assert client.post(f"{desk}do/reopen/").status_code == 302
    assert expert.get(page).status_code == 404
