"""Search, the page of a center and its editor in a real browser: readable, in one language, as wide as the window."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from playwright.sync_api import expect

from portal.site import search
from portal.site.centers.models import CenterSite
from portal.site.search import Entry
from portal.tenancy import scope as scopes
from tests import people
from tests.site.windows import DESK, PHONE, visit

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
KINDS = ("center", "alert", "law")


@pytest.mark.parametrize(("size", "language"), [(PHONE, "zh-hans"), (DESK, "en")], ids=["phone", "desk"])
def test_search_and_centers(live_server: Any, size: dict[str, int], language: str) -> None:
    center = people.make_center(
        code="ZJ", name_zh="浙江分中心", name_en="Zhejiang Sub-center", phone="+8657188880000", province="330000"
    )
    day = dt.date(2026, 11, 20)
    entries = [
        Entry(
            KINDS[n % 3], str(n), f"/centers/?n={n}", f"美国商标侵权预警第{n}期", f"Trademark alert no. {n}: United States",
            "卖家账户被冻结，请在答辩期内提交证据。商标权人要求永久禁令。" * 3,
            "Sellers’ accounts are frozen; hand in your evidence for the trademark before the answer is due. " * 2,
            countries=["US", "DE"][: 1 + n % 2], ip_kinds=["trademark"], day=day - dt.timedelta(days=90 * n),
        )
        for n in range(26)
    ]  # fmt: skip
    with scopes.enter(scopes.system()):
        search.put(entries)
        CenterSite.objects.create(
            center=center, palette="teal", published=True, hours_zh="工作日 9:00–17:30", hours_en="Working days 9:00–17:30",
            tagline_zh="为浙江企业出海护航", tagline_en="At the side of Zhejiang’s firms abroad",
            intro_zh="我们**免费**指导企业应对海外知识产权纠纷：\n\n- 研判来函\n- 对接专家\n- 跟踪到底",
            intro_en="We guide firms **free of charge**:\n\n- reading the letter\n- finding experts\n- until it is closed",
        )  # fmt: skip
    window = visit(live_server, size=size, language=language)
    for label, path in {
        "search-help": "/search/",
        "search": "/search/?q=商标" if language != "en" else "/search/?q=trademark&kind=law",
        "search-none": "/search/?q=稀土永磁",
        "center": "/centers/ZJ/",
        "leaflet": "/centers/ZJ/leaflet/",
    }.items():
        window.go(path)
        if label == "search-none":
            # what was typed stands there in its own language
            expect(window.page.locator(".empty-state")).to_be_visible()
            continue
        window.check(label)
    window.go("/")
    window.page.locator("#home-q").fill("shangbiao")
    window.page.keyboard.press("Enter")
    expect(window.page.locator(".hits > li")).to_have_count(20)
    keeper = visit(live_server, people.person("supervisor", center=center), size=size, language=language)
    keeper.names = ("为浙江企业出海护航", "工作日 9:00–17:30")
    keeper.go("/editorial/site/")
    keeper.page.locator("button[value=preview]").click()
    expect(keeper.page.locator(".site-preview .site-teal")).to_be_visible()
    if language != "en":
        keeper.check("center-edit")
