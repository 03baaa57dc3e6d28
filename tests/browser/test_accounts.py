"""The ways into the portal, clicked: sign-up by mail, a second person, invitation to second factor, a security key.

Every page on the way is checked by axe-core, in Chinese at desktop and phone width. PORTAL_SCREENS names a folder for
pictures of them.
"""

from __future__ import annotations

import os
import re
import time
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from portal.accounts.models import EnterpriseMember, SeatEnding, SecondFactorReset
from portal.tenancy import scope as scopes
from portal.tenancy.models import Membership
from tests import people
from tests.browser.checks import check_page
from tests.browser.conftest import Opener
from tests.browser.stack import Stack

WORDS, NEW_WORDS = "maple-engine-harbour-9", "quiet-lantern-orchard-4"
MAIL_SECONDS = 60.0
NOTICE = r"notices/[0-9a-f-]{36}/open/"
pytestmark = pytest.mark.django_db(transaction=True)


def look(page: Page, name: str) -> None:
    """Check a page, and keep its picture where PORTAL_SCREENS names a folder."""
    check_page(page)
    if folder := os.environ.get("PORTAL_SCREENS"):
        width = page.viewport_size["width"] if page.viewport_size else 0
        language = page.locator("html").get_attribute("lang")
        page.screenshot(path=Path(folder) / f"{name}.{language}.{width}.png", full_page=True)


def link_in_mail(stack: Stack, address: str, pattern: str) -> str:
    """Wait for the newest mail to an address whose text holds a link, and give the link's path."""
    deadline = time.monotonic() + MAIL_SECONDS
    while time.monotonic() < deadline:
        for file in sorted(stack.mail.rglob("*.eml"), reverse=True):
            mail = message_from_bytes(file.read_bytes(), policy=policy.default)
            body = mail.get_body(("plain",))
            if address in str(mail["To"]) and body is not None:
                found = re.search(rf"{re.escape(stack.url)}(/{pattern}\S*)", body.get_content())
                if found:
                    return found[1]
        time.sleep(0.3)
    raise AssertionError(f"No mail with {pattern} came to {address}:\n{stack.words()}")


def type_in(page: Page, **fields: str) -> None:
    """Fill fields by name."""
    for name, value in fields.items():
        page.fill(f"main [name={name}]", value)


def send(page: Page) -> None:
    """Press the page's main button and wait for the next page."""
    page.locator("main form .btn-primary").first.click()
    page.wait_for_load_state("load")


def log_in(page: Page, email: str, password: str = people.PASSWORD) -> None:
    """Type e-mail and password."""
    page.goto(reverse("account_login"))
    type_in(page, login=email, password=password)
    send(page)


def sign_up(page: Page, stack: Stack, address: str, name: str, *, looked_at: bool = False) -> None:
    """Sign up and open the link in the mail."""
    see = look if looked_at else lambda *_: None
    page.goto(reverse("account_signup"))
    see(page, "signup")
    type_in(page, name=name, email=address, password1=WORDS, password2=WORDS)
    send(page)
    see(page, "signup-sent")
    page.goto(link_in_mail(stack, address, "accounts/confirm-email/"))
    see(page, "signup-confirm")
    send(page)
    expect(page.locator("h1")).to_have_text("您代表谁办理？")


def fill_enterprise(page: Page, uscc: str, name: str) -> None:
    """Fill in the record of an enterprise in Shenzhen."""
    page.check("main [name=kind][value=legal]")
    type_in(page, uscc=uscc, name=name, note="法务部，分机 8021")
    page.select_option("main [name=province]", "440000")
    page.select_option("main [name=city]", "440300")
    page.select_option("main [name=industry]", "C")


@pytest.mark.parametrize("width", ["phone"])
def test_an_enterprise_comes_in_and_lets_a_colleague_in(open_page: Opener, stack: Stack, width: str) -> None:
    first, second = f"boss-{width}@example.com", f"colleague-{width}@example.com"
    code = people.make_uscc()
    wrong = code[:-1] + ("A" if code[-1] != "A" else "B")
    boss = open_page(None, width=width)
    sign_up(boss, stack, first, "王小明", looked_at=True)
    look(boss, "register")
    # what a natural person has none of is folded away
    boss.check("main [name=kind][value=natural]")
    expect(boss.locator("main [name=uscc]")).to_be_hidden()
    expect(boss.locator("main [name=id_kind]")).to_be_visible()
    fill_enterprise(boss, wrong, "深圳市甲科技有限公司")
    send(boss)
    look(boss, "register-wrong-code")
    expect(boss.locator("main [name=uscc]")).to_have_value(wrong)
    expect(boss.locator("main [name=name]")).to_have_value("深圳市甲科技有限公司")
    expect(boss.locator("main .field-error").first).to_contain_text("校验码不符")
    type_in(boss, uscc=code)
    send(boss)
    boss.goto(reverse("accounts:members"))
    expect(boss.locator("h1")).to_have_text("深圳市甲科技有限公司")

    colleague = open_page(None, width=width)
    sign_up(colleague, stack, second, "李雷")
    fill_enterprise(colleague, code, "甲科技")
    send(colleague)
    look(colleague, "register-waiting")
    # who asks learns that the code is known, and nothing else of the enterprise
    expect(colleague.locator("main")).to_contain_text("已登记")
    expect(colleague.locator("body")).not_to_contain_text("深圳市甲科技")
    assert colleague.goto(reverse("accounts:members")).status == 403  # type: ignore[union-attr]

    boss.goto(link_in_mail(stack, first, NOTICE))
    look(boss, "join-request")
    expect(boss.locator("main")).to_contain_text("李雷")
    send(boss)
    look(boss, "members")
    colleague.goto(link_in_mail(stack, second, NOTICE))
    colleague.goto(reverse("accounts:members"))
    expect(colleague.locator("h1")).to_have_text("深圳市甲科技有限公司")
    with scopes.enter(scopes.system()):
        roles = EnterpriseMember.objects.filter(state="active").order_by("id").values_list("user__email", "role")
        assert list(roles) == [(first, "owner"), (second, "member")]


def test_an_enterprise_comes_in_without_scripts(open_page: Opener, stack: Stack) -> None:
    page = open_page(None, width="phone", scripts=False)
    sign_up(page, stack, "plain@example.com", "韩梅梅")
    fill_enterprise(page, people.make_uscc(), "深圳市乙科技有限公司")
    send(page)
    page.goto(reverse("accounts:members"))
    expect(page.locator("h1")).to_have_text("深圳市乙科技有限公司")


def test_a_known_address_signs_up_again_and_nobody_can_tell(open_page: Opener, stack: Stack) -> None:
    handler = people.person("handler")
    assert handler.user is not None
    pages = []
    for address in (handler.user.email, "nobody-yet@example.com"):
        page = open_page(None)
        page.goto(reverse("account_signup"))
        type_in(page, name="路人", email=address, password1=WORDS, password2=WORDS)
        send(page)
        pages.append((page.url, page.inner_text("main")))
    assert pages[0] == pages[1]
    # the owner of the address is told by mail, and their password still opens the account
    link_in_mail(stack, handler.user.email, "accounts/password/reset/")


@pytest.mark.parametrize("width", ["desktop"])
def test_an_invited_colleague_sets_up_an_app(open_page: Opener, stack: Stack, width: str) -> None:
    address = f"invited-{width}@example.com"
    boss = people.person("supervisor")
    page = open_page(boss, width=width)
    page.goto(reverse("accounts:staff_invite"))
    look(page, "staff-invite")
    type_in(page, email=address, name="李雷")
    page.check("main [name=role][value=handler]")
    send(page)
    look(page, "staff")
    hand = open_page(None, width=width)
    hand.goto(link_in_mail(stack, address, "accounts/invitation/"))
    look(hand, "invitation")
    type_in(hand, password1=WORDS, password2=WORDS)
    send(hand)
    # a password alone opens nothing
    hand.goto(reverse("accounts:staff"))
    assert hand.url.endswith(reverse("accounts:second_factor"))
    look(hand, "second-factor")
    hand.click(f'a[href="{reverse("mfa_activate_totp")}"]')
    look(hand, "totp")
    secret = hand.inner_text("code.secret").replace(" ", "")
    type_in(hand, code="000000")
    send(hand)
    look(hand, "totp-wrong")
    assert hand.inner_text("code.secret").replace(" ", "") == secret
    type_in(hand, code=people.totp_code(secret))
    send(hand)
    look(hand, "recovery-codes")
    codes = hand.locator(".codes code").all_inner_texts()
    assert len(codes) == 10
    hand.goto(reverse("accounts:staff"))
    expect(hand.locator("h1")).to_have_text("人员")
    hand.goto(reverse("mfa_index"))
    look(hand, "second-factor-index")
    # logging in on another device takes the second step; a recovery code works once
    for device, accepted in (("first", True), ("second", False)):
        other = open_page(None, width=width)
        log_in(other, address, WORDS)
        look(other, "second-step")
        type_in(other, code=codes[0])
        send(other)
        if accepted:
            other.goto(reverse("accounts:staff"))
            expect(other.locator("h1")).to_have_text("人员")
        else:
            look(other, f"second-step-wrong-{device}")
            expect(other.locator("main .field-error").first).to_be_visible()


def test_a_security_key_opens_the_second_step(open_page: Opener) -> None:
    who = people.person("coordinator")
    assert who.user is not None
    page = open_page(None)
    wire = page.context.new_cdp_session(page)
    wire.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "usb", "hasResidentKey": False, "hasUserVerification": False}
    key = wire.send("WebAuthn.addVirtualAuthenticator", {"options": options | {"automaticPresenceSimulation": True}})
    log_in(page, who.user.email)
    page.goto(reverse("mfa_add_webauthn"))
    look(page, "key-add")
    type_in(page, name="蓝色密钥")
    page.click("[data-key-button]")
    page.wait_for_url("**" + reverse("mfa_view_recovery_codes"))
    page.goto(reverse("mfa_list_webauthn"))
    look(page, "keys")
    expect(page.locator("main")).to_contain_text("蓝色密钥")

    page.goto(reverse("account_logout"))
    look(page, "logout")
    send(page)
    assert page.goto(reverse("accounts:supervisors")).url.find(reverse("account_login")) > 0  # type: ignore[union-attr]
    log_in(page, who.user.email)
    assert page.url.endswith(reverse("mfa_authenticate"))
    look(page, "second-step-key")
    page.click("[data-key-button]")
    page.wait_for_url(lambda url: "/accounts/" not in url)
    page.goto(reverse("accounts:supervisors"))
    look(page, "supervisors")

    # somebody with the password and another key gets no further
    wire.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": key["authenticatorId"]})
    wire.send("WebAuthn.addVirtualAuthenticator", {"options": options | {"automaticPresenceSimulation": True}})
    page.context.clear_cookies(name="sessionid")
    log_in(page, who.user.email)
    page.click("[data-key-button]")
    expect(page.locator("[data-key-failed]")).to_be_visible()
    look(page, "second-step-key-failed")
    page.goto(reverse("accounts:supervisors"))
    assert page.url.endswith(reverse("mfa_authenticate"))


@pytest.mark.parametrize("width", ["phone"])
def test_a_session_is_ended_from_another_device_and_the_password_reset(
    open_page: Opener, stack: Stack, width: str
) -> None:
    owner = people.person("owner")
    assert owner.user is not None
    lost, mine = open_page(None, width=width), open_page(None, width=width)
    for page in (lost, mine):
        log_in(page, owner.user.email)
    mine.goto(reverse("usersessions_list"))
    look(mine, "sessions")
    rows = mine.locator("main tbody tr")
    expect(rows).to_have_count(2)
    rows.nth(1).get_by_role("button").click()
    mine.wait_for_load_state("load")
    expect(mine.locator("main tbody tr")).to_have_count(1)
    lost.goto(reverse("accounts:members"))
    assert reverse("account_login") in lost.url
    look(lost, "login-ended")

    lost.goto(reverse("account_reset_password"))
    look(lost, "reset")
    type_in(lost, email=owner.user.email)
    send(lost)
    look(lost, "reset-sent")
    link = link_in_mail(stack, owner.user.email, "accounts/password/reset/key/")
    lost.goto(link)
    look(lost, "reset-new")
    type_in(lost, password1=NEW_WORDS, password2="another-thing-entirely-3")
    send(lost)
    look(lost, "reset-differ")
    type_in(lost, password1=NEW_WORDS, password2=NEW_WORDS)
    send(lost)
    look(lost, "reset-done")
    # the new password ends every session, and the old one opens nothing
    mine.goto(reverse("accounts:members"))
    assert reverse("account_login") in mine.url
    log_in(lost, owner.user.email)
    look(lost, "login-wrong")
    expect(lost.locator("main [name=login]")).to_have_value(owner.user.email)
    log_in(lost, owner.user.email, NEW_WORDS)
    lost.goto(reverse("accounts:members"))
    expect(lost.locator("h1")).to_have_text(owner.enterprise.name)  # type: ignore[union-attr]
    # the link works once
    other = open_page(None, width=width)
    other.goto(link)
    look(other, "reset-used")
    expect(other.locator("main input[type=password]")).to_have_count(0)


def test_a_lost_phone_is_replaced(open_page: Opener, stack: Stack) -> None:
    boss = people.person("supervisor")
    handler = people.person("handler", center=boss.center)
    assert handler.user is not None
    people.enrol_totp(handler.user)
    desk = open_page(boss)
    desk.goto(reverse("accounts:staff"))
    desk.locator(f'main a[href="{reverse("accounts:colleague", args=[handler.pk])}"]').click()
    desk.locator(f'main a[href="{reverse("accounts:colleague_factor", args=[handler.pk])}"]').click()
    type_in(desk, reason="手机在展会上遗失；已当面核实。")
    send(desk)
    expect(desk.locator("body")).to_contain_text("已解除")
    # told by mail; the password leads to a new second factor and nowhere else
    phone = open_page(None, width="phone")
    link_in_mail(stack, handler.user.email, NOTICE)
    log_in(phone, handler.user.email)
    phone.goto(reverse("accounts:staff"))
    assert phone.url.endswith(reverse("accounts:second_factor"))
    # a link in the mail comes first: somebody else may know the password
    send(phone)
    phone.goto(link_in_mail(stack, handler.user.email, re.escape(reverse("accounts:second_factor")[1:]) + r"\?key="))
    phone.goto(reverse("mfa_activate_totp"))
    type_in(phone, code=people.totp_code(phone.inner_text("code.secret").replace(" ", "")))
    send(phone)
    phone.goto(reverse("accounts:staff"))
    expect(phone.locator("h1")).to_have_text("人员")


DOORS = (
    "account_login", "account_signup", "account_reset_password", "account_reset_password_done",
    "account_email_verification_sent",
)  # fmt: skip
OWN = (
    "accounts:profile", "account_email", "account_change_password", "usersessions_list", "accounts:tokens", "mfa_index",
    "accounts:enterprise_register",
)  # fmt: skip


@pytest.mark.parametrize(("width", "language"), [("desktop", "zh-hans"), ("phone", "en")])
def test_every_page_can_be_read(open_page: Opener, width: str, language: str) -> None:
    owner = people.person("owner")
    for persona in ("owner", "member", "agent"):
        people.person(persona, enterprise=owner.enterprise)
    asking = people.person("unaffiliated")
    supervisor = people.person("supervisor")
    handler = people.person("handler", center=supervisor.center)
    firm = people.make_enterprise(registered_center=supervisor.center)
    security = people.person("secadmin")
    auditor = people.person("auditor")
    with scopes.enter(scopes.system()):
        joining = EnterpriseMember.objects.create(
            enterprise=owner.enterprise,
            user_id=asking.pk,
            role="member",
            note="法务部",
            claimed_name="甲公司",  # type: ignore[misc]
        )
        claim = EnterpriseMember.objects.create(
            enterprise=firm,
            user_id=asking.pk,
            role="member",
            claimed_name="乙公司",
            asked_center=supervisor.center,
        )
        agent = EnterpriseMember.objects.get(enterprise=owner.enterprise, role="agent")
        reset = SecondFactorReset.objects.create(
            user_id=handler.pk,
            asked_by=security.user,
            reason="手机在展会上遗失；已当面核实。",
            expires_at=timezone.now() + timedelta(days=7),
        )
        seat = Membership.objects.get(user_id=auditor.pk)
        ending = SeatEnding.objects.create(
            seat_id=seat.pk,
            user_id=auditor.pk,
            role=seat.role,
            asked_by=security.user,
            reason="账号疑似被盗，已电话核实。",
            stops=True,
            expires_at=timezone.now() + timedelta(days=7),
        )
    visits: list[tuple[people.Person | None, list[str]]] = [
        (None, [reverse(route) for route in DOORS] + [reverse("account_login") + "?ended=idle&next=/staff/"]),
        (asking, [reverse("accounts:enterprise_register")]),
        (owner, [reverse(route) for route in (*OWN, "accounts:members", "accounts:enterprise_record",
                 "accounts:member_invite", "accounts:agent_authorise", "accounts:member_leave")]
                + [reverse(route, args=[agent.pk]) for route in ("accounts:member", "accounts:member_end")]
                + [reverse("accounts:join_request", args=[joining.pk])]),
        (supervisor, [reverse(route) for route in ("accounts:staff", "accounts:claims")]
                + [reverse("accounts:claim", args=[claim.pk]), reverse("accounts:colleague", args=[handler.pk]),
                   reverse("accounts:colleague_end", args=[handler.pk]), reverse("accounts:colleague_factor", args=[handler.pk])]),
        (people.person("coordinator"), [reverse(f"accounts:{name}") for name in ("supervisors", "supervisor_invite", "claims", "grants")]),
        (security, [reverse(f"accounts:{name}") for name in ("administration", "grants", "grant_propose", "factor_resets", "factor_reset_ask")]
                + [reverse("accounts:grant_end", args=[seat.pk])]),
        (people.person("sysadmin"), [reverse("accounts:administration"), reverse("accounts:factor_resets"), reverse("accounts:factor_reset", args=[reset.pk]),
                reverse("accounts:grants"), reverse("accounts:seat_ending", args=[ending.pk])]),
        (auditor, [reverse("accounts:administration")]),
    ]  # fmt: skip
    for who, addresses in visits:
        page = open_page(who, width=width, language=language)
        for address in addresses:
            answer = page.goto(address)
            assert answer is not None
            assert answer.status == 200, address
            name = f"{who.persona if who else 'nobody'}{address.replace('/', '_').replace('?', '_')[:60]}"
            look(page, re.sub(r"\d+", "n", name))
