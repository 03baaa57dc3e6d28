"""What search engines are told: robots.txt, and the map of the site, made from what can be found (portal.site.search)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from xml.etree import ElementTree

from django.conf import settings
from django.db.models import Count, Max
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from portal.policy import table
from portal.site import nav
from portal.site.pagecache import public_page
from portal.site.search.models import SearchEntry
from portal.site.search.services import map_tag

NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
# The protocol takes 50,000 addresses a file.
PART = 40_000
# A new page may be missing for ten minutes, as long as a map is kept; one that is gone is not named any more. The pages of the kernel itself:
PAGES = "pages"
CLOSED = ("/accounts/", "/api/", "/desk/", "/language/", "/search/", "/seat/", "/share/")


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Say what is worth reading, and where the map is."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in CLOSED)]
    lines += ["", f"Sitemap: {settings.PUBLIC_URL}{reverse('site:sitemap')}", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@public_page()
@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """List the maps: one of the kernel's pages, and one per kind of published page and 40,000 of them."""
    kinds = SearchEntry.objects.order_by("kind").values_list("kind").annotate(Count("pk"), Max("updated_at"))
    parts: list[tuple[str, datetime | None]] = [(_part(PAGES, 1), None)]
    for kind, count, changed in kinds:
        parts += [(_part(kind, number + 1), changed) for number in range(-(-count // PART))]
    return _xml("sitemapindex", "sitemap", parts)


@public_page(lambda kind, number: [map_tag(kind)])
@require_safe
def sitemap_part(request: HttpRequest, kind: str, number: int) -> HttpResponse:
    """List the pages of one kind."""
    if kind == PAGES and number == 1:
        return _xml("urlset", "url", ((path, None) for path in _pages()))
    rows = SearchEntry.objects.filter(kind=kind).order_by("pk").values_list("url", "updated_at")
    found = dict(rows[(number - 1) * PART : number * PART]) if number else {}
    if not found:
        raise Http404
    return _xml("urlset", "url", found.items())


def _part(kind: str, number: int) -> str:
    return reverse("site:sitemap_part", kwargs={"kind": kind, "number": number})


def _pages() -> list[str]:
    """List the pages without arguments that a visitor may open: the kernel's and those of the shelves."""
    routes = ["site:home", "site:centers", "site:about", "site:privacy", "site:terms", "site:accessibility"]
    routes += [item.route for item in nav.shelves()]
    return [path for route in routes if table.find(route, "GET") and (path := nav.address(route))]


def _xml(root: str, row: str, found: Iterable[tuple[str, date | datetime | None]]) -> HttpResponse:
    tree = ElementTree.Element(root, {"xmlns": NAMESPACE})
    for path, changed in found:
        entry = ElementTree.SubElement(tree, row)
        ElementTree.SubElement(entry, "loc").text = f"{settings.PUBLIC_URL}{path}"
        if changed is not None:
            ElementTree.SubElement(entry, "lastmod").text = changed.isoformat()
    body = ElementTree.tostring(tree, encoding="utf-8", xml_declaration=True)
    return HttpResponse(body, content_type="application/xml; charset=utf-8")
