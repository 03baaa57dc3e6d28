"""What every page visited must hold: no accessibility violation, nothing untranslated, nothing wider than the screen."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.axe import faults


def check_page(page: Page) -> None:
    """Run axe-core on the page and look for sideways scrolling; fail with what was found."""
    page.wait_for_load_state("load")
    found = faults(page)
    assert not found, f"{page.url}\n" + "\n".join(found)
    wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wider <= 1, f"{page.url} is {wider} px wider than the screen"
