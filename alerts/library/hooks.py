"""What the library does when publishing asks or tells: the last look before a step, the offer after a release."""

from __future__ import annotations

import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from alerts.library.choices import WHAT_LABELS, State
from alerts.library.models import CaseOrigin
from alerts.library.selectors import shelf
from alerts.library.selectors.origins import leaks_in_revision, live_origin_of, standing_consent
from alerts.publishing.choices import Kind, Offer, Verb
from alerts.publishing.models import Edition, Item, Revision
from alerts.publishing.services import review
from alerts.publishing.shelves import Shelf
from cases.choices import State as CaseState
from portal.accounts.actors import Actor, Seat
from portal.tenancy.models import Center

# Long enough for a correction after publication, short enough that the secret does not lie about (docs/library.md).
KEEP_DAYS = 30
SHELF = Shelf(
    form=shelf.FORM,
    narrow=shelf.narrow,
    facets=shelf.facets,
    list_template="library/_facets.html",
    beside=shelf.beside,
    page_template="library/_beside.html",
)


def examine(item: Item, revision: Revision, verb: Verb, actor: Actor) -> list[str]:
    """Say what stands against handing in or approving a typical case that was made of a case; note a clean last look."""
    # The nation keeps no cases and sees no origins; what it writes itself is made of public decisions.
    if item.kind != Kind.CASE or actor.kind == "national":
        return []
    origin = CaseOrigin.objects.filter(item=item).select_related("case", "case__enterprise").first()
    if origin is None:
        return []
    if live_origin_of(origin.case) != origin or standing_consent(origin.case) is None:
        return [_("The applicant's consent no longer stands. The text cannot go out.")]
    if origin.case.state not in {CaseState.CLOSED, CaseState.ARCHIVED}:
        return [_("The case was reopened. A typical case is made when it is closed.")]
    if verb == Verb.APPROVE and actor.user_id in origin.writers:
        return [_("You worked on the anonymised text, so somebody else must approve it.")]
    found = leaks_in_revision(origin, revision)
    if not found and verb == Verb.APPROVE:
        CaseOrigin.objects.filter(pk=origin.pk).update(cleared_revision=revision.pk, cleared_by_id=actor.user_id)
    return [
        _("“%(words)s” still stands in “%(place)s”: %(what)s of the case.")
        % {"words": leak.words, "place": leak.place, "what": WHAT_LABELS[leak.what]}
        for leak in found
    ]


def released(edition: Edition) -> None:
    """Offer what the center's supervisor released to the whole country, and begin the days after which the secret goes."""
    origin = CaseOrigin.objects.select_for_update(of=("self",)).filter(item_id=edition.item_id).first()
    if origin is None:
        return
    if origin.state == State.HANDED_IN:
        origin.state = State.PUBLISHED
        origin.published_at = timezone.now()
        origin.erase_on = timezone.localdate() + datetime.timedelta(days=KEEP_DAYS)
        origin.save(update_fields=["state", "published_at", "erase_on", "updated_at"])
    item = Item.objects.select_related("center").get(pk=edition.item_id)
    approver = Revision.objects.filter(pk=edition.revision_id).values_list("approved_by_id", flat=True).first()
    if item.offer == Offer.NONE and item.center.kind != Center.Kind.NATIONAL and approver:
        seat = Seat(f"center:{item.center_id}", "center", frozenset({"supervisor"}), item.center_id)
        review.offer_make(item=item, actor=Actor(approver, seat))
