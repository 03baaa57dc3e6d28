"""The page about the API in a real browser under the portal's own Content-Security-Policy."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import ConsoleMessage, expect

from portal.api.schema import document
from tests.browser.checks import check_page
from tests.site.windows import DESK, PHONE, visit

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


@pytest.mark.parametrize(("size", "language"), [(DESK, "zh-hans"), (PHONE, "en")], ids=["desk", "phone"])
def test_the_page_about_the_api(live_server: Any, size: dict[str, int], language: str) -> None:
    """No script, style or font is refused, nothing is logged, and every operation opens and can be read."""
    page = visit(live_server, size=size, language=language).page
    complaints: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            complaints.append(f"{message.type}: {message.text}")

    page.on("console", hear)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("requestfailed", lambda request: complaints.append(f"failed: {request.url}"))
    answer = page.goto(f"{live_server.url}/api/v1/docs/")
    assert answer is not None
    assert answer.status == 200
    policy = answer.headers["content-security-policy"]
    assert "unsafe-inline" not in policy
    assert "unsafe-eval" not in policy
    operations = [each for methods in document()["paths"].values() for each in methods.values()]
    expect(page.locator("details.api-operation")).to_have_count(len(operations))
    check_page(page)
    # One by hand, the others at once: what opens must be as readable as what is closed.
    first = page.locator("details.api-operation").first
    first.locator("summary").click()
    expect(first).to_have_attribute("open", "")
    page.evaluate("for (const each of document.querySelectorAll('details.api-operation')) each.open = true")
    check_page(page)
    example = page.locator("#decide_transfer pre").first
    expect(example).to_contain_text("decision")
    with page.expect_download() as waiting:
        page.locator("main a[href='/api/v1/schema/']").evaluate(
            "link => { link.download = 'openapi.json'; link.click() }"
        )
    assert waiting.value.failure() is None
    assert complaints == []
