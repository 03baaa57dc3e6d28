"""The one Celery task behind every event of the outbox, and the handlers that belong to notices themselves."""

from __future__ import annotations

import logging
import time
from uuid import UUID

from billiard.exceptions import SoftTimeLimitExceeded
from celery import shared_task
from django.conf import settings
from django.db import Error as DatabaseError
from django.db import connection

from portal.notices import cleanup, delivering, fanout, registry, topics, work
from portal.notices.bounces.reading import mailbox_read
from portal.tenancy import scope as scopes
from portal.tenancy.tasks import ScopedTask

logger = logging.getLogger(__name__)

RUN_EVENT = "portal.notices.tasks.run_event"
# Shorter than the lease: after that the event may be offered to somebody else.
DATABASE_PATIENCE = 20.0
DATABASE_PAUSE = 0.5


# The lease, not the broker, decides when lost work is offered again: a message is a hint that may be lost or come twice.
@shared_task(name=RUN_EVENT, base=ScopedTask, opens_scope=False, acks_late=True, reject_on_worker_lost=False)
def run_event(event_id: str) -> None:
    """Do the work of one event, once: start it, keep its lease, finish it with its effects, or give it back."""
    try:
        identity = UUID(event_id)
    except (ValueError, AttributeError, TypeError):
        logger.error("Dropped a message whose body names no event.")
        return
    started = _start(identity)
    if started is None:
        return
    with work.lease(started) as held:
        try:
            _run(held)
        except (Exception, SoftTimeLimitExceeded) as error:
            logger.warning("%s %s: attempt %s failed: %s", held.topic, held.id, held.attempt, work.describe(error))
            try:
                work.fail(held, error)
            except DatabaseError as away:
                # The lease will give it back.
                logger.warning("%s %s: cannot return it: %s", held.topic, held.id, type(away).__name__)
                connection.close()


def _start(event_id: UUID) -> registry.Work | None:
    """Start the event, and wait for a database that is away: dropping the message would cost a whole lease."""
    deadline = time.monotonic() + DATABASE_PATIENCE
    while True:
        try:
            return work.start(event_id)
        except DatabaseError as error:
            connection.close()
            if time.monotonic() > deadline:
                logger.warning("Left event %s to its lease: %s", event_id, type(error).__name__)
                return None
            time.sleep(DATABASE_PAUSE)


def _run(held: registry.Work) -> None:
    handler = registry.find(held.topic)
    if handler.opens_scope:
        with scopes.enter(scopes.system()):
            handler.run(held)
            work.finish(held, forget=handler.forgets)
        return
    handler.run(held)
    with scopes.enter(scopes.system()):
        work.finish(held, forget=handler.forgets)


@registry.handler("notice")
def spread(held: registry.Work) -> None:
    """Write the notices and deliveries of one event."""
    fanout.spread_notice(held)


@registry.handler("notice.deliver", opens_scope=False)
def deliver(held: registry.Work) -> None:
    """Send a chunk of deliveries over one channel."""
    delivering.deliver(held, held.payload["channel"], [UUID(text) for text in held.payload["deliveries"]])


@registry.handler("mail", opens_scope=False, forgets=True)
def mail(held: registry.Work) -> None:
    """Send a mail to bare addresses."""
    with scopes.enter(scopes.system()):
        deliveries = fanout.address_mail(held)
    delivering.deliver(held, topics.EMAIL, deliveries)


@registry.handler("notices.cleanup", queue="feed", opens_scope=False)
def clean(held: registry.Work) -> None:
    """Throw away old events, deliveries and notices."""
    logger.info("Cleaned up: %s.", cleanup.clean_up())


@registry.handler("notices.bounces", queue="feed", opens_scope=False)
def read_bounces(held: registry.Work) -> None:
    """Read what came back by mail."""
    if settings.BOUNCE_MAILBOX is None:
        logger.warning("BOUNCE_ADDRESS is set and BOUNCE_MAILBOX_URL is not: nobody reads what comes back.")
        return
    logger.info("Read the bounce mailbox: %s.", mailbox_read(settings.BOUNCE_MAILBOX, lost=held.lost))
