"""The relay: take what is due in the outbox, hand the ids to the broker, and lease them so that nothing is lost.

One round claims what fits into the broker's queues and sends it. The claim commits before the sending: if the relay dies
in between, or the broker forgets, the lease runs out and the event is offered again. Several relays may run; SKIP LOCKED
keeps them apart.
"""

from __future__ import annotations

import json
import logging
from uuid import UUID

from django.db import connection

from portal.celery import app
from portal.notices import work
from portal.notices.broker import BrokerAway, Sender
from portal.notices.tasks import RUN_EVENT
from portal.sql import interval
from portal.tenancy import scope as scopes

logger = logging.getLogger(__name__)

# How many messages may wait in the broker. More would only outlive their lease there and be sent twice; a broker without
# workers never grows beyond this.
ROOM = {"bell": 400, "paper": 8, "feed": 100, "bulk": 40}
BATCH = 200

# An event whose last allowed attempt was cut short never reached its own failure: it goes into quarantine here.
_CLAIM = """with due as (
   select id, available_at from notices_outboxevent
   where queue = %(queue)s and state in ('pending', 'leased') and available_at <= statement_timestamp()
   order by available_at, id limit %(limit)s for update skip locked)
 update notices_outboxevent e
 set state = case when e.attempts >= %(most)s then 'quarantined' else 'leased' end,
     last_error = case when e.attempts >= %(most)s then %(died)s else e.last_error end,
     lease_until = null, available_at = statement_timestamp() + %(lease)s
 from due where e.id = due.id
 returning e.id, e.state, e.topic, e.payload::text, due.available_at"""
_GIVE_BACK = """update notices_outboxevent set state = 'pending', available_at = statement_timestamp()
 where id = any(%s) and state = 'leased' and lease_until is null"""


class Relay:
    """Moves work from the outbox to the broker; one per process."""

    def __init__(self, sender: Sender | None = None) -> None:
        self.sender = sender or Sender(app)
        self.broker_away = False

    def round(self) -> int:
        """Offer what is due, as far as the broker has room; return how many events went out.

        Raises BrokerAway (after giving back what was not sent) and Django's database errors.
        """
        try:
            waiting = self.sender.waiting(ROOM)
            sent = sum(self._offer(queue, min(BATCH, ROOM[queue] - count)) for queue, count in waiting.items())
        except BrokerAway:
            if not self.broker_away:
                logger.warning("The broker does not answer; events wait in the outbox.")
            self.broker_away = True
            raise
        if self.broker_away:
            logger.warning("The broker answers again.")
            self.broker_away = False
        return sent

    def _offer(self, queue: str, limit: int) -> int:
        if limit <= 0:
            return 0
        ids = claim(queue, limit)
        if not ids:
            return 0
        try:
            self.sender.send(RUN_EVENT, queue, ids)
        except BrokerAway as away:
            give_back(ids[away.sent :])
            raise
        return len(ids)


def claim(queue: str, limit: int) -> list[UUID]:
    """Lease up to `limit` due events of a queue, oldest first; put those beyond their last attempt into quarantine."""
    with scopes.enter(scopes.system()):
        with connection.cursor() as cursor:
            cursor.execute(
                _CLAIM,
                {
                    "queue": queue,
                    "limit": limit,
                    "most": work.MAX_ATTEMPTS,
                    "died": work.DIED,
                    "lease": interval(work.LEASE),
                },
            )
            # RETURNING keeps no order.
            rows = sorted(cursor.fetchall(), key=lambda row: (row[4], row[0]))
        work.report_quarantine([(row[0], row[2], json.loads(row[3])) for row in rows if row[1] == "quarantined"])
    return [row[0] for row in rows if row[1] == "leased"]


def give_back(ids: list[UUID]) -> None:
    """Make claimed events due again that the broker did not take, unless a worker has one already."""
    with scopes.enter(scopes.system()), connection.cursor() as cursor:
        cursor.execute(_GIVE_BACK, [ids])
