"""A real Chromium against the running portal. People and places are written directly; everything else is clicked."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page

from tests import chromium, people
from tests.browser.stack import Stack, running
from tests.servers import Restore, RunServers

# Playwright keeps an event loop in this thread; Django's checks would take the tests for asynchronous code.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
WIDTHS = {"desktop": {"width": 1280, "height": 900}, "phone": {"width": 390, "height": 844}}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark everything in here as a browser test."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="module")
def stack(
    servers: RunServers,
    django_db_setup: None,
    restore: Restore,
    django_db_blocker: Any,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Stack]:
    """Run the portal for one module: its relay would do the work of other tests, and its rows are really committed."""
    with running(servers, tmp_path_factory.mktemp("stack")) as stack:
        yield stack
    with django_db_blocker.unblock():
        restore()


@pytest.fixture(scope="session")
def browser() -> Browser:
    """Give the run's one Chromium."""
    return chromium.launch()


Opener = Callable[..., Page]


@pytest.fixture
def open_page(stack: Stack, browser: Browser, django_db_blocker: Any) -> Opener:
    """Give a function that opens a page: as a person (or nobody), at a width, in a language, with or without scripts."""

    def opener(
        who: people.Person | None = None, *, width: str = "desktop", language: str = "zh-hans", scripts: bool = True
    ) -> Page:
        context = browser.new_context(
            base_url=stack.url,
            viewport=WIDTHS[width],  # type: ignore[arg-type]
            java_script_enabled=scripts,
            locale="zh-CN" if language == "zh-hans" else "en-US",
            timezone_id="Asia/Shanghai",
            accept_downloads=True,
        )
        context.set_default_timeout(60_000)
        cookies = [{"name": "django_language", "value": language, "url": stack.url}]
        if who is not None:
            with django_db_blocker.unblock():
                client = people.login(Client(), who)
            cookies.append({"name": "sessionid", "value": client.cookies["sessionid"].value, "url": stack.url})
        context.add_cookies(cookies)  # type: ignore[arg-type]
        return context.new_page()

    return opener
