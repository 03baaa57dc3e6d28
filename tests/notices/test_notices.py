"""From `notify` to the bell and the mail server: who is told, once, in their language, the way they want."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.embedded.postgres import free_port
from portal.notices import delivering, fanout, relay, tasks, topics, work
from portal.notices.models import Delivery, Notice, NoticePreference, OutboxEvent
from portal.notices.notify import mail, notify
from portal.notices.registry import Later, Recipient, Work, recipients
from portal.tenancy import scope as scopes
from tests import people
from tests.notices.conftest import event
from tests.smtp import Server, serving

if "tests/told" not in topics.all_templates():
    topics.topic("tests", "Tests")
    topics.topic("tests_locked", "Locked tests", locked=True)
    topics.template("tests/told", topic="tests")
    topics.template("tests/locked", topic="tests_locked")
    topics.template("tests/bare", topic=None)

    @recipients("tests_people")
    def named_people(*, user_ids: list[int], seat: str) -> Iterator[Recipient]:
        yield from (Recipient(user_id, seat) for user_id in user_ids)


@pytest.fixture(autouse=True)
def templates(settings: Any, tmp_path: Any) -> None:
    """Templates of these tests, found like those of an app."""
    for name in ("told", "locked", "bare"):
        folder = tmp_path / "templates" / "email" / "tests"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{name}.subject.txt").write_text("About {{ what }} & {{ place }}\n")
        (folder / f"{name}.txt").write_text(
            '{% extends "email/base.txt" %}{% block body %}{{ what }} at {{ seen_on|table_date }}{% endblock %}'
        )
        (folder / f"{name}.html").write_text(
            '{% extends "email/base.html" %}{% block body %}<p>{{ what }}</p>{% endblock %}'
        )
    engine = dict(settings.TEMPLATES[0])
    settings.TEMPLATES = [engine | {"DIRS": [*engine["DIRS"], tmp_path / "templates"]}, *settings.TEMPLATES[1:]]


CONTEXT = {"what": "<b>A&B</b>", "place": {"zh": "杭州", "en": "Hangzhou"}, "seen_on": "2026-11-22"}


def told(**options: Any) -> UUID:
    """Notify in the system scope."""
    values: dict[str, Any] = {"template": "tests/told", "context": CONTEXT, "link": "/cases/1/"} | options
    with scopes.enter(scopes.system()):
        return notify(values.pop("template"), **values)


def run(event_id: UUID) -> Work:
    """Do the work of one event in this process, as the worker does."""
    for queue in relay.ROOM:
        relay.claim(queue, 100)
    started = work.start(event_id)
    assert started is not None
    tasks._run(started)
    return started


def spread(event_id: UUID) -> list[UUID]:
    """Spread a notice and return the events that will send it."""
    run(event_id)
    with scopes.enter(scopes.system()):
        return list(
            OutboxEvent.objects.filter(topic="notice.deliver", payload__event=str(event_id)).values_list(
                "id", flat=True
            )
        )


def notices(user_id: int) -> list[Notice]:
    with scopes.enter(scopes.system()):
        return list(Notice.objects.filter(user_id=user_id))


def deliveries(event_id: UUID) -> dict[tuple[str, str], str]:
    with scopes.enter(scopes.system()):
        rows = Delivery.objects.filter(event_id=event_id)
        return {(row.recipient, row.channel): row.state for row in rows}


@pytest.mark.django_db(transaction=True)
class TestSpread:
    def test_role_users_and_resolver_are_told_once_each_in_the_right_seat(self) -> None:
        center = people.make_center()
        supervisor = people.person("supervisor", center=center)
        other = people.person("supervisor")
        named, resolved = people.person("owner"), people.person("expert")
        event_id = told(
            users=[named.pk],
            seat=named.seat_key,
            role=["supervisor", "intake"],
            center_id=center.pk,
            resolver="tests_people",
            arguments={"user_ids": [resolved.pk, named.pk], "seat": "expert"},
        )
        [sending] = spread(event_id)
        assert {
            who.pk: [notice.seat for notice in notices(who.pk)] for who in (supervisor, named, resolved, other)
        } == {
            supervisor.pk: [f"center:{center.pk}"],
            named.pk: [named.seat_key],
            resolved.pk: ["expert"],
            other.pk: [],
        }
        assert len(event(sending).payload["deliveries"]) == 3

    def test_spreading_twice_changes_nothing(self) -> None:
        who = people.person("owner")
        event_id = told(users=[who.pk])
        started = run(event_id)
        with scopes.enter(scopes.system()):
            fanout.spread_notice(started)
        assert len(notices(who.pk)) == 1
        assert len(deliveries(event_id)) == 2

    def test_the_doer_is_told_only_when_asked_for(self) -> None:
        who = people.person("owner")
        for include, expected in ((False, 0), (True, 1)):
            with scopes.enter(who.scope()):
                event_id = notify("tests/told", context=CONTEXT, link="/", users=[who.pk], include_actor=include)
            spread(event_id)
            assert len(notices(who.pk)) == expected

    def test_preferences_are_kept_and_what_was_not_wanted_is_on_record(self) -> None:
        who = people.person("owner")
        with scopes.enter(who.scope()):
            NoticePreference.objects.create(user_id=who.pk, topic="tests", channel="email", wanted=False)
            NoticePreference.objects.create(user_id=who.pk, topic="tests_locked", channel="email", wanted=False)
            NoticePreference.objects.create(user_id=who.pk, topic="tests_locked", channel="site", wanted=False)
        quiet = told(users=[who.pk])
        assert spread(quiet) == []
        assert deliveries(quiet) == {(str(who.pk), "site"): "sent", (str(who.pk), "email"): "skipped"}
        loud = told(template="tests/locked", users=[who.pk])
        assert len(spread(loud)) == 1, "what is locked reaches everybody"
        assert len(notices(who.pk)) == 2

    def test_a_closed_account_gets_nothing(self) -> None:
        who = people.person("owner")
        assert who.user is not None
        with scopes.enter(scopes.system()):
            who.user.is_active = False
            who.user.save()
        event_id = told(users=[who.pk])
        assert spread(event_id) == []
        assert deliveries(event_id) == {}

    def test_many_people_cost_no_more_statements(self) -> None:
        def cost(count: int) -> int:
            users = [people.make_user().pk for _ in range(count)]
            event_id = told(users=users)
            with CaptureQueriesContext(connection) as seen:
                spread(event_id)
            return len(seen)

        assert cost(5) == cost(40)

    def test_large_crowds_are_sent_in_chunks(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(fanout, "CHUNK", 2)
        users = [people.make_user().pk for _ in range(5)]
        assert sorted(len(event(one).payload["deliveries"]) for one in spread(told(users=users))) == [1, 2, 2]

    def test_mistakes_of_the_caller_show_at_once(self) -> None:
        with pytest.raises(LookupError):
            told(template="no/such", users=[1])
        with pytest.raises(LookupError):
            told(template="tests/bare", users=[1])
        with pytest.raises(LookupError):
            told(resolver="nobody_knows")
        for link in ("https://elsewhere.example/", "//elsewhere.example/", "cases/1/"):
            with pytest.raises(ValueError, match="path of this portal"):
                told(link=link, users=[1])


@pytest.fixture
def server(settings: Any) -> Iterator[Server]:
    with serving(settings) as running:
        yield running


@pytest.mark.django_db(transaction=True)
class TestSending:
    def test_each_reads_it_in_their_language_as_text_and_html(self, server: Server) -> None:
        chinese, english = people.make_user(), people.make_user(language="en")
        event_id = told(users=[chinese.pk, english.pk])
        [sending] = spread(event_id)
        run(sending)
        from email import message_from_bytes, policy

        mails = {to: message_from_bytes(content, policy=policy.default) for to, content in server.received}
        assert str(mails[chinese.email]["Subject"]) == "About <b>A&B</b> & 杭州"
        assert str(mails[english.email]["Subject"]) == "About <b>A&B</b> & Hangzhou"
        body = mails[english.email]
        plain = body.get_body(("plain",)).get_content()  # type: ignore[union-attr]
        html = body.get_body(("html",)).get_content()  # type: ignore[union-attr]
        assert "<b>A&B</b> at 2026-11-22" in plain
        assert "&lt;b&gt;A&amp;B&lt;/b&gt;" in html
        assert "智南门户" in mails[chinese.email].get_body(("html",)).get_content()  # type: ignore[union-attr]
        assert "智南门户" not in html + plain
        [notice] = notices(english.pk)
        assert f"/notices/{notice.id}/open/" in plain
        assert set(deliveries(event_id).values()) == {"sent"}

    def test_the_same_delivery_has_the_same_message_id_after_a_crash(self, server: Server) -> None:
        user = people.make_user()
        event_id = told(users=[user.pk])
        [sending] = spread(event_id)
        started = run(sending)
        with scopes.enter(scopes.system()):
            # what a worker leaves that died between the server's receipt and its own note of it
            Delivery.objects.filter(event_id=event_id, channel="email").update(state="sending")
        delivering.deliver(started, "email", [UUID(one) for one in started.payload["deliveries"]])
        ids = {
            line for _, content in server.received for line in content.splitlines() if line.startswith(b"Message-ID")
        }
        assert len(server.received) == 2
        assert len(ids) == 1
        delivering.deliver(started, "email", [UUID(one) for one in started.payload["deliveries"]])
        assert len(server.received) == 2, "what is noted as sent is not sent again"

    def test_a_refused_address_spares_the_others_and_is_no_poison(self, server: Server) -> None:
        gone, there = people.make_user(), people.make_user()
        server.answers[gone.email] = "550 No such user"
        event_id = told(users=[gone.pk, there.pk])
        [sending] = spread(event_id)
        run(sending)
        assert event(sending).state == "done"
        found = deliveries(event_id)
        assert (found[str(gone.pk), "email"], found[str(there.pk), "email"]) == ("failed", "sent")
        with scopes.enter(scopes.system()):
            assert Delivery.objects.get(recipient=str(gone.pk), channel="email").last_error == "refused with 550"

    def test_a_busy_server_is_asked_later(self, server: Server) -> None:
        user = people.make_user()
        server.answers["data"] = "451 Come back later"
        event_id = told(users=[user.pk])
        [sending] = spread(event_id)
        with pytest.raises(Later, match="451"):
            run(sending)
        assert deliveries(event_id)[str(user.pk), "email"] == "queued"

    def test_a_dead_server_is_asked_once_and_the_rest_wait(self, server: Server, settings: Any) -> None:
        settings.EMAIL_PORT = free_port()
        events = [spread(told(users=[people.make_user().pk]))[0] for _ in range(2)]
        with pytest.raises(Later, match="does not answer"):
            run(events[0])
        with pytest.raises(Later, match="a moment ago"):
            run(events[1])

    def test_a_message_that_cannot_be_written_spares_the_others(
        self, server: Server, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        broken, whole = people.make_user(language="en"), people.make_user()
        event_id = told(users=[broken.pk, whole.pk])
        from portal.notices import wording

        original = wording.message

        def fail_in_english(template: str, context: Any, language: str, **links: str) -> wording.Message:
            if language == "en":
                raise RuntimeError("a broken template")
            return original(template, context, language, **links)

        monkeypatch.setattr(wording, "message", fail_in_english)
        [sending] = spread(event_id)
        with pytest.raises(RuntimeError):
            run(sending)
        found = deliveries(event_id)
        assert (found[str(broken.pk), "email"], found[str(whole.pk), "email"]) == ("queued", "sent")

    def test_a_mail_to_a_bare_address_forgets_its_secret(self, server: Server) -> None:
        with scopes.enter(scopes.login()):
            event_id = mail("tests/bare", to=["new@example.com", "new@example.com"], language="en", context=CONTEXT)
        run(event_id)
        assert [to for to, _ in server.received] == ["new@example.com"]
        assert event(event_id).state == "done"
        assert event(event_id).payload == {"forgotten": True}

    def test_a_worker_that_lost_its_lease_sends_nothing_more(self, server: Server) -> None:
        users = [people.make_user().pk for _ in range(3)]
        [sending] = spread(told(users=users))
        relay.claim("bell", 10)
        started = work.start(sending)
        assert started is not None
        lost = threading.Event()

        def is_lost() -> bool:
            before = lost.is_set()
            lost.set()
            return before

        from dataclasses import replace

        delivering.deliver(
            replace(started, lost=is_lost), "email", [UUID(one) for one in started.payload["deliveries"]]
        )
        assert len(server.received) == 1


def test_every_registered_template_can_be_written_in_both_languages() -> None:
    """Missing files and broken tags show here; missing facts show as blanks, which each app's own tests must refuse."""
    from django.template import TemplateDoesNotExist
    from django.template.loader import get_template

    missing = []
    for name in topics.all_templates():
        if name.startswith("tests/"):
            continue
        for kind in ("subject.txt", "txt", "html"):
            try:
                get_template(f"email/{name}.{kind}")
            except TemplateDoesNotExist:
                missing.append(f"templates/email/{name}.{kind}")
    assert not missing


def test_every_template_belongs_to_a_topic_that_exists() -> None:
    codes = {topic.code for topic in topics.all_topics()}
    assert {template.topic for template in topics.all_templates().values()} - {None} <= codes
