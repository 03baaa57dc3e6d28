"""What the public reads of the guides. Asks editions and the shared tables only, never the desk."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.db.models import Count, Exists, Min, OuterRef, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from alerts.guides.choices import NUMBERS, Code, Language, address_parts, slug_of
from alerts.guides.models import GuideFile, PublicChapter
from alerts.guides.regions import Region, region_of
from alerts.publishing.choices import Kind
from alerts.publishing.models import Edition, EditionFile
from alerts.publishing.models.edition import CURRENT
from alerts.publishing.models.text import Source
from alerts.publishing.selectors.reading import ShownSection, current, shown_sections
from cases.deadlines import Rule, applicable, jurisdictions_for
from portal.reference.countries import Country, country_code, country_name, get
from portal.reference.text import is_chinese
from portal.site.markdown import Picture

MOST_NEWS = 6


def title_of(country: str) -> str:
    """Name the guide of a country in the reader's language."""
    return _("%(country)s: intellectual property guide") % {"country": country_name(country)}


@dataclass(frozen=True)
class Card:
    """One guide in the finder. `words` opens its first chapter."""

    country: str
    name: str
    region: Region
    words: str
    chapters: int
    reviewed_on: datetime.date
    stale_after: datetime.date
    url: str

    @property
    def is_stale(self) -> bool:
        """True when a chapter of it may be out of date."""
        return self.stale_after < timezone.localdate()


def _read() -> QuerySet[PublicChapter]:
    stands = Edition.objects.filter(CURRENT, item_id=OuterRef("item_id"), kind=Kind.GUIDE)
    return PublicChapter.objects.filter(Exists(stands))


def cards() -> list[Card]:
    """List every guide with something to read, by region, then as countries are sorted. Two queries."""
    rows = {
        row["country"]: row
        for row in _read()
        .values("country")
        .annotate(chapters=Count("pk"), reviewed_on=Min("reviewed_on"), stale_after=Min("stale_after"))
        .order_by("country")
    }
    openings = {slug_of(country, Code.SYSTEM): country for country in rows}
    editions = current().filter(kind=Kind.GUIDE, slug__in=list(openings)).only("slug", "summary_zh", "summary_en")
    words = {openings[edition.slug]: edition.summary for edition in editions}
    found = [
        Card(
            country=country,
            name=country_name(country),
            region=region_of(country),
            words=words.get(country, ""),
            chapters=row["chapters"],
            reviewed_on=row["reviewed_on"],
            stale_after=row["stale_after"],
            url=reverse("guides:guide", args=[country.lower()]),
        )
        for country, row in rows.items()
    ]
    order = list(Region)
    return sorted(found, key=lambda card: (order.index(card.region), _sort_key(card.country)))


def _sort_key(code: str) -> str:
    row = get(code)
    return code if row is None else (row.pinyin if is_chinese() else row.en.casefold())


def by_region(found: Sequence[Card]) -> list[tuple[Region, list[Card]]]:
    """Group cards, already sorted, by region."""
    return [(region, list(listed)) for region, listed in groupby(found, key=lambda card: card.region)]


def matches(country: str, typed: str) -> bool:
    """Say whether what was typed names a country: in Chinese or English, by pinyin, its initials, or the code."""
    row = get(country)
    wanted = "".join(typed.casefold().split())
    if row is None or not wanted:
        return row is not None
    if country_code(typed) == country:
        return True
    return any(wanted in text for text in _spellings(row)) or wanted in {country.casefold(), _initials(row)}


def _spellings(row: Country) -> list[str]:
    pinyin = row.pinyin.replace(" ", "").casefold()
    return [row.zh, row.en.casefold().replace(" ", ""), pinyin, *(name.casefold() for name in row.aliases)]


def _initials(row: Country) -> str:
    return "".join(word[0] for word in row.pinyin.split()).casefold()


@dataclass(frozen=True)
class ShownChapter:
    """One chapter as the page of its guide shows it."""

    code: str
    number: int
    label: str
    public: PublicChapter
    edition: Edition
    sections: Sequence[ShownSection]
    sources: Sequence[Source]
    url: str

    @property
    def anchor(self) -> str:
        """Where it stands on the guide's page."""
        return f"chapter-{self.code}"


@dataclass(frozen=True)
class Gap:
    """A chapter that cannot be read: not published yet, or retracted (then with the address that says why)."""

    number: int
    label: str
    url: str = ""


@dataclass(frozen=True)
class Guide:
    """A whole guide: what can be read of it, in order, and what is missing."""

    country: str
    name: str
    title: str
    summary: str
    chapters: Sequence[ShownChapter]
    gaps: Sequence[Gap]

    @property
    def reviewed_on(self) -> datetime.date:
        """The oldest review of its chapters."""
        return min(chapter.public.reviewed_on for chapter in self.chapters)

    @property
    def published_at(self) -> datetime.datetime:
        """When something of it was published last."""
        return max(chapter.edition.published_at for chapter in self.chapters)

    @property
    def contents(self) -> Sequence[ShownChapter | Gap]:
        """Everything in the order of the chapters."""
        return sorted([*self.chapters, *self.gaps], key=lambda each: each.number)

    @property
    def stale(self) -> Sequence[ShownChapter]:
        """The chapters that may be out of date."""
        return [chapter for chapter in self.chapters if chapter.public.is_stale]

    @property
    def sources(self) -> Sequence[Source]:
        """Every source once, in the order in which they are first named."""
        found = {(row.title, row.url): row for chapter in self.chapters for row in chapter.sources}
        return list(found.values())


def guide_of(country: str) -> Guide | None:
    """Gather a country's guide; None when nothing of it was ever published. Three queries."""
    rows = {row.item_id: row for row in PublicChapter.objects.filter(country=country)}
    if not rows:
        return None
    read = Edition.objects.filter(item_id__in=list(rows), kind=Kind.GUIDE, is_current=True).select_related("center")
    editions = {rows[edition.item_id].code: edition for edition in read}
    standing = [edition.pk for edition in editions.values() if edition.retracted_at is None]
    pictures = _pictures(standing)
    public = {row.code: row for row in rows.values()}
    chapters, gaps = [], []
    for code in Code:
        number, label = NUMBERS[code], str(code.label)
        edition = editions.get(code)
        url = reverse("guides:chapter", kwargs=address_parts(slug_of(country, code)))
        if edition is None or edition.retracted_at is not None:
            gaps.append(Gap(number, label, url if edition else ""))
            continue
        sections = shown_sections(edition.sections(Kind.GUIDE), pictures.get(edition.pk, {}))
        chapters.append(ShownChapter(code, number, label, public[code], edition, sections, edition.source_list(), url))
    opening = next((each.edition.summary for each in chapters if each.code == Code.SYSTEM), "")
    return Guide(country, country_name(country), title_of(country), opening, chapters, gaps)


def _pictures(editions: Sequence[int]) -> Mapping[int, dict[int, Picture]]:
    found: dict[int, dict[int, Picture]] = {}
    for file in EditionFile.objects.filter(edition_id__in=editions, is_picture=True).order_by("id"):
        picture = Picture(reverse("publishing:file", args=[file.public_id]), file.alt)
        found.setdefault(file.edition_id, {})[file.attachment] = picture
    return found


def public_chapter(edition: Edition) -> PublicChapter | None:
    """Return what readers are told of an edition's chapter."""
    return PublicChapter.objects.filter(item_id=edition.item_id).first()


def files_of(country: str) -> list[GuideFile]:
    """List the files of a guide, those in the reader's language first."""
    mine = Language.CHINESE if is_chinese() else Language.ENGLISH
    found = GuideFile.objects.filter(country=country)
    return sorted(found, key=lambda file: (file.language != mine, file.language, file.form != "pdf"))


@dataclass(frozen=True)
class Periods:
    """Response periods of one jurisdiction that matters in a country."""

    label: str
    rules: Sequence[Rule]


def periods_of(country: str) -> list[Periods]:
    """List the periods of the deadline clock that matter in a country, the nearest jurisdiction first. No query."""
    rules = applicable(country)
    return [
        Periods(_jurisdiction(place), [rule for rule in rules if rule.jurisdiction == place])
        for place in jurisdictions_for(country)
        if any(rule.jurisdiction == place for rule in rules)
    ]


def _jurisdiction(place: str) -> str:
    return _("Unified Patent Court") if place == "UPC" else country_name(place)


def news_of(country: str, kind: Kind) -> list[Edition]:
    """List the newest law changes or alerts that name the country, or the union whose law applies there."""
    named = [country, *(["EU"] if "EU" in jurisdictions_for(country) and country != "EU" else [])]
    rows = current().filter(kind=kind, countries__overlap=named).defer("parts", "sources")
    newest = "-effective_on" if kind == Kind.LAW else "-published_at"
    return list(rows.order_by(newest, "-id")[:MOST_NEWS])
