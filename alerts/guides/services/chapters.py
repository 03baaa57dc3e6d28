"""Begin a country's guide, hand its chapters to owners, say how long a review is good for."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from alerts.guides.choices import Code, slug_of
from alerts.guides.models import MOST_MONTHS, Chapter
from alerts.publishing.choices import Kind, State
from alerts.publishing.models import Item
from alerts.publishing.services.drafts import item_begin
from portal.accounts.actors import Actor
from portal.audit import trail
from portal.notices.notify import notify
from portal.policy.conflict import Conflict
from portal.reference.countries import clean_country, country_name, country_names
from portal.tenancy.models import Membership, StaffRole

OWNER_ROLES = (StaffRole.EDITOR, StaffRole.REVIEWER)


def guide_begin(*, country: str, actor: Actor) -> list[Chapter]:
    """Begin the chapters that a country's guide lacks, each with a draft; a chapter that was thrown away begins anew.

    Raises ValidationError for a country nobody knows and Conflict when nothing is missing.
    """
    code = clean_country(country)
    with transaction.atomic():
        kept = {
            chapter.code: chapter
            for chapter in Chapter.objects.select_for_update(of=("self",))
            .select_related("item")
            .filter(center_id=actor.own_center_id, country=code)
            .order_by("pk")
        }
        begun = [
            _begin(code, chapter_code, kept.get(chapter_code), actor)
            for chapter_code in Code
            if chapter_code not in kept or kept[chapter_code].item.state == State.DISCARDED
        ]
        if not begun:
            raise Conflict(_("This guide has all its chapters."))
        trail.record(
            "guide.begin", object_type="guide", object_id=code, center_id=actor.own_center_id,
            payload={"country": country_name(code, "zh-hans"), "chapters": [chapter.code for chapter in begun]},
        )  # fmt: skip
    return begun


def _begin(country: str, code: Code, before: Chapter | None, actor: Actor) -> Chapter:
    if before is not None:
        # The address is free again: what was thrown away was never read there.
        Item.objects.filter(pk=before.item_id, state=State.DISCARDED).update(
            slug=f"{slug_of(country, code)}-{before.item_id}"
        )
    words: dict[str, object] = {"countries": [country]}
    for language, tag, colon in (("zh", "zh-hans", "："), ("en", "en", ": ")):
        with translation.override(tag):
            words[f"title_{language}"] = f"{country_name(country)}{colon}{code.label}"
    item = item_begin(kind=Kind.GUIDE, actor=actor, slug=slug_of(country, code), words=words)
    if before is not None:
        before.item = item
        before.checked_on = None
        before.save(update_fields=["item", "checked_on"])
        return before
    chapter = Chapter(item=item, center_id=item.center_id, country=country, code=code)
    chapter.full_clean(exclude=["item", "center"], validate_unique=False, validate_constraints=False)
    chapter.save()
    return chapter


def may_own(center_id: int) -> list[tuple[int, str]]:
    """List who can own a chapter: (id, name) of the center's editors and reviewers."""
    seats = Membership.objects.filter(center_id=center_id, role__in=OWNER_ROLES, user__is_active=True)
    return sorted(set(seats.values_list("user_id", "user__name")), key=lambda each: (each[1], each[0]))


def chapters_hand(*, country: str, owners: Mapping[str, int | None], actor: Actor) -> list[Chapter]:
    """Hand chapters of a guide to owners (chapter code → id, None for nobody) and tell the new ones.

    Locks the guide's chapters. Raises ValidationError, by chapter, for a person who is no editor or reviewer.
    """
    known = {pk for pk, _name in may_own(actor.own_center_id or 0)}
    strangers = {
        code: [_("Choose an editor or reviewer of the national center.")]
        for code, owner in owners.items()
        if owner is not None and owner not in known
    }
    if strangers:
        raise ValidationError(strangers)
    with transaction.atomic():
        rows = Chapter.objects.select_for_update(of=("self",)).filter(
            center_id=actor.own_center_id, country=country, code__in=list(owners)
        )
        changed = [chapter for chapter in rows.order_by("pk") if chapter.owner_id != owners[chapter.code]]
        for chapter in changed:
            chapter.owner_id = owners[chapter.code]
            chapter.owner_told_for = None
            chapter.save(update_fields=["owner", "owner_told_for"])
        if changed:
            trail.record(
                "guide.handed", object_type="guide", object_id=country, center_id=actor.own_center_id,
                payload={"country": country_name(country, "zh-hans"), "owners": {each.code: each.owner_id for each in changed}},
            )  # fmt: skip
            _tell_owners(changed)
    return changed


def _tell_owners(changed: Iterable[Chapter]) -> None:
    by_owner: dict[int, list[Chapter]] = {}
    for chapter in changed:
        if chapter.owner_id is not None:
            by_owner.setdefault(chapter.owner_id, []).append(chapter)
    for owner, chapters in by_owner.items():
        notify(
            "guides/handed",
            context={"chapters": titles_of(chapters), "count": len(chapters)},
            link=reverse("guides:desk"),
            users=[owner],
            seat=f"national:{chapters[0].center_id}",
            center_id=chapters[0].center_id,
        )


def titles_of(chapters: Iterable[Chapter], *, most: int = 6) -> dict[str, str]:
    """Name chapters in one line, in both languages, for messages."""
    listed = list(chapters)
    found = {}
    for language, tag, comma, dots in (("zh", "zh-hans", "、", "等"), ("en", "en", ", ", " …")):
        with translation.override(tag):
            names = [f"{country_names([each.country])} · {Code(each.code).label}" for each in listed[:most]]
        found[language] = comma.join(names) + (dots if len(listed) > most else "")
    return found


def chapter_settle(*, chapter: Chapter, months: int, checked_on: datetime.date | None, actor: Actor) -> Chapter:
    """Say how many months a review is good for, and when the facts of the text in hand were last checked.

    Both count from the next publication or confirmed check on. Raises ValidationError for a day to come or a number of months
    outside 1 to 12.
    """
    found: dict[str, list[str]] = {}
    if not 1 <= months <= MOST_MONTHS:
        found["months"] = [_("Choose 1 to %(most)d months.") % {"most": MOST_MONTHS}]
    if checked_on is not None and checked_on > timezone.localdate():
        found["checked_on"] = [_("This day is still to come.")]
    if found:
        raise ValidationError(found)
    with transaction.atomic():
        now = Chapter.objects.select_for_update(of=("self",)).get(pk=chapter.pk)
        now.months, now.checked_on = months, checked_on
        now.save(update_fields=["months", "checked_on"])
        trail.record(
            "chapter.settled", object_type="chapter", object_id=now.public_id, center_id=now.center_id,
            payload={"chapter": str(now), "months": months},
        )  # fmt: skip
    return now
