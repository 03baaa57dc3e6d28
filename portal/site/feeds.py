"""Feeds: Atom 1.0 (RFC 4287) and JSON Feed 1.1 of whatever list an app has.

    return feeds.atom(Feed(title=…, path=request.get_full_path(), page="/fees/", entries=[…]))
    return feeds.json_feed(feed)

Texts are in the language of the running request unless the feed names another. Addresses are paths of this portal.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from xml.etree import ElementTree

from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.reference.text import is_chinese

ATOM = "http://www.w3.org/2005/Atom"
# What XML 1.0 cannot hold, not even as a reference.
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# The day of a feed in which nothing stands yet.
_NEVER = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class FeedEntry:
    """One entry: `path` is also its lasting id; `summary` plain, `html` clean HTML; moments with a zone.

    `updated` falls back on `published`. `tags` are words (country, right) that readers can filter by.
    """

    path: str
    title: str
    published: datetime
    summary: str = ""
    html: str = ""
    updated: datetime | None = None
    author: str = ""
    tags: Sequence[str] = ()

    @property
    def changed(self) -> datetime:
        """The moment of the last change."""
        return self.updated or self.published


@dataclass(frozen=True)
class Feed:
    """A feed: `path` its own address with the filter, `page` the page of the same list; newest entries first."""

    title: str
    path: str
    page: str
    entries: Sequence[FeedEntry] = field(default_factory=tuple)
    subtitle: str = ""
    language: str = ""

    @property
    def tag(self) -> str:
        """The language as BCP 47 says it."""
        return "zh-CN" if is_chinese(self.language or get_language()) else "en"

    @property
    def changed(self) -> datetime:
        """The moment of the last change of any entry."""
        return max((entry.changed for entry in self.entries), default=_NEVER)


def _whole(path: str) -> str:
    return f"{settings.PUBLIC_URL}{path}"


def _name() -> str:
    return _("Zhinan Portal")


def atom(feed: Feed) -> HttpResponse:
    """Answer with the feed as Atom 1.0."""
    root = ElementTree.Element("feed", {"xmlns": ATOM, "xml:lang": feed.tag})
    _put(root, "id", _whole(feed.path))
    _put(root, "title", feed.title)
    if feed.subtitle:
        _put(root, "subtitle", feed.subtitle)
    _put(root, "updated", _moment(feed.changed))
    ElementTree.SubElement(root, "link", {"rel": "self", "type": "application/atom+xml", "href": _whole(feed.path)})
    ElementTree.SubElement(root, "link", {"rel": "alternate", "type": "text/html", "href": _whole(feed.page)})
    _put(ElementTree.SubElement(root, "author"), "name", _name())
    for each in feed.entries:
        entry = ElementTree.SubElement(root, "entry")
        _put(entry, "id", _whole(each.path))
        _put(entry, "title", each.title)
        _put(entry, "published", _moment(each.published))
        _put(entry, "updated", _moment(each.changed))
        ElementTree.SubElement(entry, "link", {"rel": "alternate", "type": "text/html", "href": _whole(each.path)})
        if each.author:
            _put(ElementTree.SubElement(entry, "author"), "name", each.author)
        for tag in each.tags:
            ElementTree.SubElement(entry, "category", {"term": _clean(tag)})
        if each.summary:
            _put(entry, "summary", each.summary)
        if each.html:
            _put(entry, "content", each.html).set("type", "html")
    body = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return HttpResponse(body, content_type="application/atom+xml; charset=utf-8")


def json_feed(feed: Feed) -> HttpResponse:
    """Answer with the feed as JSON Feed 1.1."""
    items = []
    for each in feed.entries:
        item: dict[str, object] = {
            "id": _whole(each.path),
            "url": _whole(each.path),
            "title": each.title,
            # one of the two contents must be there
            "content_text": each.summary,
            "date_published": _moment(each.published),
            "date_modified": _moment(each.changed),
        }
        if each.html:
            item["content_html"] = each.html
        if each.author:
            item["authors"] = [{"name": each.author}]
        if each.tags:
            item["tags"] = list(each.tags)
        items.append(item)
    body = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": _whole(feed.page),
        "feed_url": _whole(feed.path),
        "language": feed.tag,
        "authors": [{"name": _name()}],
        "items": items,
    }
    if feed.subtitle:
        body["description"] = feed.subtitle
    return JsonResponse(body, content_type="application/feed+json", json_dumps_params={"ensure_ascii": False})


def _put(parent: ElementTree.Element, name: str, text: str) -> ElementTree.Element:
    child = ElementTree.SubElement(parent, name)
    child.text = _clean(text)
    return child


def _clean(text: str) -> str:
    return _NO_XML.sub("", text)


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
