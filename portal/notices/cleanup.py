"""Throw away what nobody needs any more, in small transactions.

Finished events go after 30 days. Those that carry deliveries stay as long as logs must (网络安全法 asks for at least six
months; here 184 days), because a delivery proves that somebody was told. A read notice goes after the same time; an
unread one stays. The audit trail is never thrown away.
"""

from __future__ import annotations

from datetime import timedelta

from django.db import connection

from portal.sql import interval
from portal.tenancy import scope as scopes

EVENT_KEPT = timedelta(days=30)
LOG_KEPT = timedelta(days=184)
BATCH = 2000

# Ids are UUIDv7: a bound on the id is a bound on the age, and the primary key finds the old ones.
_OLD_EVENTS = """select e.id from notices_outboxevent e
 where e.id < (select uuidv7(%(age)s)) and e.state in ('done', 'discarded')
   and (%(with_deliveries)s or not exists (select from notices_delivery d where d.event_id = e.id))
 order by e.id limit %(batch)s"""
_DETACH = "update notices_notice set event_id = null where event_id = any(%s)"
_DELIVERIES = "delete from notices_delivery where event_id = any(%s)"
_RETURNED = "update notices_returnedmail set delivery_id = null where delivery_id in (select id from notices_delivery where event_id = any(%s))"
_OLD_RETURNED = "delete from notices_returnedmail where read_at < now() - %s"
_EVENTS = "delete from notices_outboxevent where id = any(%s)"
_NOTICES = """delete from notices_notice where id in (
   select id from notices_notice where id < (select uuidv7(%s)) and read_at is not null order by id limit %s)"""


def clean_up() -> dict[str, int]:
    """Delete what is old enough and return the counts; enters the system scope for each batch."""
    return {
        "events": _events(EVENT_KEPT, with_deliveries=False) + _events(LOG_KEPT, with_deliveries=True),
        "notices": _notices(),
        "returned": _returned(),
    }


def _returned() -> int:
    with scopes.enter(scopes.system()), connection.cursor() as cursor:
        cursor.execute(_OLD_RETURNED, [interval(LOG_KEPT)])
        return int(cursor.rowcount)


def _events(age: timedelta, *, with_deliveries: bool) -> int:
    total = 0
    while True:
        with scopes.enter(scopes.system()), connection.cursor() as cursor:
            cursor.execute(_OLD_EVENTS, {"age": interval(-age), "with_deliveries": with_deliveries, "batch": BATCH})
            ids = [row[0] for row in cursor.fetchall()]
            for statement in (_DETACH, _RETURNED, _DELIVERIES, _EVENTS):
                cursor.execute(statement, [ids])
        total += len(ids)
        if len(ids) < BATCH:
            return total


def _notices() -> int:
    total = 0
    while True:
        with scopes.enter(scopes.system()), connection.cursor() as cursor:
            cursor.execute(_NOTICES, [interval(-LOG_KEPT), BATCH])
            gone: int = cursor.rowcount
        total += gone
        if gone < BATCH:
            return total
