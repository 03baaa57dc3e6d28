"""Seats: given one by one, handed on in turn, counted by the database, and told to their people alone."""

from __future__ import annotations

import threading
from collections import Counter
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, connection, connections, transaction
from django.test import Client

from exhibitions.events import links
from exhibitions.events.models import Event
from exhibitions.events.selectors import events_counted
from exhibitions.events.selectors.people import seen
from exhibitions.events.services import people
from exhibitions.events.services.events import Online, event_keep, event_move
from exhibitions.events.services.telling import reminders_send
from portal.notices.models import Delivery, Notice
from portal.tenancy import scope as scopes
from tests import people as persons
from tests.events.conftest import ADDRESS, Room, link_in, mails, rows, work_off
from tests.publishing.made import actor_of
from tests.smtp import Server

WAYS = {"name": "王小明", "organisation": "演示公司", "phone": "", "province": "440000", "language": "zh-hans"}


@pytest.mark.django_db(transaction=True)
def test_twenty_people_at_once_for_the_last_seat(room: Room) -> None:
    event = room.event(capacity=1)
    keys = [room.asked(event, f"p{n}@example.com") for n in range(20)]
    start = threading.Barrier(len(keys))
    outcomes: list[str | None] = []

    def confirm(key: UUID) -> None:
        try:
            start.wait()
            with scopes.enter(scopes.login()):
                done = people.signup_confirm(key=key)
                outcomes.append(done and done[0])
        finally:
            connections["default"].close()

    threads = [threading.Thread(target=confirm, args=(key,)) for key in keys]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Counter(outcomes) == {"confirmed": 1, "waiting": 19}
    assert Counter(room.states(event)) == {"confirmed": 1, "waiting": 19}
    assert rows("select taken, queued from events_event where id = %s", event.pk) == [(1, 19)]
    ahead = []
    with scopes.enter(scopes.login()):
        ahead = [place.ahead for key in keys if (place := seen(key)) and place.ahead is not None]
    assert sorted(ahead) == list(range(19))


def test_who_waited_longest_moves_up_and_nobody_twice(room: Room) -> None:
    event = room.event(capacity=1)
    first, second, third = (room.signed(event, f"{name}@example.com") for name in "abc")
    assert room.states(event) == ["confirmed", "waiting", "waiting"]
    with scopes.enter(scopes.login()):
        assert people.signup_leave(key=first)
        assert not people.signup_leave(key=first)
        assert people.signup_confirm(key=second) == ("confirmed", second)
    assert room.states(event) == ["cancelled", "confirmed", "waiting"]
    moved = [mail for mail in mails(template="place") if mail["context"]["what"] == "moved"]
    assert [mail["to"] for mail in moved] == [["b@example.com"]]
    # A larger hall lets the next one in; a smaller one than is taken is refused.
    with scopes.enter(room.staff.scope()):
        now = Event.objects.get(pk=event.pk)
        now.capacity = 2
        event_keep(event=now, online=Online(), actor=actor_of(room.staff))
        now = Event.objects.get(pk=event.pk)
        now.capacity = 1
        with pytest.raises(ValidationError):
            event_keep(event=now, online=Online(), actor=actor_of(room.staff))
        [(_event, counts)] = events_counted([event.pk])
    assert room.states(event) == ["cancelled", "confirmed", "confirmed"]
    assert (counts.signed, counts.seats, counts.cancelled) == (3, 2, 1)
    # Without a waiting list the last one gets nothing.
    closed = room.event(capacity=1, has_queue=False)
    keys = [room.asked(closed, f"{name}@example.com") for name in "xy"]
    with scopes.enter(scopes.login()):
        assert [done and done[0] for key in keys for done in [people.signup_confirm(key=key)]] == ["confirmed", "full"]
        assert people.signup_ask(event=closed.public_id, email="z@example.com", given=people.Given("z")) == "full"
    assert seen_as_public(third).state == "confirmed"


def seen_as_public(key: UUID) -> Any:
    with scopes.enter(scopes.login()):
        return seen(key)


def test_the_database_gives_no_seat_by_hand(room: Room) -> None:
    event = room.event(capacity=1)
    held = room.signed(event, "a@example.com")
    waits = room.signed(event, "b@example.com")
    # There would be room, so that nothing but the guard stands in the way.
    rows("update events_event set capacity = 2 where id = %s", event.pk)
    attempts = (
        (room.staff.scope(), "update events_signup set state = 'confirmed' where id = %s", room.row(waits).pk),
        (room.staff.scope(), "update events_event set taken = 0 where id = %s", event.pk),
        (scopes.system(), "update events_event set taken = 0 where id = %s", event.pk),
        (
            scopes.system(),
            "update events_signup set state = 'confirmed', seated_at = now() where id = %s",
            room.row(waits).pk,
        ),
        (scopes.system(), "update events_signup set passed_at = now() where id = %s", room.row(held).pk),
        (scopes.system(), "update events_event set state = 'held' where id = %s", event.pk),
        (scopes.system(), "delete from events_event where id = %s", event.pk),
        (room.stranger.scope(), "select event_vacate(id, true) from events_signup where id = %s", room.row(held).pk),
    )
    for scope, statement, value in attempts:
        try:
            with scopes.enter(scope), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement, [value])
        except DatabaseError:
            continue
        assert room.states(event) == ["confirmed", "waiting"], statement
    assert room.states(event) == ["confirmed", "waiting"]
    # A stranger's staff reach a sign-up of this center neither by row nor by number.
    with scopes.enter(room.stranger.scope()), connection.cursor() as cursor:
        cursor.execute("select count(*) from events_signup")
        assert cursor.fetchone() == (0,)
        for call in ("event_vacate(%s, true)", "event_seat(%s)"):
            cursor.execute(f"select {call}", [room.row(held).pk])
            assert cursor.fetchone()[0] in (None, False)
    full = room.event(capacity=2)
    for name in "cd":
        room.signed(full, f"{name}@example.com")
    with pytest.raises(IntegrityError), scopes.enter(scopes.system()), transaction.atomic():
        Event.objects.filter(pk=full.pk).update(capacity=1)


def test_the_publics_log_in_reads_no_person_and_no_joining_address(room: Room) -> None:
    event = room.event(url=ADDRESS)
    draft = room.event(opened=False)
    clients = room.event(audience="clients")
    key = room.signed(event, "secret-person@example.com")
    hidden = ("signup", "signupkey", "joining", "question", "attempt", "certificate", "feedback")
    for who in (None, room.staff.pk, persons.person("owner").pk):
        with scopes.enter(scopes.login(who)), connection.cursor() as cursor:
            for table in hidden:
                with pytest.raises(DatabaseError), transaction.atomic():
                    cursor.execute(f"select * from events_{table}")
            cursor.execute("select to_jsonb(e)::text from events_event e")
            shown = " ".join(row[0] for row in cursor.fetchall())
        assert "secret" not in shown
        assert str(event.public_id) in shown
        assert str(draft.public_id) not in shown
        assert str(clients.public_id) not in shown
    # The link shows its own person's matter and nobody else's.
    room.signed(event, "other@example.com")
    with scopes.enter(scopes.login()), connection.cursor() as cursor:
        cursor.execute("select event_read(%s)::text", [key])
        told = cursor.fetchone()[0]
    assert ADDRESS in told
    assert "other" not in told
    waiting = room.signed(event, "late@example.com")
    assert seen_as_public(waiting).joining is None


def test_a_centers_staff_read_no_key_of_a_sign_up(room: Room) -> None:
    event = room.event()
    key = room.signed(event, "a@example.com")
    signup = room.row(key).pk
    for scope in (room.staff.scope(), room.analyst.scope()):
        with scopes.enter(scope), connection.cursor() as cursor:
            cursor.execute("select to_jsonb(s)::text from events_signup s")
            told = cursor.fetchall()
            assert len(told) == 1
            assert str(key) not in told[0][0]
            for statement in (
                "select key from events_signupkey", f"select event_key({signup})", f"select event_read('{key}')",
                "select payload from notices_outboxevent where topic = 'mail'",
            ):  # fmt: skip
                with pytest.raises(DatabaseError), transaction.atomic():
                    cursor.execute(statement)


def test_what_a_stranger_asks_in_somebodys_name_counts_for_nobody_else(room: Room) -> None:
    event = room.event()
    own = room.asked(event, "mine@example.com")
    with scopes.enter(scopes.login()):
        given = people.Given("陌生人改的名字", organisation="不相干公司")
        assert people.signup_ask(event=event.public_id, email="MINE@example.com", given=given) == "asked"
    # the address gets a link for each, and the row says what was said first
    forged = UUID(mails(template="confirm")[-1]["context"]["key"])
    assert forged != own
    assert rows("select name, organisation from events_signup") == [("mine", "")]
    assert (seen_as_public(own).name, seen_as_public(forged).name) == ("mine", "陌生人改的名字")
    # neither opens the own page's deeds before it is confirmed
    with scopes.enter(scopes.login()):
        assert not people.signup_leave(key=own)
        done = people.signup_confirm(key=own)
        assert done is not None
        assert people.signup_confirm(key=forged) == done
    assert rows("select name, organisation, state from events_signup") == [("mine", "", "confirmed")]
    assert seen_as_public(forged).name == "mine"
    assert rows("select count(*) from events_signupkey where asked ? 'name'") == [(0,)]
    # whoever reads the mails of the address confirms their own words, whoever asked first
    room.asked(event, "late@example.com")
    with scopes.enter(scopes.login()):
        people.signup_ask(event=event.public_id, email="late@example.com", given=people.Given("我自己"))
        people.signup_confirm(key=UUID(mails(template="confirm")[-1]["context"]["key"]))
    assert rows("select name from events_signup where email = 'late@example.com'") == [("我自己",)]


def test_from_the_form_to_the_seat_by_two_steps(room: Room, client: Client, server: Server) -> None:
    event = room.event()
    page = f"/events/{event.public_id}/sign-up/"
    wrong = client.post(page, {**WAYS, "email": "no address"})
    assert (wrong.status_code, list(wrong.context["form"].errors)) == (422, ["email"])
    assert "王小明" in wrong.content.decode()
    for _again in range(2):
        assert client.post(page, {**WAYS, "email": "new@example.com"})["Location"] == "/events/asked/"
    assert room.states(event) == ["pending"]
    work_off()
    confirm = link_in(server.mails("new@example.com")[-1], "confirm")
    # A scanner that opens the link confirms nothing.
    assert "王小明" in client.get(confirm).content.decode()
    assert room.states(event) == ["pending"]
    answer = client.post(confirm)
    assert room.states(event) == ["confirmed"]
    own = client.get(answer["Location"])
    assert own.context["seen"].has_seat
    assert client.get(f"{answer['Location']}calendar.ics").content.startswith(b"BEGIN:VCALENDAR")
    # Asked once more, the same person gets the link to their page; the answer is the same.
    assert client.post(page, {**WAYS, "email": "new@example.com"})["Location"] == "/events/asked/"
    work_off()
    assert link_in(server.mails("new@example.com")[-1], "own").startswith("/events/own/")
    assert room.states(event) == ["confirmed"]
    key = links.key_of(links.OWN, answer["Location"].split("/")[3])
    assert key is not None
    # Links fit their purpose.
    assert client.get(f"/events/own/{links.token(links.CONFIRM, key)}/").status_code == 410
    assert client.get(f"/events/confirm/{links.token(links.OWN, key)}/").status_code == 410
    assert client.post(answer["Location"], {"deed": "leave"}).status_code == 302
    assert room.states(event) == ["cancelled"]


def test_with_an_account_in_one_step(room: Room, client: Client) -> None:
    enterprise = persons.make_enterprise("客户公司", registered_center=room.staff.center)
    owner = persons.person("owner", enterprise=enterprise)
    stranger = persons.person("owner", enterprise=persons.make_enterprise("别家公司"))
    event = room.event(audience="clients")
    page = f"/events/{event.public_id}/sign-up/"
    assert client.get(page).status_code == 404
    assert persons.login(Client(), stranger).get(page).status_code == 404
    persons.login(client, owner)
    assert "客户公司" in client.get(page).content.decode()
    answer = client.post(page, WAYS)
    assert answer.status_code == 302
    assert "/events/own/" in answer["Location"]
    assert rows("select state, user_id, enterprise_id from events_signup") == [
        ("confirmed", owner.pk, enterprise.pk)
    ]  # fmt: skip
    # Who is in is led to the own page; the link is signed anew each second.
    assert client.get(page)["Location"].startswith("/events/own/")
    assert "展前培训" in client.get("/events/mine/").content.decode()
    assert "展前培训" not in persons.login(Client(), stranger).get("/events/mine/").content.decode()
    # what becomes of it stands under the bell too, and is mailed once
    with scopes.enter(room.staff.scope()):
        event_move(event=event, verb="cancel", actor=actor_of(room.staff), reason="场地停电")
    work_off("events.follow", "notice")
    assert len(mails(template="change")) == 1
    with scopes.enter(scopes.system()):
        told = Notice.objects.get(user_id=owner.pk, template="events/told")
        assert "key" not in told.context
        assert Delivery.objects.get(event_id=told.event_id, channel="email").state == "skipped"
    assert "已取消：展前培训" in client.get("/notices/").content.decode()


def test_people_are_reminded_once_and_told_of_changes(room: Room) -> None:
    event = room.event(capacity=5)
    for name in "ab":
        room.signed(event, f"{name}@example.com")
    rows("update events_signup set seated_at = now() - interval '20 days'")
    with scopes.enter(scopes.system()):
        assert reminders_send() == 0
        room.shift(event, days=-5)
        assert (reminders_send(), reminders_send()) == (2, 0)
        room.shift(event, days=-1, hours=-12)
        assert (reminders_send(), reminders_send()) == (2, 0)
    assert [mail["context"]["days"] for mail in mails(template="reminder")] == [3, 3, 1, 1]
    late = room.signed(event, "late@example.com")
    with scopes.enter(scopes.system()):
        assert reminders_send() == 0
    work_off("mail")
    with scopes.enter(room.staff.scope()):
        now = Event.objects.get(pk=event.pk)
        now.summary_zh = "换一句话"
        assert event_keep(event=now, online=Online(), actor=actor_of(room.staff)).sequence == 0
    work_off("events.follow")
    assert mails(template="change") == []
    with scopes.enter(room.staff.scope()):
        now = Event.objects.get(pk=event.pk)
        now.starts_at += timedelta(days=2)
        now.ends_at += timedelta(days=2)
        assert event_keep(event=now, online=Online(), actor=actor_of(room.staff)).sequence == 1
    work_off("events.follow")
    assert {mail["context"]["what"] for mail in mails(template="change")} == {"changed"}
    with scopes.enter(room.staff.scope()):
        event_move(event=event, verb="cancel", actor=actor_of(room.staff), reason="场地停电")
    work_off("events.follow")
    told = [mail for mail in mails(template="change") if mail["context"]["what"] == "cancelled"]
    assert (len(told), told[0]["context"]["reason"]) == (3, "场地停电")
    assert seen_as_public(late).event.cancel_reason == "场地停电"
