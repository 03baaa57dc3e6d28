"""What time takes away: what nobody confirmed, whoever left, what is long past. In small transactions of the system scope."""

from __future__ import annotations

from datetime import timedelta

from django.db import connection

from alerts.subscriptions.services.returning import arrived_forgive
from portal.sql import interval
from portal.tenancy import scope as scopes

UNCONFIRMED_KEPT = timedelta(days=7)
ENDED_KEPT = timedelta(days=30)
# Corrections and retractions go to those who got the item within this time.
PORTIONS_KEPT = timedelta(days=366)
BATCH = 2000

# An account that took another address takes its subscription along; what already stood under that address joins it.
_JOIN_WISHES = """update subscriptions_wish w set subscriber_id = s.id
 from subscriptions_subscriber s join accounts_user u on u.id = s.user_id and lower(u.email) <> lower(s.address)
 join subscriptions_subscriber o on lower(o.address) = lower(u.email) and o.user_id is null
 where w.subscriber_id = o.id and w.confirmed_at is not null and s.ended_at is null"""
_DROP_JOINED = """delete from subscriptions_subscriber o using subscriptions_subscriber s, accounts_user u
 where u.id = s.user_id and lower(u.email) <> lower(s.address) and lower(o.address) = lower(u.email) and o.user_id is null"""
_MOVE = """update subscriptions_subscriber s set address = lower(u.email) from accounts_user u
 where u.id = s.user_id and u.is_active and lower(u.email) <> lower(s.address)
   and exists (select from account_emailaddress a where a.user_id = u.id and a.verified and lower(a.email) = lower(u.email))
   and not exists (select from subscriptions_subscriber o where lower(o.address) = lower(u.email))"""
_CLOSED = """update subscriptions_subscriber s set ended_at = now(), end_reason = 'closed' from accounts_user u
 where u.id = s.user_id and not u.is_active and s.ended_at is null"""

# Deliveries are forgotten after 184 days (portal.notices.cleanup), the figure stays.
FIGURES_TAKEN = timedelta(days=150)
_MAILED = """update subscriptions_dispatch d set mailed = (
   select count(*) from subscriptions_portion p join notices_delivery v
     on v.event_id = p.event and v.recipient = 's:' || p.subscriber_id and v.channel = 'email' and v.state = 'sent'
   where p.dispatch_id = d.id)
 where d.mailed is null and d.created_at < now() - %s"""
_UNCONFIRMED = """delete from subscriptions_wish where id in (
   select id from subscriptions_wish where confirmed_at is null and created_at < now() - %(age)s order by id limit %(batch)s)"""
_NEVER = """delete from subscriptions_subscriber where id in (
   select s.id from subscriptions_subscriber s where s.confirmed_at is null and s.created_at < now() - %(age)s
     and not exists (select from subscriptions_wish w where w.subscriber_id = s.id) order by s.id limit %(batch)s)"""
# A wish that waits for its link again keeps the row until the link has run out.
_ENDED = """select s.id from subscriptions_subscriber s where s.ended_at < now() - %(age)s
   and not exists (select from subscriptions_wish w where w.subscriber_id = s.id and w.created_at > now() - %(pending)s)
 order by s.id limit %(batch)s"""
_OLD = """delete from subscriptions_portion where id in (
   select id from subscriptions_portion where dispatch_id in (
     select id from subscriptions_dispatch where created_at < now() - %(age)s) order by id limit %(batch)s)"""


def tidy() -> dict[str, int]:
    """Erase what is over and return the counts; follow accounts to their new addresses."""
    with scopes.enter(scopes.system()), connection.cursor() as cursor:
        for statement in (_JOIN_WISHES, _DROP_JOINED, _MOVE, _CLOSED):
            cursor.execute(statement)
        cursor.execute(_MAILED, [interval(FIGURES_TAKEN)])
        forgiven = arrived_forgive()
    return {
        "forgiven": forgiven,
        "unconfirmed": _delete(_UNCONFIRMED, UNCONFIRMED_KEPT),
        "never_confirmed": _delete(_NEVER, UNCONFIRMED_KEPT),
        "erased": _erase(),
        "portions": _delete(_OLD, PORTIONS_KEPT),
    }


def _delete(statement: str, age: timedelta) -> int:
    total = 0
    while True:
        with scopes.enter(scopes.system()), connection.cursor() as cursor:
            cursor.execute(statement, {"age": interval(age), "batch": BATCH})
            gone: int = cursor.rowcount
        total += gone
        if gone < BATCH:
            return total


def _erase() -> int:
    """Erase whoever ended long enough ago, with all that hangs on them."""
    total = 0
    while True:
        with scopes.enter(scopes.system()), connection.cursor() as cursor:
            values = {"age": interval(ENDED_KEPT), "pending": interval(UNCONFIRMED_KEPT), "batch": BATCH}
            cursor.execute(_ENDED, values)
            people = [row[0] for row in cursor.fetchall()]
            for table in ("portion", "wish"):
                cursor.execute(f"delete from subscriptions_{table} where subscriber_id = any(%s)", [people])  # noqa: S608
            cursor.execute("delete from subscriptions_subscriber where id = any(%s)", [people])
        total += len(people)
        if len(people) < BATCH:
            return total
