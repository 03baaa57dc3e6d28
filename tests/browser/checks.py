"""What every page visited must hold: no accessibility violation, nothing untranslated, nothing wider than the screen."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page

from portal.embedded.cluster import REPOSITORY

AXE = Path(REPOSITORY) / "static" / "build" / "axe.min.js"


def check_page(page: Page) -> None:
    """Run axe-core on the page and look for sideways scrolling; fail with what was found."""
    page.wait_for_load_state("load")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    result = page.evaluate("async () => await axe.run(document, {resultTypes: ['violations']})")
    found = [
        f"{violation['id']}: {violation['help']} – {[node['html'][:160] for node in violation['nodes'][:3]]}"
        for violation in result["violations"]
    ]
    assert not found, f"{page.url}\n" + "\n".join(found)
    wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wider <= 1, f"{page.url} is {wider} px wider than the screen"
