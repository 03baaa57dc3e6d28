"""The one Celery task behind every event of the outbox, and the handlers that belong to notices themselves."""

from __future__ import annotations

import logging
from uuid import UUID

from billiard.exceptions import SoftTimeLimitExceeded
from celery import shared_task

from portal.notices import cleanup, delivering, fanout, registry, topics, work
from portal.tenancy import scope as scopes

logger = logging.getLogger(__name__)

RUN_EVENT = "portal.notices.tasks.run_event"


# The lease, not the broker, decides when lost work is offered again: a message is a hint that may be lost or come twice.
@shared_task(name=RUN_EVENT, opens_scope=False, acks_late=True, reject_on_worker_lost=False)  # type: ignore[untyped-decorator]
def run_event(event_id: str) -> None:
    """Do the work of one event, once: start it, keep its lease, finish it with its effects, or give it back."""
    try:
        identity = UUID(event_id)
    except (ValueError, AttributeError, TypeError):
        logger.error("Dropped a message whose body names no event.")
        return
    started = work.start(identity)
    if started is None:
        return
    with work.lease(started) as held:
        try:
            _run(held)
        except (Exception, SoftTimeLimitExceeded) as error:
            logger.warning("%s %s: attempt %s failed: %s", held.topic, held.id, held.attempt, work.describe(error))
            work.fail(held, error)


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
