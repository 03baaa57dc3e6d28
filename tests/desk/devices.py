"""Phones and tablets of a fair in a real browser: the app set up, unlocked, cut off and brought back."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import BrowserContext, Page, expect

from tests.people import Person
from tests.site.windows import visit

PIN = "284917"
PHONE, TABLET, DESK = {"width": 390, "height": 844}, {"width": 820, "height": 1180}, {"width": 1280, "height": 900}
# What is drawn is there within this; sending has longer.
QUICK, SLOW = 15_000, 30_000
expect.set_options(timeout=QUICK)


class Handheld:
    """One device: a browser of its own with one person's log-in."""

    def __init__(
        self, live_server: Any, who: Person | None, *, size: dict[str, int] = PHONE, language: str = "zh-hans"
    ) -> None:
        self.window = visit(live_server, who, size=size, language=language)
        self.url = live_server.url
        self.page: Page = self.window.page
        self.context: BrowserContext = self.page.context
        self.context.set_default_timeout(QUICK)
        self.context.set_default_navigation_timeout(60_000)
        self.page.on("dialog", lambda dialog: dialog.accept())

    def go(self, way: str = "") -> None:
        """Open a page of the app by its way."""
        self.page.evaluate("way => { window.location.hash = `#/${way}`; }", way)

    def open(self) -> None:
        """Open the app's address."""
        self.page.goto(f"{self.url}/desk/app/")

    def set_up(self) -> None:
        """Set the device up: delegation, name, PIN; wait until the worker keeps the shell."""
        self.open()
        self.page.locator("form button[type=submit]").click()
        for name in ("pin", "again"):
            self.page.fill(f"[name={name}]", PIN)
        self.page.locator("form button[type=submit]").click()
        self.sent()
        self.page.evaluate("() => navigator.serviceWorker.ready.then(() => null)")

    def unlock(self, pin: str = PIN) -> None:
        """Type the PIN."""
        self.page.fill("[name=pin]", pin)
        self.page.locator("form button[type=submit]").click()

    def cut(self) -> None:
        """Take the network away."""
        self.context.set_offline(True)

    def connect(self) -> None:
        """Bring the network back."""
        self.context.set_offline(False)

    def sent(self, unsent: int = 0) -> None:
        """Wait until the last contact went well and so many entries are left."""
        # What was just kept is in sight a moment later.
        self.page.wait_for_timeout(250)
        expect(self.page.locator(".desk-strip.fine")).to_be_visible(timeout=SLOW)
        expect(self.page.locator(f"[data-unsent='{unsent}']")).to_be_visible(timeout=SLOW)

    def record(self, summary: str, kind: str = "customs") -> str:
        """Record an incident by the form; return its id."""
        self.go("new")
        self.page.locator(f"input[name=kind][value={kind}]").check()
        self.page.fill("[name=summary]", summary)
        self.page.locator("main form button[type=submit]").click()
        self.page.wait_for_function("() => window.location.hash.startsWith('#/incident/')")
        return str(self.page.evaluate("window.location.hash")).rsplit("/", 1)[-1]

    def change(self, incident: str, **values: str) -> None:
        """Change fields of an incident by the form."""
        self.go(f"edit/{incident}")
        for name, value in values.items():
            self.page.fill(f"main [name={name}]", value)
        self.page.locator("main form button[type=submit]").click()
        self.page.wait_for_function("id => window.location.hash === `#/incident/${id}`", arg=incident)
