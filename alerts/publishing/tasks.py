"""What the workers do for publishing: publish and retract, judge attachments."""

from __future__ import annotations

from alerts.publishing.models import Attachment
from alerts.publishing.services.attachments import TOPIC_CHECK, attachment_settle
from alerts.publishing.services.prints import TOPIC_PRINT, print_make
from alerts.publishing.services.publication import item_publish, item_syndicate, item_unpublish
from alerts.publishing.services.review import TOPIC_PUBLISH, TOPIC_RETRACT, TOPIC_SYNDICATE
from portal.documents.intake.judge import judge
from portal.notices.registry import Work, handler
from portal.tenancy import scope as scopes


@handler(TOPIC_PUBLISH)
def publish(work: Work) -> None:
    """Publish one item when its moment has come; running twice publishes once."""
    item_publish(item_id=work.payload["item_id"])


@handler(TOPIC_RETRACT)
def retract(work: Work) -> None:
    """Mark one item's edition as retracted."""
    item_unpublish(
        item_id=work.payload["item_id"], notice_zh=work.payload["notice_zh"], notice_en=work.payload["notice_en"]
    )


@handler(TOPIC_SYNDICATE)
def syndicate(work: Work) -> None:
    """Show a center's item in the whole country."""
    item_syndicate(item_id=work.payload["item_id"])


@handler(TOPIC_PRINT, queue="paper", opens_scope=False)
def print_edition(work: Work) -> None:
    """Make one PDF of an edition outside any transaction; running twice makes one."""
    print_make(work)


@handler(TOPIC_CHECK, queue="feed", opens_scope=False)
def check_attachment(work: Work) -> None:
    """Judge one attachment outside any transaction; running twice gives the same verdict."""
    with scopes.enter(scopes.system()):
        row = Attachment.objects.filter(pk=work.payload["attachment_id"]).first()
    if row is None or row.state not in {Attachment.State.RECEIVED, Attachment.State.QUARANTINED}:
        return
    verdict = judge(row.storage_key, row.name)
    with scopes.enter(scopes.system()):
        attachment_settle(row=row, verdict=verdict)
