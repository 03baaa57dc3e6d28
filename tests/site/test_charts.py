"""Charts: the table says what the picture shows, with scripts and without."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.template.loader import render_to_string
from django.test import override_settings
from django.urls import path
from playwright.sync_api import expect

from portal import urls as portal_urls
from portal.policy import personas, table
from portal.site.charts import Chart, Kind, Series
from tests.site.windows import DESK, PHONE, visit

LABELS = ("甲", "乙</script><b>", "丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥")
KINDS: tuple[Kind, ...] = ("bars", "columns", "line", "stacked", "radar", "heat")


def chart(kind: Kind = "bars", **fields: Any) -> Chart:
    series = (
        Series("数量", (3, None, 1200), urls=("/about/?one=1", "/about/", "/about/?three=1")),
        Series("其中", (1, 0, 7), urls=("/terms/", "/terms/", "/terms/"), tone="red"),
    )
    given = {
        "title": f"图 {KINDS.index(kind) + 1}",
        "column": "项",
        "labels": LABELS,
        "series": series,
        "source": "来处",
        "caption": "说明。",
    }
    return Chart(key=f"chart-{kind}", kind=kind, **{**given, **fields})


def drawn(one: Chart) -> str:
    return render_to_string("components/chart.html", {"chart": one})


def test_the_table_and_the_data_say_the_same() -> None:
    body = drawn(chart())
    # Nothing of the data can end the script tag.
    assert body.count("</script>") == 1
    assert "<b>" not in body
    data = json.loads(re.findall(r'<script id="chart-bars-data" type="application/json">(.*?)</script>', body)[0])
    assert data["labels"] == list(LABELS)
    assert [each["values"] for each in data["series"]] == [[3, None, 1200], [1, 0, 7]]
    assert '<td class="number"><a href="/about/?three=1">1,200</a></td>' in body
    # Unknown is a dash, nothing is 0, and neither leads anywhere.
    assert '<td class="number">—</td><td class="number">0</td>' in body
    assert '<a class="text-danger" href="/terms/">7</a>' in body


def test_the_picture_may_show_less_than_the_table() -> None:
    hidden = Series("全部", (4, 5, 6), drawn=False)
    shown = Series("其余", (3, 4, 5), listed=False)
    one = chart(series=(hidden, shown), most=2, newest_first=True, unit="件", decimals=1, details=True)
    assert [each["name"] for each in one.data["series"]] == ["其余"]
    assert one.data["series"][0]["values"] == (3, 4)
    assert one.headings == ["全部 (件)"]
    assert [(label, cells[0].text) for label, cells in one.rows] == [
        (LABELS[2], "6.0"),
        (LABELS[1], "5.0"),
        ("甲", "4.0"),
    ]
    assert "<details" in drawn(one)


def test_a_series_that_does_not_fit_is_refused() -> None:
    for bad in (Series("短", (1, 2)), Series("短", (1, 2, 3), urls=("/",))):
        with pytest.raises(ValueError, match="短"):
            chart(series=(bad,))


PAGE = """{% extends "base.html" %}{% block title %}1{% endblock %}{% block heading %}1{% endblock %}
{% block scripts %}{% include "components/chart_scripts.html" %}{% endblock %}
{% block content %}{% for chart in charts %}{% include "components/chart.html" %}{% endfor %}{% endblock %}"""


def page(request: HttpRequest) -> HttpResponse:
    """Draw one chart of every kind."""
    charts = [chart(kind, details=kind == "radar") for kind in KINDS]
    return HttpResponse(engines["django"].from_string(PAGE).render({"charts": charts}, request))


urlpatterns = [*portal_urls.urlpatterns, path("charts/", page, name="charts")]
handler404, handler500 = portal_urls.handler404, portal_urls.handler500


@pytest.fixture
def _page_of_our_own(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    find = table.find
    ours = table.rule("charts", "GET", personas.ALL, scope="login", second_factor=False)
    monkeypatch.setattr(table, "find", lambda route, method: ours if route == "charts" else find(route, method))
    with override_settings(ROOT_URLCONF=__name__):
        yield


@pytest.mark.django_db(transaction=True)
@pytest.mark.browser
@pytest.mark.usefixtures("_page_of_our_own")
def test_every_kind_is_drawn_and_leads_on(live_server: Any) -> None:
    for size in (DESK, PHONE):
        window = visit(live_server, size=size)
        window.page.emulate_media(reduced_motion="reduce")
        window.go("/charts/")
        expect(window.page.locator(".chart:has(canvas)")).to_have_count(len(KINDS))
        window.check("charts")
    window.page.locator("[data-chart=chart-bars-data]").scroll_into_view_if_needed()
    box = window.page.locator("[data-chart=chart-bars-data]").bounding_box()
    assert box is not None
    # The longest bar is the last label's first series.
    window.page.mouse.click(box["x"] + box["width"] * 0.6, box["y"] + box["height"] * 0.68)
    window.page.wait_for_url("**/about/?three=1")
    silent = visit(live_server, script=False)
    silent.go("/charts/")
    expect(silent.page.locator(".chart").first).not_to_be_visible()
    expect(silent.page.locator(".chart-table").first).to_be_visible()
