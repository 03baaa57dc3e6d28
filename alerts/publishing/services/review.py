"""From the writer's hand to the reviewer's and back."""

from __future__ import annotations

import datetime

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from alerts.publishing import hooks
from alerts.publishing.choices import Kind, Offer, Verb
from alerts.publishing.models import Edition, Item, Revision
from alerts.publishing.services.drafts import shortcomings
from alerts.publishing.services.steps import hand_in, latest, lock, step_take
from alerts.publishing.tell import tell_approvers, tell_writers
from portal.accounts.actors import Actor
from portal.audit import trail
from portal.notices import outbox
from portal.policy.conflict import Conflict

TOPIC_PUBLISH = "publishing.publish"
TOPIC_RETRACT = "publishing.retract"
TOPIC_SYNDICATE = "publishing.syndicate"


def item_submit(*, item: Item, actor: Actor, seen: int | None = None) -> Item:
    """Hand the text in for review; it is closed from then on. Raises ValidationError with what is missing, field by field."""
    now = lock(item, seen=seen)
    revision = latest(now)
    missing = shortcomings(Kind(now.kind), revision, published_before=now.edition is not None)
    if missing:
        raise ValidationError({name: [text] for name, text in missing})
    hooks.examine(now, revision, Verb.SUBMIT, actor)
    hand_in(revision)
    after = step_take(item=now, verb=Verb.SUBMIT, actor=actor)
    tell_approvers(after, "publishing/submitted")
    return after


def item_take_back(*, item: Item, actor: Actor, seen: int | None = None) -> Item:
    """Take a text back from review to go on writing."""
    return step_take(item=item, verb=Verb.TAKE_BACK, actor=actor, seen=seen)


def item_return(*, item: Item, actor: Actor, comment: str, seen: int | None = None) -> Item:
    """Send a text back to its writers with what must be mended."""
    writers = latest(item).writers
    after = step_take(item=item, verb=Verb.RETURN, actor=actor, comment=comment, seen=seen)
    tell_writers(after, "publishing/returned", writers, comment=comment)
    return after


def item_approve(
    *, item: Item, actor: Actor, goes_out_at: datetime.datetime | None = None, seen: int | None = None
) -> Item:
    """Approve a text in person and have it go out at once or at `goes_out_at` (the end of its embargo).

    The database refuses an approver who wrote in it. Raises ValidationError for a moment in the past.
    """
    now = lock(item, seen=seen)
    moment = goes_out_at or timezone.now()
    if goes_out_at is not None and goes_out_at < timezone.now() - datetime.timedelta(minutes=5):
        raise ValidationError({"goes_out_at": _("This moment has passed. Leave it empty to publish at once.")})
    revision = latest(now)
    hooks.examine(now, revision, Verb.APPROVE, actor)
    Revision.objects.filter(pk=revision.pk, handed_in_at__isnull=False, approved_by__isnull=True).exclude(
        writers__contains=[actor.own_user_id]
    ).update(approved_by_id=actor.user_id, approved_at=timezone.now())
    after = step_take(item=now, verb=Verb.APPROVE, actor=actor, goes_out_at=moment)
    outbox.put(TOPIC_PUBLISH, {"item_id": after.pk}, queue="bell", center_id=after.center_id, available_at=goes_out_at)
    if goes_out_at is not None:
        tell_writers(after, "publishing/scheduled", revision.writers, at=moment)
    return after


def item_hold(*, item: Item, actor: Actor, comment: str, seen: int | None = None) -> Item:
    """Stop what is scheduled; it must be reviewed again."""
    return step_take(item=item, verb=Verb.HOLD, actor=actor, comment=comment, seen=seen)


def item_retract(*, item: Item, actor: Actor, notice_zh: str, notice_en: str = "", seen: int | None = None) -> Item:
    """Take an item off the public's pages; its address says why, and whoever received it is told."""
    if not notice_zh.strip():
        raise ValidationError({"notice_zh": _("Say why: readers see it at the old address.")})
    now = lock(item, seen=seen)
    revision = latest(now)
    after = step_take(item=now, verb=Verb.RETRACT, actor=actor, comment=notice_zh)
    if revision.handed_in_at is None:
        hand_in(revision)
    payload = {"item_id": after.pk, "notice_zh": notice_zh, "notice_en": notice_en}
    outbox.put(TOPIC_RETRACT, payload, queue="bell", center_id=after.center_id)
    return after


def offer_make(*, item: Item, actor: Actor) -> Item:
    """Offer a center's published item to the whole country. Raises Conflict when there is nothing to offer."""
    now = lock(item)
    if now.edition is None or now.offer not in {Offer.NONE, Offer.DECLINED} or not actor.has("supervisor"):
        raise Conflict(_("Only what is published and not yet offered can be offered, by the supervisor."))
    edition = Edition.objects.get(item=now, number=now.edition)
    now.title_zh, now.title_en = edition.title_zh, edition.title_en
    now.save(update_fields=["title_zh", "title_en"])
    return _offer(now, Offer.OFFERED)


def offer_decide(*, item: Item, actor: Actor, take: bool, edition: int | None) -> Item:
    """Take a center's offer for the whole country, or leave it with the center; `edition` is what the reviewer read.

    Raises Conflict when it was decided, or when the center published another edition meanwhile.
    """
    now = lock(item)
    if now.edition != edition:
        raise Conflict(_("The center published another edition meanwhile. Read it before you decide."))
    if now.offer != Offer.OFFERED or not actor.has("reviewer"):
        raise Conflict(_("This offer was decided already."))
    after = _offer(now, Offer.TAKEN if take else Offer.DECLINED)
    if take:
        outbox.put(TOPIC_SYNDICATE, {"item_id": after.pk}, queue="bell", center_id=after.center_id)
    return after


def _offer(item: Item, offer: Offer) -> Item:
    item.offer = offer
    item.row_version += 1
    item.save(update_fields=["offer", "row_version", "updated_at"])
    trail.record(
        f"item.offer_{offer}", object_type="item", object_id=item.public_id, center_id=item.center_id,
        payload={"text": str(item)},
    )  # fmt: skip
    return item
