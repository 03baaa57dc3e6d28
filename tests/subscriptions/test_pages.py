"""Subscribing on the pages: by address and link, with an account, and what nobody learns by asking."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from django.db import Error, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from alerts.publishing.filters import Wanted
from alerts.subscriptions import links
from alerts.subscriptions.choices import MOST_WISHES
from alerts.subscriptions.models import Subscriber, Wish
from alerts.subscriptions.services import people as deeds
from alerts.subscriptions.services.people import Hours
from portal.tenancy import scope as scopes
from tests import people
from tests.publishing.conftest import Desk
from tests.smtp import Server
from tests.subscriptions.conftest import ask, link_in, rows, subscribe, text_of, wish_of, work_off

pytestmark = pytest.mark.django_db

HOURS = {"time_zone": "Asia/Shanghai", "quiet_from": "22", "quiet_to": "8", "digest_hour": "9", "digest_weekday": "1"}
FORM = {
    **HOURS, "frequency": "daily", "kinds": ["alert"], "countries": ["US"], "email": "Someone@Example.com",
    "language": "zh-hans", "deed": "ask",
}  # fmt: skip


def wishes() -> list[tuple[str, list[str], bool]]:
    return rows("select frequency, countries, confirmed_at is not null from subscriptions_wish order by id")


def test_from_the_form_to_the_last_click(client: Client, server: Server) -> None:
    start = reverse("subscriptions:start")
    shown = client.get(f"{start}?kinds=alert&countries=US&level=warning").content.decode()
    assert re.search(r'value="US"[^>]* checked', shown)
    assert re.search(r'<option value="warning" selected', shown)
    assert client.post(start, FORM).headers["Location"] == reverse("subscriptions:asked")
    work_off("mail")
    [mail] = server.mails("someone@example.com")
    assert "美国" in text_of(mail)
    confirm = link_in(mail, "confirm")
    # A scanner that follows links confirms nothing.
    assert client.get(confirm).status_code == 200
    assert wishes() == [("daily", ["US"], False)]
    manage = client.post(confirm).headers["Location"]
    assert wishes() == [("daily", ["US"], True)]
    page = client.get(manage).content.decode()
    assert "someone@example.com" in page
    assert client.post(f"{manage}filter/", {"frequency": "once", "countries": ["DE"]}).headers["Location"] == manage
    [_, (german,)] = rows("select key from subscriptions_wish order by id")
    changed = {"frequency": "weekly", "countries": ["DE", "FR"]}
    assert client.post(f"{manage}filter/{german}/", changed).headers["Location"] == manage
    assert wishes()[1] == ("weekly", ["DE", "FR"], True)
    moved = {**HOURS, "time_zone": "Europe/Berlin", "language": "en", "deed": "hours"}
    assert client.post(manage, moved).headers["Location"] == manage
    assert rows("select time_zone, language from subscriptions_subscriber") == [("Europe/Berlin", "en")]
    assert client.post(manage, {"deed": "drop", "wish": german}).headers["Location"] == manage
    assert len(wishes()) == 1
    leave = re.search(r'href="(/subscriptions/leave/[^"]+)"', page)
    assert leave is not None
    assert client.get(leave[1]).status_code == 200
    assert len(wishes()) == 1
    # One click of the mail program (RFC 8058): no cookie, no form's secret.
    bare = Client(enforce_csrf_checks=True)
    assert bare.post(leave[1], {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert wishes() == []
    assert client.get(manage).status_code == 410
    assert client.post(leave[1]).status_code == 200


def test_links_fit_their_purpose_their_key_and_their_time(client: Client, server: Server) -> None:
    key = subscribe("someone@example.com")
    signed = {purpose: links.token(purpose, key) for purpose in links.AGES}
    for purpose in links.AGES:
        for other, token in signed.items():
            if other != purpose:
                assert links.key_of(purpose, token) is None
        assert links.key_of(purpose, signed[purpose]) == key
        assert links.key_of(purpose, signed[purpose][:-1] + "!") is None
    ask("other@example.com")
    wish = wish_of("other@example.com")
    late = links.token(links.CONFIRM, wish)
    with time_machine.travel(timezone.now() + timedelta(days=8), tick=False):
        assert client.get(reverse("subscriptions:confirm", args=[late])).status_code == 410
        assert links.key_of(links.LEAVE, signed[links.LEAVE]) == key
    rows("update subscriptions_wish set created_at = created_at - interval '8 days' where key = %s", wish)
    fresh = links.token(links.CONFIRM, wish)
    assert client.post(reverse("subscriptions:confirm", args=[fresh])).status_code == 410
    assert client.get(reverse("subscriptions:leave", args=["nonsense"])).status_code == 404


def test_nobody_learns_who_subscribed(client: Client, server: Server) -> None:
    subscribe("known@example.com")
    work_off("mail")
    server.received.clear()
    answers = set()
    for address in ("known@example.com", "unknown@example.com"):
        answers.add((client.post(reverse("subscriptions:link"), {"email": address}).headers["Location"], "link"))
        answers.add(
            (client.post(reverse("subscriptions:start"), {**FORM, "email": address}).headers["Location"], "ask")
        )
    assert len(answers) == 2
    work_off("mail")
    assert sorted(to for to, _ in server.received) == ["known@example.com"] * 2 + ["unknown@example.com"]
    # The fifth mail of an hour to one address is the last, and the page does not say so.
    for _ in range(6):
        assert client.post(reverse("subscriptions:start"), FORM).status_code == 302
    work_off("mail")
    assert len(server.mails("someone@example.com")) == 5
    others = [client.post(reverse("subscriptions:start"), FORM | {"email": f"x{n}@example.com"}) for n in range(14)]
    assert [one.status_code for one in others].count(429) == 2


def test_bad_input_is_named_and_kept(client: Client) -> None:
    answer = client.post(reverse("subscriptions:start"), FORM | {"email": "no address", "time_zone": "Mars/Crater"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="no address"' in page
    assert page.count("error-summary-title") == 1
    assert re.search(r'value="US"[^>]* checked', page)
    assert rows("select count(*) from notices_outboxevent") == [(0,)]


def test_the_preview_shows_last_month_without_an_address(client: Client, desk: Desk) -> None:
    desk.out(title_zh="美国预警")
    desk.out(slug="german", title_zh="德国预警", countries=["DE"])
    form = {name: value for name, value in FORM.items() if name != "email"} | {"deed": "preview"}
    page = client.post(reverse("subscriptions:start"), form).content.decode()
    assert "1条内容 · 1封邮件" in page
    assert "美国预警" in page
    assert "德国预警" not in page
    assert rows("select count(*) from subscriptions_subscriber") == [(0,)]


def test_with_an_account(client: Client, server: Server) -> None:
    who = people.person("unaffiliated")
    assert who.user is not None
    earlier = subscribe(who.user.email)
    people.login(client, who)
    start, mine = reverse("subscriptions:start"), reverse("subscriptions:mine")
    assert client.get(f"{start}?countries=US").headers["Location"] == f"{mine}?countries=US"
    # What the address subscribed to before is the account's.
    page = client.get(mine).content.decode()
    assert who.user.email in page
    assert rows("select user_id from subscriptions_subscriber") == [(None,)]
    assert client.get(f"{mine}?countries=US").headers["Location"].endswith("/mine/filter/?countries=US")
    assert (
        client.post(reverse("subscriptions:mine_wish"), {"frequency": "once", "countries": ["US"]}).status_code == 302
    )
    assert len(wishes()) == 2
    fresh = people.login(Client(), people.person("owner"))
    assert fresh.get(mine).status_code == 200
    assert fresh.post(mine, {**FORM, "deed": "ask"}).headers["Location"] == mine
    assert rows("select count(*) from subscriptions_subscriber where user_id is not null") == [(1,)]
    foreign = rows("select key from subscriptions_wish where subscriber_id = (select id from subscriptions_subscriber where key = %s)", earlier)[0][0]  # fmt: skip
    assert fresh.get(reverse("subscriptions:mine_wish_edit", args=[foreign])).status_code == 404
    assert fresh.post(mine, {"deed": "drop", "wish": foreign}).status_code == 404
    assert len(wishes()) == 3
    for _ in range(MOST_WISHES - 1):
        with scopes.enter(scopes.login()):
            key = rows("select key from subscriptions_subscriber where user_id is not null")[0][0]
            assert deeds.wish_save(key=key, wish=None, frequency="once", wanted=Wanted()) == "saved"
    full = fresh.post(reverse("subscriptions:mine_wish"), {"frequency": "once"})
    assert full.status_code == 422
    assert str(MOST_WISHES) in full.content.decode()


def test_tables_show_an_account_its_own_rows_and_nobody_else_any(desk: Desk) -> None:
    key = subscribe("someone@example.com")
    who = people.person("handler")
    with scopes.enter(scopes.login(who.pk)):
        assert deeds.subscription_open(language="en", hours=Hours()) is not None
        assert Subscriber.objects.count() == 1
    for scope in (who.scope(), scopes.login(), desk.editor.scope(), people.person("sysadmin").scope()):
        with scopes.enter(scope):
            assert Subscriber.objects.filter(key=key).count() == 0
            assert Wish.objects.count() == 0
    for scope in (scopes.login(), who.scope()):
        with pytest.raises(Error), transaction.atomic(), scopes.enter(scope):
            Wish.objects.update(frequency="once")


def test_figures_say_how_many_and_never_who(client: Client, desk: Desk, server: Server) -> None:
    subscribe("someone@example.com")
    subscribe("later@example.com", frequency="weekly")
    edition = desk.out()
    work_off()
    for who in (desk.editor, people.person("sysadmin")):
        people.login(client, who)
        overview = client.get(reverse("subscriptions:dispatches")).content.decode()
        detail = client.get(reverse("subscriptions:dispatch", args=[edition.public_id])).content.decode()
        assert edition.title_zh in overview
        assert "@example.com" not in re.sub(r"person\d+@example.com", "", overview + detail)
        row = re.search(r"<tbody><tr>(.*?)</tr>", detail, re.S)
        assert row is not None
        assert re.findall(r">(\d+)</td>", row[1]) == ["2", "1", "0", "1", "0", "0"]
