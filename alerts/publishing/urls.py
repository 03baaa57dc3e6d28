"""Addresses of what is published, and of the editorial desk."""

from django.urls import path, re_path

from alerts.publishing.choices import Kind
from alerts.publishing.selectors.reading import LISTS, ROUTES
from alerts.publishing.views import desk, editor, feeds, reading

app_name = "publishing"


def shelf(address: str, kind: Kind) -> list:  # type: ignore[type-arg]
    """Give the pages of one kind: list, feeds, edition, earlier edition, leaflet, PDF."""
    listing, detail = LISTS[kind], ROUTES[kind]
    return [
        path(f"{address}/", reading.listing, {"kind": kind}, name=listing),
        re_path(rf"^{address}/feed\.(?P<form>atom|json)$", feeds.feed, {"kind": kind}, name=f"{listing}_feed"),
        path(f"{address}/<slug:slug>/text.pdf", reading.printed, {"kind": kind}, name=f"{detail}_pdf"),
        path(f"{address}/<slug:slug>/leaflet/", feeds.leaflet, {"kind": kind}, name=f"{detail}_leaflet"),
        path(f"{address}/<slug:slug>/", reading.detail, {"kind": kind}, name=detail),
        path(f"{address}/<slug:slug>/<int:number>/", reading.version, {"kind": kind}, name=f"{detail}_version"),
    ]


urlpatterns = [
    *shelf("alerts", Kind.ALERT),
    *shelf("laws", Kind.LAW),
    *shelf("library", Kind.CASE),
    *shelf("reports", Kind.REPORT),
    *shelf("news", Kind.NEWS),
    path("published/<uuid:public_id>/", reading.file, name="file"),
    path("editorial/", desk.items, name="desk"),
    path("editorial/new/", editor.begin, name="begin"),
    path("editorial/items/<uuid:public_id>/", desk.item, name="item"),
    path("editorial/items/<uuid:public_id>/edit/", editor.edit, name="edit"),
    path("editorial/items/<uuid:public_id>/preview/", editor.preview, name="preview"),
    path("editorial/items/<uuid:public_id>/compare/<int:before>/<int:after>/", desk.diff, name="diff"),
    path("editorial/items/<uuid:public_id>/do/<slug:verb>/", desk.act, name="act"),
    path("editorial/items/<uuid:public_id>/offer/", desk.offer, name="offer"),
    path("editorial/items/<uuid:public_id>/files/", editor.attachment_add, name="attachment_add"),
    path("editorial/items/<uuid:public_id>/files/<uuid:attachment>/", desk.attachment, name="attachment"),
    path(
        "editorial/items/<uuid:public_id>/files/<uuid:attachment>/remove/",
        editor.attachment_remove,
        name="attachment_remove",
    ),
]
