"""The one Chromium of a test run: Playwright's driver cannot be started twice in a process, so everybody shares it."""

from __future__ import annotations

import atexit
import os
import shutil
from functools import cache

from playwright.sync_api import Browser, sync_playwright

ARGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip


def program() -> str:
    """Find the system's Chromium (CHROMIUM names another one)."""
    names = ("chromium", "chromium-browser", "google-chrome")
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    assert found, "browser tests need Chromium; `make test` installs it where it may"
    return found


def close_windows() -> None:
    """Close every window of a test: one left open keeps two processes and a connection to the live server."""
    if launch.cache_info().currsize:
        for context in launch().contexts:
            context.close()


@cache
def launch() -> Browser:
    """Start the browser at first use; it lives as long as the process."""
    # the driver's loop runs in this thread; Django sees it and would refuse to use the database
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    driver = sync_playwright().start()
    atexit.register(driver.stop)
    browser = driver.chromium.launch(executable_path=program(), args=list(ARGS))
    atexit.register(browser.close)
    return browser
