"""The pages of the bell, the quarantine and the mailbox."""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portal.audit.models import AuditEntry
from portal.notices import mailbox, selectors, services, topics
from portal.notices.models import Notice, NoticePreference, OutboxEvent
from portal.policy.conflict import Conflict
from portal.tenancy import scope as scopes
from portal.uuid7 import uuid7
from tests import people
from tests.people import Person

pytestmark = pytest.mark.django_db


def notice(who: Person, **fields: Any) -> Notice:
    values = {
        "id": uuid7(), "template": "notices/quarantined", "context": {"topic": "paper"}, "link": "/notices/settings/",
        "created_at": timezone.now(),
    }  # fmt: skip
    with scopes.enter(scopes.system()):
        return Notice.objects.create(user_id=who.pk, **values | fields)


def read_at(one: Notice) -> Any:
    with scopes.enter(scopes.system()):
        return Notice.objects.get(pk=one.pk).read_at


class TestBell:
    def test_it_lists_what_is_mine_in_words_newest_first(self, client: Client) -> None:
        me, other = people.person("owner"), people.person("owner")
        notice(me, context={"topic": "older"})
        notice(me, context={"topic": "<newer>"}, read_at=timezone.now())
        notice(other, context={"topic": "foreign"})
        page = people.login(client, me).get("/notices/").content.decode()
        assert page.index("有工作停下：&lt;newer&gt;") < page.index("有工作停下：older")
        assert "foreign" not in page
        unread = client.get("/notices/?show=unread").content.decode()
        assert "older" in unread
        assert "newer" not in unread
        client.cookies["django_language"] = "en"
        assert "Work stands still: older" in client.get("/notices/").content.decode()

    def test_pages_meet_without_gap_or_overlap(self, client: Client) -> None:
        me = people.person("owner")
        for number in range(selectors.PAGE * 2 + 3):
            notice(me, context={"topic": f"n{number:03d}"})
        people.login(client, me)
        address, seen = "/notices/", []
        for _ in range(3):
            page = client.get(address).content.decode()
            seen.append(re.findall(r"：(n\d{3})</a>", page))
            found = re.search(r'rel="next" href="([^"]+)"', page)
            address = "/notices/" + found[1].replace("&amp;", "&") if found else ""
        assert [len(part) for part in seen] == [25, 25, 3]
        # newest first; ids made within one millisecond stand in any order, but always in the same
        assert sorted(word for part in seen for word in part) == [
            f"n{number:03d}" for number in range(selectors.PAGE * 2 + 3)
        ]
        assert address == ""
        back = re.search(r'rel="prev" href="([^"]+)"', page)
        assert back is not None
        assert re.findall(r"：(n\d{3})</a>", client.get("/notices/" + back[1]).content.decode()) == seen[1]

    def test_the_list_costs_the_same_for_more_rows(self, client: Client) -> None:
        me = people.person("owner")
        people.login(client, me)

        def cost() -> int:
            with CaptureQueriesContext(connection) as seen:
                assert client.get("/notices/").status_code == 200
            return len(seen)

        notice(me)
        cost()  # the first request of a session does more
        first = cost()
        for _ in range(9):
            notice(me)
        assert cost() == first

    @pytest.mark.parametrize("query", ["?before=rubbish", "?after=", "?before=1&after=2", "?show=%00", "?before=%00"])
    def test_a_mangled_address_shows_the_first_page(self, client: Client, query: str) -> None:
        me = people.person("owner")
        notice(me)
        answer = people.login(client, me).get(f"/notices/{query}")
        assert answer.status_code == 200

    def test_a_notice_nobody_can_word_any_more_still_leads_to_its_page(self, client: Client) -> None:
        me = people.person("owner")
        old = notice(me, template="gone/forever")
        page = people.login(client, me).get("/notices/").content.decode()
        assert f"/notices/{old.id}/open/" in page

    def test_opening_marks_it_read_and_changes_openly_to_the_right_seat(self, client: Client) -> None:
        center, other = people.make_center(), people.make_center(name_zh="绍兴分中心")
        me = people.person("handler", center=center)
        assert me.user is not None
        people.add_role(me.user, other, "handler")
        one = notice(me, seat=f"center:{other.pk}", link="/notices/settings/")
        people.login(client, me)
        answer = client.get(f"/notices/{one.id}/open/", follow=True)
        assert answer.redirect_chain == [("/notices/settings/", 302)]
        assert client.session["seat"] == f"center:{other.pk}"
        assert "绍兴分中心" in answer.content.decode()
        assert read_at(one) is not None

    def test_a_seat_that_is_no_longer_held_is_not_taken(self, client: Client) -> None:
        me = people.person("handler")
        one = notice(me, seat="center:999999")
        people.login(client, me)
        client.get(f"/notices/{one.id}/open/")
        assert client.session["seat"] == me.seat_key

    def test_a_link_that_leaves_the_portal_is_not_followed(self, client: Client) -> None:
        me = people.person("owner")
        people.login(client, me)
        for link in ("https://evil.example/", "//evil.example/", r"/\evil.example", "javascript:alert(1)", ""):
            one = notice(me, link=link)
            assert client.get(f"/notices/{one.id}/open/").headers["Location"] == "/notices/"

    def test_marking_read(self, client: Client) -> None:
        me, other = people.person("owner"), people.person("owner")
        first, second, foreign = notice(me), notice(me), notice(other)
        people.login(client, me)
        assert (
            client.post(f"/notices/{first.id}/read/", {"show": "unread"}).headers["Location"] == "/notices/?show=unread"
        )
        assert read_at(first) is not None
        assert read_at(second) is None
        assert client.post(f"/notices/{foreign.id}/read/").status_code == 404
        client.post("/notices/read/")
        assert read_at(second) is not None
        assert read_at(foreign) is None

    def test_the_count_is_one_indexed_query_and_stops_at_100(self, client: Client) -> None:
        me = people.person("owner")
        with scopes.enter(scopes.system()):
            Notice.objects.bulk_create(
                [
                    Notice(id=uuid7(), user_id=me.pk, template="x", created_at=timezone.now())
                    for _ in range(selectors.MOST_COUNTED + 5)
                ]
            )
        with scopes.enter(me.scope()):
            with CaptureQueriesContext(connection) as seen:
                assert selectors.unread_count(me.pk) == 100
            assert len(seen) == 1
            with connection.cursor() as cursor:
                cursor.execute("set local enable_seqscan = off")
                cursor.execute("explain " + selectors._UNREAD, [me.pk, 100])
                plan = "\n".join(row[0] for row in cursor.fetchall())
        assert "notice_unread" in plan
        assert "99+" in people.login(client, me).get("/notices/").content.decode()


class TestPreferences:
    def test_they_are_kept_and_shown(self, client: Client) -> None:
        me = people.person("owner")
        people.login(client, me)
        open_topics = [topic.code for topic in topics.topics_for(frozenset({"owner"})) if not topic.locked]
        assert open_topics, "there is something to choose"
        wanted = [f"{open_topics[0]}:site"]
        assert client.post("/notices/settings/", {"wanted": wanted}).status_code == 302
        with scopes.enter(me.scope()):
            kept = {f"{row.topic}:{row.channel}" for row in NoticePreference.objects.filter(user_id=me.pk, wanted=True)}
        assert kept == set(wanted)
        page = client.get("/notices/settings/").content.decode()
        assert re.search(rf'value="{wanted[0]}" checked', page)
        assert not re.search(rf'value="{open_topics[0]}:email" checked', page)

    def test_what_is_locked_cannot_be_switched_off_nor_invented(self, client: Client) -> None:
        admin = people.person("sysadmin")
        people.login(client, admin)
        client.post("/notices/settings/", {"wanted": ["no-topic:site", "operations:carrier-pigeon"]})
        with scopes.enter(admin.scope()):
            assert not NoticePreference.objects.filter(topic__in=["operations", "no-topic"]).exists()
        page = client.get("/notices/settings/").content.decode()
        assert "系统运行" in page
        assert 'value="operations:email"' not in page

    def test_topics_that_cannot_concern_a_person_are_not_shown(self, client: Client) -> None:
        page = people.login(client, people.person("owner")).get("/notices/settings/").content.decode()
        assert "系统运行" not in page


def quarantined(**fields: Any) -> OutboxEvent:
    now = timezone.now()
    values: dict[str, Any] = {
        "id": uuid7(), "topic": "notice", "state": "quarantined", "attempts": 3, "available_at": now, "created_at": now,
        "last_error": "ValueError at cases/tasks.py:12 render",
        "payload": {
            "template": "cases/accepted", "context": {"number": "canary-number", "amount": 5}, "case_id": 71,
            "to": ["canary@example.com"], "recipients": {"users": [3], "arguments": {"case_id": 72, "name": "canary-name"}},
        },
    }  # fmt: skip
    with scopes.enter(scopes.system()):
        return OutboxEvent.objects.create(**values | fields)


class TestQuarantine:
    def test_the_administrator_sees_ids_and_places_and_no_contents(self, client: Client) -> None:
        event = quarantined()
        people.login(client, people.person("sysadmin"))
        assert "ValueError at cases/tasks.py:12 render" in client.get("/notices/quarantine/").content.decode()
        page = client.get(f"/notices/quarantine/{event.id}/").content.decode()
        assert "cases/accepted" in page
        assert "71" in page
        assert "72" in page
        assert "canary" not in page

    def test_requeue_is_audited_and_gives_all_attempts_back(self, client: Client) -> None:
        event = quarantined()
        admin = people.person("sysadmin")
        assert people.login(client, admin).post(f"/notices/quarantine/{event.id}/requeue/").status_code == 302
        with scopes.enter(scopes.system()):
            row = OutboxEvent.objects.get(pk=event.pk)
            entry = AuditEntry.objects.get(verb="outbox.requeued")
        assert (row.state, row.attempts) == ("pending", 0)
        assert row.payload["context"]["number"] == "canary-number", "the work keeps what it needs"
        assert (entry.actor_id, entry.object_id, entry.payload) == (admin.pk, str(event.pk), {"topic": "notice"})

    def test_discard_wants_a_reason_and_empties_the_payload(self, client: Client) -> None:
        event = quarantined()
        people.login(client, people.person("sysadmin"))
        answer = client.post(f"/notices/quarantine/{event.id}/discard/", {"reason": "  "})
        assert answer.status_code == 422
        assert "请说明为什么不再做这项工作。" in answer.content.decode()
        assert client.post(f"/notices/quarantine/{event.id}/discard/", {"reason": "重复的通知"}).status_code == 302
        with scopes.enter(scopes.system()):
            row = OutboxEvent.objects.get(pk=event.pk)
            entry = AuditEntry.objects.get(verb="outbox.discarded")
        assert (row.state, row.payload) == ("discarded", {"forgotten": True})
        assert entry.payload["reason"] == "重复的通知"
        assert client.post(f"/notices/quarantine/{event.id}/requeue/").status_code == 404

    def test_two_administrators_at_once(self) -> None:
        event = quarantined()
        admin = people.person("sysadmin")
        with scopes.enter(admin.scope()):
            services.event_requeue(event_id=event.pk)
            with pytest.raises(Conflict):
                services.event_discard(event_id=event.pk, reason="x")

    @pytest.mark.parametrize("persona", ["secadmin", "auditor", "coordinator", "supervisor", "owner"])
    def test_it_is_closed_to_everybody_else(self, client: Client, persona: str) -> None:
        event = quarantined()
        people.login(client, people.person(persona))
        assert client.get("/notices/quarantine/").status_code == 403
        assert client.post(f"/notices/quarantine/{event.id}/requeue/").status_code == 403


def mail(
    number: int = 0, html: str = "<html><head><style>p{color:red}</style></head><body><p>网址</p></body></html>"
) -> bytes:
    from email.message import EmailMessage

    message = EmailMessage()
    message["Subject"], message["From"], message["To"] = f"第{number}封", "a@example.com", f"to{number}@example.com"
    message["Message-ID"] = f"<{number}@example.com>"
    message["Date"] = "Sun, 22 Nov 2026 10:00:00 +0800"
    message.set_content("看 http://localhost:8000/verify/abc 这里")
    message.add_alternative(html, subtype="html")
    return message.as_bytes()


class TestMailbox:
    @pytest.fixture
    def folder(self, settings: Any, tmp_path: Path) -> Path:
        settings.DEMO, settings.MAILSINK_DIR = True, tmp_path
        return tmp_path

    def test_it_is_readable_without_login(self, client: Client, folder: Path) -> None:
        name = mailbox.keep(folder, mail(1))
        assert "第1封" in client.get("/notices/mailbox/").content.decode()
        page = client.get(f"/notices/mailbox/{name}/").content.decode()
        assert '<a href="http://localhost:8000/verify/abc"' in page
        assert f'src="/notices/mailbox/{name}/body/"' in page

    @pytest.mark.parametrize(
        ("date", "shown"),
        [
            ("Sun, 22 Nov 2026 10:00:00 +0800", "2026-11-22 10:00"),
            ("Sun, 22 Nov 2026 22:00:00 -0000", "2026-11-23 06:00"),  # what Django writes
        ],
    )
    def test_the_time_is_that_of_the_reader(self, client: Client, folder: Path, date: str, shown: str) -> None:
        content = mail(1).replace(b"Sun, 22 Nov 2026 10:00:00 +0800", date.encode())
        assert shown in client.get(f"/notices/mailbox/{mailbox.keep(folder, content)}/").content.decode()

    def test_the_frame_runs_nothing_and_allows_only_its_own_styles(self, client: Client, folder: Path) -> None:
        name = mailbox.keep(folder, mail(1))
        answer = client.get(f"/notices/mailbox/{name}/body/")
        policy = answer.headers["Content-Security-Policy"]
        assert "unsafe-inline" not in policy
        assert "style-src 'sha256-" in policy
        assert "sandbox allow-top-navigation-by-user-activation" in policy
        assert "frame-ancestors 'self'" in policy
        assert "script-src 'none'" in policy
        assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"
        assert '<base target="_top">' in answer.content.decode()

    def test_a_mail_that_has_travelled_keeps_its_look(self) -> None:
        """Browsers hash what they parsed, where lines end in LF alone; SMTP delivers CRLF."""
        block = "\nbody { margin: 0; }\n"
        digest = base64.b64encode(hashlib.sha256(block.encode()).digest()).decode()
        for end in ("\n", "\r\n", "\r"):
            html = f"<head><style>{block}</style></head>".replace("\n", end)
            assert mailbox.style_hashes(html) == [f"'sha256-{digest}'"]

    def test_searching_and_paging(self, client: Client, folder: Path) -> None:
        for number in range(35):
            mailbox.keep(folder, mail(number))
        page = client.get("/notices/mailbox/").content.decode()
        assert page.count("<tr data-row>") == 30
        found = re.search(r'rel="next" href="([^"]+)"', page)
        assert found is not None
        assert client.get(f"/notices/mailbox/{found[1]}").content.decode().count("<tr data-row>") == 5
        assert client.get("/notices/mailbox/?q=TO7@").content.decode().count("<tr data-row>") == 1

    @pytest.mark.parametrize("name", ["nothing", "x" * 36, "00000000-0000-7000-8000-000000000000"])
    def test_no_such_mail(self, client: Client, folder: Path, name: str) -> None:
        assert client.get(f"/notices/mailbox/{name}/").status_code == 404
        assert client.get(f"/notices/mailbox/{name}/body/").status_code == 404

    def test_rubbish_in_the_folder_is_no_error(self, client: Client, folder: Path) -> None:
        for content in (
            b"",
            b"\xff\xfe\x00",
            b"Subject: =?utf-99?b?xx?=\nContent-Type: text/html; charset=none\n\n<p>",
        ):
            name = mailbox.keep(folder, content)
            assert client.get(f"/notices/mailbox/{name}/").status_code == 200
        assert client.get("/notices/mailbox/").status_code == 200

    def test_outside_the_demo_there_is_no_mailbox(self, client: Client, folder: Path, settings: Any) -> None:
        name = mailbox.keep(folder, mail(1))
        settings.DEMO = False
        for path in ("", f"{name}/", f"{name}/body/"):
            assert client.get(f"/notices/mailbox/{path}").status_code == 404

    def test_the_oldest_are_swept_away(self, tmp_path: Path) -> None:
        kept = [mailbox.keep(tmp_path, mail(number)) for number in range(5)]
        mailbox.sweep(tmp_path, most=2)
        assert sorted(mailbox.names(tmp_path)) == sorted(kept)[-2:]
