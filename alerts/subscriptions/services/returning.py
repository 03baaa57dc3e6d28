"""What follows when an address refuses mail, at once or by a report that comes back: it is written to no more. In the system scope.

A report says more than the server that took the mail, and comes hours or days later: it counts until a mail that was sent
after the last one has stayed away for `STAYED`.
"""

from __future__ import annotations

from datetime import timedelta

from django.db import connection
from django.urls import reverse

from alerts.subscriptions.choices import EndReason
from portal.audit import trail
from portal.notices.addressees import Parcel
from portal.notices.models import ReturnedMail
from portal.sql import interval

# Refusals of the address in a row after which a subscription ends, and reports of a full mailbox or a server that is away.
MOST_REFUSALS = 3
MOST_SOFT = 8
# A mail that has not come back after this time has arrived: servers give up after two to five days (RFC 5321 4.5.4.1).
STAYED = timedelta(days=6)
STOPPED = "subscriptions/stopped"

_RETURNED = """update subscriptions_subscriber set returned = returned + %(hard)s, returned_soft = returned_soft + %(soft)s,
   returned_at = now(), refused_at = case when %(hard)s > 0 then coalesce(refused_at, now()) else refused_at end
 where id = %(person)s and ended_at is null returning hard_bounces + returned >= %(most)s or returned_soft >= %(most_soft)s"""
# The filters stay for the 30 days in which the person may begin again.
_STOP = """with stopped as (
   update subscriptions_subscriber set ended_at = now(), end_reason = %(reason)s
   where id = %(person)s and ended_at is null returning id, user_id),
 dropped as (
   delete from subscriptions_portion p using stopped where p.subscriber_id = stopped.id and p.event is null),
 bells as (
   insert into notices_notice (id, user_id, template, context, link, seat, created_at)
   select uuidv7(), user_id, %(template)s, '{}'::jsonb, %(link)s, '', now() from stopped where user_id is not null)
 select count(*) from stopped"""
_ARRIVED = """update subscriptions_subscriber s set returned = 0, returned_soft = 0, returned_at = null,
   refused_at = case when s.hard_bounces > 0 then s.refused_at end
 where s.returned_at < now() - %(stayed)s and s.ended_at is null and exists (
   select from subscriptions_portion p join notices_delivery v
     on v.event_id = p.event and v.recipient = 's:' || s.id and v.channel = 'email'
   where p.subscriber_id = s.id and v.state = 'sent' and v.updated_at > s.returned_at and v.updated_at < now() - %(stayed)s)"""


def subscriber_returned(parcel: Parcel, kind: str) -> None:
    """Count a mail that came back; the third from an address that takes none, or the eighth for now, ends the subscription.

    What was refused for what stood in it counts nothing against the address.
    """
    if kind == ReturnedMail.Kind.MESSAGE:
        return
    is_soft = kind == ReturnedMail.Kind.TRANSIENT
    with connection.cursor() as cursor:
        cursor.execute(
            _RETURNED,
            {
                "person": parcel.recipient,
                "hard": int(not is_soft),
                "soft": int(is_soft),
                "most": MOST_REFUSALS,
                "most_soft": MOST_SOFT,
            },
        )
        row = cursor.fetchone()
    if row and row[0]:
        subscriber_stop(parcel.recipient)


def subscriber_stop(person: int) -> None:
    """End a subscription whose address takes no mail, and ring the bell of the account it belongs to."""
    with connection.cursor() as cursor:
        cursor.execute(
            _STOP,
            {
                "person": person,
                "reason": EndReason.REFUSED.value,
                "template": STOPPED,
                "link": reverse("subscriptions:mine"),
            },
        )
        stopped = cursor.fetchone()[0]
    if stopped:
        trail.record("subscriber.refused", object_type="subscriber", object_id=person)


def arrived_forgive() -> int:
    """Forget what came back from addresses at which mail stays again; return how many."""
    with connection.cursor() as cursor:
        cursor.execute(_ARRIVED, {"stayed": interval(STAYED)})
        return int(cursor.rowcount)
