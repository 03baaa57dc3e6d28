"""Inside the database of the fan-out bench: make the crowd and the alert, then spread it whenever a line names an event.

Runs as a process of its own with the workers' log-in. Prints the item's id, then the seconds of each spreading.
"""

from __future__ import annotations

import json
import sys
import time
from uuid import UUID

import django

django.setup()

from django.db import connection  # noqa: E402

from alerts.publishing.addresses import address_of  # noqa: E402
from alerts.publishing.models import Edition  # noqa: E402
from alerts.publishing.services.publication import item_publish  # noqa: E402
from alerts.subscriptions.services.spreading import edition_spread  # noqa: E402
from portal.tenancy import scope as scopes  # noqa: E402
from tests.made_public import CROWD, publishable  # noqa: E402

# What the worker finds when it starts the work: the deliveries refer to it.
_EVENT = """insert into notices_outboxevent (id, topic, queue, payload, state, attempts, available_at, last_error, created_at)
 values (%s, 'subscriptions.spread', 'feed', '{}', 'done', 1, now(), '', now())"""


def main() -> None:
    """Make the crowd, then spread once a line."""
    with scopes.enter(scopes.system()), connection.cursor() as cursor:
        cursor.execute(CROWD, {"people": int(sys.argv[1])})
    item = publishable("crowd")
    with scopes.enter(scopes.system()):
        edition = item_publish(item_id=item)
    assert edition is not None
    _say(item)
    for line in sys.stdin:
        _say(_spread(edition, UUID(line.strip())))


def _spread(edition: Edition, event: UUID) -> float:
    with scopes.enter(scopes.system()), connection.cursor() as cursor:
        cursor.execute(_EVENT, [event])
    began = time.monotonic()
    with scopes.enter(scopes.system()):
        people = edition_spread(
            edition_id=edition.pk, is_retraction=False, event=event, link=address_of(edition.kind, edition.slug)
        )
    took = time.monotonic() - began
    assert people == int(sys.argv[1]), people
    return took


def _say(value: object) -> None:
    print(json.dumps(value), flush=True)


if __name__ == "__main__":
    main()
