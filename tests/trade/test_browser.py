"""The trade pages in a real browser: at a desk in Chinese, on a phone in English; the charts stand beside their tables."""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import FilePayload, expect

from alerts.trade.models import Investigation
from alerts.trade.services.loading import investigations_load
from portal.tenancy import scope as scopes
from tests import people
from tests.site.windows import DESK, PHONE, visit
from tests.trade.files import own_file, own_item

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


def test_from_the_file_to_the_reader(live_server: Any) -> None:
    with scopes.enter(scopes.system()):
        investigations_load()
        row = Investigation.objects.get(number="337-TA-1443")
        names = tuple(Investigation.objects.values_list("title_zh", flat=True))
    nation = people.national_center()
    editor, reviewer = (people.person(code, center=nation) for code in ("editor", "reviewer"))
    body = json.dumps(own_file(own_item("337-TA-1500", title_zh="特定示例设备"))).encode()

    writing = visit(live_server, editor)
    writing.go("/editorial/trade/import/")
    writing.check("trade-import")
    broken = json.dumps(own_file(own_item("337-TA-1500", instituted="1.2.26"))).encode()
    for content, label in ((broken, "trade-import-broken"), (body, "")):
        file = FilePayload(name="new.json", mimeType="application/json", buffer=content)
        writing.page.set_input_files("[name=file]", file)
        # The second lacks what the collection holds.
        if not label:
            writing.page.fill("[name=reason]", "另一份清单")
        writing.page.locator("main form button[type=submit]").click()
        writing.page.wait_for_load_state("load")
        if label:
            writing.faults.clear()
            writing.check(label)
    writing.check("trade-change-own")
    address = writing.page.url.removeprefix(live_server.url)
    writing.go(f"/editorial/trade/{row.public_id}/edit/")
    writing.check("trade-edit")

    releasing = visit(live_server, reviewer)
    releasing.go(address)
    releasing.check("trade-change")
    releasing.page.locator("form[action$='release/'] button").click()
    releasing.page.wait_for_load_state("load")
    releasing.check("trade-desk")
    expect(releasing.page.locator(".flash-success")).to_be_visible()

    for size, language in ((DESK, "zh-hans"), (PHONE, "en")):
        reading = visit(live_server, size=size, language=language, names=names)
        reading.page.emulate_media(reduced_motion="reduce")
        for label, path in (
            ("list", "/trade/"),
            ("detail", f"/trade/{row.public_id}/"),
            ("statistics", "/trade/statistics/"),
        ):
            reading.go(path)
            if label == "statistics":
                expect(reading.page.locator(".chart:has(canvas)")).to_have_count(6)
            reading.check(f"trade-{label}")
