"""From one publication to everybody it concerns, and from what waited to one mail each. Set-based, in the system scope.

One person gets one portion of one event, whatever number of filters match (unique key `portion_once`), and one delivery
under one event of the outbox (`delivery_once`). A transaction holds a whole spreading, so a worker that is killed in it
has spread nothing; the next attempt does it all.
"""

# ruff: noqa: S608 - the statements are put together from our own words

from __future__ import annotations

import json
from uuid import UUID

from django.db import connection

from alerts.publishing.choices import Level
from alerts.publishing.models import Edition
from alerts.subscriptions.asked import asked_sql
from alerts.subscriptions.models import Dispatch
from alerts.subscriptions.timing import due_sql, local_sql, pace_sql
from portal.audit import trail
from portal.notices.fanout import put_chunks

PREFIX = "s"
TOPIC = "subscriptions"
TEMPLATE = "subscriptions/news"
# First half of the key of the advisory lock on an item.
LOCK = 20261123

# An account may refuse mail or bell for this topic (portal.notices); the bell rings at publication, it wakes nobody.
_CHOICES = f"""left join accounts_user u on u.id = s.user_id
   left join notices_noticepreference site on site.user_id = u.id and site.topic = '{TOPIC}' and site.channel = 'site'
   left join notices_noticepreference mail on mail.user_id = u.id and mail.topic = '{TOPIC}' and mail.channel = 'email'"""
_DUE = due_sql("s", local="clock.local", moment="now()", pace="people.pace", urgent="%(urgent)s")
_CLOCK = f"cross join lateral (select {local_sql('s', 'now()')} as local) clock"
# What is handed on now becomes a delivery; what is not yet due waits as a portion. The dispatch is as new as the transaction,
# so a row that stands in the way can only be a mistake of ours, and the unique keys refuse all of it.
_SPREAD = f"""people as ({{people}}),
 chosen as materialized (
   select s.id, u.id as user_id, coalesce(site.wanted, true) as on_site, coalesce(mail.wanted, true) as by_mail, {_DUE} as due_at
   from people join subscriptions_subscriber s on s.id = people.subscriber_id and s.confirmed_at is not null and s.ended_at is null
   {_CHOICES} {_CLOCK}
   where s.user_id is null or u.is_active),
 portions as (
   insert into subscriptions_portion (dispatch_id, subscriber_id, event, due_at)
   select %(dispatch)s, id, case when due_at <= now() or not by_mail then %(event)s::uuid end, due_at from chosen),
 bells as (
   insert into notices_notice (id, user_id, event_id, template, context, link, seat, created_at)
   select uuidv7(), user_id, %(event)s, '{TEMPLATE}', %(context)s::jsonb, %(link)s, '', now()
   from chosen where user_id is not null and on_site),
 sent as (
   insert into notices_delivery (id, event_id, recipient, channel, state, attempts, provider_ref, last_error, updated_at)
   select uuidv7(), %(event)s, '{PREFIX}:' || id, 'email', case when by_mail then 'queued' else 'skipped' end, 0, '', '', now()
   from chosen where due_at <= now() or not by_mail)
 select count(*) from chosen"""
# Who was handed an earlier edition hears of the new one whatever their filters say today.
_TOLD = """select distinct p.subscriber_id from subscriptions_portion p join subscriptions_dispatch d on d.id = p.dispatch_id
   join publishing_edition x on x.id = d.edition_id where x.item_id = %(item)s and p.event is not null"""
# When the nation takes a center's item over, whoever had it from the center does not get the same edition again.
_HAS = """select from subscriptions_portion p join subscriptions_dispatch d on d.id = p.dispatch_id
   where p.subscriber_id = w.subscriber_id and d.edition_id = %(edition)s and not d.is_retraction"""
_NEW_EDITION = f"""with told as ({_TOLD}),
 {
    _SPREAD.format(
        people=f'''select w.subscriber_id, min({pace_sql("w")}) as pace from subscriptions_wish w
   join publishing_edition e on e.id = %(edition)s left join told on told.subscriber_id = w.subscriber_id
   where w.confirmed_at is not null and (({asked_sql("w", "e", "%(center)s")}) or told.subscriber_id is not null)
     and not exists ({_HAS})
   group by w.subscriber_id'''
    )
}"""
_RETRACTION = f"""with {_SPREAD.format(people=f"select t.subscriber_id, 1 as pace from ({_TOLD}) t")}"""

# What still waits, or lies queued with nobody at it, need not travel any more. The lock decides against a worker that is
# about to take it: either it goes out and is followed by the notice, or neither.
_OVERTAKEN = f"""with waiting as (
   select p.id from subscriptions_portion p join subscriptions_dispatch d on d.id = p.dispatch_id
   join publishing_edition x on x.id = d.edition_id
   where x.item_id = %(item)s and (x.id, d.is_retraction) <> (%(edition)s, %(retraction)s) and p.event is null for update of p),
 queued as (
   select p.id from subscriptions_portion p join subscriptions_dispatch d on d.id = p.dispatch_id
   join publishing_edition x on x.id = d.edition_id
   join notices_delivery v on v.event_id = p.event and v.recipient = '{PREFIX}:' || p.subscriber_id and v.channel = 'email'
   where x.item_id = %(item)s and (x.id, d.is_retraction) <> (%(edition)s, %(retraction)s) and v.state = 'queued' for update of v)
 delete from subscriptions_portion where id in (select id from waiting union all select id from queued)"""
_COLLECT = f"""with due as (
   update subscriptions_portion p set event = %(event)s from subscriptions_subscriber s
   where p.event is null and p.due_at <= now() and s.id = p.subscriber_id and s.ended_at is null returning p.subscriber_id)
 insert into notices_delivery (id, event_id, recipient, channel, state, attempts, provider_ref, last_error, updated_at)
 select uuidv7(), %(event)s, '{PREFIX}:' || subscriber_id, 'email', 'queued', 0, '', '', now()
 from (select distinct subscriber_id from due) people"""


def edition_spread(*, edition_id: int, is_retraction: bool, event: UUID, link: str) -> int:
    """Tell everybody whom an edition (or its retraction) concerns; return how many people. Once: a second call finds it done.

    `event` is the work of the outbox that does it, `link` the path of the page.
    """
    with connection.cursor() as cursor:
        # Two events of one item are spread one after the other: the second must see whom the first reached.
        cursor.execute(
            "select pg_advisory_xact_lock(%s, item_id::integer) from publishing_edition where id = %s",
            [LOCK, edition_id],
        )
    edition = Edition.objects.select_related("center").filter(pk=edition_id, is_current=True).first()
    if edition is None or (edition.retracted_at is not None) != is_retraction:
        # Overtaken before anybody was told: there is nothing to tell.
        return 0
    dispatch = _dispatch(edition_id, is_retraction=is_retraction, is_local=not edition.nation_wide)
    if dispatch is None:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(_OVERTAKEN, {"item": edition.item_id, "edition": edition_id, "retraction": is_retraction})
        cursor.execute(
            _RETRACTION if is_retraction else _NEW_EDITION,
            {
                "edition": edition_id,
                "item": edition.item_id,
                "dispatch": dispatch,
                "center": edition.center.code,
                "event": event,
                "urgent": edition.level == Level.URGENT,
                "context": _line(edition, is_retraction=is_retraction),
                "link": link,
            },
        )
        people: int = cursor.fetchone()[0]
    Dispatch.objects.filter(pk=dispatch).update(people=people)
    put_chunks(event, "email", about=TEMPLATE, queue="bulk")
    trail.record("dispatch.spread", object_type="dispatch", object_id=dispatch, payload={"people": people})
    return people


def due_collect(*, event: UUID) -> int:
    """Hand on everything that waited and is due, one mail a person; return how many people."""
    with connection.cursor() as cursor:
        cursor.execute(_COLLECT, {"event": event})
        people: int = cursor.rowcount
    if people:
        put_chunks(event, "email", about=TEMPLATE, queue="bulk")
    return people


def _dispatch(edition_id: int, *, is_retraction: bool, is_local: bool) -> int | None:
    with connection.cursor() as cursor:
        cursor.execute(
            """insert into subscriptions_dispatch (edition_id, is_retraction, is_local, people, created_at)
             values (%s, %s, %s, 0, now())
             on conflict (edition_id, is_retraction, is_local) do nothing returning id""",
            [edition_id, is_retraction, is_local],
        )
        row = cursor.fetchone()
    return row[0] if row else None


def _line(edition: Edition, *, is_retraction: bool) -> str:
    what = "retracted" if is_retraction else "changed" if edition.is_changed else "new"
    title = {"zh": edition.title_zh, "en": edition.title_en or edition.title_zh}
    return json.dumps({"what": what, "title": title, "level": edition.level}, ensure_ascii=False)
