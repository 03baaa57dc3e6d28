"""Remind owners, and after two weeks all reviewers, of chapters that went stale. Needs the system scope."""

from __future__ import annotations

import datetime
from collections import defaultdict

from django.urls import reverse
from django.utils import timezone

from alerts.guides.models import Chapter, PublicChapter
from alerts.guides.services.chapters import OWNER_ROLES, titles_of
from alerts.publishing.models import Edition
from portal.notices.notify import notify
from portal.tenancy.models import Membership, StaffRole

PATIENCE = datetime.timedelta(days=14)


def chapters_remind(*, today: datetime.date | None = None) -> tuple[int, int]:
    """Tell owners of what went stale and reviewers of what stayed stale; give the numbers of chapters told of.

    Each chapter is told of once to each side per stale date; one without an owner in office goes to the reviewers at once.
    One notice speaks of all chapters of a person.
    """
    day = today or timezone.localdate()
    stale = dict(
        PublicChapter.objects.filter(
            stale_after__lt=day,
            item_id__in=Edition.objects.filter(kind="guide", is_current=True, retracted_at__isnull=True).values(
                "item_id"
            ),
        ).values_list("item_id", "stale_after")
    )
    chapters = list(Chapter.objects.select_for_update(of=("self",)).filter(item_id__in=stale).order_by("country", "pk"))
    seats = Membership.objects.filter(role__in=OWNER_ROLES, user__is_active=True)
    in_office = set(seats.values_list("user_id", "center_id"))
    to_owner: dict[tuple[int, int], list[Chapter]] = defaultdict(list)
    to_reviewers: dict[int, list[Chapter]] = defaultdict(list)
    for chapter in chapters:
        since = stale[chapter.item_id]
        owner = chapter.owner_id if (chapter.owner_id, chapter.center_id) in in_office else None
        if owner is not None and chapter.owner_told_for != since:
            to_owner[owner, chapter.center_id].append(chapter)
            chapter.owner_told_for = since
        if chapter.reviewers_told_for != since and (owner is None or since + PATIENCE < day):
            to_reviewers[chapter.center_id].append(chapter)
            chapter.reviewers_told_for = since
    for (owner, center_id), listed in to_owner.items():
        notify(
            "guides/stale", context=_context(listed), link=reverse("guides:desk"),
            users=[owner], seat=f"national:{center_id}", center_id=center_id,
        )  # fmt: skip
    for center_id, listed in to_reviewers.items():
        notify(
            "guides/still_stale", context=_context(listed), link=reverse("guides:desk"),
            role=StaffRole.REVIEWER, center_id=center_id,
        )  # fmt: skip
    Chapter.objects.bulk_update(chapters, ["owner_told_for", "reviewers_told_for"])
    return sum(map(len, to_owner.values())), sum(map(len, to_reviewers.values()))


def _context(chapters: list[Chapter]) -> dict[str, object]:
    return {"chapters": titles_of(chapters), "count": len(chapters)}
