"""What other programs read: feeds, maps of the site, pictures of what is shared."""

from __future__ import annotations

import datetime as dt
import io
import json
import re
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.utils import translation
from PIL import Image

from portal.site import feeds, search, share
from portal.site.feeds import Feed, FeedEntry
from portal.tenancy import scope as scopes

AT = dt.datetime(2026, 11, 20, 9, 30, tzinfo=dt.timezone(dt.timedelta(hours=8)))
FEED = Feed(
    title="预警 & 法律",
    path="/alerts/feed.atom?country=US",
    page="/alerts/?country=US",
    entries=[
        FeedEntry("/alerts/1/", "限制令\x0b<频发>", AT, "摘要", "<p>正文 & 其他</p>", tags=["美国"], author="国家中心"),
        FeedEntry("/alerts/2/", "旧事", AT - dt.timedelta(days=3), updated=AT + dt.timedelta(hours=1)),
    ],
)
NAMES = {"a": feeds.ATOM}


def test_atom_is_what_the_standard_asks_for() -> None:
    answer = feeds.atom(FEED)
    assert answer["Content-Type"].startswith("application/atom+xml")
    root = ElementTree.fromstring(answer.content)
    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == "zh-CN"
    assert root.findtext("a:updated", namespaces=NAMES) == "2026-11-20T02:30:00Z"
    assert root.findtext("a:id", namespaces=NAMES) == "http://localhost:8000/alerts/feed.atom?country=US"
    links = {link.get("rel"): link.get("href") for link in root.findall("a:link", NAMES)}
    assert links == {
        "self": root.findtext("a:id", namespaces=NAMES),
        "alternate": "http://localhost:8000/alerts/?country=US",
    }
    entries = root.findall("a:entry", NAMES)
    assert [entry.findtext("a:title", namespaces=NAMES) for entry in entries] == ["限制令<频发>", "旧事"]
    for entry in entries:
        for name in ("id", "title", "updated", "published"):
            assert entry.findtext(f"a:{name}", namespaces=NAMES)
    assert entries[0].findtext("a:content", namespaces=NAMES) == "<p>正文 & 其他</p>"
    assert len({entry.findtext("a:id", namespaces=NAMES) for entry in entries}) == 2


def test_json_feed_says_the_same() -> None:
    with translation.override("en"):
        body = json.loads(feeds.json_feed(FEED).content)
    assert body["version"] == "https://jsonfeed.org/version/1.1"
    assert body["language"] == "en"
    assert body["authors"] == [{"name": "Zhinan Portal"}]
    first, second = body["items"]
    assert first["content_html"] == "<p>正文 & 其他</p>"
    assert first["date_published"] == "2026-11-20T01:30:00Z"
    assert second["content_text"] == ""
    assert second["date_modified"] == "2026-11-20T02:30:00Z"


def test_a_feed_without_entries_is_one(db: None) -> None:
    empty = Feed("空", "/x", "/y/")
    assert ElementTree.fromstring(feeds.atom(empty).content).findtext("a:updated", namespaces=NAMES)
    assert json.loads(feeds.json_feed(empty).content)["items"] == []


def test_the_map_names_every_published_page(db: None) -> None:
    with scopes.enter(scopes.system()):
        search.put([search.Entry("alert", str(n), f"/alerts/{n}/", f"预警{n}") for n in range(3)])
    index = Client().get("/sitemap.xml").content.decode()
    for address in re.findall(r"<loc>http://localhost:8000([^<]+)</loc>", index):
        part = Client().get(address)
        assert part.status_code == 200
        ElementTree.fromstring(part.content)
    assert Client().get("/sitemap-alert-1.xml").content.count(b"<loc>") == 3
    assert "/centers/" in Client().get("/sitemap-pages-1.xml").content.decode()
    for absent in ("/sitemap-alert-2.xml", "/sitemap-alert-0.xml", "/sitemap-none-1.xml"):
        assert Client().get(absent).status_code == 404
    robots = Client().get("/robots.txt").content.decode()
    assert "Sitemap: http://localhost:8000/sitemap.xml" in robots
    assert "Disallow: /search/" in robots


def test_a_shared_page_has_words_and_a_picture(db: None) -> None:
    body = Client().get("/centers/").content.decode()
    found = re.search(r'<meta property="og:image" content="http://localhost:8000([^"]+)">', body)
    assert found is not None
    answer = Client().get(found[1])
    image = Image.open(io.BytesIO(answer.content))
    assert (image.format, image.size) == ("PNG", (1200, 630))
    assert len(image.convert("RGB").getcolors(1 << 20) or []) > 2
    assert "immutable" in answer["Cache-Control"]


@pytest.mark.parametrize("title", ["短", "一个非常长的标题，" * 30, "Word " * 60, "x" * 300, "。" * 20, ""])
def test_every_title_finds_room(title: str) -> None:
    drawn = share.draw(title, "副标题" * 40, "#1d4f91")
    assert Image.open(io.BytesIO(drawn)).size == (1200, 630)
    face = share._face("NotoSansSC-Bold.ttf", 54)
    assert all(not line.startswith("，") for line in share._lines(title, face))


def test_nobody_else_has_the_portal_draw(db: None) -> None:
    path = share.picture_path("官方标题")
    assert share.picture_path("官方标题") == path
    assert Client().get(path.replace(path[8:12], "AAAA")).status_code == 404
    for forged in ("/share/x.png", "/share/eyJ0IjoieCJ9:AAAA.png", "/share/:.png"):
        assert Client().get(forged).status_code == 404
