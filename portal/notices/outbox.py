"""Put work into the outbox, in the transaction that makes it necessary. Never talks to the broker."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection

from portal.notices import registry
from portal.tenancy import scope as scopes
from portal.uuid7 import uuid7

CHANNEL = "zhinan_outbox"

# No RETURNING: a scope may put work in, but not read what others put there. Times are the database's: the relay
# compares with its clock, whatever the clocks of the web hosts say.
_INSERT = """insert into notices_outboxevent
 (id, topic, queue, payload, center_id, actor_id, state, attempts, available_at, last_error, created_at)
 values (%s, %s, %s, %s::jsonb, %s, %s, 'pending', 0, coalesce(%s, now()), '', now())"""


def put(
    topic: str,
    payload: Mapping[str, Any],
    *,
    queue: registry.QueueName | None = None,
    center_id: int | None = None,
    available_at: datetime | None = None,
) -> UUID:
    """Write one event and wake the relay when the transaction commits; return the event's id.

    `topic` names a handler (portal.notices.registry), which also names the queue unless `queue` does; `payload` must
    be JSON and holds ids rather than texts. Raises UnknownTopic for a topic nobody handles, and nothing that the
    caller should catch: if the row cannot be written, neither should the deed be.
    """
    handler = registry.find(topic)
    current = scopes.current()
    event_id = uuid7()
    with connection.cursor() as cursor:
        cursor.execute(
            _INSERT,
            [
                event_id,
                topic,
                queue or handler.queue,
                json.dumps(payload, cls=DjangoJSONEncoder, ensure_ascii=False),
                current.center_id if center_id is None else center_id,
                current.actor_id,
                available_at,
            ],
        )
        cursor.execute("select pg_notify(%s, '')", [CHANNEL])
    return event_id
