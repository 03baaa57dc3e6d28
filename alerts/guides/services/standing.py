"""What readers are told of a chapter: written by the portal's own work, after two people stood for it. Needs the system scope."""

from __future__ import annotations

import datetime

from dateutil.relativedelta import relativedelta
from django.urls import reverse
from django.utils import timezone, translation

from alerts.guides.choices import CATALOGUE, Answer, Code, Form, Language, slug_of
from alerts.guides.models import Chapter, Check, GuideFile, PublicChapter
from alerts.guides.selectors.reading import title_of
from alerts.publishing.choices import Kind
from alerts.publishing.models import Edition
from alerts.publishing.selectors.reading import current
from portal.notices import outbox
from portal.site import pagecache, search
from portal.tenancy.models import Membership, StaffRole

TOPIC_BOOK = "guides.book"
# Pages that show days of review and files hang on it, beside what publishing touches (portal.site.pagecache).
TAG = "guides"
# Chapters of a guide often go out together: one file is made of all of them.
PATIENCE = datetime.timedelta(seconds=20)


def chapter_published(edition: Edition) -> None:
    """Date a chapter by the approval of its new edition, and have the whole guide made anew."""
    chapter = _chapter_of(edition)
    if chapter is None:
        return
    approved_on = timezone.localdate(edition.revision.approved_at)
    reviewed_on = min(chapter.checked_on or approved_on, approved_on)
    _tell_readers(chapter, reviewed_on)
    if chapter.checked_on is not None:
        # It spoke of the text that is out now; the next one has a day of its own.
        chapter.checked_on = None
        chapter.save(update_fields=["checked_on"])
    files_want(chapter.country)


def chapter_retracted(edition: Edition) -> None:
    """Have the whole guide made anew without what was retracted."""
    chapter = _chapter_of(edition)
    if chapter is not None:
        files_want(chapter.country)


def check_apply(*, check_id: int) -> bool:
    """Move both days of a chapter whose check was confirmed; False when it speaks of an edition that is no longer read.

    A confirmation by somebody who is no reviewer any more moves nothing.
    """
    check = Check.objects.select_related("chapter").filter(pk=check_id, answer=Answer.CONFIRMED).first()
    if check is None:
        return False
    assert check.answered_by_id is not None  # the database asks for it beside an answer
    read = Edition.objects.filter(
        item_id=check.chapter.item_id, number=check.edition, is_current=True, retracted_at__isnull=True
    )
    in_office = Membership.objects.filter(
        user_id=check.answered_by_id, user__is_active=True, center_id=check.center_id, role=StaffRole.REVIEWER
    )
    if not read.exists() or not in_office.exists():
        return False
    _tell_readers(check.chapter, timezone.localdate(check.asked_at))
    files_want(check.chapter.country)
    return True


def _chapter_of(edition: Edition) -> Chapter | None:
    if edition.kind != Kind.GUIDE:
        return None
    return Chapter.objects.filter(item_id=edition.item_id).first()


def _tell_readers(chapter: Chapter, reviewed_on: datetime.date) -> None:
    days = {"reviewed_on": reviewed_on, "stale_after": reviewed_on + relativedelta(months=chapter.months)}
    # A chapter that was begun anew after it was thrown away stands in another item.
    PublicChapter.objects.update_or_create(
        country=chapter.country, code=chapter.code, defaults={"item_id": chapter.item_id, **days}
    )


def files_want(country: str) -> None:
    """Have the files of a guide made anew soon; until then readers get the old ones and are told so."""
    now = timezone.now()
    GuideFile.objects.bulk_create(
        [
            GuideFile(country=country, form=form, language=language, wanted_at=now)
            for form in Form.values
            for language in Language.values
        ],
        update_conflicts=True,
        unique_fields=["country", "form", "language"],
        update_fields=["wanted_at"],
    )
    outbox.put(TOPIC_BOOK, {"country": country}, available_at=now + PATIENCE)
    _shelve(country)
    pagecache.touch(TAG)


def _shelve(country: str) -> None:
    """Make the whole guide findable beside its chapters, as long as something of it can be read."""
    read = current().filter(kind=Kind.GUIDE, item__in=PublicChapter.objects.filter(country=country).values("item"))
    days = list(read.order_by("-published_at").values_list("published_at", flat=True))
    if not days:
        search.remove(Kind.GUIDE, [country])
        return
    opening = read.filter(slug=slug_of(country, Code.SYSTEM)).first()
    titles = {}
    for language in Language:
        with translation.override(CATALOGUE[language]):
            titles[language] = title_of(country)
    search.put(
        [
            search.Entry(
                Kind.GUIDE,
                country,
                reverse("guides:guide", args=[country.lower()]),
                title_zh=titles[Language.CHINESE],
                title_en=titles[Language.ENGLISH],
                text_zh=opening.summary_zh if opening else "",
                text_en=opening.summary_en if opening else "",
                countries=[country],
                day=timezone.localdate(days[0]),
            )
        ]
    )
