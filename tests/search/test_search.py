"""What is published is found: in Chinese, by its sound, in English; narrowed, counted, marked."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import Error, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import translation

from portal.site import nav, search
from portal.site.search import Entry, selectors
from portal.site.search.models import SearchEntry
from portal.site.search.selectors import Wanted
from portal.site.search.words import haystack, sounds, terms
from portal.tenancy import scope as scopes
from tests import people

ENTRIES = [
    Entry(
        "alert", "1", "/alerts/1/", "美国临时限制令频发", "Temporary restraining orders in the United States",
        "伊利诺伊北区法院批量发出TRO，冻结卖家账户。", "The court freezes sellers’ accounts.",
        countries=["US"], ip_kinds=["trademark"], day=dt.date(2026, 11, 20),
    ),
    Entry(
        "guide", "DE", "/guides/de/", "德国商标注册指南", "Trademark guide: Germany", "商标在德国如何注册。" + "铺垫" * 200 + "重庆企业案例",
        countries=["DE"], ip_kinds=["trademark"], day=dt.date(2025, 3, 1),
    ),
    Entry("fee", "7", "/fees/7/", "欧盟外观设计官费", "EU design fees", countries=["EM"], ip_kinds=["design"], day=None),
]  # fmt: skip


@pytest.fixture
def published(db: None) -> None:
    with scopes.enter(scopes.system()):
        search.put(ENTRIES)


def keys(q: str, **choices: Any) -> list[str]:
    found = selectors.find(Wanted(q, **choices))
    return [hit.url for hit in found.hits]


@pytest.mark.parametrize(
    ("q", "first"),
    [
        ("商标", "/guides/de/"),  # two characters, title before text
        ("限制令", "/alerts/1/"),
        ("tro", "/alerts/1/"),  # letters in a Chinese text
        ("TRO冻结", "/alerts/1/"),  # signs between are no matter
        ("shangbiao", "/guides/de/"),
        ("sb", "/guides/de/"),
        ("dgsbzc", "/guides/de/"),
        ("trademarks", "/guides/de/"),  # asks for the singular, too
        ("ＴＲＡＤＥＭＡＲＫ", "/guides/de/"),
        ("重庆", "/guides/de/"),
        ("德国 注册", "/guides/de/"),
        ("欧盟 design", "/fees/7/"),
        ("美国", "/alerts/1/"),
        ("rademark", None),  # not from the beginning of a word
        ("德国 限制令", None),
        ("%", None),
        ("_注", None),  # one character is not asked
    ],
)
def test_what_finds_what(published: None, q: str, first: str | None) -> None:
    assert keys(q)[:1] == ([first] if first else [])


def test_a_title_stands_before_a_text_and_the_new_before_the_old(db: None) -> None:
    day = dt.date(2026, 1, 1)
    with scopes.enter(scopes.system()):
        search.put(
            [
                Entry("news", "text", "/t/", "别的", text_zh="其中谈到商标", day=dt.date(2026, 9, 9)),
                Entry("news", "old", "/o/", "商标之一", day=day),
                Entry("news", "new", "/n/", "商标之二", day=day + dt.timedelta(days=1)),
                Entry("news", "sound", "/s/", "上镖", day=dt.date(2026, 10, 1)),
            ]
        )
    assert keys("商标") == ["/n/", "/o/", "/t/"]
    assert keys("shangbiao") == ["/s/", "/n/", "/o/"]


def test_sounds_follow_the_word() -> None:
    assert {"chongqingshangbiao", "cqsb", "shangbiao", "sb", "biao"} <= set(sounds("重庆商标").split())
    assert {"zhongyaoshangbiao", "zysb"} <= set(sounds("重要商标").split())
    assert {"meiguotroyingdui", "mgtyd", "lvshi"} <= set(f"{sounds('美国TRO应对')} {sounds('律师')}".split())
    assert sounds("No Chinese") == ""


def test_words_are_made_alike() -> None:
    assert haystack("ＴＲＯ申请，Café-Bar 337-TA") == " tro 申请 cafe bar 337 ta "
    assert terms("337-TA-1386  Countries boss") == ["337 ta 1386", "countr", "boss"]


def test_putting_twice_changes_and_removing_removes(published: None) -> None:
    with scopes.enter(scopes.system()):
        search.put(ENTRIES)
        assert SearchEntry.objects.count() == len(ENTRIES)
        search.put([Entry("fee", "7", "/fees/7/", "英国官费"), Entry("fee", "7", "/fees/7/", "日本官费")])
    assert keys("日本") == ["/fees/7/"]
    assert keys("英国") == keys("欧盟") == []
    with scopes.enter(scopes.national()):
        search.remove("fee", ["7"])
        search.remove("guide")
    assert list(SearchEntry.objects.values_list("kind", flat=True)) == ["alert"]


def test_only_the_nation_and_the_portal_write(db: None) -> None:
    center = people.make_center()
    for scope in (scopes.login(), scopes.center(center.pk, 1), scopes.enterprise(1, 1)):
        with scopes.enter(scope), pytest.raises(Error, match="permission denied"), transaction.atomic():
            search.put([Entry("x", "x", "/x/", "x")])
    # What a center publishes is put there by the portal's work; the nation neither signs nor rewrites it.
    with scopes.enter(scopes.system()):
        search.put([Entry("news", "local", "/x/", "x", center_id=center.pk)])
    with scopes.enter(people.person("reviewer").scope()):
        search.put([Entry("x", "x", "/x/", "x")])
        put, sign = Entry("news", "local", "/y/", "y"), Entry("x", "x", "/x/", "x", center_id=center.pk)
        for entry in (put, sign, None):
            with pytest.raises(Error, match="what is national"), transaction.atomic():
                search.put([entry]) if entry else search.remove("news", ["local"])


@pytest.mark.parametrize(
    "url",
    [
        "//evil.example/",
        "https://evil.example/",
        "javascript:alert(1)",
        "/\\evil.example",
        "/\t/evil.example",
        "/a\n//evil.example",
    ],
)
def test_what_is_found_stays_here(db: None, url: str) -> None:
    with scopes.enter(scopes.system()), pytest.raises(Error, match="search_entry_own_address"), transaction.atomic():
        search.put([Entry("x", "x", url, "x")])


def test_facets_count_what_another_choice_would_give(published: None) -> None:
    found = selectors.find(Wanted("商标 ", country="DE"))
    assert found.total == 1
    assert found.counts["country"] == {"DE": 1}
    found = selectors.find(Wanted("trade", country="DE"))
    assert found.counts["year"] == {"2025": 1}
    with scopes.enter(scopes.system()):
        search.put([Entry("guide", "FR", "/guides/fr/", "法国商标注册指南", countries=["FR"], day=dt.date(2024, 1, 1))])
    found = selectors.find(Wanted("商标", country="DE"))
    assert found.counts["country"] == {"DE": 1, "FR": 1}
    assert found.counts["kind"] == {"guide": 1}
    assert keys("商标", country="DE", right="design") == []
    assert keys("商标", year=2024) == ["/guides/fr/"]


def page(q: str = "", language: str = "zh-hans", **query: str) -> str:
    client = Client()
    client.cookies["django_language"] = language
    answer = client.get(reverse("search:search"), {**({"q": q} if q else {}), **query})
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_page_marks_narrows_and_speaks(published: None, monkeypatch: pytest.MonkeyPatch) -> None:
    nav.search_kinds.cache_clear()
    monkeypatch.setattr(nav, "search_kinds", lambda: {"guide": "指南"})
    body = page("商标")
    assert "德国<mark>商标</mark>注册指南" in body
    assert "指南</span>" in body
    assert "?q=%E5%95%86%E6%A0%87&amp;kind=guide" in body
    assert "找到 1 个页面" in body
    body = page("frozen", "en")
    assert "Nothing found" in body
    body = page("TRO", "en")
    assert '<p class="hit-text" lang="zh-CN">' in body
    assert "<mark>TRO</mark>" in body
    assert "Temporary restraining orders" in body


def test_what_is_typed_is_words_and_nothing_else(published: None) -> None:
    with scopes.enter(scopes.system()):
        search.put([Entry("news", "h", "/h/", "<script>x</script>商标")])
    body = page("<script>商标")
    assert "<script>商标" not in body
    assert "&lt;<mark>script" in page("script")


@pytest.mark.parametrize("q", ["商", "x" * 101, "a\x00b", "   "])
def test_what_cannot_be_asked_is_said_beside_the_field(published: None, q: str) -> None:
    body = page(q)
    assert "error-summary" in body or "invalid-feedback" in body


@pytest.mark.parametrize(
    "query", [{"kind": "'"}, {"country": "us"}, {"year": "x"}, {"page": "0"}, {"page": "9999"}, {"right": "%"}]
)
def test_a_choice_that_is_none_chooses_nothing(published: None, query: dict[str, str]) -> None:
    body = page("商标", **query)
    assert "找到 1 个页面" in body


def test_as_many_queries_for_one_hit_as_for_twenty(published: None, django_assert_num_queries: Any) -> None:
    with scopes.enter(scopes.system()):
        search.put([Entry("news", str(n), f"/news/{n}/", f"专利消息{n}", day=dt.date(2026, 1, 1)) for n in range(45)])
    with translation.override("zh-hans"):
        for q in ("商标", "专利"):
            with django_assert_num_queries(2):
                selectors.find(Wanted(q))
    body = page("专利", page="3")
    assert body.count("<li data-row>") == 5
    assert "page=2" in body


@pytest.mark.parametrize("q", ["商标", "trade", "商标 trade", "shangbiao", "没有这个词"])
def test_a_common_word_is_found_page_by_page_as_the_index_finds_it(
    published: None, monkeypatch: pytest.MonkeyPatch, q: str
) -> None:
    """Which way is taken depends on a sample; both ways lead to the same pages and counts."""
    rule = "looked_at < 50 or hit * 20 >= looked_at"
    assert selectors._FIND.count(rule) == 1
    sentence, found = selectors._FIND, []
    for way in ("true", "false"):
        monkeypatch.setattr(selectors, "_FIND", sentence.replace(rule, way))
        found.append(selectors.find(Wanted(q, country="US")))
    assert found[0] == found[1]


def test_the_index_finds_two_characters(db: None) -> None:
    with scopes.enter(scopes.system()), connection.cursor() as cursor:
        search.put([Entry("news", str(n), f"/{n}/", f"第{n}条消息", text_zh="一段文字。" * 5) for n in range(400)])
        search.put([Entry("news", "x", "/x/", "商标")])
        cursor.execute("set local enable_seqscan = off")
        cursor.execute(
            "explain select id from search_searchentry where text_grams(words) @> array['商标'] and words like '%商标%'"
        )
        assert "search_words" in "\n".join(line for (line,) in cursor.fetchall())
