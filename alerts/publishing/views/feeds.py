"""Feeds of the public lists, with the same filters, and leaflets to print."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from alerts.publishing import access
from alerts.publishing.choices import Kind
from alerts.publishing.models import Edition
from alerts.publishing.selectors import reading
from alerts.publishing.services.shelves import TAG
from alerts.publishing.shelves import asked_of
from alerts.publishing.views.reading import HEADINGS, PARAMS, list_route
from portal.site import feeds
from portal.site.leaflets import page_address, qr_data
from portal.site.markdown import render as markdown
from portal.site.pagecache import public_page

MOST = 30


@public_page(TAG, params=PARAMS)
@require_safe
def feed(request: HttpRequest, kind: Kind, form: str) -> HttpResponse:
    """Answer with the newest thirty of a list as Atom (`form` atom) or JSON Feed (json), narrowed as the list is."""
    asked, narrow = asked_of(kind, request.GET)
    heading, lead = HEADINGS[kind]
    query = f"?{request.GET.urlencode()}" if request.GET else ""
    found = reading.newest(asked.wanted(), most=MOST, whole=True, narrow=narrow)
    made = feeds.Feed(
        title=str(heading),
        subtitle=str(lead),
        path=f"{request.path}{query}",
        page=f"{reverse(list_route(kind))}{query}",
        entries=[_entry(row) for row in found],
    )
    return feeds.atom(made) if form == "atom" else feeds.json_feed(made)


def _entry(edition: Edition) -> feeds.FeedEntry:
    parts = [f"<h3>{section.part.label}</h3>{markdown(section.text)}" for section in edition.sections(edition.kind)]
    return feeds.FeedEntry(
        path=reading.address_of(edition.kind, edition.slug),
        title=edition.title,
        published=edition.first_published_at,
        updated=edition.published_at,
        summary=edition.summary,
        html="".join(parts),
        author=edition.center.name,
        tags=[*edition.countries, *edition.ip_kinds],
    )


@public_page(TAG)
@require_safe
def leaflet(request: HttpRequest, kind: Kind, slug: str) -> HttpResponse:
    """Show an edition on one sheet with the QR code of its address, to be printed and handed out."""
    edition = access.get_edition(kind, slug)
    path = reading.address_of(edition.kind, edition.slug)
    context = {
        "edition": edition,
        "leaflet_url": page_address(path),
        "leaflet_qr": qr_data(page_address(path)),
        "back": path,
        "sections": reading.shown_sections(edition.sections(edition.kind), {}),
    }
    if edition.retracted_at is not None:
        context |= {"heading": HEADINGS[kind][0], "list_route": list_route(kind), "kind": kind}
        return render(request, "publishing/retracted.html", context, status=410)
    return render(request, "publishing/leaflet.html", context)
