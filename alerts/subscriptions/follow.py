"""What subscriptions do when something is published, and how their recipients are addressed."""

from __future__ import annotations

from alerts.guides.own import markets_from
from alerts.publishing import hooks
from alerts.publishing.models import Edition
from alerts.subscriptions.pages_of import page_of
from alerts.subscriptions.selectors.people import markets_of
from alerts.subscriptions.services.addressing import subscriber_address, subscriber_settle
from alerts.subscriptions.services.returning import subscriber_returned
from alerts.subscriptions.services.spreading import PREFIX
from portal.notices import addressees, outbox

TOPIC_SPREAD = "subscriptions.spread"

addressees.register(PREFIX, address=subscriber_address, settle=subscriber_settle, returned=subscriber_returned)
markets_from(markets_of)


@hooks.after_publication
def published(edition: Edition) -> None:
    """Tell subscribers of an edition, in a worker."""
    _put(edition, is_retraction=False)


@hooks.after_retraction
def retracted(edition: Edition) -> None:
    """Tell those who got an edition that it was retracted."""
    _put(edition, is_retraction=True)


def _put(edition: Edition, *, is_retraction: bool) -> None:
    if page_of(edition.kind, edition.slug) is None:
        return
    outbox.put(TOPIC_SPREAD, {"edition_id": edition.pk, "retraction": is_retraction})
