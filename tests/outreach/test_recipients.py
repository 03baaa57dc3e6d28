"""Who is written to: released by another, once per office and edition, until the office says stop."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.test import Client

from alerts.outreach.choices import Standing
from alerts.outreach.models import Mailing, Recipient
from alerts.outreach.services.offices import recipient_move
from alerts.outreach.services.spreading import edition_spread, mailings_settle
from alerts.publishing.choices import Kind
from alerts.publishing.filters import Wanted
from portal.notices.models import OutboxEvent
from portal.policy.conflict import Conflict
from portal.tenancy import scope as scopes
from tests import people
from tests.outreach.conftest import OFFICE, Room, post
from tests.publishing.conftest import Desk, desk
from tests.publishing.made import actor_of
from tests.subscriptions.test_sending import again, retract

__all__ = ["desk"]
pytestmark = pytest.mark.django_db


def spread(edition: Any) -> int:
    with scopes.enter(scopes.system()):
        return edition_spread(edition_id=edition.pk)


def test_nobody_releases_what_they_prepared_by_any_path(room: Room, client: Client) -> None:
    entry = room.prepared(room.office())
    assert room.coordinator.user is not None
    people.add_role(room.coordinator.user, people.national_center(), "reviewer")
    address = f"/editorial/outreach/recipients/{entry.public_id}/do/release/"
    assert people.login(client, room.coordinator).post(address).status_code == 409
    statements = (
        # in one's own name; in another's; as released from the beginning; by nobody
        f"update outreach_recipient set state = 'released', decided_at = now(), decided_by_id = {room.coordinator.pk}",
        f"update outreach_recipient set state = 'released', decided_at = now(), decided_by_id = {room.reviewer.pk}",
        "update outreach_recipient set state = 'released'",
        "update outreach_recipient set email = 'other@chamber.test'",
        f"update outreach_recipient set prepared_by_id = {room.reviewer.pk}",
    )
    for scope in (room.coordinator.scope(), scopes.system(room.coordinator.pk)):
        for statement in statements:
            with (
                scopes.enter(scope),
                pytest.raises(IntegrityError),
                transaction.atomic(),
                connection.cursor() as cursor,
            ):
                cursor.execute(statement)
    with scopes.enter(room.reviewer.scope()):
        recipient_move(entry=entry, verb="release", actor=actor_of(room.reviewer))
        # what was released keeps its address
        with pytest.raises(IntegrityError), transaction.atomic():
            Recipient.objects.filter(pk=entry.pk).update(email="other@chamber.test")
    # whoever receives mail in bulk is no center's to see
    with scopes.enter(room.overseas.scope()), pytest.raises(ProgrammingError), transaction.atomic():
        Recipient.objects.count()


def test_one_mail_per_office_and_edition_that_it_wants(room: Room, desk: Desk, client: Client) -> None:
    english = room.office()
    chinese = room.office(name_zh="另一家演示商会", language="zh-hans", email="zh@chamber.test", country="JP")
    room.listed(english, Wanted(countries=("US",)))
    room.listed(chinese, Wanted(kinds=("law",)))
    waiting = room.office(name_zh="第三家演示商会", email="third@chamber.test", country="FR")
    room.prepared(waiting)
    edition = desk.out(countries=["US"])
    with scopes.enter(scopes.system()):
        asked = OutboxEvent.objects.get(topic="outreach.spread")
    assert asked.payload == {"edition_id": edition.pk}
    assert spread(edition) == 1
    assert spread(edition) == 0
    law = desk.out(Kind.LAW, "jp-law", countries=["JP"])
    assert spread(law) == 1
    with scopes.enter(scopes.system()):
        events = list(OutboxEvent.objects.filter(pk__in=Mailing.objects.values("event")).order_by("id"))
    for event in events:
        post(event.pk)
    first, second = mail.outbox
    assert (first.to, second.to) == ([english.email], [chinese.email])
    assert first.subject == "Trademark fees change in the United States"
    assert "美国商标费用调整" in second.body
    page = people.login(client, room.reviewer).get("/editorial/outreach/mailings/")
    assert [row.state for row, _address in page.context["rows"]] == ["sent", "sent"]
    # what became of a mail outlasts the outbox
    with scopes.enter(scopes.system()):
        assert (mailings_settle(), mailings_settle()) == (2, 0)
        OutboxEvent.objects.filter(pk__in=[event.pk for event in events]).delete()
    page = client.get("/editorial/outreach/mailings/")
    assert [row.state for row, _address in page.context["rows"]] == ["sent", "sent"]
    with scopes.enter(room.reviewer.scope()):
        entry = Recipient.objects.get(office=english)
    assert f"/outreach/stop/{entry.key}/" in str(first.body)
    # the mail program may end it by itself (RFC 8058)
    assert first.extra_headers["List-Unsubscribe"] == f"<http://localhost:8000/outreach/stop/{entry.key}/>"
    assert first.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    # the link asks before it ends anything; the next edition goes out to nobody
    client.logout()
    stop = f"/outreach/stop/{entry.key}/"
    assert client.get(stop).status_code == 200
    with scopes.enter(room.reviewer.scope()):
        assert Recipient.objects.get(pk=entry.pk).state == Standing.RELEASED
    program = Client(enforce_csrf_checks=True)
    for _again in range(2):
        answer = program.post(stop, {"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200
        assert answer.context["ended"]
    with scopes.enter(room.reviewer.scope()):
        assert Recipient.objects.get(pk=entry.pk).end_reason == "office"
    assert spread(desk.out(slug="us-again", countries=["US"])) == 0
    assert client.get("/outreach/stop/00000000-0000-4000-8000-000000000000/").status_code == 404
    # who puts the office on the list again is told so, and so is the second person
    add = people.login(client, room.coordinator).get(f"/editorial/outreach/offices/{english.public_id}/recipient/")
    assert add.context["note"]


def test_who_got_it_hears_of_its_correction_and_its_retraction_once(room: Room, desk: Desk) -> None:
    got, late, left = (
        room.office(name_zh=f"演示商会{number}", email=f"{number}@chamber.test", country=code)
        for number, code in enumerate(("DE", "JP", "FR"))
    )
    entries = [room.listed(office, Wanted(countries=("US",))) for office in (got, left)]
    edition = desk.out(countries=["US"])
    assert spread(edition) == 2
    with scopes.enter(room.reviewer.scope()):
        recipient_move(entry=entries[1], verb="end", actor=actor_of(room.reviewer), reason="不再需要")
    room.listed(late, Wanted(countries=("US",)))
    # it is about another country now; who got it hears of that, who asks for the old one no more does
    changed = again(desk, edition, countries=["DE"])
    assert (spread(changed), spread(changed)) == (1, 0)
    assert spread(edition) == 0
    with scopes.enter(scopes.system()):
        assert edition_spread(edition_id=changed.pk, is_retraction=True) == 0
    retract(changed)
    with scopes.enter(scopes.system()):
        asked = OutboxEvent.objects.filter(topic="outreach.spread").latest("id")
        assert asked.payload == {"edition_id": changed.pk, "retraction": True}
    post(asked.pk)
    with scopes.enter(scopes.system()):
        assert edition_spread(edition_id=changed.pk, is_retraction=True) == 0
        found = Mailing.objects.filter(office=got).order_by("id")
        assert [(row.edition_id, row.is_retraction) for row in found] == [
            (edition.pk, False), (changed.pk, False), (changed.pk, True),
        ]  # fmt: skip
        assert not Mailing.objects.filter(office=late).exists()
        assert Mailing.objects.filter(office=left).count() == 1
        events = [row.event for row in found]
    for event in events:
        post(event)
    _first, second, third = mail.outbox
    assert second.subject.startswith("Updated")
    assert "改正了日期。" in second.body or "corrected" in second.body
    assert third.subject.startswith("Retracted")
    assert "The figure was wrong." in third.body
    assert "List-Unsubscribe" in third.extra_headers


def test_a_newer_entry_replaces_the_older_and_a_center_item_stays_at_home(room: Room, desk: Desk) -> None:
    office = room.office()
    old = room.listed(office)
    item = desk.begin(desk.handler, Kind.NEWS, "at-home")
    desk.submit(item, desk.handler)
    desk.approve(item, desk.supervisor)
    local = desk.publish(item)
    assert local is not None
    assert spread(local) == 0
    new = room.listed(office, Wanted(kinds=("law",)))
    with scopes.enter(room.reviewer.scope()):
        assert Recipient.objects.get(pk=old.pk).end_reason == "replaced"
        with pytest.raises(Conflict):
            recipient_move(entry=old, verb="release", actor=actor_of(room.reviewer))
        ended = recipient_move(entry=new, verb="end", actor=actor_of(room.reviewer), reason="地址失效")
    assert (ended.state, ended.reason) == ("ended", "地址失效")
    assert spread(desk.out(Kind.LAW, "de-law")) == 0


def test_the_register_is_kept_where_it_belongs(room: Room, client: Client) -> None:
    people.login(client, room.overseas)
    body = OFFICE | {"is_active": "on"}
    refused = client.post("/editorial/outreach/offices/add/", body | {"country": "JP"})
    assert refused.status_code == 422
    assert "country" in refused.context["form"].errors
    assert client.post("/editorial/outreach/offices/add/", body | {"email": "no address"}).status_code == 422
    assert client.post("/editorial/outreach/offices/add/", body).status_code == 302
    # a name stands once in a country
    assert client.post("/editorial/outreach/offices/add/", body).status_code == 422
    theirs = room.office(name_zh="国家中心记录的商会")
    assert (
        theirs.name in client.get("/editorial/outreach/").text
        or theirs.name_en in client.get("/editorial/outreach/").text
    )
    # seen, because it is in the center's country, and not the center's to change
    assert client.get(f"/editorial/outreach/offices/{theirs.public_id}/change/").status_code == 404
    elsewhere = room.office(name_zh="日本的商会", country="JP")
    assert client.get(f"/editorial/outreach/offices/{elsewhere.public_id}/").status_code == 404
    people.login(client, room.local)
    assert client.post("/editorial/outreach/offices/add/", body).status_code == 409
    assert not client.get("/editorial/outreach/").context["page"].rows
