"""Gates: what is written is fetched here or answered 404; what is read is fetched from editions."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404

from alerts.publishing.choices import Offer
from alerts.publishing.models import Attachment, Edition, Item
from portal.accounts.actors import Actor


def visible_items(actor: Actor) -> QuerySet[Item]:
    """Give the items `actor` may see on the desk: those of the own center, and for the nation what centers offer."""
    if actor.kind == "center":
        return Item.objects.filter(center_id=actor.own_center_id)
    if actor.kind == "national":
        return Item.objects.filter(Q(center_id=actor.own_center_id) | Q(offer__in=[Offer.OFFERED, Offer.TAKEN]))
    return Item.objects.none()


def get_item(actor: Actor, public_id: UUID) -> Item:
    """Return one visible item or raise Http404."""
    try:
        return visible_items(actor).select_related("center").get(public_id=public_id)
    except Item.DoesNotExist:
        raise Http404 from None


def get_own_item(actor: Actor, public_id: UUID) -> Item:
    """Return one item of the center at which `actor` writes, or raise Http404."""
    item = get_item(actor, public_id)
    if item.center_id != actor.center_id:
        raise Http404
    return item


def get_attachment(actor: Actor, public_id: UUID, attachment: UUID) -> Attachment:
    """Return one attachment of a visible item or raise Http404."""
    try:
        return Attachment.objects.get(item=get_item(actor, public_id), public_id=attachment)
    except Attachment.DoesNotExist:
        raise Http404 from None


def get_edition(kind: str, slug: str) -> Edition:
    """Return what the public reads at an address, retracted or not; raise Http404 when nothing was ever published there."""
    try:
        return Edition.objects.select_related("center").get(kind=kind, slug=slug, is_current=True)
    except Edition.DoesNotExist:
        raise Http404 from None
