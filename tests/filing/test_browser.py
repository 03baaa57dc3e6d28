"""The filing pages in a real browser: without JavaScript on a phone, with it at a desk, in both languages, axe on each."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, ConsoleMessage, FilePayload, Page, ViewportSize

from cases.models import Case, CaseFile
from portal.tenancy import scope as scopes
from tests import people
from tests.axe import faults
from tests.browser.main_job import picture
from tests.chromium import launch
from tests.filing import requests

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]

PHONE: ViewportSize = {"width": 390, "height": 844}
DESK: ViewportSize = {"width": 1280, "height": 900}
SHOTS = os.environ.get("PORTAL_SHOTS", "")


@pytest.fixture
def chromium() -> Browser:
    """Give the run's one Chromium."""
    return launch()


class Visit:
    """One person's browser window."""

    def __init__(self, page: Page, base: str, name: str) -> None:
        self.page = page
        self.base = base
        self.name = name
        self.faults: list[str] = []
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.faults.append(str(error)))

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.faults.append(message.text)

    def go(self, path: str) -> None:
        """Open a page."""
        self.page.goto(self.base + path)

    def shot(self, label: str) -> None:
        """Keep a picture where a folder was named, for a critical eye."""
        if SHOTS:
            Path(SHOTS).mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=f"{SHOTS}/{self.name}-{label}.png", full_page=True)

    def axe(self, label: str) -> None:
        """Find accessibility faults on the page as it stands; there must be none."""
        self.page.wait_for_load_state()  # a click that leads away returns when the next page has only begun
        self.shot(label)
        problems = faults(self.page)
        assert problems == [], f"{label}: {problems}"
        width = self.page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
        assert width[0] <= width[1], f"{label} is wider than the screen: {width}"


def visit(
    chromium: Browser, live_server: Any, who: people.Person, *, size: ViewportSize, language: str, script: bool = True
) -> Visit:
    """Open a window as `who`."""
    locale = "zh-CN" if language == "zh-hans" else "en-GB"
    context = chromium.new_context(viewport=size, java_script_enabled=script, locale=locale)
    client = people.login(Client(), who)
    cookies = [{"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": live_server.url}]
    if settings.SESSION_COOKIE_NAME in client.cookies:
        cookies.append(
            {
                "name": settings.SESSION_COOKIE_NAME,
                "value": client.cookies[settings.SESSION_COOKIE_NAME].value,
                "url": live_server.url,
            }
        )
    context.add_cookies(cookies)  # type: ignore[arg-type]
    return Visit(context.new_page(), live_server.url, f"{language}-{size['width']}")


def only_case(who: people.Person) -> Case:
    """Give the one case that `who` sees."""
    with scopes.enter(who.scope()):
        return Case.objects.get()


def fill(page: Page, values: dict[str, Any]) -> None:
    """Fill a section's page in with plain values."""
    for name, value in values.items():
        if name == "rows":
            for at, row in enumerate(value):
                if not page.locator(f"[name^='row-{at}-']").count():
                    page.locator("button[value=add]").click()
                fill(page, {f"row-{at}-{key}": each for key, each in row.items()})
            continue
        field = page.locator(f"[name='{name}']")
        kind = field.first.get_attribute("type") or field.first.evaluate("each => each.tagName.toLowerCase()")
        if kind == "radio":
            page.locator(f"[name='{name}'][value='{value}']").check()
        elif kind == "checkbox":
            for code in value if isinstance(value, list) else ["on"] if value else []:
                page.locator(f"[name='{name}'][value='{code}'], [name='{name}']:not([value])").first.check()
        elif kind == "select":
            field.select_option(value)
        else:
            field.fill(str(value))


def test_without_javascript_on_a_phone(chromium: Browser, live_server: Any) -> None:
    people.national_center()
    owner = people.person("owner")
    window = visit(chromium, live_server, owner, size=PHONE, language="zh-hans", script=False)
    page = window.page
    window.go(reverse("cases:begin"))
    window.shot("00-begin-noscript")
    page.get_by_role("button", name="开始填写").click()
    for at, (name, values) in enumerate(requests.WHOLE.items()):
        window.go(reverse("cases:filing_section", args=[only_case(owner).public_id, name]))
        fill(page, values)
        window.shot(f"{at + 1:02d}-{name}-noscript")
        page.get_by_role("button", name="保存并继续").last.click()
        assert page.locator(".field-error").count() == 0, (name, page.locator(".field-error").all_inner_texts())
    window.go(reverse("cases:filing_section", args=[only_case(owner).public_id, "attachments"]))
    papers = [FilePayload(name=name, mimeType="image/png", buffer=picture()) for name in ("传票.png", "产品照片.png")]
    page.locator("#main input[type=file]").set_input_files(papers)
    page.get_by_role("button", name="保存并继续").last.click()
    window.go(reverse("cases:filing_check", args=[only_case(owner).public_id]))
    page.locator("[name=truth]").check()
    page.locator("[name=processing]").check()
    window.shot("90-check-noscript")
    page.get_by_role("button", name="提交申请").click()
    case = only_case(owner)
    assert case.state == "submitted"
    assert case.number in page.locator(".sent-codes").inner_text()
    with scopes.enter(owner.scope()):
        assert {file.name for file in CaseFile.objects.filter(case=case)} == {"传票.png", "产品照片.png"}
    window.shot("91-done-noscript")


@pytest.mark.parametrize(("language", "size"), [("zh-hans", DESK), ("en", PHONE)])
def test_every_page_is_accessible(chromium: Browser, live_server: Any, language: str, size: ViewportSize) -> None:
    center = people.make_center(city="440300", province="440000", phone="0755-1234567")
    people.person("intake", center=center)
    people.national_center()
    owner = people.person("owner")
    odd = requests.answers(
        dispute={"dispute_type": "squatting", "ip_kinds": ["trademark"]},
        squatting={"squatted_mark": "ZHINAN", "squatter_name": "Somebody Ltd."},
    )
    draft = requests.begin(owner, odd)
    filed = requests.send(owner, requests.begin(owner))
    window = visit(chromium, live_server, owner, size=size, language=language)
    window.go(reverse("cases:home"))
    window.axe("home")
    window.go(reverse("cases:begin"))
    window.axe("begin")
    window.go(reverse("cases:filing", args=[draft.public_id]))
    window.axe("tasks")
    for key in (*odd, "attachments"):
        window.go(reverse("cases:filing_section", args=[draft.public_id, key]))
        window.axe(f"section-{key}")
    window.go(reverse("cases:filing_section", args=[draft.public_id, "contact"]))
    fill(window.page, {"contact_phone": "12", "contact_email": "nowhere"})
    window.page.locator(".form-actions [value=next]").click()
    assert window.page.locator("#id_contact_phone").input_value() == "12"
    window.axe("section-contact-wrong")
    window.go(reverse("cases:filing_check", args=[draft.public_id]))
    window.axe("check")
    window.go(reverse("cases:filing_delete", args=[draft.public_id]))
    window.axe("delete")
    window.go(reverse("cases:filing_done", args=[filed.public_id]))
    window.axe("done")
    window.go(reverse("cases:status"))
    fill(window.page, {"receipt": filed.receipt_code})
    window.page.locator("main form button").click()
    window.axe("status")
    assert [fault for fault in window.faults if "422" not in fault] == []


@pytest.mark.parametrize(("language", "size"), [("zh-hans", DESK), ("en", PHONE)])
def test_the_desk_pages_are_accessible(chromium: Browser, live_server: Any, language: str, size: ViewportSize) -> None:
    people.national_center()
    intake = people.person("intake")
    firm = people.make_enterprise("深圳测试机器人有限公司")
    window = visit(chromium, live_server, intake, size=size, language=language)
    window.go(reverse("cases:desk_begin"))
    window.axe("desk-begin")
    fill(window.page, {"source": "hotline", "kind": "legal", "uscc": people.make_uscc()})
    window.page.locator("main form button.btn-primary").click()
    window.axe("desk-new")
    window.go(reverse("cases:desk_begin"))
    fill(window.page, {"source": "hotline", "kind": "legal", "uscc": firm.uscc})
    window.page.locator("main form button.btn-primary").click()
    window.axe("desk-known")
    window.page.locator("[value=use]").click()
    case = only_case(intake)
    window.go(reverse("cases:filing_check", args=[case.public_id]))
    window.axe("desk-check")


def test_typing_saves_and_the_clock_shows(chromium: Browser, live_server: Any) -> None:
    owner = people.person("owner")
    draft = requests.begin(owner, {key: requests.WHOLE[key] for key in ("applicant", "contact", "dispute", "place")})
    window = visit(chromium, live_server, owner, size=DESK, language="zh-hans")
    page = window.page
    window.go(reverse("cases:filing_section", args=[draft.public_id, "events"]))
    page.locator("#id_cause").fill("专利侵权")
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.locator("#id_foreign_number").click()
    page.locator(".saved-saved").wait_for()
    with scopes.enter(owner.scope()):
        assert Case.objects.get(pk=draft.pk).cause == "专利侵权"
    # a save that ran while typing is no conflict for the button pressed after it
    page.locator("#id_summary").fill("收到律师函。")
    page.locator("#id_first_known_on").fill("2026-11-01")
    page.get_by_role("button", name="保存并继续").last.click()
    assert page.url.endswith("/opponents/")

    window.go(reverse("cases:filing_section", args=[draft.public_id, "served"]))
    page.locator("[name=row-0-title]").fill("Summons")
    page.locator("[name=row-0-served_on]").fill("2026-11-03")
    page.locator("[name=row-0-rule_id]").select_option("us_dc_answer_served")
    page.locator(".clock").wait_for()
    assert "2026年11月24日" in page.locator(".clock").inner_text()
    window.axe("clock")
    assert window.faults == []
