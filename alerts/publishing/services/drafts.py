"""Begin an item, write in it, throw it away."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from alerts.publishing.choices import NEEDS_SOURCE, PARTS, Kind, Offer, State, Verb
from alerts.publishing.models import Attachment, Item, Revision
from alerts.publishing.models.text import words_from
from alerts.publishing.services.steps import latest, lock, step_take
from portal.accounts.actors import Actor
from portal.audit import trail
from portal.policy.conflict import Conflict
from portal.reference.text import squeeze

_ADDRESS = re.compile(r"^[a-z0-9]+(?:-[a-z0-9]+)*$")


def address_of(title_en: str, fallback: str) -> str:
    """Propose an address from the English title; `fallback` when it has no letters of ours."""
    return slugify(title_en)[:70].strip("-") or fallback


def item_begin(*, kind: Kind, actor: Actor, slug: str, words: Mapping[str, Any]) -> Item:
    """Begin an item of the actor's center with its first revision.

    `words` are columns of models.Text. Raises ValidationError for an address that is taken or malformed.
    """
    if not _ADDRESS.match(slug):
        raise ValidationError(
            {
                "slug": _(
                    "Write the address in small Latin letters, figures and hyphens, such as us-trademark-fees-2025."
                )
            }
        )
    columns = words_from(dict(words))
    item = Item(
        center_id=actor.own_center_id,
        kind=kind,
        slug=slug,
        title_zh=columns["title_zh"],
        title_en=columns.get("title_en", ""),
        created_by_id=actor.user_id,
    )
    item.full_clean(exclude=["center", "created_by"], validate_unique=False, validate_constraints=False)
    try:
        with transaction.atomic():
            item.save()
    except IntegrityError as error:
        # Other centers' items are invisible here, so only the database can tell.
        if "item_one_address" not in str(error):
            raise
        raise ValidationError({"slug": _("This address is taken. Choose another one.")}) from error
    revision = Revision(item=item, center_id=item.center_id, number=1, **columns)
    revision.full_clean(exclude=["item", "center"], validate_unique=False, validate_constraints=False)
    revision.save()
    trail.record(
        "item.begin",
        object_type="item",
        object_id=item.public_id,
        center_id=item.center_id,
        payload={"text": str(item)},
    )
    return item


def words_write(*, item: Item, words: Mapping[str, Any], actor: Actor, seen: int | None = None) -> Item:
    """Write in the open revision and return the item; the database notes who wrote.

    Raises Conflict when the text is closed (in review, scheduled, published) or somebody else wrote meanwhile.
    """
    now = lock(item, seen=seen)
    revision = latest(now)
    if now.state != State.DRAFT or revision.handed_in_at is not None:
        raise Conflict(_("This text is closed. Take it back or begin a new version to change it."))
    for name, value in words_from(dict(words)).items():
        setattr(revision, name, value)
    revision.full_clean(exclude=["item", "center"], validate_unique=False, validate_constraints=False)
    revision.save()
    # What is offered to the nation goes on under the title that it was published with (item_publish).
    if now.offer not in {Offer.OFFERED, Offer.TAKEN}:
        now.title_zh, now.title_en = revision.title_zh, revision.title_en
    now.row_version += 1
    now.save(update_fields=["title_zh", "title_en", "row_version", "updated_at"])
    return now


def item_discard(*, item: Item, actor: Actor, seen: int | None = None) -> Item:
    """Throw away an item that was never published."""
    return step_take(item=item, verb=Verb.DISCARD, actor=actor, seen=seen)


def item_revise(*, item: Item, actor: Actor, seen: int | None = None) -> Item:
    """Begin a new version of what is published or retracted; the public reads on what it reads now."""
    return step_take(item=item, verb=Verb.REVISE, actor=actor, seen=seen)


def version_drop(*, item: Item, actor: Actor, seen: int | None = None) -> Item:
    """Give up the version in hand; what is published stays as it is."""
    now = lock(item, seen=seen)
    revision = latest(now)
    after = step_take(item=now, verb=Verb.DROP, actor=actor)
    revision.delete()
    return after


def shortcomings(kind: Kind, revision: Revision, *, published_before: bool) -> list[tuple[str, str]]:
    """List what must be there before a text can be handed in: (name of the field, what to do)."""
    found: list[tuple[str, str]] = []
    if not squeeze(revision.summary_zh):
        found.append(("summary_zh", _("Write a summary in Chinese: it stands in lists and messages.")))
    for part in PARTS[kind]:
        if part.required and not revision.parts.get(part.code, {}).get("zh", "").strip():
            found.append((f"{part.code}_zh", _("Write the part “%(part)s” in Chinese.") % {"part": part.label}))
    if kind in NEEDS_SOURCE and not revision.sources:
        found.append(("sources", _("Name at least one source that readers can check.")))
    if kind == Kind.ALERT and not revision.level:
        found.append(("level", _("Choose how pressing the alert is.")))
    if kind == Kind.LAW and revision.effective_on is None:
        found.append(("effective_on", _("Enter the day from which it is in force.")))
    if kind == Kind.CASE and not revision.right:
        found.append(("right", _("Choose what the case is about.")))
    waiting = Attachment.objects.filter(item_id=revision.item_id, pk__in=revision.attachments)
    if waiting.exclude(state=Attachment.State.CLEAN).exists():
        found.append(("attachments", _("A file is still being checked or was not taken. Wait a moment or remove it.")))
    if published_before and not squeeze(revision.correction_zh):
        found.append(("correction_zh", _("Say in one sentence what this version changes; readers see it.")))
    return found
