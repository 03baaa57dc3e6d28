"""Subscribing in a real browser: at a desk in Chinese, on a phone in English, without scripts, and the desk of figures."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from alerts.subscriptions import links
from tests import people
from tests.publishing.conftest import Desk
from tests.site.windows import DESK, PHONE, visit
from tests.smtp import Server
from tests.subscriptions.conftest import link_in, subscribe, work_off

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


def test_subscribe_change_and_leave(live_server: Any, desk: Desk, server: Server) -> None:
    edition = desk.out()
    desk.out(slug="urgent", title_zh="尽快提交意见", title_en="Comment soon", level="urgent")
    names = (edition.title_zh, "尽快提交意见", "Specialised and innovative firms (专精特新)")
    for size, language in ((DESK, "zh-hans"), (PHONE, "en")):
        address = f"reader-{language}-{size['width']}@example.com"
        window = visit(live_server, size=size, language=language, names=names)
        window.go("/alerts/?country=US")
        window.page.click("a[href*='/subscriptions/?']")
        window.check("subscribe")
        expect(window.page.locator("[name=countries][value=US]")).to_be_checked()
        window.page.check("[name=frequency][value=daily]")
        window.page.click("button[value=preview]")
        expect(window.page.locator("#preview")).to_be_visible()
        window.check("subscribe-preview")
        window.page.fill("[name=email]", "no address")
        window.page.click("button[value=ask]")
        expect(window.page.locator("[name=email].is-invalid")).to_be_visible()
        window.faults.clear()  # the refusal's status
        window.check("subscribe-wrong")
        window.page.fill("[name=email]", address)
        window.page.click("button[value=ask]")
        window.check("subscribe-asked")
        work_off("mail")
        [mail] = server.mails(address)
        window.go(link_in(mail, "confirm"))
        window.check("subscribe-confirm")
        window.page.click("main form button[type=submit]")
        window.check("subscribe-manage")
        window.page.click("a[href$='/filter/']")
        window.check("subscribe-filter")
        window.page.click("button[value=save]")
        window.page.click("a[href*='/leave/']")
        window.check("subscribe-leave")
        window.page.click("main form button[type=submit]")
        window.check("subscribe-left")
        window.go(f"/subscriptions/manage/{links.token(links.MANAGE, edition.public_id)}/")
        window.faults.clear()  # 410
        window.check("subscribe-expired")

    who = people.person("owner")
    window = visit(live_server, who, script=False)
    window.go("/subscriptions/")
    window.page.click("button[value=ask]")
    expect(window.page.locator(".flash-success")).to_be_visible()

    subscribe("waits@example.com", frequency="weekly")
    desk.out(slug="third", title_zh="第三篇")
    work_off()
    for size in (DESK, PHONE):
        figures = visit(live_server, desk.editor, size=size)
        figures.go("/editorial/deliveries/")
        figures.check("deliveries")
        figures.page.click("tbody a >> nth=0")
        figures.check("delivery")
