"""The one way out: an approved revision becomes the edition that the public reads. Needs the system scope."""

from __future__ import annotations

from django.db.models import Exists, OuterRef
from django.utils import timezone

from alerts.publishing import hooks
from alerts.publishing.choices import Offer, State, Verb
from alerts.publishing.models import Attachment, Edition, EditionFile, Item, Revision, Step
from alerts.publishing.services.prints import prints_order
from alerts.publishing.services.shelves import edition_shelve, edition_unshelve
from alerts.publishing.services.steps import SYSTEM_ACTOR, latest, step_take
from alerts.publishing.tell import tell_approvers, tell_writers
from portal.tenancy.models import Center, Membership, StaffRole


def approver_role(center: Center) -> StaffRole:
    """Who approves what a center writes."""
    return StaffRole.REVIEWER if center.kind == Center.Kind.NATIONAL else StaffRole.SUPERVISOR


def in_office(revision: Revision, center: Center) -> bool:
    """Say whether whoever approved the revision still holds the role at an open center."""
    if revision.approved_by_id is None:
        return False
    held = Membership.objects.filter(
        user_id=revision.approved_by_id,
        user__is_active=True,
        center_id=center.pk,
        center__is_active=True,
        role=approver_role(center),
    )
    return held.exists()


def item_publish(*, item_id: int) -> Edition | None:
    """Publish what is due; None when it was held back meanwhile or its day has not come.

    Locks the item. An approval whose author lost the role sends the item back to review.
    """
    item = Item.objects.select_for_update(of=("self",)).select_related("center").filter(pk=item_id).first()
    if item is None or item.state != State.SCHEDULED or item.goes_out_at is None or item.goes_out_at > timezone.now():
        return None
    revision = latest(item)
    if not in_office(revision, item.center):
        _bounce(item, revision)
        return None
    before = Edition.objects.filter(item=item).order_by("-number").first()
    Edition.objects.filter(item=item, is_current=True).update(is_current=False)
    now = timezone.now()
    edition = Edition.objects.create(
        item=item,
        revision=revision,
        public_id=item.public_id,
        center_id=item.center_id,
        kind=item.kind,
        slug=item.slug,
        number=before.number + 1 if before else 1,
        nation_wide=item.center.kind == Center.Kind.NATIONAL,
        first_published_at=before.first_published_at if before else now,
        published_at=now,
        **revision.words(),
    )
    # The nation took an edition, not whatever the center publishes at its address later: it decides anew.
    offer = Offer.OFFERED if item.offer == Offer.TAKEN else item.offer
    Item.objects.filter(pk=item.pk).update(offer=offer, title_zh=edition.title_zh, title_en=edition.title_en)
    _carry_files(edition)
    prints_order(edition)
    step_take(item=item, verb=Verb.PUBLISH, actor=SYSTEM_ACTOR, edition=edition.number)
    tell_writers(item, "publishing/published", revision.writers)
    edition_shelve(edition)
    hooks.published(edition)
    return edition


def _carry_files(edition: Edition) -> None:
    clean = Attachment.objects.filter(
        item_id=edition.item_id, pk__in=edition.attachments, state=Attachment.State.CLEAN
    ).order_by("pk")
    EditionFile.objects.bulk_create(
        EditionFile(
            edition=edition,
            attachment=row.pk,
            public_id=row.public_id,
            name=row.name,
            storage_key=row.storage_key,
            media_type=row.media_type,
            size=row.size,
            alt_zh=row.alt_zh,
            alt_en=row.alt_en,
            is_picture=row.is_picture,
        )
        for row in clean
    )


def _bounce(item: Item, revision: Revision) -> None:
    after = step_take(item=item, verb=Verb.BOUNCE, actor=SYSTEM_ACTOR)
    Revision.objects.filter(item=after, handed_in_at__isnull=True).update(handed_in_at=timezone.now())
    tell_writers(after, "publishing/bounced", revision.writers)
    tell_approvers(after, "publishing/submitted")


def item_unpublish(*, item_id: int, notice_zh: str, notice_en: str) -> Edition | None:
    """Mark the current edition as retracted, with why; None when there is none any more, or nobody retracted it so."""
    edition = (
        Edition.objects.filter(item_id=item_id, is_current=True, retracted_at__isnull=True)
        .select_related("revision")
        .first()
    )
    if edition is None or not _was_retracted(edition, notice_zh):
        return None
    edition.retracted_at = timezone.now()
    edition.retraction_zh, edition.retraction_en = notice_zh, notice_en
    edition.save(update_fields=["retracted_at", "retraction_zh", "retraction_en"])
    edition_unshelve(edition)
    hooks.retracted(edition)
    return edition


def _was_retracted(edition: Edition, notice: str) -> bool:
    """Say whether the item's own center took the edition back with this notice: who may put an event may put any payload."""
    steps = Step.objects.filter(
        item_id=edition.item_id, verb=Verb.RETRACT, comment=notice, revision__gte=edition.revision.number
    )
    return steps.exists()


def item_syndicate(*, item_id: int) -> None:
    """Show a center's item in the whole country, once the nation took the offer."""
    taken = Item.objects.filter(pk=OuterRef("item_id"), offer=Offer.TAKEN)
    edition = Edition.objects.filter(Exists(taken), item_id=item_id, is_current=True, nation_wide=False).first()
    if edition is not None:
        edition.nation_wide = True
        edition.save(update_fields=["nation_wide"])
        edition_shelve(edition)
        hooks.published(edition)
