"""Cases like another one, facets, search: read from what is published, with a constant number of queries."""

from __future__ import annotations

import json

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from alerts.library.models import Card
from alerts.library.selectors import similar
from alerts.library.terms import grams_of, phrases, terms_of, words_of
from alerts.publishing.choices import Kind
from alerts.publishing.models import Edition
from alerts.publishing.services import review
from alerts.publishing.services.publication import item_unpublish
from portal.tenancy import scope as scopes
from tests import people
from tests.library.conftest import Library
from tests.publishing.conftest import Desk
from tests.publishing.made import actor_of

pytestmark = pytest.mark.django_db
TRO = "跨境电商店铺被申请临时限制令，收款账户被冻结，原告主张商标侵权。"


def case(desk: Desk, slug: str, title: str, facts: str, **more: object) -> Edition:
    parts = {"facts": {"zh": facts, "en": ""}, "issue": {"zh": f"{title}的争点。", "en": ""}}
    parts |= {code: {"zh": "略。", "en": ""} for code in ("course", "lesson")}
    more = {"title_zh": title, "title_en": "", "summary_zh": "摘要。", "summary_en": "", "parts": parts} | more
    return desk.out(Kind.CASE, slug, **more)


@pytest.fixture
def shelf(desk: Desk) -> dict[str, Edition]:
    """Three cases: two of shops with frozen accounts, one of a patent."""
    return {
        "tro": case(desk, "tro", "店铺账户冻结案", TRO, happened_on="2024-05-01"),
        "again": case(desk, "again", "再遇临时限制令", TRO + "店铺及时应诉。", happened_on="2025-02-01"),
        "patent": case(
            desk, "patent", "电池专利案", "电池企业收到专利权人的警告函，产品涉及权利要求。", right="patent",
            ip_kinds=["patent"], countries=["DE"], happened_on="2025-03-01",
        ),
    }  # fmt: skip


def test_terms_are_words_not_joints() -> None:
    assert terms_of("商标的注册和 Injunction, 337") == ["商标", "注册", "injunction", "337"]
    assert grams_of(words_of("商标ＡＢ")) == ["商标", "标a", "ab"]
    assert phrases(["限制", "制令", "临时", "时限"], "申请临时限制令的", "收到临时限制令后") == ["临时限制令"]
    # A rare pair may be half of two common words.
    assert phrases(["犯专"], "被控侵犯专利权的企业", "原告称其侵犯专利权") == ["侵犯专利权"]


def test_similar_cases_say_why(shelf: dict[str, Edition]) -> None:
    with scopes.enter(scopes.login()), CaptureQueriesContext(connection) as queries:
        found = similar.like_edition(shelf["tro"])
    assert [each.edition.slug for each in found] == ["again"]
    assert any("临时限制令" in term for term in found[0].terms)
    assert found[0].countries
    assert len(queries) == 3


def test_a_case_in_hand_is_compared_and_nothing_of_it_is_kept(library: Library, shelf: dict[str, Edition]) -> None:
    with scopes.enter(scopes.system()):
        type(library.case).objects.filter(pk=library.case.pk).update(
            cause="店铺被申请临时限制令", summary="店铺收款账户被冻结，原告称商标侵权。", ip_kinds=["trademark"]
        )
    with scopes.enter(library.handler.scope()):
        now = type(library.case).objects.get(pk=library.case.pk)
        with CaptureQueriesContext(connection) as queries:
            found = similar.like_case(now, ["US"], center_id=now.center_id)
    assert {each.edition.slug for each in found} == {"tro", "again"}
    assert len(queries) == 2


def test_what_is_retracted_or_anothers_is_not_found(desk: Desk, library: Library, shelf: dict[str, Edition]) -> None:
    with scopes.enter(desk.reviewer.scope()):
        review.item_retract(item=shelf["again"].item, actor=actor_of(desk.reviewer), notice_zh="有误")
    with scopes.enter(scopes.system()):
        item_unpublish(item_id=shelf["again"].item_id, notice_zh="有误", notice_en="")
        assert not Card.objects.filter(item_id=shelf["again"].item_id).exists()
    with scopes.enter(scopes.login()):
        assert similar.like_edition(shelf["tro"]) == []
    _origin, local = library.out()
    question = similar.Question("甲公司 专利 起诉状", terms_of("甲公司收到专利起诉状"), "patent", ["US"], ["patent"])
    with scopes.enter(scopes.login()):
        assert local.slug not in {each.edition.slug for each in similar._ask(question, most=9)}, (
            "not taken by the nation"
        )


def test_the_list_narrows_by_facets_and_words(client: Client, shelf: dict[str, Edition]) -> None:
    page = client.get("/library/")
    facets = {
        facet.name: {value.label: value.count for value in facet.values} for facet in page.context["facets"]["rows"]
    }
    assert facets["right"] == {"商标": 2, "专利": 1}
    assert facets["year"] == {"2024": 1, "2025": 2}
    for query, slugs in (
        ("q=时限制", {"tro", "again"}), ("q=警", {"patent"}), ("q=没有这话", set()), ("year=2025", {"again", "patent"}),
        ("year=2025&right=patent", {"patent"}), ("outcome=won", set()), ("year=x", {"tro", "again", "patent"}), ("country=DE", {"patent"}),
    ):  # fmt: skip
        shown = client.get(f"/library/?{query}")
        assert {edition.slug for edition, _url in shown.context["rows"]} == slugs, query
        feed = client.get(f"/library/feed.json?{query}").json()
        assert {item["url"].rsplit("/", 2)[1] for item in feed["items"]} == slugs, query


def test_the_list_and_the_page_cost_the_same_for_more(client: Client, desk: Desk, shelf: dict[str, Edition]) -> None:
    def cost(address: str) -> int:
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    # With a session, so that no page comes from the cache.
    people.login(client, desk.editor)
    before = cost("/library/"), cost("/library/tro/")
    assert min(before) > 5
    for n in range(3):
        case(desk, f"more-{n}", f"又一案 {n}", TRO + f"第{n}家店铺。")
    assert (cost("/library/"), cost("/library/tro/")) == before


def test_similar_cases_are_found_by_an_index(library: Library) -> None:
    """At many cards the statement reads those that share a rare term, not all."""
    _origin, edition = library.out()
    with scopes.enter(scopes.system()), connection.cursor() as cursor:
        # Only the shape of the statement matters here; docs/library.md has the measured figures.
        cursor.execute("set local enable_seqscan = off")
        question = similar.Question("x", ["起诉", "专利"], "patent", ["US"], ["patent"], item_id=edition.item_id)
        cursor.execute("explain (format json) " + similar._ALIKE, similar.parameters(question, most=5))
        plan = json.dumps(cursor.fetchone()[0])
    assert "card_terms" in plan


def test_pages_of_the_desk(client: Client, library: Library) -> None:
    origin = library.begin()
    people.login(client, library.handler)
    page = client.get(f"/editorial/library/{origin.public_id}/").content.decode()
    assert "甲公司" in page
    assert "深圳市华星微电子科技有限公司" in page
    row = next(iter(library.pieces(origin).values()))
    bad = client.post(f"/editorial/library/{origin.public_id}/decide/", {f"p{row.pk}-decision": "burn"})
    assert bad.status_code == 422
    assert client.post(f"/editorial/library/{origin.public_id}/decide/", {"all": "1"}).status_code == 302
    handed = client.post(f"/editorial/library/{origin.public_id}/hand-over/", {"slug": "Bad Slug", "read": "on"})
    assert handed.status_code == 422
    assert "小写" in handed.content.decode()
    handed = client.post(f"/editorial/library/{origin.public_id}/hand-over/", {"slug": "a-case", "read": "on"})
    assert handed.status_code == 302
    assert f"/editorial/library/{origin.public_id}/" in client.get(f"/cases/{library.case.public_id}/").content.decode()


def test_the_applicant_withdraws_on_the_own_page(client: Client, library: Library) -> None:
    people.login(client, library.owner)
    address = f"/cases/{library.case.public_id}/library/consent/"
    assert "经两人复核" in client.get(address).content.decode()
    assert client.post(address, {"declared": "withdrawn"}).status_code == 302
    assert client.post(address, {"declared": "withdrawn"}).status_code == 422, "it does not stand any more"
