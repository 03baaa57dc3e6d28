"""Browser windows on pytest-django's live server, for pages that need no worker behind them.

    pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]

    def test_desk(live_server):
        window = visit(live_server, people.person("handler"), size=PHONE)
        window.go("/desk/")
        window.check("desk")

`check` runs axe, looks for a page wider than the screen, for words in the wrong language, and for refused scripts or
failed requests in the console. With PORTAL_SHOTS=<folder> every checked page leaves a picture for a critical eye.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from django.conf import settings
from django.test import Client
from playwright.sync_api import Page

from tests import axe, chromium, people
from tests.site.pages import chinese_words, english_words

PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
SHOTS = os.environ.get("PORTAL_SHOTS", "")


class Window:
    """One person's browser window; `faults` collects what its console complained about."""

    def __init__(self, page: Page, base: str, language: str, names: tuple[str, ...]) -> None:
        self.page = page
        self.base = base
        self.language = language
        self.names = names
        self.faults: list[str] = []
        page.on("console", lambda message: self.faults.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: self.faults.append(str(error)))

    def go(self, path: str) -> None:
        """Open a page by its path."""
        self.page.goto(self.base + path)

    def check(self, label: str) -> None:
        """Fail on accessibility faults, a page wider than the screen, words in the wrong language, console errors."""
        self.page.wait_for_load_state()  # a click that leads away returns when the next page has only begun
        if SHOTS:
            Path(SHOTS).mkdir(parents=True, exist_ok=True)
            width = self.page.evaluate("window.innerWidth")
            name = f"{label}-{self.language}-{width}.png"
            self.page.screenshot(path=Path(SHOTS) / name, full_page=True)
        faults = list(self.faults)
        violations = axe.faults(self.page)
        assert violations == [], f"{label}: {violations}"
        page_width, window_width = self.page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
        assert page_width <= window_width, f"{label} is {page_width} px wide in a window of {window_width}"
        body = self.page.content()
        wrong = chinese_words(body, names=self.names) if self.language == "en" else english_words(body)
        assert wrong == [], f"{label}: {wrong}"
        assert faults == [], f"{label}: {faults}"


def visit(
    live_server: Any,
    who: people.Person | None = None,
    *,
    size: dict[str, int] = DESK,
    language: str = "zh-hans",
    script: bool = True,
    names: tuple[str, ...] = (),
) -> Window:
    """Open a window as `who`; `names` are Chinese words that may stand in an English page."""
    context = chromium.launch().new_context(
        viewport={"width": size["width"], "height": size["height"]},
        java_script_enabled=script,
        locale="zh-CN" if language == "zh-hans" else "en-GB",
        timezone_id="Asia/Shanghai",
    )
    kept = {settings.LANGUAGE_COOKIE_NAME: language}
    if who is not None and who.user is not None:
        client = people.login(Client(), who)
        kept[settings.SESSION_COOKIE_NAME] = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": name, "value": value, "url": live_server.url} for name, value in kept.items()])
    return Window(context.new_page(), live_server.url, language, names)
