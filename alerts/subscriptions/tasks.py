"""What the workers do for subscriptions: spread a publication, hand on what waited, erase what is over."""

from __future__ import annotations

import logging

from alerts.publishing.addresses import address_of
from alerts.publishing.models import Edition
from alerts.subscriptions.follow import TOPIC_SPREAD
from alerts.subscriptions.services.spreading import due_collect, edition_spread
from alerts.subscriptions.services.tidying import tidy
from portal.notices.registry import Work, handler

logger = logging.getLogger(__name__)


@handler(TOPIC_SPREAD, queue="feed")
def spread(work: Work) -> None:
    """Tell everybody whom one publication or retraction concerns."""
    edition = Edition.objects.only("kind", "slug").get(pk=work.payload["edition_id"])
    people = edition_spread(
        edition_id=edition.pk,
        is_retraction=work.payload["retraction"],
        event=work.id,
        link=address_of(edition.kind, edition.slug),
    )
    logger.info("%s is told to %s people.", edition, people)


@handler("subscriptions.collect", queue="feed")
def collect(work: Work) -> None:
    """Hand on digests and what quiet hours held back."""
    due_collect(event=work.id)


@handler("subscriptions.tidy", queue="feed", opens_scope=False)
def forget(work: Work) -> None:
    """Erase what is over."""
    logger.info("Tidied subscriptions: %s.", tidy())
