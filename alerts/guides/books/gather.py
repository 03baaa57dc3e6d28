"""A whole guide as plain data, in one language: what the files are written from. Needs a scope that reads editions."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Mapping, Sequence

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from alerts.guides.choices import CATALOGUE, TAG, Language
from alerts.guides.selectors.reading import Guide, Periods, guide_of, periods_of
from alerts.publishing.choices import Kind
from cases.deadlines import DATA_VERSION
from portal.site.markdown import Picture, render
from portal.tenancy.models import Center

# Written into the digest: a change of the files' form makes them anew with the next change of a guide.
VERSION = 2


@dataclasses.dataclass(frozen=True)
class Reference:
    """Where a fact can be checked."""

    title: str
    url: str
    seen_on: str


@dataclasses.dataclass(frozen=True)
class BookChapter:
    """One chapter: `html` is clean (portal.site.markdown), `foreign` when only the other language has it."""

    code: str
    number: int
    title: str
    summary: str
    html: str
    foreign: bool
    reviewed_on: datetime.date
    stale_after: datetime.date
    edition: int
    sources: Sequence[Reference]
    # Names of its pictures, as `html` has them, and where they are stored.
    pictures: Mapping[str, str]


@dataclasses.dataclass(frozen=True)
class Period:
    """One response period: what must be done, counted from what, how long, by which provision."""

    what: str
    runs_from: str
    length: str
    source: str


@dataclasses.dataclass(frozen=True)
class PeriodTable:
    """The periods of one jurisdiction."""

    label: str
    rows: Sequence[Period]


@dataclasses.dataclass(frozen=True)
class Book:
    """A whole guide in one language; `words` are the fixed words of its pages in that language."""

    country: str
    name: str
    language: str
    tag: str
    title: str
    summary: str
    publisher: str
    address: str
    published_at: datetime.datetime
    reviewed_on: datetime.date
    chapters: Sequence[BookChapter]
    missing: Sequence[str]
    periods: Sequence[PeriodTable]
    periods_of: str
    words: dict[str, str]
    is_demo: bool
    version: int = VERSION


def book_of(country: str, language: Language) -> Book | None:
    """Gather a country's guide in one language; None when nothing of it can be read."""
    with translation.override(CATALOGUE[language]):
        guide = guide_of(country)
        if guide is None or not guide.chapters:
            return None
        publisher = Center.objects.filter(kind=Center.Kind.NATIONAL).order_by("pk").first()
        return Book(
            country=country,
            name=guide.name,
            language=language,
            tag=TAG[language],
            title=guide.title,
            summary=guide.summary,
            publisher=publisher.name if publisher else "",
            address=settings.PUBLIC_URL + reverse("guides:guide", args=[country.lower()]),
            published_at=guide.published_at,
            reviewed_on=guide.reviewed_on,
            chapters=_chapters(guide, language),
            missing=[f"{gap.number}. {gap.label}" for gap in guide.gaps],
            periods=[_table(periods) for periods in periods_of(country)],
            periods_of=DATA_VERSION,
            words=_words(guide),
            is_demo=bool(publisher and publisher.is_demo),
        )


def _chapters(guide: Guide, language: Language) -> list[BookChapter]:
    found = []
    for chapter in guide.chapters:
        sections = chapter.edition.sections(Kind.GUIDE)
        files = list(chapter.edition.files.filter(is_picture=True).order_by("id"))
        named = {file.attachment: f"picture-{chapter.number}-{place}" for place, file in enumerate(files, 1)}
        shown = {file.attachment: Picture(named[file.attachment], file.alt) for file in files}
        found.append(
            BookChapter(
                code=chapter.code,
                number=chapter.number,
                title=chapter.label,
                # The words that open the first chapter open the guide.
                summary="" if chapter.edition.summary == guide.summary else chapter.edition.summary,
                html="".join(render(section.text, shown) for section in sections),
                foreign=any(section.foreign for section in sections),
                reviewed_on=chapter.public.reviewed_on,
                stale_after=chapter.public.stale_after,
                edition=chapter.edition.number,
                sources=[Reference(row.title, row.url, row.seen_on) for row in chapter.sources],
                pictures={named[file.attachment]: file.storage_key for file in files},
            )
        )
    return found


def _table(periods: Periods) -> PeriodTable:
    unset = _("Set in the letter")
    return PeriodTable(
        periods.label,
        [
            Period(rule.label(), rule.trigger(), str(rule.period) if rule.period else unset, rule.legal_source())
            for rule in periods.rules
        ],
    )


def _words(guide: Guide) -> dict[str, str]:
    """Give the fixed words of the files, in the language that is on."""
    return {
        "kind": _("Country guide for firms that go abroad"),
        "cover": _("Cover"),
        "contents": pgettext("list of chapters", "Contents"),
        "chapter": _("Chapter"),
        "sources": _("Sources"),
        "read_on": _("read on"),
        "reviewed_on": _("Reviewed on"),
        "stale_after": _("may be out of date after"),
        "oldest": _("Oldest review of a chapter"),
        "as_of": _("As of"),
        "published_by": _("Published by"),
        "address": _("Current at"),
        "edition": _("edition"),
        "foreign": _("Not yet translated; shown in the other language."),
        "missing": _("Not in this file, because not published or retracted:"),
        "periods": _("Response periods"),
        "periods_lead": _(
            "How long there is to answer, by the rules the portal counts with. The date on the document you received always"
            " prevails; ask for help before you rely on a date counted here."
        ),
        "what": _("What must be answered"),
        "runs_from": _("Runs from"),
        "length": _("Period"),
        "source": _("Legal source"),
        "compiled": _("Rules compiled on"),
        "about": _("About this file"),
        "advice": _("General information, not legal advice for your case. Official texts prevail."),
        "anew": _("The file is made anew whenever a chapter changes; the address above leads to the current one."),
        "demo": _("Demonstration data"),
    }
