"""What the public reads: lists and single editions. Asks editions only."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from alerts.publishing.addresses import address_of as address_of
from alerts.publishing.choices import Kind
from alerts.publishing.filters import Wanted
from alerts.publishing.models import Edition, EditionFile
from alerts.publishing.models.edition import CURRENT
from alerts.publishing.models.text import Section
from portal.keyset import Order, Page, page
from portal.site.markdown import Picture, render

Narrow = Callable[[QuerySet[Edition]], QuerySet[Edition]]
ORDER = Order("published_at", descending=True)
# The pages that publishing has itself (alerts.publishing.addresses knows the others).
ROUTES = {
    Kind.ALERT: "alert",
    Kind.LAW: "law",
    Kind.CASE: "case",
    Kind.REPORT: "report",
    Kind.NEWS: "news_item",
}
LISTS = {
    Kind.ALERT: "alerts",
    Kind.LAW: "laws",
    Kind.CASE: "cases",
    Kind.REPORT: "reports",
    Kind.NEWS: "news",
}


def current(*, center_id: int | None = None) -> QuerySet[Edition]:
    """Give what stands on the national site, or on a center's: the nation's and its own."""
    shown = Edition.objects.filter(CURRENT)
    if center_id is None:
        return shown.filter(nation_wide=True)
    for_center = Q(centers=[]) | Q(centers__contains=[center_id])
    return shown.filter(Q(nation_wide=True) & for_center | Q(center_id=center_id))


def edition_page(
    wanted: Wanted,
    *,
    after: str = "",
    before: str = "",
    center_id: int | None = None,
    narrow: Narrow | None = None,
) -> Page[Edition]:
    """Give one page of what is wanted, newest first; `narrow` leaves out more. One query."""
    rows = wanted.apply(current(center_id=center_id)).select_related("center").defer("parts", "sources")
    if narrow is not None:
        rows = narrow(rows)
    return page(rows, order=ORDER, after=after, before=before)


def newest(
    wanted: Wanted,
    *,
    most: int,
    center_id: int | None = None,
    whole: bool = False,
    narrow: Narrow | None = None,
) -> list[Edition]:
    """List the newest editions that are wanted; with their texts when `whole`; `narrow` leaves out more."""
    rows = wanted.apply(current(center_id=center_id)).select_related("center")
    if narrow is not None:
        rows = narrow(rows)
    rows = rows if whole else rows.defer("parts", "sources")
    return list(rows.order_by("-published_at", "-id")[:most])


@dataclass(frozen=True)
class ShownSection:
    """One part as the page shows it."""

    code: str
    label: object
    html: str
    foreign: bool


@dataclass(frozen=True)
class Reading:
    """Everything the page of one edition shows."""

    edition: Edition
    sections: Sequence[ShownSection]
    files: Sequence[EditionFile]
    related: Sequence[Edition]
    versions: Sequence[Edition]
    days_left: int | None


def shown_sections(sections: Sequence[Section], pictures: dict[int, Picture]) -> list[ShownSection]:
    """Draw the parts of a text."""
    return [
        ShownSection(section.part.code, section.part.label, render(section.text, pictures), section.foreign)
        for section in sections
    ]


def reading(edition: Edition) -> Reading:
    """Gather an edition's page. A constant number of queries."""
    files = list(edition.files.order_by("id"))
    pictures = {
        file.attachment: Picture(reverse("publishing:file", args=[file.public_id]), file.alt)
        for file in files
        if file.is_picture
    }
    today = timezone.localdate()
    versions = Edition.objects.filter(item_id=edition.item_id).only(
        "number", "published_at", "correction_zh", "correction_en", "is_current", "slug", "kind"
    )
    return Reading(
        edition=edition,
        sections=shown_sections(edition.sections(edition.kind), pictures),
        files=[file for file in files if not file.is_picture],
        related=related_of(edition),
        versions=list(versions.order_by("-number")),
        days_left=(edition.act_by - today).days if edition.act_by else None,
    )


def related_of(edition: Edition, *, most: int = 5) -> list[Edition]:
    """List what the editor named, filled up with the newest on the same markets and rights."""
    named = {row.public_id: row for row in current().filter(public_id__in=edition.related).defer("parts", "sources")}
    found = [named[public_id] for public_id in edition.related if public_id in named]
    if len(found) < most and (edition.countries or edition.ip_kinds):
        # The nine chapters of a country's guide would push out everything else.
        near = (
            current()
            .exclude(item_id=edition.item_id)
            .exclude(kind=Kind.GUIDE)
            .exclude(pk__in=[row.pk for row in found])
        )
        if edition.countries:
            near = near.filter(countries__overlap=edition.countries)
        if edition.ip_kinds:
            near = near.filter(Q(ip_kinds__overlap=edition.ip_kinds) | Q(ip_kinds=[]))
        found += list(near.defer("parts", "sources").order_by("-published_at", "-id")[: most - len(found)])
    return found


def help_query(edition: Edition) -> str:
    """Give the query that fills in a help request from an alert: what is known already need not be typed again."""
    from urllib.parse import urlencode

    pairs = [("country", code) for code in edition.countries[:3]] + [("ip", code) for code in edition.ip_kinds]
    pairs.append(("about", f"{edition.kind}:{edition.public_id}"))
    return urlencode(pairs)


def upcoming_laws(*, most: int = 5, today: datetime.date | None = None) -> list[Edition]:
    """List law changes that come into force next, soonest first."""
    day = today or timezone.localdate()
    rows = current().filter(kind=Kind.LAW, effective_on__gt=day).defer("parts", "sources")
    return list(rows.order_by("effective_on", "id")[:most])


def addressed(editions: Sequence[Edition]) -> list[tuple[Edition, str]]:
    """Give editions with their paths."""
    return [(edition, address_of(edition.kind, edition.slug)) for edition in editions]
