"""From a publication to the mails: who gets it, once, when, and what follows when it is changed or retracted."""

from __future__ import annotations

import datetime
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from alerts.publishing.choices import Kind
from alerts.publishing.filters import Wanted
from alerts.publishing.models import Edition, Item, Step
from alerts.publishing.services import drafts, review
from alerts.publishing.services.publication import item_publish, item_syndicate, item_unpublish
from alerts.subscriptions.asked import Asked
from alerts.subscriptions.choices import TIME_ZONES
from alerts.subscriptions.models import Dispatch, Portion
from alerts.subscriptions.services import people as deeds
from alerts.subscriptions.services.people import Hours
from alerts.subscriptions.services.spreading import edition_spread
from alerts.subscriptions.services.tidying import tidy
from alerts.subscriptions.timing import due_sql, local_sql
from portal.notices import outbox
from portal.notices.models import Notice, NoticePreference
from portal.tenancy import scope as scopes
from tests import people
from tests.publishing.conftest import Desk
from tests.publishing.made import actor_of
from tests.smtp import Server
from tests.subscriptions.conftest import NO_QUIET, ask, rows, states, subscribe, text_of, work_off

pytestmark = pytest.mark.django_db


def again(desk: Desk, edition: Edition, **more: Any) -> Edition:
    """Publish a corrected edition by two people."""
    with scopes.enter(desk.editor.scope()):
        found = drafts.item_revise(item=Item.objects.get(pk=edition.item_id), actor=actor_of(desk.editor))
        drafts.words_write(item=found, words={"correction_zh": "改正了日期。", **more}, actor=actor_of(desk.editor))
    desk.submit(found, desk.editor)
    with scopes.enter(desk.reviewer.scope()):
        found.refresh_from_db()
    desk.approve(found, desk.reviewer)
    with scopes.enter(scopes.system()):
        after = item_publish(item_id=edition.item_id)
    assert after is not None
    return after


def retract(edition: Edition) -> None:
    """What the worker does once the desk has taken the step."""
    with scopes.enter(scopes.system()):
        Step.objects.create(
            item_id=edition.item_id, center_id=edition.center_id, revision=edition.revision.number, verb="retract",
            comment="数字有误。",
        )  # fmt: skip
        assert item_unpublish(item_id=edition.item_id, notice_zh="数字有误。", notice_en="The figure was wrong.")


def test_who_asked_for_it_gets_it_once_whatever_number_of_filters_match(desk: Desk, server: Server) -> None:
    trademarks, everything = Wanted(ip_kinds=("trademark",)), Wanted()
    subscribe("both@example.com", wanted=trademarks)
    subscribe("both@example.com", wanted=everything, frequency="weekly")
    subscribe("BOTH@example.com", wanted=Wanted(countries=("US",)))
    subscribe("german@example.com", wanted=Wanted(countries=("DE",)))
    subscribe("english@example.com", wanted=trademarks, language="en")
    ask("unconfirmed@example.com", wanted=everything)
    # Somebody typed another's address: without the link in the mail it brings nothing.
    ask("german@example.com", wanted=everything)
    work_off("mail")
    server.received.clear()
    edition = desk.out()
    work_off()
    assert sorted(to for to, _ in server.received) == ["both@example.com", "english@example.com"]
    [mail] = server.mails("english@example.com")
    assert str(mail["Subject"]) == edition.title_en
    assert f"/alerts/{edition.slug}/" in text_of(mail)
    assert str(mail["List-Unsubscribe-Post"]) == "List-Unsubscribe=One-Click"
    assert str(mail["List-Unsubscribe"]).strip(" <>") in text_of(mail)
    assert states() == {"sent": 2}
    # The same work, done again by another event, finds everything done.
    with scopes.enter(scopes.system()):
        told = edition_spread(edition_id=edition.pk, is_retraction=False, event=uuid4(), link="/")
        assert told == 0
    assert rows("select people from subscriptions_dispatch") == [(2,)]


def test_an_account_and_its_address_are_one_person(desk: Desk, server: Server) -> None:
    who = people.make_user("person@example.com")
    off = people.make_user("bell-only@example.com")
    subscribe("person@example.com")
    for user in (who, off):
        with scopes.enter(scopes.login(user.pk)):
            key = deeds.subscription_open(language="zh-hans", hours=NO_QUIET)
            assert key is not None
            assert (
                deeds.wish_save(key=key, wish=None, frequency="once", wanted=Wanted(ip_kinds=("trademark",))) == "saved"
            )
    with scopes.enter(scopes.login(off.pk)):
        NoticePreference.objects.create(user=off, topic="subscriptions", channel="email", wanted=False)
    work_off("mail")
    server.received.clear()
    desk.out()
    work_off()
    assert [to for to, _ in server.received] == ["person@example.com"]
    assert states() == {"sent": 1, "skipped": 1}
    with scopes.enter(scopes.system()):
        assert set(Notice.objects.filter(template="subscriptions/news").values_list("user_id", flat=True)) == {
            who.pk,
            off.pk,
        }
    # The account's address moves, and the subscription with it.
    with scopes.enter(scopes.system()), connection.cursor() as cursor:
        cursor.execute("update accounts_user set email = 'moved@example.com' where id = %s", [who.pk])
        cursor.execute("update account_emailaddress set email = 'moved@example.com' where user_id = %s", [who.pk])
    tidy()
    assert rows("select address from subscriptions_subscriber where user_id = %s", who.pk) == [("moved@example.com",)]


# 23:30 in Shanghai on a Monday: the hours somebody keeps, how often, whether it is urgent, and when mail may go out.
NIGHT = datetime.datetime(2026, 11, 23, 15, 30, tzinfo=datetime.UTC)
DUES = [
    (Hours(), 1, False, "2026-11-24T00:00Z"),
    (Hours(), 1, True, "2026-11-23T15:30Z"),
    (Hours(quiet_from=8, quiet_to=8), 1, False, "2026-11-23T15:30Z"),
    (Hours(quiet_from=1, quiet_to=9), 1, False, "2026-11-23T15:30Z"),
    (Hours(quiet_from=9, quiet_to=23), 1, False, "2026-11-23T15:30Z"),
    (Hours(time_zone="Europe/Berlin"), 1, False, "2026-11-23T15:30Z"),
    (Hours(time_zone="America/Los_Angeles"), 1, False, "2026-11-23T16:00Z"),
    (Hours(digest_hour=7), 2, True, "2026-11-23T23:00Z"),
    (Hours(time_zone="Europe/Berlin", digest_hour=17), 2, False, "2026-11-23T16:00Z"),
    (Hours(digest_weekday=3, digest_hour=9), 3, False, "2026-11-25T01:00Z"),
    (Hours(digest_weekday=1, digest_hour=9), 3, False, "2026-11-30T01:00Z"),
]


@pytest.mark.parametrize(("hours", "pace", "urgent", "due"), DUES)
def test_mail_keeps_to_the_hours_of_its_reader(hours: Hours, pace: int, urgent: bool, due: str) -> None:
    local = local_sql("s", "%(night)s::timestamptz")
    expression = due_sql("s", local=local, moment="%(night)s::timestamptz", pace="%(pace)s", urgent="%(urgent)s")
    with connection.cursor() as cursor:
        cursor.execute(
            f"""select {expression} from (select %(time_zone)s::text as time_zone, %(quiet_from)s::int as quiet_from,
               %(quiet_to)s::int as quiet_to, %(digest_hour)s::int as digest_hour, %(digest_weekday)s::int as digest_weekday) s""",
            {**vars(hours), "night": NIGHT, "pace": pace, "urgent": urgent},
        )
        assert cursor.fetchone()[0] == datetime.datetime.fromisoformat(due)


def test_what_waited_comes_as_one_mail_and_nothing_comes_when_nothing_is_new(desk: Desk, server: Server) -> None:
    subscribe("daily@example.com", frequency="daily")
    subscribe("weekly@example.com", frequency="weekly")
    work_off("mail")
    server.received.clear()
    desk.out()
    desk.out(Kind.LAW, "eu-law", title_zh="欧盟外观设计新规")
    desk.out(Kind.ALERT, "urgent", title_zh="立即行动", level="urgent")
    work_off()
    assert server.received == []
    rows("update subscriptions_portion set due_at = now() - interval '1 second'")
    for _ in range(2):
        with scopes.enter(scopes.system()):
            outbox.put("subscriptions.collect", {})
        work_off()
    [daily], [weekly] = server.mails("daily@example.com"), server.mails("weekly@example.com")
    assert str(daily["Subject"]) == "立即行动（另有2条）"
    assert all(title in text_of(weekly) for title in ("立即行动", "欧盟外观设计新规", "美国商标费用调整"))


def test_the_database_knows_every_time_zone_on_offer() -> None:
    known = {
        row[0] for row in rows("select name from pg_timezone_names where name = any(%s)", [c for c, _ in TIME_ZONES])
    }
    assert known == {code for code, _ in TIME_ZONES}


def test_changes_and_retractions_go_to_those_who_got_it(desk: Desk, server: Server) -> None:
    subscribe("got@example.com", wanted=Wanted(countries=("US",)))
    subscribe("waits@example.com", frequency="weekly")
    work_off("mail")
    server.received.clear()
    edition = desk.out()
    work_off()
    subscribe("later@example.com", wanted=Wanted(kinds=("law",)))
    work_off("mail")
    server.received.clear()
    # It does not concern them any more, but they must hear that what they know has changed.
    changed = again(desk, edition, countries=["DE"])
    work_off()
    assert [to for to, _ in server.received] == ["got@example.com"]
    [mail] = server.mails("got@example.com")
    assert str(mail["Subject"]) == "有更新：美国商标费用调整"
    assert "改正了日期。" in text_of(mail)
    server.received.clear()
    retract(changed)
    work_off()
    assert [to for to, _ in server.received] == ["got@example.com"]
    [mail] = server.mails("got@example.com")
    assert str(mail["Subject"]).startswith("已撤回")
    assert "数字有误。" in text_of(mail)
    # Whoever waited for the weekly mail never hears of it.
    assert rows("select count(*) from subscriptions_portion where event is null") == [(0,)]


def test_local_items_reach_who_asked_for_their_center_and_the_country_when_the_nation_takes_them(
    desk: Desk, server: Server
) -> None:
    assert desk.handler.center is not None
    code = desk.handler.center.code
    subscribe("local@example.com", wanted=Asked(centers=(code,)))
    subscribe("local@example.com", wanted=Asked(countries=("US",), centers=(code,)), frequency="daily")
    subscribe("laws@example.com", wanted=Asked(kinds=("law",), centers=(code,)))
    subscribe("elsewhere@example.com", wanted=Asked(centers=("ZZ",)))
    subscribe("country@example.com")
    subscribe("weekly@example.com", wanted=Asked(centers=(code,)), frequency="weekly")
    work_off("mail")
    server.received.clear()
    item = desk.begin(desk.handler, Kind.NEWS, "local-news")
    desk.submit(item, desk.handler)
    desk.approve(item, desk.supervisor)
    local = desk.publish(item)
    assert local is not None
    work_off()
    assert [to for to, _ in server.received] == ["local@example.com"]
    assert "/news/local-news/" in text_of(server.mails("local@example.com")[0])
    # The nation takes it over: the same edition, and nobody gets it twice.
    with scopes.enter(desk.supervisor.scope()):
        review.offer_make(item=Item.objects.get(pk=item.pk), actor=actor_of(desk.supervisor))
    with scopes.enter(desk.reviewer.scope()):
        offered = Item.objects.get(pk=item.pk)
        review.offer_decide(item=offered, actor=actor_of(desk.reviewer), take=True, edition=1)
    with scopes.enter(scopes.system()):
        item_syndicate(item_id=item.pk)
    work_off()
    assert sorted(to for to, _ in server.received) == [
        *("country@example.com", "elsewhere@example.com", "local@example.com")
    ]
    assert rows("select is_local, people from subscriptions_dispatch order by id") == [(True, 2), (False, 2)]
    assert rows("select count(*), count(distinct subscriber_id) from subscriptions_portion") == [(4, 4)]
    # Who was handed it hears of its end, once; the weekly mail has nothing to tell any more.
    server.received.clear()
    retract(local)
    work_off()
    assert sorted(to for to, _ in server.received) == [
        *("country@example.com", "elsewhere@example.com", "local@example.com")
    ]
    assert rows("select count(*) from subscriptions_portion where event is null") == [(0,)]


def test_what_is_retracted_before_it_travelled_does_not_travel(desk: Desk, server: Server) -> None:
    subscribe("someone@example.com")
    work_off("mail")
    server.received.clear()
    edition = desk.out()
    work_off("subscriptions.spread")
    assert states() == {"queued": 1}
    retract(edition)
    work_off("subscriptions.spread")
    # Nobody counts as told any more, so nobody is told that it was taken back.
    assert rows("select count(*) from subscriptions_portion") == [(0,)]
    work_off()
    assert server.received == []
    assert states() == {"skipped": 1}


def test_three_refusals_in_a_row_end_a_subscription(desk: Desk, server: Server) -> None:
    key = subscribe("gone@example.com")
    subscribe("full@example.com")
    work_off("mail")
    server.answers["gone@example.com"] = "550 No such user"
    for number in range(3):
        desk.out(slug=f"alert-{number}")
        work_off()
        [(bounces, refused, ended)] = rows(
            "select hard_bounces, refused_at is not null, end_reason from subscriptions_subscriber where key = %s", key
        )
        assert (bounces, refused, ended) == (number + 1, True, "refused" if number == 2 else "")
    desk.out(slug="alert-4")
    work_off()
    assert states() == {"failed": 3, "sent": 4}
    # A refused message is no refused address.
    server.answers["data"] = "554 Looks like advertising"
    desk.out(slug="alert-5")
    work_off()
    assert rows("select hard_bounces from subscriptions_subscriber where address = 'full@example.com'") == [(0,)]


def test_what_is_over_is_erased(desk: Desk, server: Server) -> None:
    left, stays = subscribe("left@example.com"), subscribe("stays@example.com")
    ask("never@example.com")
    desk.out()
    work_off()
    with scopes.enter(scopes.login()):
        deeds.subscription_end(key=left)
    tidy()
    assert rows("select count(*) from subscriptions_subscriber") == [(3,)]
    rows(
        "update subscriptions_subscriber set ended_at = ended_at - interval '31 days', created_at = created_at - interval '8 days'"
    )
    rows("update subscriptions_wish set created_at = created_at - interval '8 days'")
    assert tidy() == {"forgiven": 0, "unconfirmed": 1, "never_confirmed": 1, "erased": 1, "portions": 0}
    assert rows("select key from subscriptions_subscriber") == [(stays,)]
    with scopes.enter(scopes.system()):
        assert Portion.objects.count() == Dispatch.objects.count() == 1


def test_a_center_s_own_item_is_not_told_to_the_country(desk: Desk) -> None:
    subscribe("someone@example.com")
    item = desk.begin(desk.handler, Kind.NEWS, "local")
    desk.submit(item, desk.handler)
    desk.approve(item, desk.supervisor)
    assert desk.publish(item) is not None
    work_off("subscriptions.spread")
    assert rows("select is_local, people from subscriptions_dispatch") == [(True, 0)]
