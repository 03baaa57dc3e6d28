"""`make screens`: a picture of every page as every persona, at both widths and in both languages, into `screens/`.

Works on the running demo (starts it when it does not run). Pages are found by following the links of each persona's pages,
one page per shape of address, so a new page is pictured without being listed here.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.dev")
django.setup()  # before anything that holds models

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value  # noqa: E402
from playwright.sync_api import Browser, Page  # noqa: E402

from demo.people import PASSWORD, PERSONAS, TOTP_SECRET, address  # noqa: E402
from portal.embedded.cluster import REPOSITORY  # noqa: E402
from tests.chromium import launch  # noqa: E402

URL = os.environ.get("SCREENS_URL", "http://localhost:8000")
OUT = Path(REPOSITORY) / "screens"
WIDTHS = {"desktop": {"width": 1280, "height": 900}, "phone": {"width": 390, "height": 844}}
LANGUAGES = {"zh": "zh-hans", "en": "en"}
MOST_PAGES = 90
MOST_CASES = 12  # pages of cases whose links are followed: each state offers other steps
_IDS = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|/\d+/")
_NOT_PAGES = re.compile(r"logout|/papers/[^/]+/$|/files/|\.ics|/language/|export|download|schema|#")


def answers() -> bool:
    """Say whether the demo answers."""
    try:
        with urllib.request.urlopen(f"{URL}/healthz", timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


@contextmanager
def demo() -> Iterator[None]:
    """Have the demo running for a block; one that ran before goes on running."""
    if answers():
        yield
        return
    child = subprocess.Popen([sys.executable, "-m", "tools.demo"], cwd=REPOSITORY, stdout=subprocess.DEVNULL)
    try:
        for _second in range(300):
            if answers():
                break
            time.sleep(1)
        else:
            raise SystemExit("The demo did not start; see .local/demo/log/.")
        yield
    finally:
        child.terminate()
        child.wait(30)


def log_in(page: Page, persona: str) -> None:
    """Log a demo persona in through the pages, second factor included."""
    page.goto("/accounts/login/")
    page.fill("input[name=login]", address(PERSONAS[persona][0]))
    page.fill("input[name=password]", PASSWORD)
    page.click("main form button[type=submit], main form button:not([type])")
    page.wait_for_load_state("load")
    if page.query_selector("input[name=code]"):
        page.fill("input[name=code]", format_hotp_value(hotp_value(TOTP_SECRET, int(time.time()) // 30)))
        page.click("main form button[type=submit], main form button:not([type])")
        page.wait_for_load_state("load")


def shape(path: str) -> str:
    """Name the shape of an address: ids and filter values do not make another page."""
    path, _, query = path.partition("?")
    tab = re.search(r"(tab|view)=(\w+)", query)
    return _IDS.sub("/x/", path).strip("/").replace("/", "_") + (f"-{tab[2]}" if tab else "") or "home"


def picture_all(browser: Browser, persona: str, only: str = "") -> int:
    """Picture every page shape that one persona reaches; return how many pictures were taken."""
    state = None
    if persona != "anonymous":
        context = browser.new_context(base_url=URL)
        page = context.new_page()
        log_in(page, persona)
        state = context.storage_state()
        context.close()
    taken = 0
    folder = OUT / persona
    folder.mkdir(parents=True, exist_ok=True)
    for width, viewport in WIDTHS.items():
        for short, language in LANGUAGES.items():
            locale = "zh-CN" if short == "zh" else "en-US"
            context = browser.new_context(
                base_url=URL,
                viewport=viewport,  # type: ignore[arg-type]
                storage_state=state,
                locale=locale,
            )
            context.add_cookies([{"name": "django_language", "value": language, "url": URL}])
            page = context.new_page()
            page.set_default_timeout(60_000)
            todo = ["/"]
            seen: set[str] = set()
            cases: set[str] = set()
            while todo and len(seen) < MOST_PAGES:
                path = todo.pop(0)
                if only and seen and only not in path:
                    continue
                if shape(path) in seen and (shape(path) != "cases__x" or path in cases or len(cases) == MOST_CASES):
                    continue
                page.goto(path)
                if shape(path) == "cases__x":
                    cases.add(path)
                if shape(path) not in seen:
                    seen.add(shape(path))
                    page.screenshot(path=folder / f"{shape(path)}.{width}.{short}.png", full_page=True)
                    taken += 1
                    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                        print(f"    wider than the {width}: {path} ({short}, {persona})", flush=True)
                links = page.eval_on_selector_all("a[href^='/']", "all => all.map(a => a.getAttribute('href'))")
                todo += [link for link in links if not _NOT_PAGES.search(link)]
            context.close()
    return taken


def main() -> int:
    """Picture the personas named on the command line, or all of them."""
    wanted = sys.argv[1:] or ["anonymous", *PERSONAS]
    with demo():
        for persona in wanted:
            print(f"  {persona}: {picture_all(launch(), persona)} pictures", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
