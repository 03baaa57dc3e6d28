"""Take one step of the workflow: the only writer of an item's state."""

from __future__ import annotations

import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from alerts.publishing import workflow
from alerts.publishing.choices import Verb
from alerts.publishing.models import Item, Revision, Step
from portal.accounts.actors import Actor, Seat
from portal.audit import trail
from portal.policy.conflict import Conflict

SYSTEM_ACTOR = Actor(user_id=None, seat=Seat(key="system", kind="unaffiliated", roles=workflow.SYSTEM))


def latest(item: Item) -> Revision:
    """Return the text in hand."""
    return Revision.objects.filter(item=item).order_by("-number")[0]


def lock(item: Item, *, seen: int | None = None) -> Item:
    """Lock the item's row and return it as it is now; raise Conflict when it is not what the person saw."""
    now = Item.objects.select_for_update(of=("self",)).select_related("center").get(pk=item.pk)
    if seen is not None and now.row_version != seen:
        raise Conflict(_("Somebody changed this item meanwhile. Look at it again before you go on."))
    return now


def step_take(
    *,
    item: Item,
    verb: Verb,
    actor: Actor,
    comment: str = "",
    seen: int | None = None,
    goes_out_at: datetime.datetime | None = None,
    edition: int | None = None,
) -> Item:
    """Take one step of `workflow.ROWS` and return the item as it is after it.

    Locks the item. Opens the next revision where the row says so, writes the story and the audit trail. `seen` is the
    `row_version` on the person's screen, `goes_out_at` the moment of publication, `edition` the new edition's number. Raises
    Conflict when the table does not allow the step or somebody was faster.
    """
    now = lock(item, seen=seen)
    revision = latest(now)
    row = workflow.find(now, verb)
    if (objection := workflow.objection(row, now, revision, actor)) is not None:
        raise Conflict(str(objection))
    assert row is not None
    number = revision.number
    if row.opens:
        Revision.objects.create(item=now, center_id=now.center_id, number=number + 1, **_next_words(revision, verb))
    now.state = row.target
    now.goes_out_at = goes_out_at
    now.row_version += 1
    written = ["state", "goes_out_at", "row_version", "updated_at"]
    if edition is not None:
        now.edition = edition
        written.append("edition")
    now.save(update_fields=written)
    Step.objects.create(
        item=now, center_id=now.center_id, revision=number, verb=verb, by_id=actor.user_id, comment=comment
    )
    trail.record(
        f"item.{verb}",
        object_type="item",
        object_id=now.public_id,
        center_id=now.center_id,
        payload={"text": str(now), "revision": number},
    )
    return now


def _next_words(revision: Revision, verb: Verb) -> dict[str, object]:
    words = revision.words()
    if verb == Verb.REVISE:
        # What the next edition changes is another matter than what the last one did.
        words |= {"correction_zh": "", "correction_en": ""}
    return words


def hand_in(revision: Revision) -> None:
    """Close a revision for good."""
    Revision.objects.filter(pk=revision.pk).update(handed_in_at=timezone.now())
