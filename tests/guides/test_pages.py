"""What readers find, and what the desk shows, each with a constant number of queries."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from alerts.guides.choices import Code
from alerts.guides.models import Check
from alerts.guides.regions import Region, region_of
from alerts.guides.selectors import desk as desk_reads
from alerts.guides.selectors import reading
from alerts.publishing.choices import Kind
from alerts.publishing.filters import Wanted
from alerts.subscriptions.services import people as deeds
from alerts.subscriptions.services.people import Hours
from portal.reference.countries import all_countries
from portal.tenancy import scope as scopes
from tests import people
from tests.guides.conftest import Guides
from tests.people import Person, login
from tests.publishing.made import actor_of

pytestmark = pytest.mark.django_db


def text(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status
    return response.content.decode()


def test_every_country_has_a_region() -> None:
    without = {row.code for row in all_countries(organisations=False) if region_of(row.code) == Region.OFFICES}
    assert without <= {"AQ", "EA"}
    assert region_of("EU") == Region.EUROPE


def test_who_named_markets_finds_their_guides_first_and_nobody_else_does(
    guides: Guides, client: Client, settings: Any
) -> None:
    for country in ("US", "VN"):
        guides.begin(country)
        guides.out(country=country)
    # Pages are kept: what stands on somebody's own page is never a visitor's.
    settings.PAGE_CACHE_SECONDS = 60
    cache.clear()
    firm, other = people.person("owner"), people.person("owner")
    login(client, firm)
    before = client.get("/guides/")
    assert (before.context["own"], before.context["may_name"]) == ([], True)
    with scopes.enter(scopes.login(firm.pk)):
        key = deeds.subscription_open(language="zh-hans", hours=Hours())
        assert key is not None
        deeds.wish_save(key=key, wish=None, frequency="weekly", wanted=Wanted(countries=("VN", "DE")))
    page = client.get("/guides/")
    assert [card.country for card in page.context["own"]] == ["VN"]
    assert [card.country for _region, cards in page.context["regions"] for card in cards] == ["US"]
    assert page.context["without_guide"] == "德国"
    assert page.text.index("/guides/vn/") < page.text.index("/guides/us/")
    assert not client.get("/guides/?q=meiguo").context["own"]
    assert not login(Client(), other).get("/guides/").context["own"]
    for _again in range(2):
        assert "region-own" not in Client().get("/guides/").text


@pytest.mark.parametrize("typed", ["美国", "meiguo", "MG", "us", "United", "mei guo", "美利坚合众国", "USA"])
def test_a_country_is_found_however_it_is_written(typed: str) -> None:
    assert reading.matches("US", typed)
    assert not reading.matches("VN", typed)


def test_the_finder_and_a_guide(guides: Guides, client: Client) -> None:
    guides.begin("US")
    guides.begin("VN")
    guides.out(country="US")
    guides.out(Code.CUSTOMS, country="VN")
    shelf = text(client, "/guides/")
    assert "/guides/us/" in shelf
    assert "/guides/vn/" in shelf
    assert "/guides/vn/" not in text(client, "/guides/?q=meiguo")
    # A country without a guide is no dead end.
    other = text(client, "/guides/?q=德国")
    assert "暂无德国指南" in other
    assert "/alerts/?country=DE" in other
    page = text(client, "/guides/us/")
    assert "<h3>先查什么</h3>" in page
    assert "&lt;script&gt;" in page
    assert "<script>alert" not in page
    assert "（尚未发布）" in page
    assert "FRCP 12(a)(1)(A)(i)" in page
    assert text(client, "/guides/us/system/").count("<h3>先查什么</h3>") == 1
    for nothing in ("/guides/de/", "/guides/US/", "/guides/us/nothing/", "/guides/us/costs/", "/guides/us/system/7/"):
        text(client, nothing, 404)


def test_a_stale_chapter_says_so(guides: Guides, client: Client) -> None:
    guides.begin()
    guides.out()
    assert "可能过时" not in text(client, "/guides/us/system/")
    with time_machine.travel(timezone.now() + datetime.timedelta(days=200), tick=False):
        cache.clear()
        assert "内容可能过时" in text(client, "/guides/us/system/")
        assert "部分内容可能过时" in text(client, "/guides/")


def test_earlier_editions_stay_and_the_new_one_says_what_changed(guides: Guides, client: Client) -> None:
    guides.begin()
    guides.out()
    guides.out(correction_zh="更正期限", title_zh="美国：制度")
    assert "更正期限" in text(client, "/guides/us/system/")
    assert "第 1 版，已不是现行版本" in text(client, "/guides/us/system/1/")


def test_laws_and_alerts_of_the_country_stand_beside_it(guides: Guides) -> None:
    guides.begin("DE")
    guides.out(country="DE")
    from tests.publishing.conftest import Desk

    handler = people.person("handler", center=people.make_center())
    desk = Desk(guides.editor, guides.reviewer, guides.other_reviewer, handler, handler)
    desk.out(Kind.LAW, "eu-designs", countries=["EU"])
    desk.out(Kind.LAW, "us-fees", countries=["US"])
    with scopes.enter(scopes.login()):
        assert [row.slug for row in reading.news_of("DE", Kind.LAW)] == ["eu-designs"]


def test_pages_cost_the_same_for_one_guide_and_for_three(guides: Guides) -> None:
    counts = []
    for listed in (["US"], ["JP", "GB"]):
        for country in listed:
            guides.begin(country)
            guides.out(country=country)
            guides.out(Code.FILING, country=country)
        found = []
        with scopes.enter(scopes.login()), CaptureQueriesContext(connections["default"]) as queries:
            reading.cards()
            found.append(len(queries))
            reading.guide_of("US")
            found.append(len(queries))
        with scopes.enter(guides.editor.scope()), CaptureQueriesContext(connections["default"]) as queries:
            desk_reads.matrix(actor_of(guides.editor))
            found.append(len(queries))
        counts.append(found)
    assert counts[0] == counts[1]


def test_the_desk_from_the_first_draft_to_a_confirmed_check(guides: Guides) -> None:
    editor, reviewer = login(Client(), guides.editor), login(Client(), guides.reviewer)
    assert text(editor, "/editorial/guides/begin/?country=US").count("selected") >= 1
    bad = editor.post("/editorial/guides/begin/", {"country": "XX"})
    assert bad.status_code == 422
    assert (
        editor.post("/editorial/guides/begin/", {"country": "US"}).headers["Location"] == "/editorial/guides/owners/us/"
    )
    assert editor.post("/editorial/guides/begin/", {"country": "US"}).status_code == 422
    assert "各章都已建立" in editor.post("/editorial/guides/begin/", {"country": "US"}).content.decode()
    assert editor.post("/editorial/guides/owners/us/", {"system": guides.editor.pk}).status_code == 302
    assert editor.post("/editorial/guides/owners/us/", {"system": guides.editor.pk + 9_999}).status_code == 422
    chapter = guides.chapter()
    assert chapter.owner_id == guides.editor.pk
    own = text(editor, "/editorial/guides/?list=mine")
    assert own.count('class="matrix-cell"') == 1, "chapters of other owners are not mine"
    assert 'class="matrix-cell"' not in text(reviewer, "/editorial/guides/?list=mine")
    # The text is written in publishing's own editor.
    assert "保存并继续" in text(editor, f"/editorial/items/{chapter.item.public_id}/edit/")
    guides.out()
    page = f"/editorial/guides/chapters/{chapter.public_id}/"
    assert f"{page}check/" in text(editor, page)
    empty = editor.post(f"{page}check/", {"note": " "})
    assert empty.status_code == 422
    assert editor.post(f"{page}check/", {"note": "费用已核对"}).status_code == 302
    with scopes.enter(scopes.system()):
        check = Check.objects.get()
    answer = f"/editorial/guides/checks/{check.public_id}/"
    assert answer in text(reviewer, "/editorial/guides/")
    assert answer in text(reviewer, page)
    assert reviewer.post(answer, {"answer": "refused", "reason": ""}).status_code == 422
    assert reviewer.post(answer, {"answer": "confirmed"}).status_code == 302
    late = reviewer.post(answer, {"answer": "confirmed"})
    assert late.status_code == 409
    assert editor.post(f"{page}review/", {"months": "13", "checked_on": "2099-01-01"}).status_code == 422
    assert editor.post(f"{page}review/", {"months": "12", "checked_on": ""}).status_code == 302
    assert guides.chapter().months == 12


def test_the_desk_of_an_analyst_offers_nothing_to_do(guides: Guides) -> None:
    guides.begin()
    analyst: Person = people.person("analyst")
    page = text(login(Client(), analyst), "/editorial/guides/")
    assert "/editorial/guides/begin/" not in page
    assert "/editorial/guides/owners/us/" not in page
