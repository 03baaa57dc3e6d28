"""The guides in a real browser: from the first draft to the reader, at a desk in Chinese and on a phone in English."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from alerts.guides.books.making import files_make
from alerts.guides.choices import Code
from tests.guides.conftest import Guides
from tests.site.windows import DESK, PHONE, visit

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


def test_from_the_first_draft_to_the_reader(live_server: Any, guides: Guides) -> None:
    editing = visit(live_server, guides.editor)
    editing.go("/editorial/guides/begin/")
    editing.check("guides-begin")
    editing.page.select_option("[name=country]", "DE")
    editing.page.locator("main form button[type=submit]").click()
    editing.page.wait_for_load_state("load")
    editing.check("guides-owners")
    editing.page.select_option("[name=system]", str(guides.editor.pk))
    editing.page.locator("main form button[type=submit]").click()
    editing.page.wait_for_load_state("load")
    expect(editing.page.locator(".matrix-cell")).to_have_count(9)
    editing.check("guides-desk")
    for code in (Code.SYSTEM, Code.COURTS):
        guides.out(code, "DE", title_zh="德国：一章", title_en="Germany: a chapter")
    files_make(country="DE")

    page = f"/editorial/guides/chapters/{guides.chapter(Code.SYSTEM, 'DE').public_id}/"
    editing.go(f"{page}check/")
    editing.page.fill("[name=note]", "法条与费用已核对")
    editing.check("guides-check")
    editing.page.locator("main form button[type=submit]").click()
    editing.page.wait_for_load_state("load")
    editing.check("guides-chapter-desk")

    answering = visit(live_server, guides.reviewer, size=PHONE)
    answering.go("/editorial/guides/")
    answering.check("guides-desk-phone")
    answering.page.locator("a[href*='/editorial/guides/checks/']").first.click()
    answering.page.wait_for_load_state("load")
    answering.check("guides-answer")
    answering.page.check("[name=answer][value=confirmed]")
    answering.page.locator("main form button[type=submit]").click()
    answering.page.wait_for_load_state("load")
    expect(answering.page.locator(".flash-success")).to_be_visible()

    for size, language in ((DESK, "zh-hans"), (PHONE, "en")):
        reading = visit(live_server, size=size, language=language)
        for label, path in (
            ("list", "/guides/"),
            ("none", "/guides/?q=fr"),
            ("guide", "/guides/de/"),
            ("chapter", "/guides/de/courts/"),
        ):
            reading.go(path)
            reading.check(f"guides-{label}")
        reading.go("/guides/de/")
        expect(reading.page.locator("#files a")).to_have_count(4)
