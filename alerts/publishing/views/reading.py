"""Pages that everybody reads."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from alerts.publishing import access
from alerts.publishing.choices import Kind
from alerts.publishing.models import Edition, EditionFile, EditionPrint
from alerts.publishing.models.edition import CURRENT
from alerts.publishing.selectors import reading
from alerts.publishing.selectors.reading import LISTS
from alerts.publishing.services.shelves import TAG
from alerts.publishing.shelves import asked_of, shelf_of
from portal.documents.download import send
from portal.reference.text import is_chinese
from portal.site.pagecache import public_page

HEADINGS = {
    Kind.ALERT: (_("Alerts"), _("What has changed abroad and needs your attention, with what to do and until when.")),
    Kind.LAW: (_("Law changes"), _("New rules in your markets, from when they apply and what they mean for firms.")),
    Kind.CASE: (_("Typical cases"), _("Decided disputes and what can be learnt from them.")),
    Kind.REPORT: (_("Reports"), _("Surveys and reports on the environment for intellectual property abroad.")),
    Kind.NEWS: (_("News"), _("From the guidance network.")),
}
# What the lists and their feeds can be asked for.
_OWN_PARAMS = ("country", "ip", "industry", "level", "right")
# What a shelf of another room can be asked for beside them (alerts.publishing.shelves).
_SHELF_PARAMS = ("q", "year", "outcome")
PARAMS = (*_OWN_PARAMS, *_SHELF_PARAMS)


def list_route(kind: Kind) -> str:
    """Name the route of a kind's list."""
    return f"publishing:{LISTS[kind]}"


@public_page(TAG, params=(*PARAMS, "after", "before"))
def listing(request: HttpRequest, kind: Kind) -> HttpResponse:
    """List what was published of one kind, newest first, with filters."""
    form, narrow = asked_of(kind, request.GET)
    shelf = shelf_of(kind)
    shown = reading.edition_page(
        form.wanted(),
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
        narrow=narrow,
    )
    heading, lead = HEADINGS[kind]
    rows = [(edition, reading.address_of(edition.kind, edition.slug)) for edition in shown.rows]
    context = {
        "form": form,
        "kind": kind,
        "heading": heading,
        "lead": lead,
        "rows": rows,
        "page": shown,
        "subscribe_query": form.wanted().query(),
        "feeds": _feeds(request, kind),
        "upcoming": reading.addressed(reading.upcoming_laws()) if kind == Kind.LAW and not request.GET else [],
        "shelf": shelf,
        "facets": shelf.facets(form) if shelf else None,
    }
    return render(request, "publishing/list.html", context)


def _feeds(request: HttpRequest, kind: Kind) -> list[tuple[str, str]]:
    query = request.GET.copy()
    for name in ("after", "before"):
        query.pop(name, None)
    asked = f"?{query.urlencode()}" if query else ""
    route = f"{list_route(kind)}_feed"
    return [(form, f"{reverse(route, args=[form])}{asked}") for form in ("atom", "json")]


@public_page(TAG)
def detail(request: HttpRequest, kind: Kind, slug: str) -> HttpResponse:
    """Show one edition; what was retracted says so at its old address (410)."""
    edition = access.get_edition(kind, slug)
    context = {
        "edition": edition,
        "kind": kind,
        "heading": HEADINGS[kind][0],
        "list_route": list_route(kind),
    }
    if edition.retracted_at is not None:
        return _retracted(request, edition)
    return render(request, "publishing/detail.html", context | _reading_context(edition))


@public_page(TAG)
def version(request: HttpRequest, kind: Kind, slug: str, number: int) -> HttpResponse:
    """Show an earlier edition, marked as such; of a retracted item only that it was retracted (410)."""
    current = access.get_edition(kind, slug)
    earlier = Edition.objects.select_related("center").filter(item_id=current.item_id, number=number).first()
    if earlier is None:
        raise Http404
    if current.retracted_at is not None:
        return _retracted(request, current)
    context: dict[str, object] = {
        "edition": earlier,
        "kind": kind,
        "heading": HEADINGS[kind][0],
        "list_route": list_route(kind),
    }
    if earlier.retracted_at is not None:
        # A later edition stands; what was taken back does not come back with it.
        return _retracted(request, earlier)
    context |= {
        "current": None if earlier.is_current else current,
        "current_url": reading.address_of(current.kind, current.slug),
    }
    return render(request, "publishing/detail.html", context | _reading_context(earlier))


def _retracted(request: HttpRequest, edition: Edition) -> HttpResponse:
    kind = Kind(edition.kind)
    context = {"edition": edition, "kind": kind, "heading": HEADINGS[kind][0], "list_route": list_route(kind)}
    return render(request, "publishing/retracted.html", context, status=410)


def printed_of(edition: Edition) -> EditionPrint | None:
    """Return the PDF in the reader's language, None while it is being made."""
    language = "zh-hans" if is_chinese() else "en"
    return edition.prints.filter(language=language, ready_at__isnull=False).first()


def _reading_context(edition: Edition) -> dict[str, object]:
    found = reading.reading(edition)
    shelf = shelf_of(Kind(edition.kind))
    return {
        "print": printed_of(edition),
        "shelf": shelf,
        "beside": shelf.beside(edition) if shelf else None,
        "reading": found,
        "related": reading.addressed(found.related),
        "help_query": reading.help_query(edition),
        "address": reading.address_of(edition.kind, edition.slug),
    }


def file(request: HttpRequest, public_id: UUID) -> HttpResponseBase:
    """Send a file of an edition that stands: neither it nor what stands at its address was retracted."""
    stands = Edition.objects.filter(CURRENT, item_id=OuterRef("edition__item_id"))
    rows = EditionFile.objects.filter(Exists(stands), public_id=public_id, edition__retracted_at__isnull=True)
    row = rows.order_by("-id").first()
    if row is None:
        raise Http404
    return send(row.storage_key, row.name, row.media_type, inline=row.is_picture)


def printed(request: HttpRequest, kind: Kind, slug: str) -> HttpResponseBase:
    """Send the current edition as a PDF in the reader's language; say it where it was retracted (410)."""
    edition = access.get_edition(kind, slug)
    if edition.retracted_at is not None:
        return _retracted(request, edition)
    row = printed_of(edition)
    if row is None:
        raise Http404
    return send(row.storage_key, f"{edition.slug}.pdf", "application/pdf", inline=True)
